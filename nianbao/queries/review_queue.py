"""What needs a person, worst first: cells by the sums they break, cells nobody could read, reports of unsure identity.

What a correction that applies speaks of already is left out.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from nianbao.queries.places import PlaceRow, place_of

Include = Callable[[str, str], bool]  # (region code, organ) -> is it meant?

_WEIGHTS = {"reading": 100, "unconfirmed": 10, "source": 1}  # of a sum that fails, by whose error it seems to be
_UNSURE = ("ORGAN_ASSUMED", "ORGAN_ELSEWHERE", "TITLE_AMBIGUOUS", "META_YEAR")  # findings on what a report is


@dataclass(frozen=True, slots=True, kw_only=True)
class CellItem:
    """A cell to look at."""

    place: PlaceRow
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """A report whose organ or year is in doubt."""

    about: str  # @organ | @year
    region_code: str
    organ_name: str
    year: int | None
    scope: str
    title: str
    source_url: str
    document_sha256: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A year without a report between years that have one."""

    region_code: str
    organ_name: str
    year: int
    reason: str


def cells(session: Session, include: Include) -> list[CellItem]:
    """Cells of current reports: those of failing sums that seem misread first, then what asks to be looked at again,
    then what could not be read."""
    reasons: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    failing: Counter[tuple[int, str]] = Counter()
    rows = session.execute(
        text(
            "SELECT report_id, region_code, organ_name, rule, message, fields, cause, suspects FROM finding_current"
            " WHERE severity = 'error' ORDER BY report_id, rule"
        )
    )
    for row in rows:
        if include(row.region_code, row.organ_name):
            suspects = {code for group in json.loads(row.suspects or "[]") for code in group}
            for code in sorted(suspects) or json.loads(row.fields):  # a sum is looked at where it may be mended
                failing[row.report_id, code] += _WEIGHTS.get(row.cause or "", 1)
                reasons[row.report_id, code].append(f"{row.rule}: {row.message}")
    for report_id, code, why in [*_looked_at_before(session, include), *_unread(session, include)]:
        reasons[report_id, code].append(why)
    settled = _settled(session)
    order = sorted(reasons, key=lambda key: (-failing[key], key))
    found = (
        CellItem(place=place, reasons=tuple(reasons[key]))
        for key in order
        if key not in settled and (place := place_of(session, *key)) is not None
    )
    return list(found)


def reports(session: Session, include: Include) -> list[ReportItem]:
    """Current reports that do not tell their year or whose organ is only assumed."""
    rules = ", ".join(f"'{rule}'" for rule in _UNSURE)
    rows = session.execute(
        text(
            "SELECT r.region_code, r.organ_name, r.year, r.scope, r.title, r.source_url, r.document_sha256,"
            " f.rule, f.message FROM report_current r LEFT JOIN finding f ON f.report_id = r.report_id"
            f" AND f.rule IN ({rules}) WHERE (r.year IS NULL OR f.rule IS NOT NULL) AND NOT EXISTS"
            " (SELECT 1 FROM correction c WHERE c.document_sha256 = r.document_sha256"
            " AND c.region_code = r.region_code AND c.field_code LIKE '@%')"
            " ORDER BY r.region_code, r.organ_name, r.year, r.document_sha256, f.rule"
        )
    )
    found: dict[tuple[str, str], ReportItem] = {}
    for row in rows:
        if not include(row.region_code, row.organ_name):
            continue
        why = f"{row.rule}: {row.message}" if row.rule else "the document does not tell its year"
        key = (row.region_code, row.document_sha256)
        earlier = found[key].reasons if key in found else ()
        found[key] = ReportItem(
            about="@year" if row.year is None or row.rule == "META_YEAR" else "@organ",
            region_code=row.region_code,
            organ_name=row.organ_name,
            year=row.year,
            scope=row.scope,
            title=row.title,
            source_url=row.source_url,
            document_sha256=row.document_sha256,
            reasons=(*earlier, why),
        )
    return list(found.values())


def gaps(session: Session, include: Include) -> list[Gap]:
    """Years without a report between an organ's first and last: nothing to correct, but somebody has to look."""
    stored: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    rows = session.execute(text("SELECT region_code, organ_name, year FROM report_current WHERE year IS NOT NULL"))
    for row in rows:
        if include(row.region_code, row.organ_name):
            stored[row.region_code, row.organ_name].add(row.year)
    reasons = {
        (row.region_code, row.organ_name, row.year): f"{row.state}: {row.reason or ''}"
        for row in session.execute(text("SELECT region_code, organ_name, year, state, reason FROM coverage"))
    }
    return [
        Gap(region_code=code, organ_name=organ, year=year, reason=reasons.get((code, organ, year), "not expected"))
        for (code, organ), years in sorted(stored.items())
        for year in range(min(years), max(years))
        if year not in years
    ]


def _looked_at_before(session: Session, include: Include) -> Iterator[tuple[int, str, str]]:
    """Cells of the current version of which a correction was made that asks to be looked at again."""
    rows = session.execute(
        text(
            "SELECT n.report_id, n.region_code, n.organ_name, c.field_code, c.told, c.who FROM correction c"
            " JOIN report r ON r.report_id = c.report_id"
            " JOIN report_current n ON n.organ_id = r.organ_id AND n.year = r.year AND n.scope = r.scope"
            " WHERE c.standing = 'look_again' AND c.field_code NOT LIKE '@%' ORDER BY n.report_id, c.field_code"
        )
    )
    for row in rows:
        if include(row.region_code, row.organ_name):
            yield row.report_id, row.field_code, f"{row.who} said {row.told!r} of another text or version"


def _unread(session: Session, include: Include) -> Iterator[tuple[int, str, str]]:
    rows = session.execute(
        text(
            "SELECT report_id, region_code, organ_name, field_code FROM value_current"
            " WHERE state IN ('unreadable', 'text') ORDER BY report_id, field_code"
        )
    )
    for row in rows:
        if include(row.region_code, row.organ_name):
            yield row.report_id, row.field_code, "the cell could not be read as a number for certain"


def _settled(session: Session) -> set[tuple[int, str]]:
    rows = session.execute(text("SELECT report_id, field_code FROM correction WHERE standing = 'applies'"))
    return {(row.report_id, row.field_code) for row in rows}


def summary(cells: Sequence[CellItem], reports: Sequence[ReportItem], gaps: Sequence[Gap]) -> str:
    """How much there is to do, in one line."""
    return f"{len(cells)} cells, {len(reports)} reports, {len(gaps)} missing years between stored ones"
