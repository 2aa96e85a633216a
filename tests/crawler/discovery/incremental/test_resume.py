"""What one crawl hands to the next."""

from dataclasses import replace
from datetime import date

import pytest
from scrapy.http import HtmlResponse

from crawler.discovery.explore import queue_reports
from crawler.discovery.failures import Failure
from crawler.discovery.incremental.last_crawl import KnownList, LastCrawl, dump, load, validators_of
from crawler.discovery.incremental.resume import (
    first_steps,
    has_shrunk,
    is_unchanged,
    lost,
    remembered,
    restore,
    take_up,
    validators,
)
from crawler.discovery.jobs import Attachment, ListPage, ListWalk, Report, Scope
from crawler.discovery.outcome import finish
from crawler.discovery.proof import proof
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import Column
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem
from crawler.portals.page.pagers import Page, Stated
from crawler.seeds import Seed

HOME, COLUMN = "http://www.qs.gov.cn/", "http://www.qs.gov.cn/nb/"
ROWS = tuple(
    ListItem(f"{COLUMN}{year}.html", f"青山区{year}年政府信息公开工作年度报告", f"{year + 1}-01-20")
    for year in (2023, 2022)
)
LIST = KnownList(
    url=COLUMN,
    title="政府信息公开年报",
    organ="",
    depth=3,
    year=None,
    family="generic",
    page=Page(COLUMN, "POST", b"\x00page=1", (("Referer", HOME),)),
    validators=(("If-None-Match", '"a"'),),
    shown=ROWS,
    rows=ROWS,
    stated=Stated(2, 1),
    pages_with_rows=1,
    is_complete=True,
)
LAST = LastCrawl(lists=(LIST,), found_on="2026-02-01", is_complete=True, evidence="page title 年报", organs=(3, 2))
TODAY = date(2026, 2, 2)


SEED = Seed(region_code="X-qs", name="青山区", level="county", portal_url=HOME)


def resumed(*fetched: str, last: LastCrawl = LAST) -> PortalCrawl:
    crawl = PortalCrawl(SEED)
    text = dump(last)
    known = load(text, [(url, '[["ETag", "\\"e\\""]]') for url in fetched])
    take_up(crawl, known, family="generic", column_url=COLUMN, trail="[]")
    return crawl


def next_page(crawl: PortalCrawl) -> ListPage:
    found = crawl.lists.next_page()
    assert found is not None
    return found


def page(*items: ListItem) -> HtmlResponse:
    rows = "".join(f"<li><a href='{item.url}'>{item.title}</a><span>{item.date}</span></li>" for item in items)
    body = f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows}</ul></body></html>"
    return HtmlResponse(COLUMN, body=body.encode(), encoding="utf-8")


def test_what_is_dumped_is_loaded_as_it_was() -> None:
    assert load(dump(LAST), []) == LAST
    assert load(None, [("http://x.gov.cn/", "[]")]) == LastCrawl()
    assert validators_of({"ETag": "x", "last-modified": "y"}) == (("If-None-Match", "x"), ("If-Modified-Since", "y"))


def test_a_known_list_is_asked_for_instead_of_the_home_page() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY)
    assert [job.page for job in crawl.lists.pages] == [LIST.page]
    assert crawl.search.government.pop() is None


def test_after_a_month_the_home_page_is_searched_as_well() -> None:
    crawl = resumed()
    first_steps(crawl, date(2026, 3, 15))
    lead = crawl.search.government.pop()
    assert lead is not None
    assert lead.url == HOME


def test_the_sheets_of_a_report_are_asked_for_together_unchanged_or_not() -> None:
    page_url, picture, file = f"{COLUMN}2023.html", f"{COLUMN}W1.png", f"{COLUMN}2023.pdf"
    crawl = resumed(page_url, picture, file)
    report = Report(ROWS[0], ListWalk(COLUMN, GENERIC, "政府信息公开年报"), 2023, is_department=False)
    offered = Attachment("", "", page_url, "", report, "", "")
    assert validators(crawl, report, page_url) == validators(crawl, replace(offered, url=file), file)
    assert validators(crawl, report, page_url) == (("If-None-Match", '"e"'),)
    assert validators(crawl, replace(offered, url=picture), picture) == ()
    assert validators(crawl, replace(offered, url=file, is_part=True), file) == ()


