"""One value with where it is printed, what is said of it, and where its document came from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_STATEMENT = """
SELECT o.region_code, r.report_id, o.name AS organ_name, r.year, r.scope, r.title, r.version, r.published_on,
    v.field_code, v.raw, v.state, v.value, v.unit, v.unit_source, v.note,
    v.table_name, v.page, v.row_index, v.column_index, v.bbox,
    r.source_url, r.document_sha256, r.format, r.verified,
    c.kind AS correction, c.value AS corrected_value, c.who, c.corrected_on, c.why,
    (SELECT t.at || ': ' || t.why FROM takedown t WHERE t.document_sha256 = r.document_sha256) AS taken_down,
    (SELECT max(d.fetched_at) FROM download d WHERE d.document_sha256 = r.document_sha256) AS fetched_at,
    (SELECT max(d.read_by) FROM download d WHERE d.document_sha256 = r.document_sha256) AS read_by
FROM report r
JOIN organ o ON o.organ_id = r.organ_id
JOIN value v ON v.report_id = r.report_id
LEFT JOIN correction c ON c.report_id = r.report_id AND c.field_code = v.field_code AND c.standing = 'applies'
"""
_OF_YEAR = " WHERE r.year = :year AND v.field_code = :field_code"
_CURRENT = " AND r.report_id IN (SELECT report_id FROM report_current WHERE year = :year)"
_ORDER = " ORDER BY o.region_code, o.name, r.scope, r.version"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One value of one version of a report."""

    region_code: str
    report_id: int
    organ_name: str
    year: int
    scope: str
    title: str
    version: int
    published_on: str | None
    field_code: str
    raw: str
    state: str
    value: Decimal | float | int | str | None  # as printed
    unit: str | None
    unit_source: str | None
    note: str | None
    table_name: str
    page: int | None
    row_index: int | None
    column_index: int | None
    bbox: str | None
    source_url: str
    document_sha256: str
    format: str
    correction: str | None  # kind of the one that applies
    corrected_value: Decimal | float | int | str | None
    who: str | None
    corrected_on: str | None
    why: str | None
    taken_down: str | None  # when and why
    fetched_at: str | None
    read_by: str | None
    verified: int | None  # 1: every sum of the report holds and every cell was looked at twice

    def position(self) -> dict[str, object]:
        """Table, page from 1, row and column from 0, box in points."""
        names = ("table_name", "page", "row_index", "column_index", "bbox")
        return {name.partition("_")[0]: getattr(self, name) for name in names}

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """In points from the page's top left."""
        return None if self.bbox is None else tuple(json.loads(self.bbox))

    @property
    def reader(self) -> Mapping[str, str]:
        """Digests of what read it: reader, templates, rules."""
        found: dict[str, str] = json.loads(self.read_by or "{}")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """A finding of a report that speaks of one of its values."""

    rule: str
    severity: str
    message: str
    standing: str  # `confirmed at the source`, or ""
    cause: str  # of a sum that fails, see pipelines.checks.whose_error
    suspects: tuple[tuple[str, ...], ...]


def places(session: Session, year: int, field_code: str, version: int | None = None) -> list[PlaceRow]:
    """The field's value in the current reports on that year, or in the versions of this number."""
    which = _CURRENT if version is None else " AND r.version = :version"
    arguments: dict[str, Any] = {"year": year, "field_code": field_code}
    if version is not None:
        arguments["version"] = version
    return [
        PlaceRow(**row) for row in session.execute(text(_STATEMENT + _OF_YEAR + which + _ORDER), arguments).mappings()
    ]


def place_of(session: Session, report_id: int, field_code: str) -> PlaceRow | None:
    """The field's value in one report, None where it was not read."""
    statement = text(_STATEMENT + " WHERE r.report_id = :report_id AND v.field_code = :field_code")
    row = session.execute(statement, {"report_id": report_id, "field_code": field_code}).mappings().first()
    return None if row is None else PlaceRow(**row)


def findings_naming(session: Session, report_id: int, field_code: str) -> Sequence[SaidRow]:
    """The findings of one report that speak of the field."""
    statement = text(
        "SELECT f.rule, f.severity, f.message, f.fields, f.cause, f.suspects,"
        " CASE WHEN EXISTS (SELECT 1 FROM correction c"
        " WHERE c.report_id = f.report_id AND c.field_code = :field_code AND c.kind = 'confirmed'"
        " AND c.standing = 'applies') THEN 'confirmed at the source' ELSE '' END AS standing"
        " FROM finding f WHERE f.report_id = :report_id ORDER BY f.origin, f.ordinal"
    )
    rows = session.execute(statement, {"report_id": report_id, "field_code": field_code})
    return [
        SaidRow(
            rule=row.rule,
            severity=row.severity,
            message=row.message,
            standing=row.standing,
            cause=row.cause or "",
            suspects=tuple(map(tuple, json.loads(row.suspects or "[]"))),
        )
        for row in rows
        if field_code in json.loads(row.fields)
    ]
