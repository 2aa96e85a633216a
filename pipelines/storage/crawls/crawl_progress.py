"""How far the crawl of a portal has come: after an interruption, stored reports are not asked for again.

One row for each report that was had with all its files, stored after them; the rows go when the portal's crawl ends.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from pipelines.storage.models import Progress
from pipelines.storage.upsert import synchronise


class Had(NamedTuple):
    """A report that a crawl cut short has had."""

    family: str  # of the list that shows it
    at: str  # ISO 8601, UTC


def note(session: Session, *, region_code: str, portal_url: str, reports: Mapping[str, str], at: str) -> None:
    """Keep that these reports were had. `reports`: address -> family of the list that shows it."""
    key = {"region_code": region_code, "portal_url": portal_url}
    rows = [{**key, "report_url": url, "family": family, "at": at} for url, family in reports.items()]
    synchronise(session, Progress, rows, within=_of(region_code, portal_url), delete_others=False)


def had(session: Session, *, region_code: str, portal_url: str, since: str) -> dict[str, Had]:
    """The reports that a crawl cut short has had at or after `since`, by address."""
    query = select(Progress.report_url, Progress.family, Progress.at).where(
        _of(region_code, portal_url), Progress.at >= since
    )
    return {row.report_url: Had(row.family, row.at) for row in session.execute(query)}


def clear(session: Session, *, region_code: str, portal_url: str) -> None:
    """The portal's crawl came to its end."""
    session.execute(delete(Progress).where(_of(region_code, portal_url)))


def _of(region_code: str, portal_url: str) -> ColumnElement[bool]:
    return (Progress.region_code == region_code) & (Progress.portal_url == portal_url)
