"""The rows of a release, from the database: in an order, with ids and numbers that do not depend on how they came in.

A report is known by a hash of its region, organ, year, scope and document, an organ by one of region and name: the same
rows give the same ids in every database and every release. Texts are masked, and hold no sign
that steers whoever shows them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from pipelines.language.personal_data import masked
from pipelines.language.printable import printable
from pipelines.publish.release.tables import NEVER_NULL, REAL, TEXT, Table, kind

_BATCH = 15  # reports asked for at a time
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
        yield sorted(
            _canonical(columns, session.execute(text(wanted)).all(), known), key=lambda row: tuple(map(_order, row))
        )
        return
    place = columns.index("report_id")
    own = [columns.index(name) for name in table.key if name != "report_id"] if table.key else range(len(columns))
    for start in range(0, len(known.current), _BATCH):
        batch = known.current[start : start + _BATCH]
        found = session.execute(text(f"{wanted} WHERE report_id IN ({', '.join(map(str, batch))})")).all()
        yield _in_order(_canonical(columns, found, known), batch, [row[place] for row in found], own)


def _in_order(rows: list[Row], batch: Sequence[int], reports: Sequence[int], own: Sequence[int]) -> list[Row]:
    """The rows of a batch of reports as the batch names these, those of one report by the columns `own`."""
    ranks = {report: rank for rank, report in enumerate(batch)}
    cells = ([_order(row[place]) for row in rows] for place in own)
    keys = list(zip((ranks[report] for report in reports), *cells, strict=True))
    return [rows[index] for index in sorted(range(len(rows)), key=keys.__getitem__)]


def _canonical(columns: Sequence[str], found: Sequence[Sequence[Any]], known: Ids) -> list[Row]:
    """The rows with every value canonical; column by column, as a nation's release has half a billion cells."""
    if not found:
        return []
    cells = zip(*found, strict=True)
    taken = (take(of_column, known) for take, of_column in zip(_takers(tuple(columns)), cells, strict=True))
    return list(zip(*taken, strict=True))


@cache
def _takers(columns: tuple[str, ...]) -> tuple[Callable[[Sequence[Any], Ids], list[Any]], ...]:
    """What makes the cells of each column canonical."""
    return tuple(map(_taker, columns))


def _taker(name: str) -> Callable[[Sequence[Any], Ids], list[Any]]:
    if name in NEVER_NULL:
        return lambda cells, known: [_masked(cell or "") for cell in cells]
    if name == "report_id":
        return lambda cells, known: [None if cell is None else known.reports[cell] for cell in cells]
    if name == "organ_id":
        return lambda cells, known: [known.organs[cell] for cell in cells]
    if name in _TEXTS:
        return lambda cells, known: [_masked(cell) if cell else None for cell in cells]
    if kind(name) == TEXT:
        return lambda cells, known: [printable(str(cell)) if cell else None for cell in cells]
    number: Callable[[Any], Any] = float if kind(name) == REAL else int
    return lambda cells, known: [None if cell is None else number(cell) for cell in cells]


def _masked(text: str) -> str:
    text = printable(text)
    return masked(text) if len(text) >= _MIN_NUMBER else text


def _order(cell: Any) -> tuple[bool, str]:
    return cell is not None, str(cell)


def _hash(*parts: object) -> str:
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:_ID]
