"""Another database's rows joined with this one's: what is not here comes in, what is here stays."""

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update
from sqlalchemy.orm import Session

from pipelines.checks.report_checks import check_series
from pipelines.storage import models
from pipelines.storage.archive import path_of, remove
from pipelines.storage.crawls.ledger import record_event
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports.organs import ensure_region, organ_id
from pipelines.storage.reports.series import check_neighbours, settle_from_reports
from pipelines.storage.takedowns import forget
from pipelines.storage.upsert import insert_absent
from pipelines.storage.views import report_figures

_PARTS = (models.Value, models.Section, models.ValueHistory)
_TARGET = tuple(column.name for column in models.Target.__table__.columns)


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows came in, and how many were here already."""

    reports: int
    known: int
    documents: int
    missing: tuple[str, ...]  # SHA-256 of documents whose bytes the other archive does not hold


def merge(other: Engine, own: Engine, *, other_archive: Path, archive: Path, at: str) -> Merged:
    """Bring every document and report of `other` into `own`, with the bytes; a transaction a report.

    A report of a key that is here is a further version, in the order in which the two were first seen. What a crawl
    found out (portals, expected reports) comes in where nothing is known of it here; logs of runs do not. What one of
    the two has taken down has neither words nor bytes afterwards.
    """
    with read_session(other) as there:
        documents, missing = 0, []
        with write_session(own) as here:
            gone = _merge_takedowns(there, here)
            _merge_places(there, here)
            for sha256 in there.execute(select(models.Document.sha256)).scalars():
                documents += _merge_document(there, here, sha256)
        for sha256 in there.execute(select(models.Document.sha256)).scalars():
            if sha256 in gone:
                remove(archive, sha256)
            elif not _copy_bytes(path_of(other_archive, sha256), path_of(archive, sha256)):
                missing.append(sha256)
        reports = known = 0
        for report, organ in _reports(there):
            with write_session(own) as here:
                is_new = _merge_report(there, here, report, organ, gone, at=at)
            reports, known = reports + is_new, known + (not is_new)
        with write_session(own) as here:
            _forget(here, gone)
            _merge_targets(there, here)
            message = f"merged: {reports} reports came in, {known} were here"
            record_event(here, at=at, kind="merge", region_code=None, message=message)
    return Merged(reports, known, documents, tuple(missing))


def _merge_takedowns(there: Session, here: Session) -> frozenset[str]:
    """Every document that one of the two has taken down."""
    for row in there.execute(select(models.Takedown.__table__)):
        insert_absent(here, models.Takedown, dict(row._mapping))
    return frozenset(here.execute(select(models.Takedown.document_sha256)).scalars())


def _forget(here: Session, gone: frozenset[str]) -> None:
    reports = select(models.Report.report_id).where(models.Report.document_sha256.in_(sorted(gone)))
    forget(here, list(here.execute(reports).scalars()))


def _merge_places(there: Session, here: Session) -> None:
    for table in (models.Region, models.RegionName, models.RegionSuccessor, models.Portal):
        for row in there.execute(select(table.__table__)):
            insert_absent(here, table, dict(row._mapping))


def _merge_document(there: Session, here: Session, sha256: str) -> bool:
    document = there.execute(select(models.Document.__table__).where(models.Document.sha256 == sha256)).one()
    is_new = insert_absent(here, models.Document, dict(document._mapping))
    downloads = select(models.Download.__table__).where(models.Download.document_sha256 == sha256)
    for row in there.execute(downloads):
        insert_absent(here, models.Download, {**row._mapping, "run_id": None})  # the other's runs are not here
    return is_new


def _copy_bytes(source: Path, target: Path) -> bool:
    """True if the bytes are in our archive now."""
    if not target.exists() and source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, part)
        part.replace(target)
    return target.exists()


def _reports(there: Session) -> Iterator[tuple[Row[Any], Row[Any]]]:
    organs = {row.organ_id: row for row in there.execute(select(models.Organ.__table__))}
    query = select(models.Report.__table__).order_by(models.Report.first_seen_at, models.Report.report_id)
    for report in there.execute(query):
        yield report, organs[report.organ_id]


def _merge_report(
    there: Session, here: Session, report: Row[Any], organ: Row[Any], gone: Collection[str], *, at: str
) -> bool:
    ensure_region(here, code=organ.region_code, name="")
    own_organ = organ_id(
        here, region_code=organ.region_code, name=organ.name, kind=organ.kind, is_printed=bool(organ.is_name_printed)
    )
    key = (models.Report.organ_id == own_organ) & (models.Report.scope == report.scope)
    key &= models.Report.year.is_(None) if report.year is None else models.Report.year == report.year
    same = select(models.Report.report_id).where(key, models.Report.document_sha256 == report.document_sha256)
    if here.execute(same).first() is not None:
        return False
    count = len(here.execute(select(models.Report.report_id).where(key)).all())
    row = {name: value for name, value in report._mapping.items() if name != "report_id"}
    row |= {"organ_id": own_organ, "version": 1 if report.year is None else count + 1}
    own_id = here.execute(insert(models.Report).values(**row).returning(models.Report.report_id)).scalar_one()
    for table in _PARTS:
        _copy_parts(there, here, table, report.report_id, own_id)
    report_figures.renew(here.connection(), [own_id])
    finding = models.Finding
    rows = there.execute(
        select(finding.__table__).where(finding.report_id == report.report_id, finding.origin == "report")
    )
    if parts := [{**part._mapping, "report_id": own_id} for part in rows]:
        here.execute(insert(finding), parts)
    if report.document_sha256 in gone:
        forget(here, [own_id])
    if report.year is not None:
        _number_versions(here, key)
        settle_from_reports(here, own_organ, report.year, at=at)
        check_neighbours(here, own_organ, report.year, report.scope, check_series)
    return True


def _copy_parts(there: Session, here: Session, table: Any, other_id: int, own_id: int) -> None:
    rows = there.execute(select(table.__table__).where(table.report_id == other_id))
    parts = [{**row._mapping, "report_id": own_id} for row in rows]
    for part in parts:
        part.pop("history_id", None)
    if parts:
        here.execute(insert(table), parts)


def _number_versions(here: Session, key: Any) -> None:
    """Versions in the order in which their documents were first seen, whichever database saw them."""
    order = (models.Report.first_seen_at, models.Report.document_sha256)
    ids = here.execute(select(models.Report.report_id).where(key).order_by(*order)).scalars().all()
    for sign in (-1, 1):  # no two may have one number, not even for a moment
        for version, report_id in enumerate(ids, start=1):
            this = models.Report.report_id == report_id
            here.execute(update(models.Report).where(this).values(version=sign * version))


def _merge_targets(there: Session, here: Session) -> None:
    """Expected reports that nobody expected here, with what became of them there."""
    rows = there.execute(
        select(models.Target.__table__, models.Organ.region_code, models.Organ.name, models.Organ.kind)
        .join(models.Organ, models.Organ.organ_id == models.Target.organ_id)
        .where(models.Target.state != "pending")
    )
    for row in rows:
        organ = organ_id(here, region_code=row.region_code, name=row.name, kind=row.kind)
        target = {name: row._mapping[name] for name in _TARGET}
        insert_absent(here, models.Target, target | {"organ_id": organ})
