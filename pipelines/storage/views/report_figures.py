"""Table `report_figures`: the figures of each report in one row, for the wide views.

It holds nothing that the cells do not say, so it is made and filled with the views and no migration knows of it.
Whoever writes cells or corrections writes the rows of their reports in the same transaction; `differing` finds those
that are not what the cells say.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, inspect

from pipelines import templates
from pipelines.storage.views import wide
from pipelines.storage.views.wide import Cell

NAME = "report_figures"
_BATCH = 500  # reports
_TYPES = {wide.NUMBER: "{real}", wide.FLAG: "INTEGER NOT NULL", wide.WORD: "TEXT"}

_Row = tuple[Any, ...]  # report_id, and what `wide.columns()` names


def create(connection: Connection) -> None:
    """Make the table, empty."""
    is_sqlite = connection.dialect.name == "sqlite"
    real = "REAL" if is_sqlite else "DOUBLE PRECISION"
    columns = "".join(f',\n    "{name}" {_TYPES[kind].format(real=real)}' for name, kind in wide.columns().items())
    connection.exec_driver_sql(
        f"CREATE TABLE {NAME} (\n    report_id INTEGER NOT NULL PRIMARY KEY"
        f" REFERENCES report (report_id) ON DELETE CASCADE{columns}\n){' STRICT' if is_sqlite else ''}"
    )


def drop(connection: Connection) -> None:
    """Drop the table, if it is there."""
    if inspect(connection).has_table(NAME):
        connection.exec_driver_sql(f"DROP TABLE {NAME}")


def fill(connection: Connection) -> None:
    """Make a row for every report."""
    connection.exec_driver_sql(f"DELETE FROM {NAME}")
    for batch in _batches(connection):
        _insert(connection, list(_from_cells(connection, batch)))


def renew(connection: Connection, report_ids: Iterable[int]) -> None:
    """Make the rows of these reports what their cells and corrections say now; a report that is gone has none."""
    ids = sorted(set(report_ids))
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        connection.exec_driver_sql(f"DELETE FROM {NAME} WHERE report_id IN ({_list(batch)})")
        query = f"SELECT report_id FROM report WHERE report_id IN ({_list(batch)}) ORDER BY report_id"
        there = connection.exec_driver_sql(query).scalars().all()
        _insert(connection, list(_from_cells(connection, there)))


def add(connection: Connection, report_id: int, values: Iterable[Mapping[str, Any]]) -> None:
    """The row of a report that is not there yet and that nobody has corrected, from its rows of table `value`."""
    wanted = wide.codes()
    cells = {
        value["field_code"]: Cell(_float(value["value"]), value["state"], value["unit"])
        for value in values
        if value["field_code"] in wanted
    }
    _insert(connection, [(report_id, *wide.row(cells))])


def differing(connection: Connection, *, newest: int | None = None) -> Iterator[int]:
    """The reports whose row is not what their cells say, or is not there. `newest`: only so many, those stored last."""
    for batch in _batches(connection, newest=newest):
        query = f"SELECT * FROM {NAME} WHERE report_id IN ({_list(batch)})"
        stored = {row[0]: tuple(row) for row in connection.exec_driver_sql(query)}
        for row in _from_cells(connection, batch):
            if stored.get(row[0]) != row:
                yield row[0]


def _batches(connection: Connection, *, newest: int | None = None) -> Iterator[Sequence[int]]:
    last = "" if newest is None else f" LIMIT {newest}"
    ids = connection.exec_driver_sql(f"SELECT report_id FROM report ORDER BY report_id DESC{last}").scalars().all()
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _from_cells(connection: Connection, report_ids: Sequence[int]) -> Iterator[_Row]:
    """The rows of these reports, computed. A cell that a person supplied is in the form's unit."""
    if not report_ids:
        return
    codes = ", ".join(f"'{code}'" for code in sorted(wide.codes()))
    found = connection.exec_driver_sql(
        "SELECT report_id, field_code, value, state, unit, origin FROM cell"
        f" WHERE report_id IN ({_list(report_ids)}) AND field_code IN ({codes}) ORDER BY report_id"
    )
    cells = {
        report_id: {
            code: Cell(_float(value), state, _unit(code) if unit is None and origin == "corrected" else unit)
            for _, code, value, state, unit, origin in rows
        }
        for report_id, rows in groupby(found, key=lambda row: row[0])
    }
    for report_id in report_ids:
        yield report_id, *wide.row(cells.get(report_id, {}))


def _insert(connection: Connection, rows: list[_Row]) -> None:
    if rows:
        connection.exec_driver_sql(_insertion(connection.dialect.paramstyle), rows)


@functools.cache
def _insertion(paramstyle: str) -> str:
    names = ("report_id", *wide.columns())
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" if paramstyle == "qmark" else "%s" for _ in names)
    return f"INSERT INTO {NAME} ({columns}) VALUES ({marks})"


def _list(report_ids: Sequence[int]) -> str:
    return ", ".join(map(str, report_ids))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


@functools.cache
def _unit(code: str) -> str:
    return next(entry.unit for (known, _), entry in templates.codebook().items() if known == code)
