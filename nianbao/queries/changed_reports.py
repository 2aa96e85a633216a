"""Reports whose figures changed, each with its cells: re-issued by the source, read anew, corrected by a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import text
from sqlalchemy.orm import Session

_CANDIDATES = """
SELECT report_id FROM report WHERE version > 1 AND first_seen_at >= :since
UNION SELECT report_id FROM value_history WHERE replaced_at >= :since
UNION SELECT report_id FROM correction WHERE corrected_on >= :day AND report_id IS NOT NULL
"""
_CHANGES = f"""
SELECT c.report_id, c.region_code, g.full_name AS region_name, c.organ_name, c.year, c.scope, c.version, c.source_url,
    r.document_sha256, c.first_seen_at, c.why, c.field_code, c.old_raw, c.new_raw, c.old_value, c.new_value
FROM change c
JOIN report r ON r.report_id = c.report_id
JOIN region g ON g.code = c.region_code
WHERE c.report_id IN ({_CANDIDATES})
    AND (c.first_seen_at >= :since OR (c.why = 'corrected' AND c.first_seen_at >= :day))
ORDER BY c.first_seen_at DESC, c.region_code, c.organ_name, c.year, c.scope, c.report_id, c.why, c.field_code
"""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell as printed before and after; None where it was not there, and what a person makes of it."""

    field_code: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedReport:
    """A report and what changed in it at one time for one reason."""

    region_code: str
    region_name: str
    organ_name: str
    year: int
    scope: str
    version: int
    source_url: str
    document_sha256: str
    at: str  # ISO 8601, UTC; of a correction its day
    why: str  # source changed | read anew | corrected
    cells: tuple[CellChange, ...]


def changed_reports(session: Session, since: str) -> list[ChangedReport]:
    """What changed from then on (ISO 8601, UTC), newest first."""
    given = {"since": since, "day": since[:10]}
    if session.execute(text(_CANDIDATES + " LIMIT 1"), given).first() is None:
        return []  # most nights; the view is not asked
    return list(_grouped(session, given))


def _grouped(session: Session, given: dict[str, str]) -> Iterator[ChangedReport]:
    rows = session.execute(text(_CHANGES), given).all()
    for _, group in groupby(rows, key=lambda row: (row.report_id, row.first_seen_at, row.why)):
        cells = list(group)
        first = cells[0]
        yield ChangedReport(
            region_code=first.region_code,
            region_name=first.region_name,
            organ_name=first.organ_name,
            year=first.year,
            scope=first.scope,
            version=first.version,
            source_url=first.source_url,
            document_sha256=first.document_sha256,
            at=first.first_seen_at,
            why=first.why,
            cells=tuple(CellChange(row.field_code, row.old_raw, _new(row)) for row in cells),
        )


def _new(row: object) -> str | None:
    """What is printed now; of a correction, which stands beside the print, the figure a person gave."""
    if getattr(row, "why", "") != "corrected":
        return getattr(row, "new_raw", None)
    value = getattr(row, "new_value", None)
    return None if value is None else format(value, "f").rstrip("0").rstrip(".") if "." in str(value) else str(value)