def test_an_unchanged_list_counts_as_seen_and_only_unknown_reports_are_asked_for() -> None:
    crawl = resumed(ROWS[0].url)
    first_steps(crawl, TODAY)
    job = next_page(crawl)
    assert is_unchanged(job, page(*ROWS))
    assert not is_unchanged(job, page(*ROWS[:1]))
    restore(crawl, job, Scope())
    assert (crawl.lists.seen, crawl.lists.stated, len(crawl.reports.listed)) == (2, 2, 2)
    assert [report.item for report in crawl.reports.queue] == [ROWS[1]]


def test_an_unchanged_night_says_the_same_of_what_the_claim_rests_on() -> None:
    first = PortalCrawl(SEED)
    first.search.start(SEED)
    first.search.found_own(Column(COLUMN, "ColumnName 政府信息公开年报"))
    for url, organ in (("http://www.qs.gov.cn/jyj/", "区教育局"), (COLUMN, "")):
        walk = ListWalk(url, GENERIC, "政府信息公开年报", organ)
        first.lists.start(walk)
        walk.add([replace(row, url=f"{url}{row.url.rpartition('/')[2]}") for row in ROWS])
        walk.take_stated(Stated(2), "")
        queue_reports(first, walk, list(walk.rows.values()), Scope())
    first.search.found_of("区教育局")
    first.outcome = finish(first)
    assert proof(first)["organs"] == {"looked_at": 1, "with_column": 1}
    assert [(told["whose"], told["because"], told["ended"]) for told in proof(first)["lists"]] == [
        ("government", "ColumnName 政府信息公开年报", "all 2 rows stated were seen"),
        ("区教育局", "政府信息公开年报", "all 2 rows stated were seen"),
    ]
    second = PortalCrawl(SEED)
    take_up(second, load(remembered(first, TODAY), []), family="generic", column_url=COLUMN, trail="[]")
    first_steps(second, TODAY)
    while (job := second.lists.next_page()) is not None:
        restore(second, job, Scope())
    assert proof(second) == proof(first)


def test_a_report_that_was_not_had_is_asked_for_again() -> None:
    last = LastCrawl(lists=(LIST,), found_on="2026-02-01", is_complete=True, retry=frozenset((ROWS[0].url,)))
    crawl = resumed(ROWS[0].url, ROWS[1].url, last=last)
    first_steps(crawl, TODAY)
    restore(crawl, next_page(crawl), Scope())
    assert [report.item for report in crawl.reports.queue] == [ROWS[0]]


@pytest.mark.parametrize(("family", "asked"), [(GENERIC.name, ROWS[1:]), ("trs", ROWS)])
def test_what_a_crawl_cut_short_has_had_is_left_out_of_a_list_walked_anew(
    family: str, asked: tuple[ListItem, ...]
) -> None:
    """Another family may find other files on the page."""
    crawl = PortalCrawl(replace(SEED, column_url=COLUMN))
    take_up(crawl, load(None, [], {ROWS[0].url: family}), family="", column_url="", trail="[]")
    queue_reports(crawl, ListWalk(COLUMN, GENERIC, "年报"), list(ROWS), Scope())
    assert [report.item for report in crawl.reports.queue] == list(asked)
    assert len(crawl.reports.listed) == 2


def test_a_dead_column_starts_the_search_again() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY)
    lost(crawl, next_page(crawl))
    assert crawl.lists.walks == []
    assert crawl.search.column.url == ""
    lead = crawl.search.government.pop()
    assert lead is not None
    assert lead.url == HOME


def test_a_list_with_fewer_rows_has_shrunk() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY)
    walk = next_page(crawl).walk
    walk.add(list(ROWS[:1]))
    assert has_shrunk(crawl)
    walk.add(list(ROWS))
    assert not has_shrunk(crawl)


def test_a_failed_report_fails_its_year_and_not_the_proof_of_the_lists() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY)
    restore(crawl, next_page(crawl), Scope())
    crawl.reports.fail(crawl.reports.queue[0], Failure("gone", "HTTP 404", ROWS[0].url))
    outcome = finish(crawl)
    assert (outcome.name, outcome.is_list_complete) == ("partial", True)
    assert list(crawl.reports.failed) == [("", 2023)]
    assert GENERIC.name == crawl.family
