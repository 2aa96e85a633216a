"""Start from what the last crawl found instead of from the home page; say at the end what the next may start from."""

import json
from datetime import date

from scrapy.http import TextResponse

from crawler.discovery.explore import shown_rows
from crawler.discovery.frontier import Step
from crawler.discovery.incremental.last_crawl import KnownList, LastCrawl, Validators, dump
from crawler.discovery.jobs import Attachment, Job, ListPage, ListWalk, Report, Scope
from crawler.discovery.rows import queue_reports
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import Column
from crawler.portals import GENERIC, by_name
from crawler.portals.page.pagers import Page


def take_up(crawl: PortalCrawl, last: LastCrawl, *, family: str, column_url: str, trail: str) -> None:
    """Give a crawl what is stored of the one before. A column that the seed names since then has the last word."""
    if crawl.seed.column_url not in ("", column_url) or crawl.seed.family not in ("", family):
        last = LastCrawl(had=last.had)
    crawl.last = last
    if last.lists:
        crawl.family, crawl.search.home_url = family, last.home_url
        crawl.search.column = Column(column_url, last.evidence, tuple(Step(**step) for step in json.loads(trail)))
        crawl.search.known_organs = last.organs


def first_steps(crawl: PortalCrawl, today: date) -> None:
    """What to ask first: the lists known from the last crawl; the home page when there are none, or they are stale."""
    for known in crawl.last.lists:
        portal = by_name(known.family) or GENERIC
        walk = ListWalk(known.url, portal, known.title, known.organ, known.depth, known.year, is_remembered=True)
        if crawl.lists.start(walk):
            first = Page(known.url)
            page = (
                ListPage(walk, known.page, known=known) if known.is_complete else ListPage(walk, first, is_first=True)
            )
            crawl.lists.ask([page])
    if not crawl.last.is_fresh(today):
        crawl.search.start(crawl.seed)


def validators(crawl: PortalCrawl, job: Job, url: str) -> Validators:
    """Headers that ask for a known list, report or file only if it has changed."""
    if isinstance(job, ListPage):
        return job.known.validators if job.known is not None else ()
    if isinstance(job, Attachment) and job.is_sheet:  # unchanged, it would be lacking in the report bound anew
        return ()
    report = job.report if isinstance(job, Attachment) else job
    if not isinstance(report, Report) or report.item.url in crawl.last.retry:  # unchanged, its page names no files
        return ()
    return crawl.last.documents.get(url, ())


def is_unchanged(job: ListPage, page: TextResponse) -> bool:
    """True when a known list's page shows the rows and the totals it showed last time."""
    walk, known = job.walk, job.known
    if known is None:
        return False
    shown = walk.portal.read(page)
    said = walk.portal.stated_total(shown)
    is_same_total = said.records in (None, known.stated.records) and said.pages in (None, known.stated.pages)
    return is_same_total and tuple(shown_rows(walk.portal, shown)) == known.shown


def restore(crawl: PortalCrawl, job: ListPage, scope: Scope) -> None:
    """Count the list as seen without asking for its other pages."""
    walk, known = job.walk, job.known
    if known is None:
        raise ValueError(f"{walk.url} is not a list of the last crawl")
    walk.known = known
    walk.add(list(known.rows))
    walk.take_stated(known.stated, "")
    walk.pages_with_rows, walk.has_sub_columns = known.pages_with_rows, known.has_sub_columns
    queue_reports(crawl, walk, list(known.rows), scope, skips_known=True)


def walk_anew(crawl: PortalCrawl, job: ListPage) -> tuple[ListPage, bool]:
    """A known list has changed: (its first page, to be read as if met for the first time; is it the page at hand)."""
    is_here = job.page.url == job.walk.url and job.page.method == "GET"
    if not is_here:
        crawl.lists.forget(job.page.url, job.page.body)
    return ListPage(job.walk, Page(job.walk.url), is_first=True), is_here


def lost(crawl: PortalCrawl, job: ListPage) -> None:
    """A known list is not there any more: it is no list of this crawl, and the search starts from the home page."""
    crawl.lists.lose(job.walk)
    crawl.search.lost_column(job.walk.url)
    crawl.search.start(crawl.seed)


def has_shrunk(crawl: PortalCrawl) -> bool:
    """True when a known list shows fewer rows than it did: rows may have moved to a list not known yet."""
    before = {known.url: len(known.rows) for known in crawl.last.lists}
    return any(len(walk.rows) < before.get(walk.url, 0) for walk in crawl.lists.walks)


def remembered(crawl: PortalCrawl, today: date) -> str:
    """What the next crawl may start from, as JSON."""
    is_searched = crawl.search.is_started or not crawl.last.lists
    found_on = today.isoformat() if is_searched else crawl.last.found_on
    is_complete = crawl.outcome is not None and crawl.outcome.is_list_complete
    left = LastCrawl(
        lists=tuple(_known(walk) for walk in crawl.lists.walks),
        found_on=found_on if is_complete else "",
        is_complete=is_complete,
        home_url=crawl.search.home_url,
        evidence=crawl.search.column.evidence,
        organs=crawl.search.organs_looked_at,
        retry=frozenset(crawl.reports.retry),
    )
    return dump(left)


def _known(walk: ListWalk) -> KnownList:
    if walk.known is not None and tuple(walk.rows.values()) == walk.known.rows:
        return walk.known
    return KnownList(
        url=walk.url,
        title=walk.title,
        organ=walk.organ,
        depth=walk.depth,
        year=walk.year,
        family=walk.portal.name,
        page=walk.row_page or Page(walk.url),
        validators=walk.row_validators,
        shown=walk.shown,
        rows=tuple(walk.rows.values()),
        stated=walk.stated,
        pages_with_rows=walk.pages_with_rows,
        has_sub_columns=walk.has_sub_columns,
        is_complete=not walk.gap,
        ended=walk.end,
    )
