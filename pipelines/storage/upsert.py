"""Write rows so that writing them twice changes nothing: compare first, then upsert only what differs."""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Table, and_, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipelines.storage.column_types import storable
from pipelines.storage.models import Base

Row = Mapping[str, Any]  # column -> value
_Bind = Callable[[Any], Any]
_BATCH = 2_000  # rows per statement: keeps the memory for the parameters of one small


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
    table = table_of(model)
    wanted = _by_key(table, rows)
    names = list(next(iter(wanted.values()))) if wanted else list(_key_names(table))
    stored = _stored(session, table, names, within)
    gone = [key for key in stored if key not in wanted] if delete_others else []
    different = [row for key, row in wanted.items() if stored.get(key) != row]
    for key in gone:
        session.execute(delete(table).where(_is(table, key)))
    _upsert(session, table, different)
    return bool(gone or different)


def upsert(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert the rows, or overwrite those whose keys are there; all name the same columns."""
    _upsert(session, table_of(model), [_storable(row) for row in rows])


def insert_new(session: Session, model: type[Base], rows: Iterable[Row]) -> None:
    """Insert rows that are known not to be there, in key order; all name the same columns, the whole key among them."""
    table = table_of(model)
    new = _by_key(table, rows)
    if new:
        names = tuple(next(iter(new.values())))
        statement, bound = _insertion(table, names, session.connection().dialect)
        given = [tuple([bind(row[name]) for name, bind in bound]) for _, row in sorted(new.items())]
        session.connection().exec_driver_sql(statement, given)


def insert_missing(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert those of the rows whose keys are not there."""
    if rows:
        statement = _insert(session, table_of(model)).on_conflict_do_nothing()
        session.execute(statement, [_storable(row) for row in rows])


def insert_absent(session: Session, model: type[Base], row: Row) -> bool:
    """Insert the row unless one with its key is there already; True if it was inserted."""
    statement = _absent(table_of(model), tuple(row), session.get_bind().dialect.name)
    return session.execute(statement, _storable(row)).first() is not None


@functools.cache
def _absent(table: Table, names: tuple[str, ...], dialect: str) -> Any:
    """The INSERT of one row with these columns, which gives the key back if it was made."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    rows = insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names})
    return rows.on_conflict_do_nothing().returning(*table.primary_key)


@functools.cache
def _insertion(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, list[tuple[str, _Bind]]]:
    """The INSERT as the driver takes it, by position, and each column with what makes its value the driver's.

    A report has some two hundred cells: to hand each through SQLAlchemy's compiler took longer than to insert it.
    """
    marks = ", ".join("?" if dialect.paramstyle == "qmark" else "%s" for _ in names)
    quoted = dialect.identifier_preparer.quote
    columns = ", ".join(quoted(name) for name in names)
    binds = (table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)
    statement = f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({marks})"
    return statement, [(name, bind or _as_it_is) for name, bind in zip(names, binds, strict=True)]


def _as_it_is(value: Any) -> Any:
    return value


def table_of(model: type[Base]) -> Table:
    """The model's table, whose columns make statements that the ORM has no part in."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _by_key(table: Table, rows: Iterable[Row]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows as the database takes them. Raises ValueError when two have one key."""
    new = _all_storable(rows)
    keyed = {_key(table, row): row for row in new}
    if len(keyed) != len(new):
        raise ValueError(f"{table.name}: {len(new)} rows for {len(keyed)} keys")
    return keyed


def _all_storable(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as a database takes them; a report has a thousand texts, of which hardly ever one has to change."""
    new = [dict(row) for row in rows]
    text = "".join([cell for row in new for cell in row.values() if type(cell) is str])
    return new if storable(text) == text else [_storable(row) for row in new]


def _storable(row: Row) -> dict[str, Any]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _key(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple([row[name] for name in _key_names(table)])


@functools.cache
def _key_names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


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


def _upsert(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or overwrite by primary key, in key order so that two writers cannot wait for each other."""
    if not rows:
        return
    statement = _insert(session, table)
    keys = _key_names(table)
    changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    in_order = sorted(rows, key=lambda row: _key(table, row))
    for start in range(0, len(in_order), _BATCH):
        some = in_order[start : start + _BATCH]
        if changes:
            session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), some)
        else:
            session.execute(statement.on_conflict_do_nothing(), some)
