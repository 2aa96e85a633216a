"""What is stored of a portal's last crawl, for the next one to start from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.storage import models
from pipelines.storage.crawls import crawl_progress
from pipelines.storage.crawls.crawl_progress import Had


class Fetched(NamedTuple):
    """One document of the region that was read."""

    url: str
    headers: str  # JSON
    referrer_url: str = ""
    is_file: bool = False  # a file that the page at `referrer_url` offers
    redirect_urls: str = "[]"  # JSON: the addresses that led to `url`


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is stored of a portal's last crawl."""

    family: str
    column_url: str
    trail: str  # JSON: the steps to the column
    lists: str | None  # JSON, as the crawl handed it in; None when it was cut short
    fetched: tuple[Fetched, ...]  # the oldest first
    had: Mapping[str, Had]  # by address: reports that a crawl cut short has had


def recall(session: Session, *, region_code: str, portal_url: str, since: str, below: Collection[str] = ()) -> Recalled:
    """How the last crawl of a registered portal ended, which documents of its region were fetched, and what a crawl
    that was cut short after `since` (ISO 8601, UTC) has had. All of it is empty before the first.

    `below`: codes of regions whose reports the portal may host; of theirs those count that it hosts.
    """
    downloads = models.Download
    is_hosted = downloads.region_code.in_(below) & downloads.url.startswith(portal_url, autoescape=True)
    is_theirs = (downloads.region_code == region_code) | is_hosted
    this = (models.Portal.region_code == region_code) & (models.Portal.portal_url == portal_url)
    portal = session.execute(
        select(models.Portal.family, models.Portal.column_url, models.Portal.trail, models.Portal.lists).where(this)
    ).one()
    fetched = session.execute(
        select(
            models.Download.url,
            models.Download.headers,
            models.Download.referrer_url,
            models.Download.role,
            models.Download.redirect_urls,
        )
        .join(models.Document, models.Document.sha256 == models.Download.document_sha256)
        # the type is stored together with the report: a document cut off before that has to be asked for again
        .where(is_theirs, models.Document.media_type.is_not(None))
        .order_by(models.Download.fetched_at)
    ).all()
    return Recalled(
        family=portal.family or "",
        column_url=portal.column_url or "",
        trail=portal.trail or "[]",
        lists=portal.lists,
        fetched=tuple(
            Fetched(row.url, row.headers, row.referrer_url, row.role != "page", row.redirect_urls) for row in fetched
        ),
        had=crawl_progress.had(session, region_code=region_code, portal_url=portal_url, since=since),
    )
