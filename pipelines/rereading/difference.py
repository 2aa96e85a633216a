"""What another reading of a document would change in the database, cell by cell. Nothing is written here."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pipelines import records
from pipelines.storage import models
from pipelines.storage.column_types import storable
from pipelines.storage.reports.rows import value_rows


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is printed and read."""

    raw: str
    state: str
    value: Decimal | None
    unit: str | None

    def __str__(self) -> str:
        return f"{self.value}{f' {self.unit}' if self.unit else ''}" if self.state == "number" else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs: a cell that appears (`old` None), goes (`new` None) or reads otherwise, or, with
    `field_code` empty, what the report is (organ, year, scope, status)."""

    organ_name: str
    year: int | None
    document_sha256: str
    source_url: str
    field_code: str
    old: Cell | None = None
    new: Cell | None = None
    identity: str = ""  # `year 2022 -> 2023`

    @property
    def kind(self) -> str:
        """appears | goes | changes | report"""
        if not self.field_code:
            return "report"
        return "appears" if self.old is None else "goes" if self.new is None else "changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that one document's new reading changes."""

    changes: tuple[Change, ...] = ()
    rules: Mapping[str, int]  # findings per rule, more (+) or fewer (-) than are stored
    is_new: bool = False  # the document gave no report before

    def __bool__(self) -> bool:
        return bool(self.changes or self.rules or self.is_new)


def difference(session: Session, report: records.Report, save: Callable[[], str]) -> Difference:
    """What `save`, which stores this reading, changes; what it wrote is taken back."""
    stored = _stored(session, report)
    trial = session.begin_nested()
    outcome = save()
    organ_now = session.execute(select(models.Organ.name).join(models.Report, _is_of(report))).scalar_one_or_none()
    trial.rollback()
    if stored is None:
        return Difference(rules={}, is_new=outcome in ("inserted", "superseded"))
    if outcome == "unchanged":
        return Difference(rules={})
    old, organ = stored
    rules = Counter(finding.rule for finding in report.findings)
    kept = select(models.Finding.rule).where(
        models.Finding.report_id == old.report_id, models.Finding.origin == "report"
    )
    rules.subtract(session.execute(kept).scalars())
    if outcome == "withdrawn":
        return Difference(changes=(_about(report, organ)(field_code="", identity="report -> no report"),), rules={})
    changes = list(_changes(session, old, organ, report))
    if organ_now is not None and organ_now != organ:
        changes.insert(0, _about(report, organ)(field_code="", identity=f"organ {organ} -> {organ_now}"))
    return Difference(
        changes=tuple(changes),
        rules={rule: count for rule, count in sorted(rules.items()) if count},
    )


def _stored(session: Session, report: records.Report) -> tuple[models.Report, str] | None:
    """The report that the same bytes at the same address gave before, and its organ's name."""
    row = session.execute(select(models.Report, models.Organ.name).join(models.Organ, _is_of(report))).one_or_none()
    return None if row is None else (row.Report, row.name)


def _is_of(report: records.Report) -> ColumnElement[bool]:
    """True for the report, and its organ, that the same bytes at the same address gave."""
    return and_(
        models.Organ.organ_id == models.Report.organ_id,
        models.Report.document_sha256 == report.document_sha256,
        models.Report.source_url == storable(report.source_url),
        models.Organ.region_code == report.region_code,
    )


def _about(report: records.Report, organ: str) -> "partial[Change]":
    return partial(
        Change,
        organ_name=report.organ_name or organ,
        year=report.year,
        document_sha256=report.document_sha256,
        source_url=report.source_url,
    )


def _changes(session: Session, old: models.Report, organ: str, report: records.Report) -> Iterator[Change]:
    about = _about(report, organ)
    layouts = json.dumps(dict(report.layouts), ensure_ascii=False, sort_keys=True)
    told = (
        ("year", old.year, report.year),
        ("scope", old.scope, report.scope),
        ("status", old.status, report.status.value),
        ("title", old.title, storable(report.title)),
        ("published_on", old.published_on, report.published_on),
        ("layouts", old.layouts, layouts),
        ("error", old.error, report.error),
    )
    for name, before, after in told:
        if before != after:
            yield about(field_code="", identity=f"{name} {before} -> {after}")
    query = select(models.Value).where(models.Value.report_id == old.report_id)
    before_cells = {
        row.field_code: Cell(row.raw, row.state, row.value, row.unit) for row in session.execute(query).scalars()
    }
    after_cells = {
        row["field_code"]: Cell(storable(row["raw"]), row["state"], row["value"], row["unit"])
        for row in value_rows(old.report_id, report)
    }
    for code in sorted(before_cells.keys() | after_cells.keys()):
        if before_cells.get(code) != after_cells.get(code):
            yield about(field_code=code, old=before_cells.get(code), new=after_cells.get(code))
