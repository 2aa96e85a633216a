"""Write one report, and what it does to the years beside it, so that writing it twice changes nothing."""

from collections.abc import Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector
from sqlalchemy import Engine, Row, delete, insert, select, update
from sqlalchemy.orm import Session

from pipelines import clock, records
from pipelines.checks.report_checks import check_series
from pipelines.extract.version import reading_version
from pipelines.language.papers import is_correction
from pipelines.records import Status
from pipelines.storage import models
from pipelines.storage.column_types import storable
from pipelines.storage.crawls.ledger import record_event
from pipelines.storage.database import shared_database, write_session
from pipelines.storage.reports.arrival import goes_before, number_versions
from pipelines.storage.reports.earlier import earlier_reading, name_document, note_reader
from pipelines.storage.reports.organs import ensure_region, organ_id
from pipelines.storage.reports.rows import report_row, section_rows, value_rows
from pipelines.storage.reports.series import RANK, Series, check_neighbours, finding_rows, settle_from_reports
from pipelines.storage.reports.series import numbers as numbers  # part of this module's contract
from pipelines.storage.reports.sightings import Sighting, sighting
from pipelines.storage.reports.unchanged import is_settled, reading_sha256
from pipelines.storage.reports.value_history import keep_replaced
from pipelines.storage.takedowns import taken_down
from pipelines.storage.upsert import insert_new, synchronise, table_of
from pipelines.storage.views import report_figures

_NEW = insert(table_of(models.Report)).returning(table_of(models.Report).c.report_id)
MIN_EQUAL_FIGURES = 20  # figures; fewer may agree by chance, the smallest of the three sheets has 15


def save(
    session: Session,
    report: records.Report,
    *,
    at: str,
    series: Series | None = None,
    read_by: str | None = None,
    anew: bool = False,
) -> str:
    """Store the report; `inserted`, `superseded` for a further version, `unchanged`, `updated`, or `cover` for a page
    that only leads to attachments.

    One document of one key is one row whose values follow the newest reading; another document of the same key is a
    further version. The same bytes at a second address say nothing new unless they read better there. `at` is the
    time of saving, ISO 8601 in UTC; `read_by` the version of the program that read it, see `extract.version`. A
    reading that is stored already is not compared with its rows cell by cell, except `anew`. What was taken down stays
    as it was left.
    """
    if not report.region_code:
        raise ValueError(f"{report.source_url or report.document_sha256}: a report of no region cannot be stored")
    if taken_down(session, [report.document_sha256]):
        return "unchanged"
    reading = reading_sha256(report, read_by)
    if not anew and is_settled(session, report, reading, read_by):
        return "unchanged"
    ensure_region(session, code=report.region_code, name="")
    name_document(session, report, at=at)
    if read_by is not None:
        note_reader(session, report, read_by)
    earlier = earlier_reading(session, report)
    if report.status is Status.TABLES_MISSING and report.attachments:
        if earlier is not None:
            _withdraw(session, earlier, report, at=at, series=series)
        return "cover"
    organ = _locked_organ(session, report)
    moved = earlier if earlier is not None and tuple(earlier[1:]) != (organ, report.year, report.scope) else None
    seen = sighting(session, report, at=at, earlier=moved and moved.report_id)
    if moved is not None:
        _withdraw(session, moved, report, at=at, series=series)
    written = _write(session, organ, report, seen, at=at, reading=reading)
    if report.year is not None:
        settle_from_reports(session, organ, report.year, at=at)
        check_neighbours(session, organ, report.year, report.scope, series)
    return "updated" if moved is not None and written != "unchanged" else written


def _locked_organ(session: Session, report: records.Report) -> int:
    """The id of the report's organ, whose versions nobody else counts until the transaction ends."""
    organ = organ_id(
        session,
        region_code=report.region_code,
        name=report.organ_name,
        kind=report.organ_kind,
        is_printed=report.is_organ_printed,
    )
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(models.Organ.organ_id).where(models.Organ.organ_id == organ).with_for_update())
    return organ


