"""What the commands read from the database, through its views: rows as records, no rendering, nothing written."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """A line of view report_current."""

    report_id: int
    region_code: str
    region_name: str
    organ_name: str
    year: int | None
    format: str
    status: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A line of view value_current."""

    report_id: int
    field_code: str
    value: Decimal | float | int | str | None
    raw: str
    state: str
    unit: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A line of view finding_current."""

    report_id: int
    rule: str
    severity: str
    message: str
    cause: str = ""  # of an identity that fails: source, reading or unconfirmed
    suspects: tuple[tuple[str, ...], ...] = ()  # the smallest sets of cells that would explain it


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """A line of view coverage."""

    region_code: str
    organ_name: str
    year: int
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRow:
    """A line of view portal_current."""

    region_code: str
    portal_url: str
    outcome: str | None  # None while no crawl of it has ended
    family: str | None
    column_url: str | None
    stated: int | None
    seen: int | None
    reason: str | None
    proof: Mapping[str, Any]  # what its claim rests on, as `crawler.discovery.proof` writes it
    trail: tuple[Mapping[str, Any], ...]  # {url, title, score, reason} from the front page to the column


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One value with where it is printed and where the document came from."""

    region_code: str
    report_id: int
    organ_name: str
    year: int
    title: str
    version: int
    field_code: str
    raw: str
    state: str
    value: Decimal | float | int | str | None
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
    fetched_at: str | None
    verified: int | None  # 1: every sum of the report holds and every cell was looked at twice

    def position(self) -> dict[str, object]:
        """Table, page from 1, row and column from 0, box in points."""
        names = ("table_name", "page", "row_index", "column_index", "bbox")
        return {name.partition("_")[0]: getattr(self, name) for name in names}


def region_names(session: Session) -> dict[str, str]:
    """Code -> full name of every region the database knows."""
    rows = session.execute(text("SELECT code, full_name FROM region ORDER BY code"))
    return {row.code: row.full_name for row in rows}


def stored_reports(session: Session, region_codes: Iterable[str]) -> list[ReportRow]:
    """The current reports of the regions, by region, organ and year."""
    wanted = frozenset(region_codes)
    columns = "report_id, region_code, region_name, organ_name, year, format, status, version"
    statement = text(f"SELECT {columns} FROM report_current ORDER BY region_code, organ_name, year")
    rows = session.execute(statement).mappings()
    return [ReportRow(**row) for row in rows if row["region_code"] in wanted]


def values_of(session: Session, fields: Sequence[str]) -> dict[int, dict[str, ValueRow]]:
    """Report id -> field code -> value, of these fields in every current report."""
    columns = "report_id, field_code, value, raw, state, unit, note"
    statement = text(f"SELECT {columns} FROM value_current WHERE field_code IN :fields").bindparams(
        bindparam("fields", expanding=True)
    )
    values: dict[int, dict[str, ValueRow]] = {}
    for row in session.execute(statement, {"fields": list(fields)}).mappings():
        values.setdefault(row["report_id"], {})[row["field_code"]] = ValueRow(**row)
    return values


def error_findings(session: Session) -> list[FindingRow]:
    """The findings of severity `error` of every current report."""
    statement = text(
        "SELECT report_id, rule, severity, message FROM finding_current"
        " WHERE severity = 'error' ORDER BY report_id, rule"
    )
    return [FindingRow(**row) for row in session.execute(statement).mappings()]


def findings_naming(session: Session, report_id: int, field_code: str) -> list[FindingRow]:
    """The findings of one current report that speak of the field."""
    statement = text(
        "SELECT report_id, rule, severity, message, fields, cause, suspects FROM finding_current"
        " WHERE report_id = :report_id"
    )
    return [
        FindingRow(
            report_id=row.report_id,
            rule=row.rule,
            severity=row.severity,
            message=row.message,
            cause=row.cause or "",
            suspects=tuple(map(tuple, json.loads(row.suspects or "[]"))),
        )
        for row in session.execute(statement, {"report_id": report_id})
        if field_code in json.loads(row.fields)
    ]


def coverage_rows(session: Session, region_codes: Iterable[str]) -> list[CoverageRow]:
    """What became of every expected report of the regions."""
    wanted = frozenset(region_codes)
    statement = text(
        "SELECT region_code, organ_name, year, state, reason FROM coverage ORDER BY region_code, organ_name, year"
    )
    rows = session.execute(statement).mappings()
    return [CoverageRow(**row) for row in rows if row["region_code"] in wanted]


def portals(session: Session, region_codes: Iterable[str]) -> list[PortalRow]:
    """The portals of the regions with their last outcome."""
    wanted = frozenset(region_codes)
    statement = text(
        "SELECT region_code, portal_url, outcome, family, column_url, stated, seen, reason, proof, trail"
        " FROM portal_current ORDER BY region_code, portal_url"
    )
    rows = session.execute(statement).mappings()
    return [
        PortalRow(
            **{**row, "proof": json.loads(row["proof"] or "{}"), "trail": tuple(json.loads(row["trail"] or "[]"))}
        )
        for row in rows
        if row["region_code"] in wanted
    ]


def places(session: Session, year: int, field_code: str) -> list[PlaceRow]:
    """Where the field's value stands in the current reports on that year, by region and organ."""
    statement = text(
        "SELECT report.region_code, report.report_id, report.organ_name, report.year, report.title, report.version,"
        " value.field_code, value.raw, value.state, value.value, value.unit, value.unit_source, value.note,"
        " value.table_name, value.page, value.row_index, value.column_index, value.bbox,"
        " report.source_url, report.document_sha256, report.verified,"
        " (SELECT max(f.fetched_at) FROM download f WHERE f.document_sha256 = report.document_sha256) AS fetched_at"
        " FROM report_current AS report JOIN value ON value.report_id = report.report_id"
        " WHERE report.year = :year AND value.field_code = :field_code ORDER BY report.region_code, report.organ_name"
    )
    rows = session.execute(statement, {"year": year, "field_code": field_code}).mappings().all()
    return [PlaceRow(**row) for row in rows]
