"""Write rows so that writing them twice changes nothing: compare first, then upsert only what differs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipelines.storage.column_types import storable
from pipelines.storage.models import Base

Row = Mapping[str, Any]  # column -> value
_BATCH = 2_000  # rows per statement: keeps the parameters of one in memory bounds


def synchronise(
    session: Session,
    model: type[Base],
    rows: Iterable[Row],
    *,
    within: ColumnElement[bool] | None = None,
    delete_others: bool = True,
) -> bool:
    """Make the table hold exactly `rows` where `within` is true (everywhere by default); True if anything changed.

    Every row names the same columns, the whole primary key among them. With `delete_others=False` rows not named stay.
    """
    table = _table(model)
    new = [_storable(row) for row in rows]
    names = list(new[0]) if new else [column.name for column in table.primary_key]
    stored = _stored(session, table, names, within)
    wanted = {_key(table, row): row for row in new}
    if len(wanted) != len(new):
        raise ValueError(f"{table.name}: {len(new)} rows for {len(wanted)} keys")
    gone = [key for key in stored if key not in wanted] if delete_others else []
    different = [row for key, row in wanted.items() if stored.get(key) != row]
    for key in gone:
        session.execute(delete(table).where(_is(table, key)))
    for start in range(0, len(different), _BATCH):
        _upsert(session, table, different[start : start + _BATCH])
    return bool(gone or different)


def insert_absent(session: Session, model: type[Base], row: Row) -> bool:
    """Insert the row unless one with its key is there already; True if it was inserted."""
    table = _table(model)
    columns = list(table.primary_key)
    statement = _insert(session, table).values(_storable(row)).on_conflict_do_nothing().returning(*columns)
    return session.execute(statement).first() is not None


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _storable(row: Row) -> dict[str, Any]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _key(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _is(table: Table, key: Sequence[Any]) -> ColumnElement[bool]:
    return and_(*(column == part for column, part in zip(table.primary_key, key, strict=True)))


def _stored(
    session: Session, table: Table, names: list[str], within: ColumnElement[bool] | None
) -> dict[tuple[Any, ...], dict[str, Any]]:
    query = select(*(table.c[name] for name in names))
    if within is not None:
        query = query.where(within)
    rows = (dict(row) for row in session.execute(query).mappings())
    return {_key(table, row): row for row in rows}


def _insert(session: Session, table: Table) -> "sqlite.Insert | postgresql.Insert":
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def _upsert(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert or overwrite by primary key, in key order so that two writers cannot wait for each other."""
    statement = _insert(session, table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    rows = sorted(rows, key=lambda row: _key(table, row))
    if changes:
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)
    else:
        session.execute(statement.on_conflict_do_nothing(), rows)
