"""What a crawl stores does not depend on the order in which answers come and readers end.

Of two addresses of one report that one run found, the better read one is the report's, then the shorter, then the first
by alphabet; of several documents of one report, the one published first is the first version, of those published on
one day the one with fewer figures.
"""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pipelines import records
from pipelines.records import Status
from pipelines.storage import models
from pipelines.storage.column_types import storable
from pipelines.storage.reports.series import RANK


def goes_before(session: Session, report: records.Report, stored: Any) -> bool:
    """True if the new address takes the place of `stored` (source_url, status, document_sha256), found by one run.

    What an earlier run stored stays where it was found.
    """
    run = _run(session, report.region_code, report.source_url, report.document_sha256)
    if run is None or run != _run(session, report.region_code, stored.source_url, stored.document_sha256):
        return False
    return _order(report.status, storable(report.source_url)) < _order(Status(stored.status), stored.source_url)


def number_versions(session: Session, key: Any, report: records.Report) -> None:
    """Put the versions of a key that the report's run found in their order; the numbers of others stay."""
    run = _run(session, report.region_code, report.source_url, report.document_sha256)
    columns = (models.Report.report_id, models.Report.version, models.Report.published_on)
    rows = session.execute(select(*columns, models.Report.source_url, models.Report.document_sha256).where(key)).all()
    found = [row for row in rows if run == _run(session, report.region_code, row.source_url, row.document_sha256)]
    if run is None or len(found) < 2:
        return
    has_figures = select(models.Value.report_id, func.count()).where(models.Value.value.is_not(None))
    figures = dict(
        session.execute(
            has_figures.where(models.Value.report_id.in_([row.report_id for row in found])).group_by(
                models.Value.report_id
            )
        ).all()
    )
    in_order = sorted(
        found,
        key=lambda row: (
            row.published_on or "",
            figures.get(row.report_id, 0),  # of several files of one report the one with most of its tables is current
            len(row.source_url),
            row.source_url,
        ),
    )
    numbers = sorted(row.version for row in found)
    if [row.version for row in in_order] == numbers:
        return
    for sign in (-1, 1):  # no two may have one number, not even for a moment
        for number, row in zip(numbers, in_order, strict=True):
            this = models.Report.report_id == row.report_id
            session.execute(update(models.Report).where(this).values(version=sign * number))


def _order(status: Status, url: str) -> tuple[int, int, str]:
    return RANK[status], len(url), url


def _run(session: Session, region_code: str, url: str, sha256: str) -> int | None:
    """The run that first saw these bytes at this address; None for what came in by another way."""
    query = select(models.Download.run_id).where(
        models.Download.region_code == region_code,
        models.Download.url == storable(url),
        models.Download.document_sha256 == sha256,
    )
    return session.execute(query).scalar_one_or_none()
