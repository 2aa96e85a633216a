"""Start from what the last crawl found instead of from the home page; say at the end what the next may start from."""

import json
from dataclasses import replace
from datetime import date

from scrapy.http import TextResponse

from crawler.discovery.explore import shown_rows
from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Step
from crawler.discovery.incremental import comparison, grown, rechecks
from crawler.discovery.incremental.last_crawl import KnownList, LastCrawl, Validators, address, dump
from crawler.discovery.jobs import Attachment, Job, Listing, ListPage, Report, Scope, Unlisted
from crawler.discovery.rows import as_report, queue_reports
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.reports import NOT_HAD
from crawler.discovery.state.search import Column
from crawler.hosts import same_page_key
from crawler.portals import GENERIC, by_name
from crawler.portals.page.pagers import Page


def take_up(crawl: PortalCrawl, last: LastCrawl, *, family: str, column_url: str, trail: str) -> None:
    """Give a crawl what is stored of the one before. A column that the seed names since then has the last word."""
    if crawl.seed.column_url not in ("", column_url) or crawl.seed.family not in ("", family):
        last = LastCrawl(had=last.had)
    crawl.last = last
    if last.lists:
        crawl.family, crawl.search.home_url = family, last.home_url
        crawl.search.known_column = Column(column_url, last.evidence, tuple(Step(**step) for step in json.loads(trail)))
        crawl.search.keep_column()
        crawl.search.known_organs = last.organs


def first_steps(crawl: PortalCrawl, today: date, scope: Scope) -> None:
    """What to ask first: the government's list and what is checked again, or the home page.

    A list that was not read in whole is read anew, every list where the search starts from the home page: after a
    while, and where the last search passed lists by that are wanted now.
    """
    last, crawl.search.is_government_only = crawl.last, not scope.departments
    started = [(known, listing) for known in last.lists if crawl.lists.start(listing := _listing(known))]
    reports = [
        row.url
        for known, listing in started
        for row in known.rows
        if (last.knows(row.url) or row.url in last.retry) and scope.holds(as_report(row, listing))
    ]
    crawl.rechecks = rechecks.choose(last, crawl.search.column.url, reports, today)
    nightly = rechecks.nightly_list(last, crawl.search.column.url)
    is_fresh = last.is_fresh(today) and not (last.is_government_only and scope.departments)
    for known, listing in started:
        pages = crawl.rechecks.pages(known)
        if known is nightly and known.page not in pages:
            pages.insert(0, known.page)
        if not is_fresh or not known.is_complete:
            crawl.lists.ask([ListPage(listing, Page(known.url), is_first=True)])
        elif pages:
            crawl.lists.ask([ListPage(listing, pages[0], known=known, further=tuple(pages[1:]))])
        else:
            restore(crawl, ListPage(listing, known.page, known=known), scope)
    if not is_fresh:
        crawl.search.start(crawl.seed)
    for lead in last.unread if is_fresh else ():
        crawl.search.look_again(lead)


def validators(crawl: PortalCrawl, job: Job, url: str) -> Validators:
    """Headers that ask for a known list, report or file only if it has changed."""
    last = crawl.last
    if isinstance(job, ListPage):
        return _page_validators(job)
    if isinstance(job, Unlisted):
        return last.documents.get(url, ())
    if isinstance(job, Attachment) and job.is_sheet:  # unchanged, it would be lacking in the report bound anew
        return ()
    report = job.report if isinstance(job, Attachment) else job
    if not isinstance(report, Report) or report.item.url in last.retry:  # unchanged, its page names no files
        return ()
    if (
        last.lists and not report.item.is_probe and not last.shows(report.item, report.listing.portal.name)
    ):  # a new title may tell another year
        return ()
    is_checked = isinstance(job, Report) and url in crawl.rechecks.chosen
    if is_checked and rechecks.files_asked(last, url):  # its files may be others under the same addresses
        return ()
    return last.documents.get(url, ())


def may_check(crawl: PortalCrawl, job: Job) -> bool:
    """True while tonight has room for a page that is asked for only because of its age; counts it."""
    report = job.report if isinstance(job, Attachment) else job
    what = report.item.url if isinstance(report, Report) else ""
    if isinstance(job, ListPage) and job.known is not None:
        what = address(job.page)
    return crawl.rechecks.take(what) if what in crawl.rechecks.chosen else what not in crawl.rechecks.given_up


def is_as_known(crawl: PortalCrawl, job: ListPage, page: TextResponse | None, scope: Scope) -> bool:
    """True for a page of a known list that is as it was, or has new rows on top; it is taken in then.

    `page`: None where the portal says itself that nothing changed.
    """
    known = job.known
    if known is not None and page is not None and not is_unchanged(job, page):
        known = grown.with_new_rows(job, page)
    if known is None:
        return False
    job.listing.is_confirmed = True
    _go_on(crawl, replace(job, known=known), scope)
    return True


