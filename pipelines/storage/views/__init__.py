"""The views researchers query: one .sql file each, and what is made from one list for all of them.

Views hold nothing: they are dropped before every migration and made again after it, so a migration never sees them; nor
does it see `report_figures`, the one table that is made and filled with them because views read it.
A view whose text changes therefore needs a revision in storage/migrations, be it an empty one, to reach databases that
exist. Nothing turns a blank into 0 but the columns that say so (`…_or_zero`). Numbers of the views for research are
floating-point, so that dividing them is real division on both engines; `value` and the view `cell` keep them exact.

The text is the same for SQLite and PostgreSQL but for `days_after('-03-31')`. `{figures}` stands for the wide columns
(`wide.py`); the Chinese twins are made from the columns and words of the English views (`twins.py`).
"""

import re
from importlib import resources

from sqlalchemy import Connection, inspect

from pipelines.storage.views import report_figures, twins, wide
from pipelines.storage.views.columns import views
from pipelines.storage.views.descriptions import describe

NAMES = tuple(view.view for view in views())  # in the order they are made: one may read those above it
_DAYS = re.compile(r"days_after\('(-\d\d-\d\d)'\)")  # of the year after the report's, against its publication


def statement(name: str, *, dialect: str = "sqlite") -> str:
    """The CREATE VIEW statement of one file, as that engine takes it."""
    made = (resources.files(__name__) / f"{name}.sql").read_text(encoding="utf-8")
    made = made.replace("{figures}", ",\n    ".join(f'f."{name}"' for name in wide.columns())).replace(
        "{layouts}", wide.layouts()
    )
    if dialect == "postgresql":
        return _DAYS.sub(r"(CAST(r.published_on AS DATE) - CAST(CAST(r.year + 1 AS TEXT) || '\1' AS DATE))", made)
    day = r"julianday(CAST(r.year + 1 AS TEXT) || '\1')"
    return _DAYS.sub(rf"CAST(julianday(r.published_on) - {day} AS INTEGER)", made)


def create_views(connection: Connection) -> None:
    """Make every view and its Chinese twin, fill the table they read, and say in the database what each is."""
    dialect = connection.dialect.name
    report_figures.create(connection)
    for name in NAMES:
        made = statement(name, dialect=dialect)
        connection.exec_driver_sql(made.replace("%", "%%") if dialect == "postgresql" else made)  # % is its placeholder
    twins.create(connection)
    report_figures.fill(connection)
    describe(connection)


def drop_views(connection: Connection) -> None:
    """Drop every view of this folder and the table they read; a view made by somebody else stays."""
    existing = set(inspect(connection).get_view_names())
    for view in (*(twin for _, twin in twins.NAMES), *reversed(NAMES)):
        if view in existing:
            connection.exec_driver_sql(f'DROP VIEW "{view}"')
    report_figures.drop(connection)
