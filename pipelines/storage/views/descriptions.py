"""Table `description`: what every view and column is, in both languages, where every client of the database finds it.

PostgreSQL has comments of its own for that; they are set as well.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, inspect

from pipelines.storage.models import Description
from pipelines.storage.views.columns import View, columns, views


def describe(connection: Connection) -> None:
    """Make the table say what the views that are there say."""
    table = Description.__table__
    connection.execute(table.delete())  # type: ignore[attr-defined]
    rows = [row for view in views() for row in _rows(connection, view)]
    connection.execute(table.insert(), rows)  # type: ignore[attr-defined]
    if connection.dialect.name == "postgresql":
        for row in rows:
            name = f'"{row["view_name"]}"' + (f'."{row["column_name"]}"' if row["column_name"] else "")
            text = f"{row['en']} {row['zh']}".replace("'", "''").replace("%", "%%")
            connection.exec_driver_sql(f"COMMENT ON {'COLUMN' if row['column_name'] else 'VIEW'} {name} IS '{text}'")


def _rows(connection: Connection, view: View) -> Iterator[dict[str, Any]]:
    names = [str(column["name"]) for column in inspect(connection).get_columns(view.view)]
    for shown in filter(None, (view.view, view.twin)):
        yield {"view_name": shown, "column_name": "", "ordinal": 0, "en": view.en, "zh": view.zh}
        for ordinal, name in enumerate(names, start=1):
            column = columns()[name]
            own = name if shown == view.view else column.zh
            yield {"view_name": shown, "column_name": own, "ordinal": ordinal, "en": column.en, "zh": column.text_zh}
