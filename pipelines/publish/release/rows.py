"""The rows of a release, from the database: in an order, with ids and numbers that do not depend on how they came in.

A report is known by a hash of its region, organ, year, scope and document, an organ by one of region and name: the same
rows give the same ids in every database and every release. Texts are masked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from pipelines.language.personal_data import masked
from pipelines.publish.release.tables import NEVER_NULL, REAL, TEXT, Table, kind

_BATCH = 100  # reports asked for at a time
_ID = 16  # hexadecimal digits of an id
_MIN_NUMBER = 7  # characters of the shortest number of a person
_TEXTS = frozenset(  # columns with text of documents
    ("text", "heading", "raw", "old_raw", "new_raw", "note", "title", "message", "scope_evidence", "reason")
)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ids:
    """The database's numbers of reports and organs -> the release's ids; `current` has the order of the rows."""

    reports: Mapping[int, str]
    organs: Mapping[int, str]
    current: Sequence[int]


def ids(session: Session) -> Ids:
    """Ids of everything that is there; current reports by year, region, organ, scope and document."""
    organs = {
        row.organ_id: _hash(row.region_code, row.name)
        for row in session.execute(text("SELECT organ_id, region_code, name FROM organ"))
    }
    query = text("SELECT report_id, organ_id, year, scope, document_sha256 FROM report")
    reports = {
        row.report_id: _hash(organs[row.organ_id], row.year, row.scope, row.document_sha256)
        for row in session.execute(query)
    }
    current = text("SELECT report_id, region_code, organ_name, year, scope, document_sha256 FROM report_current")
    order = sorted(
        session.execute(current),
        key=lambda row: (row.year or 0, row.region_code, row.organ_name, row.scope, row.document_sha256),
    )
    return Ids(reports, organs, [row.report_id for row in order])


def names(session: Session, table: Table) -> tuple[str, ...]:
    """The columns of a table of the release."""
    return table.columns(list(session.execute(text(f"SELECT * FROM {table.source} LIMIT 0")).keys()))


def rows(session: Session, table: Table, known: Ids) -> Iterator[list[Row]]:
    """The rows of a table in its order, some at a time, every value canonical."""
    columns = names(session, table)
    wanted = f"SELECT {', '.join(columns)} FROM {table.source}"
    if not table.of_reports:
        yield sorted((_canonical(columns, row, known) for row in session.execute(text(wanted)).all()), key=_order)
        return
    place = columns.index("report_id")
    for start in range(0, len(known.current), _BATCH):
        batch = known.current[start : start + _BATCH]
        numbers = ", ".join(map(str, batch))
        found: dict[int, list[Row]] = {number: [] for number in batch}
        for row in session.execute(text(f"{wanted} WHERE report_id IN ({numbers})")).all():
            found[row[place]].append(_canonical(columns, row, known))
        yield [row for number in batch for row in sorted(found[number], key=_order)]


def _canonical(columns: Sequence[str], row: Sequence[Any], known: Ids) -> Row:
    return tuple(take(cell, known) for take, cell in zip(_takers(tuple(columns)), row, strict=True))


@cache
def _takers(columns: tuple[str, ...]) -> tuple[Callable[[Any, Ids], Any], ...]:
    """What makes a cell of each column canonical."""
    return tuple(map(_taker, columns))


def _taker(name: str) -> Callable[[Any, Ids], Any]:
    if name in NEVER_NULL:
        return lambda cell, known: _masked(cell or "")
    if name == "report_id":
        return lambda cell, known: None if cell is None else known.reports[cell]
    if name == "organ_id":
        return lambda cell, known: known.organs[cell]
    if kind(name) == TEXT:
        show = _masked if name in _TEXTS else str
        return lambda cell, known: show(cell) if cell else None
    number: Callable[[Any], Any] = float if kind(name) == REAL else int
    return lambda cell, known: None if cell is None else number(cell)


def _masked(text: str) -> str:
    return masked(text) if len(text) >= _MIN_NUMBER else text


def _order(row: Row) -> tuple[tuple[bool, str], ...]:
    return tuple((cell is not None, str(cell)) for cell in row)


def _hash(*parts: object) -> str:
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:_ID]
