"""When a report was seen first and last, and since when it is gone: true of the report, whatever row holds it."""

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pipelines import records
from pipelines.storage.column_types import storable
from pipelines.storage.models import Download, Report

_download = Download.__table__.c
_FETCHED = select(_download.fetched_at).where(
    _download.region_code == bindparam("region_code"),
    _download.url == bindparam("url"),
    _download.document_sha256 == bindparam("sha256"),
)


class Sighting(NamedTuple):
    """Columns of `report` under their own names; times are ISO 8601 in UTC."""

    first_seen_at: str
    last_seen_at: str
    withdrawn_at: str | None
    unlisted_at: str | None


def sighting(session: Session, report: records.Report, *, at: str, earlier: int | None = None) -> Sighting:
    """When the report was seen: as the one of id `earlier` was, whose place it takes; else as its fetch was noted; else
    `at`.
    """
    columns = [getattr(Report, name) for name in Sighting._fields]
    known = (None, None, None, None)
    if earlier is not None:
        known = tuple(session.execute(select(*columns).where(Report.report_id == earlier)).one())
    first, last, *gone = known
    if first is None or last is None:
        when = _fetched(session, report) or at
        first, last = first or when, last or when
    return Sighting(first, last, *gone)


def _fetched(session: Session, report: records.Report) -> str:
    """When these bytes were first fetched at this address; `""` where that was not noted."""
    known = {"region_code": report.region_code, "url": storable(report.source_url), "sha256": report.document_sha256}
    return session.execute(_FETCHED, known).scalar_one_or_none() or ""