def is_unchanged(job: ListPage, page: TextResponse) -> bool:
    """True when a known list's page shows the rows and the totals it showed last time."""
    listing, known = job.listing, job.known
    if known is None:
        return False
    shown = listing.portal.read(page)
    said = listing.portal.stated_total(shown)
    is_same_total = said.records in (None, known.stated.records) and said.pages in (None, known.stated.pages)
    items = tuple(shown_rows(listing.portal, shown))
    if address(job.page) == address(known.page):
        return is_same_total and items == known.shown
    keys = tuple(same_page_key(item.url) for item in items)
    is_same = any(address(one.page) == address(job.page) and one.keys == keys for one in known.pages)
    return is_same_total and is_same and all(known.has(item) for item in items)


def restore(crawl: PortalCrawl, job: ListPage, scope: Scope) -> None:
    """Count the list as seen without asking for its other pages."""
    listing, known = job.listing, job.known
    if known is None:
        raise ValueError(f"{listing.url} is not a list of the last crawl")
    listing.known = known
    listing.add(list(known.rows))
    listing.take_stated(known.stated, "")
    listing.pages_with_rows, listing.has_sub_columns = known.pages_with_rows, known.has_sub_columns
    queue_reports(crawl, listing, list(known.rows), scope, skips_probes=True)


def read_anew(crawl: PortalCrawl, job: ListPage) -> tuple[ListPage, bool]:
    """A known list has changed: (its first page, to be read as if met for the first time; is it the page at hand)."""
    is_here = job.page.url == job.listing.url and job.page.method == "GET"
    if not is_here:
        crawl.lists.forget(job.page.url, job.page.body)
        crawl.lists.forget(job.listing.url)
    return ListPage(job.listing, Page(job.listing.url), is_first=True), is_here


def not_read(crawl: PortalCrawl, job: ListPage, failure: Failure, scope: Scope) -> None:
    """A page of a known list did not come.

    Where a further page is gone the list is read anew; where the portal only did not give it tonight it is asked for
    the next night. A list whose own page is gone is no list of this crawl, and the search starts from the home page.
    """
    known = job.known
    if known is None:
        raise ValueError(f"{job.listing.url} is not a list of the last crawl")
    is_own = address(job.page) == address(known.page)
    if address(job.page) in crawl.rechecks.chosen and failure.kind in NOT_HAD:
        crawl.rechecks.give_up(address(job.page))
        _go_on(crawl, job, scope)
    elif not is_own:
        crawl.lists.ask_first(read_anew(crawl, job)[0])
    else:
        lost(crawl, job)


def lost(crawl: PortalCrawl, job: ListPage) -> None:
    """A known list is not there any more: it is no list of this crawl, and the search starts from the home page."""
    crawl.lists.lose(job.listing)
    crawl.search.lost_column(job.listing.url)
    crawl.search.start(crawl.seed)


def remembered(crawl: PortalCrawl, today: date) -> str:
    """What the next crawl may start from, as JSON. A portal that was not reached tells nothing new."""
    if crawl.outcome is not None and crawl.outcome.is_silent and crawl.last.lists:
        return dump(crawl.last)
    is_searched = crawl.search.is_started or not crawl.last.lists
    lists = tuple(_known(listing) for listing in crawl.lists.listings)
    failed = frozenset(crawl.reports.retry)
    left = LastCrawl(
        lists=lists,
        found_on=today.isoformat() if is_searched else crawl.last.found_on,
        is_government_only=crawl.search.is_government_only if is_searched else crawl.last.is_government_only,
        home_url=crawl.search.home_url,
        evidence=crawl.search.column.evidence,
        organs=crawl.search.organs_looked_at,
        retry=failed,
        unread=tuple(lead for lead, _ in crawl.search.unread(crawl.lists.is_listing)),
        gaps=tuple(crawl.search_gaps),
        leaving=comparison.still_waiting(crawl),
        checked=rechecks.checked_after(crawl.last, crawl.rechecks, lists, crawl.lists.was_asked, failed, today),
    )
    return dump(left)


def _go_on(crawl: PortalCrawl, job: ListPage, scope: Scope) -> None:
    """The next page of the list that is checked tonight; after the last the list is as it was."""
    if job.further:
        crawl.lists.ask_first(replace(job, page=job.further[0], further=job.further[1:]))
    else:
        restore(crawl, job, scope)


def _page_validators(job: ListPage) -> Validators:
    if job.known is None:
        return ()
    if address(job.page) == address(job.known.page):
        return job.known.validators
    return next((one.validators for one in job.known.pages if address(one.page) == address(job.page)), ())


def _listing(known: KnownList) -> Listing:
    portal = by_name(known.family) or GENERIC
    return Listing(known.url, portal, known.title, known.organ, known.depth, known.year, is_remembered=True)


def _known(listing: Listing) -> KnownList:
    if listing.known is not None and tuple(listing.rows.values()) == listing.known.rows:
        return listing.known
    return KnownList(
        url=listing.url,
        title=listing.title,
        organ=listing.organ,
        depth=listing.depth,
        year=listing.year,
        family=listing.portal.name,
        page=listing.row_page or Page(listing.url),
        validators=listing.row_validators,
        shown=listing.shown,
        rows=tuple(listing.rows.values()),
        pages=tuple(listing.pages),
        stated=listing.stated,
        pages_with_rows=listing.pages_with_rows,
        has_sub_columns=listing.has_sub_columns,
        is_complete=not listing.gap,
        ended=listing.end,
    )
