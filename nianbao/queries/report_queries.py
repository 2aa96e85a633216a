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
