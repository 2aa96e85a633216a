"""Everything that the page of a report shows, as rows of the database, some reports at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from nianbao.site.country import Country
from pipelines.language.personal_data import masked

_BATCH = 100  # reports asked for at a time


@dataclass(frozen=True, slots=True)
class Value:
    """One cell as people have it, and where it is printed."""

    code: str
    layout: str
    raw: str
    state: str
    value: str  # the number, "" where the state is another
    unit: str
    note: str
    table: str
    page: int | None  # from 1
    row: int | None  # from 1
    column: int | None  # from 1
    box: str  # where a page shows it, in points, as JSON; "" where that is not known
    origin: str  # read | corrected | confirmed


@dataclass(frozen=True, slots=True)
class Said:
    """A finding."""

    rule: str
    severity: str
    message: str
    fields: tuple[str, ...]
    cause: str
    suspects: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One document of the report, the current one among them."""

    version: int
    title: str
    published_on: str
    format: str
    source_url: str
    document: str  # SHA-256
    status: str
    error: str
    layouts: tuple[tuple[str, str], ...]  # (table, layout)
    first_seen: str
    is_withdrawn: bool
    taken_down: str  # why; "" while its text may be shown
    fetched_at: str


@dataclass(slots=True)
class Report:
    """One current report."""

    report_id: int
    path: str
    key: str
    region_code: str
    organ_name: str
    organ_kind: str
    year: int | None
    scope: str
    scope_evidence: str
    verified: bool
    current: int  # number of the version shown
    versions: list[Version] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    findings: list[Said] = field(default_factory=list)
    sections: list[tuple[int, str, str]] = field(default_factory=list)  # number, heading, text
    others: list[tuple[int, str, str, str]] = field(
        default_factory=list
    )  # of other versions: version, code, raw, state

    @property
    def shown(self) -> Version:
        """The version whose figures are the current ones."""
        return next(version for version in self.versions if version.version == self.current)

    def inputs(self) -> tuple[object, ...]:
        """All that decides what the page shows."""
        facts = (self.path, self.region_code, self.organ_name, self.organ_kind, self.year, self.scope)
        more = (self.scope_evidence, self.verified, self.current, self.versions, sorted(self.values.items()))
        return (*facts, *more, self.findings, self.sections, self.others)


def read(session: Session, country: Country) -> Iterator[Report]:
    """Every current report in the order of a release."""
    numbers = country.known.current
    for start in range(0, len(numbers), _BATCH):
        yield from _batch(session, country, numbers[start : start + _BATCH])


def _batch(session: Session, country: Country, numbers: Sequence[int]) -> list[Report]:
    listed = ", ".join(map(str, numbers))
    found: dict[int, Report] = {}
    groups: dict[tuple[int, int | None, str], Report] = {}
    query = text(f"SELECT * FROM report_current WHERE report_id IN ({listed})")
    for row in session.execute(query):
        report = Report(
            row.report_id,
            country.report_paths[row.report_id],
            country.known.reports[row.report_id],
            row.region_code,
            row.organ_name,
            row.organ_kind,
            row.year,
            row.scope,
            masked(row.scope_evidence or ""),
            bool(row.verified),
            row.version,
        )
        found[row.report_id] = report
        if row.year is not None:
            groups[row.organ_id, row.year, row.scope] = report
    others = _versions(session, listed, found, groups)
    _values(session, listed, found)
    _findings(session, listed, found)
    _sections(session, listed, found)
    _other_values(session, others)
    for report in found.values():
        report.versions.sort(key=lambda one: (one.version, one.document))
        report.others.sort()
    return [found[number] for number in numbers]


def _versions(
    session: Session, listed: str, found: Mapping[int, Report], groups: Mapping[tuple[int, int | None, str], Report]
) -> dict[int, tuple[Report, int]]:
    """Fills in the versions; gives the reports of those that are not current, with their number."""
    query = text(
        "SELECT a.report_id, a.organ_id, a.year, a.scope, a.version, a.title, a.published_on, a.format, a.source_url,"
        " a.document_sha256, a.status, a.error, a.layouts, a.first_seen_at, a.withdrawn_at,"
        " (SELECT t.why FROM takedown t WHERE t.document_sha256 = a.document_sha256) AS why,"
        " (SELECT min(d.fetched_at) FROM download d WHERE d.document_sha256 = a.document_sha256) AS fetched_at"
        " FROM report r JOIN report a ON a.organ_id = r.organ_id"
        " AND (a.report_id = r.report_id OR (a.year = r.year AND a.scope = r.scope))"
        f" WHERE r.report_id IN ({listed})"
    )
    others: dict[int, tuple[Report, int]] = {}
    for row in session.execute(query):
        report = found.get(row.report_id)
        if report is None:
            report = groups[row.organ_id, row.year, row.scope]
            if row.why is None:
                others[row.report_id] = report, row.version
        report.versions.append(
            Version(
                row.version,
                "" if row.why is not None else masked(row.title),
                row.published_on or "",
                row.format,
                row.source_url,
                row.document_sha256,
                row.status,
                masked(row.error or ""),
                tuple(sorted(json.loads(row.layouts or "{}").items())),
                (row.first_seen_at or "")[:10],
                row.withdrawn_at is not None,
                "" if row.why is None else masked(row.why) or "taken down",
                (row.fetched_at or "")[:10],
            )
        )
    return others


def _values(session: Session, listed: str, found: Mapping[int, Report]) -> None:
    query = text(
        "SELECT report_id, field_code, layout, raw, state, value, unit, note, table_name, page, row_index,"
        f" column_index, bbox, origin FROM cell WHERE report_id IN ({listed})"
    )
    for row in session.execute(query):
        found[row.report_id].values[row.field_code] = Value(
            row.field_code,
            row.layout or "",
            masked(row.raw or ""),
            row.state,
            printed(row.value),
            row.unit or "",
            masked(row.note or ""),
            row.table_name,
            row.page,
            None if row.row_index is None else row.row_index + 1,
            None if row.column_index is None else row.column_index + 1,
            row.bbox or "",
            row.origin,
        )


def _findings(session: Session, listed: str, found: Mapping[int, Report]) -> None:
    query = text(f"SELECT * FROM finding WHERE report_id IN ({listed}) ORDER BY origin, ordinal")
    for row in session.execute(query):
        suspects = tuple(map(tuple, json.loads(row.suspects or "[]")))
        told = Said(
            row.rule, row.severity, masked(row.message), tuple(json.loads(row.fields)), row.cause or "", suspects
        )
        found[row.report_id].findings.append(told)


def _sections(session: Session, listed: str, found: Mapping[int, Report]) -> None:
    query = text(f"SELECT report_id, number, heading, text FROM section WHERE report_id IN ({listed}) ORDER BY number")
    for row in session.execute(query):
        report = found[row.report_id]
        if not report.shown.taken_down:
            report.sections.append((row.number, masked(row.heading), masked(row.text)))


def _other_values(session: Session, others: Mapping[int, tuple[Report, int]]) -> None:
    if not others:
        return
    listed = ", ".join(map(str, sorted(others)))
    for row in session.execute(
        text(f"SELECT report_id, field_code, raw, state FROM value WHERE report_id IN ({listed})")
    ):
        report, version = others[row.report_id]
        report.others.append((version, row.field_code, masked(row.raw), row.state))


def printed(value: Any) -> str:
    """A number without an exponent and without zeros that say nothing; "" for none."""
    if value is None:
        return ""
    number = Decimal(str(value))
    return f"{number.quantize(Decimal(1)):f}" if number == number.to_integral_value() else f"{number.normalize():f}"
