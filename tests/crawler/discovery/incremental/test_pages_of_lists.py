"""The pages of a known list: which one is asked for the next night, and when a further one is as it was."""

from dataclasses import replace
from datetime import date

from crawler.discovery.incremental.last_crawl import KnownPage, load
from crawler.discovery.incremental.resume import is_unchanged, remembered
from crawler.discovery.jobs import Listing, ListPage
from crawler.discovery.outcome import finish
from crawler.discovery.state import PortalCrawl
from crawler.hosts import same_page_key
from crawler.portals import GENERIC
from crawler.portals.page.pages import Page, Stated
from tests.crawler.discovery.incremental.test_resume import COLUMN, LIST, ROWS, SEED, told

INTERFACE = Page(f"{COLUMN}list.do", method="POST", body=b"page=1")


def test_a_further_page_with_the_rows_it_had_under_another_total_has_changed() -> None:
    further = Page(f"{COLUMN}index_1.html")
    keys = tuple(same_page_key(row.url) for row in ROWS)
    known = replace(LIST, pages=(KnownPage(page=further, keys=keys),), stated=Stated(2))
    job = ListPage(Listing(COLUMN, GENERIC, "年报"), further, known=known)
    assert is_unchanged(job, told(2, *ROWS))
    assert not is_unchanged(job, told(40, *ROWS))
    assert not is_unchanged(job, told(2, *ROWS[:1]))


def test_the_page_that_showed_the_rows_is_asked_for_the_next_night_not_the_shell_before_it() -> None:
    crawl = PortalCrawl(SEED)
    listing = Listing(COLUMN, GENERIC, "年报")
    crawl.lists.start(listing)
    listing.take_shown(Page(COLUMN), [], ())
    listing.take_shown(INTERFACE, listing.add(list(ROWS)), ())
    crawl.search.is_home_read = True
    finish(crawl)
    (left,) = load(remembered(crawl, date(2026, 2, 1)), []).lists
    assert (left.url, left.page) == (COLUMN, INTERFACE)