def withdraw(session: Session, report: records.Report, *, at: str, series: Series | None = None) -> bool:
    """Take back the report that this document gave, since it is none; True if there was one."""
    earlier = earlier_reading(session, report)
    if earlier is not None:
        _withdraw(session, earlier, report, at=at, series=series)
    return earlier is not None


def _withdraw(
    session: Session,
    earlier: Row[int, int, int | None, str],
    report: records.Report,
    *,
    at: str,
    series: Series | None,
) -> None:
    """Take back a row that a newer reading of its document contradicts: other organ, year or scope, or no report."""
    report_id, organ, year, scope = earlier
    session.execute(delete(models.Report).where(models.Report.report_id == report_id))
    read_as = f"{report.organ_name or 'unknown organ'}, {report.year or 'unknown year'}, {report.scope}"
    record_event(
        session,
        at=at,
        kind="moved",
        region_code=report.region_code,
        message=f"{report.source_url}: was organ {organ}, {year}, {scope}; now read as {read_as}",
    )
    if year is not None:
        settle_from_reports(
            session, organ, year, at=at, otherwise=f"the document stored for it is now read as {read_as}"
        )
        check_neighbours(session, organ, year, scope, series)


def _write(session: Session, organ: int, report: records.Report, seen: Sighting, *, at: str, reading: str) -> str:
    key = (models.Report.organ_id == organ) & (models.Report.scope == report.scope)
    key &= models.Report.year.is_(None) if report.year is None else models.Report.year == report.year
    table = models.Report.__table__.c
    columns = (table.report_id, table.version, table.source_url, table.status, table.document_sha256)
    of_key = session.execute(select(*columns).where(key)).all()
    stored = next((row for row in of_key if row.document_sha256 == report.document_sha256), None)
    if stored is None:
        url = storable(report.source_url)
        if (twin := _of_same_figures(session, report, [row for row in of_key if row.source_url != url])) is not None:
            if goes_before(session, report, twin):
                _replace(session, organ, report, twin, at=at, reading=reading)
                number_versions(session, key, report)
            return "unchanged"
        own = [row for row in of_key if row.source_url == url]
        if own and _is_same_page(session, report, max(own, key=lambda row: row.version).report_id):
            return "unchanged"
        # undated documents are no versions of each other
        version = 1 if report.year is None else 1 + max((row.version for row in of_key), default=0)
        _insert(session, organ, report, version, seen, reading=reading)
        if version > 1:
            number_versions(session, key, report)
            message = f"{report.organ_name} {report.year} {report.scope}: version {version}, {report.source_url}"
            record_event(session, at=at, kind="version", region_code=report.region_code, message=message)
        return "inserted" if version == 1 else "superseded"
    is_first_address = stored.source_url == storable(report.source_url)
    is_better = RANK[report.status] < RANK[Status(stored.status)]
    if not (is_first_address or is_better or goes_before(session, report, stored)):
        return "unchanged"
    new = {"report_id": stored.report_id, "organ_id": organ, "version": stored.version, **report_row(report)}
    this = models.Report.report_id == stored.report_id
    is_changed = synchronise(session, models.Report, [new], within=this)
    if not is_first_address:
        number_versions(session, key, report)
    is_changed |= _write_parts(session, new["report_id"], report, at=at)
    is_other = models.Report.reading_sha256.is_distinct_from(reading)
    session.execute(update(models.Report).where(this, is_other).values(reading_sha256=reading))
    if not is_changed:
        return "unchanged"
    message = f"{report.organ_name} {report.year} {report.scope}: read anew, {report.source_url}"
    record_event(session, at=at, kind="reread", region_code=report.region_code, message=message)
    return "updated"


