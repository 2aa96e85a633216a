"""One database copied to another, of either engine: every row of every table, sequences right, rows compared."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, Integer, Row, Select, Table, delete, func, insert, select, text
from sqlalchemy.orm import Session

from pipelines.exceptions import InputError
from pipelines.storage.database import read_session, write_session
from pipelines.storage.models import Base, Report
from pipelines.storage.views import report_figures

_BATCH = 5_000  # rows at a time


def copy(source: Engine, target: Engine) -> dict[str, int]:
    """Table -> rows copied. Everything or nothing is written; `target` holds the schema and nothing else.

    Raises InputError where the target holds reports already, RuntimeError where a row does not come back as it went in.
    """
    with read_session(source) as reading, write_session(target) as writing:
        if writing.execute(select(func.count()).select_from(Report)).scalar_one():
            raise InputError("the database copied to holds reports already; name an empty one, or use `nianbao merge`")
        counts = {table.name: _copy_table(reading, writing, table) for table in Base.metadata.sorted_tables}
        for table in Base.metadata.sorted_tables:
            _set_sequence(writing, table)
            if list(_differences(reading, writing, table)):
                raise RuntimeError(f"{table.name}: rows differ after copying; nothing was written")
        report_figures.fill(writing.connection())
    return counts


def _copy_table(reading: Session, writing: Session, table: Table) -> int:
    writing.execute(delete(table))  # the codebook, which a new database holds
    count = 0
    for rows in _rows(reading, table).partitions(_BATCH):
        writing.execute(insert(table), [dict(row._mapping) for row in rows])
        count += len(rows)
    return count


def _rows(session: Session, table: Table) -> Any:
    return session.execute(_ordered(table), execution_options={"yield_per": _BATCH})


def _ordered(table: Table) -> Select[Any]:
    """By primary key; an organ after the government it belongs to."""
    own = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    return select(table).order_by(*(column.is_not(None) for column in own), *table.primary_key)


def _differences(reading: Session, writing: Session, table: Table) -> Iterator[tuple[Row[Any] | None, Row[Any] | None]]:
    """Rows that are not the same on both sides, in order of the key as the source orders it."""
    key = [column.name for column in table.primary_key]
    there = {tuple(row._mapping[name] for name in key): tuple(row) for row in _rows(writing, table)}
    for row in _rows(reading, table):
        if there.pop(tuple(row._mapping[name] for name in key), None) != tuple(row):
            yield row, None
    for _ in there:
        yield None, None


def _set_sequence(session: Session, table: Table) -> None:
    """PostgreSQL counts on from what a sequence says, not from what the table holds."""
    key = list(table.primary_key)
    is_numbered = len(key) == 1 and isinstance(key[0].type, Integer)
    if session.get_bind().dialect.name != "postgresql" or not is_numbered:
        return
    last = session.execute(select(func.max(key[0]))).scalar_one()
    if last is not None:
        name = session.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": key[0].name}
        ).scalar_one()
        if name is not None:
            session.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})