def _of_same_figures(session: Session, report: records.Report, others: Sequence[Any]) -> Any:
    """The stored report that is the same sheets at another address, in another page or format, which is no new version.

    A report that says it is a correction is a version even when no figure of it differs.
    """
    if report.year is None or len(report.values) < MIN_EQUAL_FIGURES or is_correction(report.title):
        return None
    own = {(value.field_code, "".join(value.raw.split())) for value in report.values} if others else set()
    for row in others:
        query = select(models.Value.field_code, models.Value.raw).where(models.Value.report_id == row.report_id)
        if {(each.field_code, "".join(each.raw.split())) for each in session.execute(query)} == own:
            return row
    return None


def _replace(session: Session, organ: int, report: records.Report, twin: Any, *, at: str, reading: str) -> None:
    """The report in place of the same sheets at an address that goes after its own."""
    seen = sighting(session, report, at=at, earlier=twin.report_id)
    session.execute(delete(models.Report).where(models.Report.report_id == twin.report_id))
    _insert(session, organ, report, twin.version, seen, reading=reading)


def _is_same_page(session: Session, report: records.Report, stored: int) -> bool:
    """True for a page whose bytes alone differ from the newest version at its address: a counter of visits, a date.

    It reads as it did, to the last cell and word, so it is no new version.
    """
    title = session.execute(select(models.Report.title).where(models.Report.report_id == stored)).scalar_one()
    cells = select(models.Value.field_code, models.Value.raw).where(models.Value.report_id == stored)
    parts = select(models.Section.number, models.Section.heading, models.Section.text)
    told = {tuple(row) for row in session.execute(parts.where(models.Section.report_id == stored))}
    own_told = {(row["number"], row["heading"], row["text"]) for row in section_rows(stored, report)}
    own_cells = {(value.field_code, storable(value.raw)) for value in report.values}
    is_same = title == storable(report.title) and own_told == told
    return is_same and bool(told) and own_cells == {tuple(row) for row in session.execute(cells)}


def _insert(
    session: Session, organ: int, report: records.Report, version: int, seen: Sighting, *, reading: str
) -> None:
    """A report that is not there yet, with all its parts."""
    row = {name: storable(value) if isinstance(value, str) else value for name, value in report_row(report).items()}
    row |= {"organ_id": organ, "version": version, "reading_sha256": reading, **seen._asdict()}
    report_id = session.execute(_NEW, row).scalar_one()
    values = value_rows(report_id, report)
    insert_new(session, models.Value, values)
    report_figures.add(session.connection(), report_id, values)
    insert_new(session, models.Section, section_rows(report_id, report))
    insert_new(session, models.Finding, finding_rows(report_id, "report", report.findings))


def _write_parts(session: Session, report_id: int, report: records.Report, *, at: str) -> bool:
    """The report's values, sections and own findings; True if any differed."""
    values = value_rows(report_id, report)
    keep_replaced(session, report_id, values, at=at)
    findings = finding_rows(report_id, "report", report.findings)
    own = (models.Finding.report_id == report_id) & (models.Finding.origin == "report")
    in_section = models.Section.report_id == report_id
    if has_new_cells := synchronise(session, models.Value, values, within=models.Value.report_id == report_id):
        report_figures.renew(session.connection(), [report_id])
    return any(
        [  # a list, not a generator: all three must be written
            has_new_cells,
            synchronise(session, models.Section, section_rows(report_id, report), within=in_section),
            synchronise(session, models.Finding, findings, within=own),
        ]
    )


class StorePipeline:
    """Report -> rows; counts what became of each in the crawl's statistics as `nianbao/<outcome>`."""

    def __init__(self, engine: Engine, series: Series | None = None, stats: StatsCollector | None = None) -> None:
        self.engine = engine
        self.series = series
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(shared_database(str(crawler.settings["DATABASE_URL"])), check_series, crawler.stats)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, records.Report):
            at = clock.timestamp()
            with write_session(self.engine) as session:
                outcome = save(session, item, at=at, series=self.series, read_by=reading_version(item.media_type))
            if self.stats is not None:
                self.stats.inc_value(f"nianbao/{outcome}")
        return item

    def close_spider(self) -> None:
        self.engine.dispose()
