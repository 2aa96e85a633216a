"""What one crawl hands to the next."""

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from crawler.discovery.explore import queue_reports
from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Step
from crawler.discovery.incremental.last_crawl import KnownList, LastCrawl, dump, load, validators_of
from crawler.discovery.incremental.resume import (
    first_steps,
    is_as_known,
    is_unchanged,
    lost,
    read_anew,
    remembered,
    restore,
    take_up,
    validators,
)
from crawler.discovery.jobs import Attachment, Listing, ListPage, Report, Scope
from crawler.discovery.outcome import finish
from crawler.discovery.proof import proof
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import Column
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem
from crawler.portals.page.pagers import Page, Stated
from crawler.seeds import Seed
from pipelines.storage.crawls.crawl_progress import Had
from pipelines.storage.crawls.crawl_state import Fetched

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
LAST = LastCrawl(lists=(LIST,), found_on="2026-02-01", evidence="page title 年报", organs=(3, 2))
TODAY = date(2026, 2, 2)


SEED = Seed(region_code="X-qs", name="青山区", level="county", portal_url=HOME)


def resumed(*fetched: str, last: LastCrawl = LAST) -> PortalCrawl:
    crawl = PortalCrawl(SEED)
    text = dump(last)
    known = load(text, [Fetched(url, '[["ETag", "\\"e\\""]]') for url in fetched])
    take_up(crawl, known, family="generic", column_url=COLUMN, trail="[]")
    return crawl


def not_had(crawl: PortalCrawl) -> list[ListItem]:
    """The reports that are asked for because they were not had, not to see whether they changed."""
    return [report.item for report in crawl.reports.queue if report.item.url not in crawl.rechecks.chosen]


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
    assert load(None, [Fetched("http://x.gov.cn/", "[]")]) == LastCrawl()
    assert validators_of({"ETag": "x", "last-modified": "y"}) == (("If-None-Match", "x"), ("If-Modified-Since", "y"))


def test_a_known_list_is_asked_for_instead_of_the_home_page() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY, Scope())
    assert [job.page for job in crawl.lists.pages] == [LIST.page]
    assert crawl.search.government.pop() is None


def test_after_a_month_the_home_page_is_searched_as_well() -> None:
    crawl = resumed()
    first_steps(crawl, date(2026, 3, 15), Scope())
    lead = crawl.search.government.pop()
    assert lead is not None
    assert lead.url == HOME


@pytest.mark.parametrize(
    ("then", "now", "is_searched"), [(False, True, True), (False, False, False), (True, True, False)]
)
def test_a_search_for_the_government_alone_does_not_stand_for_one_of_all_organs(
    then: bool, now: bool, is_searched: bool
) -> None:
    first = PortalCrawl(SEED)
    first_steps(first, TODAY, Scope(departments=then))
    left = load(remembered(first, TODAY), [])
    crawl = resumed(last=replace(LAST, is_government_only=left.is_government_only))
    first_steps(crawl, TODAY, Scope(departments=now))
    assert crawl.search.is_started is is_searched
    assert load(remembered(crawl, TODAY), []).is_government_only is not now


def test_the_sheets_of_a_report_are_asked_for_together_unchanged_or_not() -> None:
    page_url, picture, file = f"{COLUMN}2023.html", f"{COLUMN}W1.png", f"{COLUMN}2023.pdf"
    crawl = resumed(page_url, picture, file)
    report = Report(ROWS[0], Listing(COLUMN, GENERIC, "政府信息公开年报"), 2023, is_department=False)
    offered = Attachment("", "", page_url, "", report, "", "")
    assert validators(crawl, report, page_url) == validators(crawl, replace(offered, url=file), file)
    assert validators(crawl, report, page_url) == (("If-None-Match", '"e"'),)
    assert validators(crawl, replace(offered, url=picture), picture) == ()
    assert validators(crawl, replace(offered, url=file, is_part=True), file) == ()


def test_an_unchanged_list_counts_as_seen_and_only_unknown_reports_are_asked_for() -> None:
    crawl = resumed(ROWS[0].url)
    first_steps(crawl, TODAY, Scope())
    job = next_page(crawl)
    assert is_unchanged(job, page(*ROWS))
    assert not is_unchanged(job, page(*ROWS[:1]))
    restore(crawl, job, Scope())
    assert (crawl.lists.seen, crawl.lists.stated, len(crawl.reports.listed)) == (2, 2, 2)
    assert not_had(crawl) == [ROWS[1]]
    assert crawl.rechecks.chosen == {ROWS[0].url}


def test_an_unchanged_night_says_the_same_of_what_the_claim_rests_on() -> None:
    first = PortalCrawl(SEED)
    first.search.start(SEED)
    first.search.found_own(Column(COLUMN, "ColumnName 政府信息公开年报"))
    for url, organ in (("http://www.qs.gov.cn/jyj/", "区教育局"), (COLUMN, "")):
        listing = Listing(url, GENERIC, "政府信息公开年报", organ)
        first.lists.start(listing)
        listing.add([replace(row, url=f"{url}{row.url.rpartition('/')[2]}") for row in ROWS])
        listing.take_stated(Stated(2), "")
        queue_reports(first, listing, list(listing.rows.values()), Scope())
    first.search.found_of("区教育局")
    first.outcome = finish(first)
    assert proof(first)["organs"] == {"looked_at": 1, "with_column": 1}
    assert [(told["whose"], told["because"], told["ended"]) for told in proof(first)["lists"]] == [
        ("government", "ColumnName 政府信息公开年报", "all 2 rows stated were seen"),
        ("区教育局", "政府信息公开年报", "all 2 rows stated were seen"),
    ]
    second = PortalCrawl(SEED)
    take_up(second, load(remembered(first, TODAY), []), family="generic", column_url=COLUMN, trail="[]")
    first_steps(second, TODAY, Scope())
    while (job := second.lists.next_page()) is not None:
        restore(second, job, Scope())
    assert proof(second) == proof(first)


def test_a_report_that_was_not_had_is_asked_for_again() -> None:
    last = LastCrawl(lists=(LIST,), found_on="2026-02-01", retry=frozenset((ROWS[0].url,)))
    crawl = resumed(ROWS[0].url, ROWS[1].url, last=last)
    first_steps(crawl, TODAY, Scope())
    restore(crawl, next_page(crawl), Scope())
    asked = {report.item: validators(crawl, report, report.item.url) for report in crawl.reports.queue}
    assert asked == {ROWS[0]: (), ROWS[1]: (("If-None-Match", '"e"'),)}  # in whole; the other is only checked


@pytest.mark.parametrize(("family", "asked"), [(GENERIC.name, ROWS[1:]), ("trs", ROWS)])
def test_what_a_crawl_cut_short_has_had_is_left_out_of_a_list_read_anew(
    family: str, asked: tuple[ListItem, ...]
) -> None:
    """Another family may find other files on the page."""
    crawl = PortalCrawl(replace(SEED, column_url=COLUMN))
    take_up(
        crawl,
        load(None, [], {ROWS[0].url: Had(family, "2026-02-02T22:00:00+00:00")}),
        family="",
        column_url="",
        trail="[]",
    )
    queue_reports(crawl, Listing(COLUMN, GENERIC, "年报"), list(ROWS), Scope())
    assert [report.item for report in crawl.reports.queue] == list(asked)
    assert len(crawl.reports.listed) == 2


def test_a_dead_column_starts_the_search_again() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY, Scope())
    lost(crawl, next_page(crawl))
    assert crawl.lists.listings == []
    assert crawl.search.column.url == ""
    lead = crawl.search.government.pop()
    assert lead is not None
    assert lead.url == HOME


def test_a_portal_that_gives_no_answer_keeps_its_column_with_its_lists() -> None:
    """A column forgotten on such a night would be missing for a month: lists that are known are not searched for."""
    crawl = resumed()
    first_steps(crawl, TODAY, Scope())
    lost(crawl, next_page(crawl))
    lead = crawl.search.government.pop()
    assert lead is not None
    crawl.search.dead_ends.append((lead, Failure("unreachable", "no answer", HOME)))
    assert finish(crawl).name == "unreachable"
    assert crawl.search.column == Column(COLUMN, LAST.evidence)
    assert load(remembered(crawl, TODAY), []) == LAST


def test_a_failed_report_fails_its_year_and_not_the_proof_of_the_lists() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY, Scope())
    assert is_as_known(crawl, next_page(crawl), page(*ROWS), Scope())
    crawl.reports.fail(crawl.reports.queue[0], Failure("gone", "HTTP 404", ROWS[0].url))
    outcome = finish(crawl)
    assert (outcome.name, outcome.is_list_complete) == ("partial", True)
    assert list(crawl.reports.failed) == [("", 2023)]
    assert GENERIC.name == crawl.family


def told(total: int | None, *items: ListItem) -> HtmlResponse:
    said = "" if total is None else f"<div>共{total}条</div>"
    shown = page(*items)
    return shown.replace(body=shown.body.replace(b"</ul>", b"</ul>" + said.encode()))


def test_the_same_rows_under_another_total_are_a_change_and_no_total_is_none() -> None:
    crawl = resumed()
    first_steps(crawl, TODAY, Scope())
    job = next_page(crawl)
    assert is_unchanged(job, told(None, *ROWS))
    assert is_unchanged(job, told(2, *ROWS))
    assert not is_unchanged(job, told(40, *ROWS))
    assert not is_unchanged(replace(job, known=None), told(2, *ROWS))


def test_the_way_to_the_column_is_taken_up_step_by_step() -> None:
    step = Step(HOME, "首页", 0, "seed")
    crawl = PortalCrawl(SEED)
    trail = json.dumps([asdict(step)])
    take_up(crawl, load(dump(LAST), []), family="generic", column_url=COLUMN, trail=trail)
    assert crawl.search.column == Column(COLUMN, LAST.evidence, (step,))
    assert (crawl.family, crawl.search.known_organs) == ("generic", (3, 2))


@pytest.mark.parametrize("named", [{"column_url": f"{HOME}other/"}, {"family": "trs"}])
def test_a_column_or_a_family_that_the_seed_names_since_has_the_last_word(named: dict[str, str]) -> None:
    crawl = PortalCrawl(replace(SEED, **named))
    take_up(crawl, load(dump(LAST), []), family="generic", column_url=COLUMN, trail="[]")
    assert crawl.last == LastCrawl()
    assert crawl.search.column.url == ""


def test_a_list_found_as_it_was_is_kept_as_it_was_for_the_next_night() -> None:
    crawl = resumed(*(row.url for row in ROWS))
    first_steps(crawl, TODAY, Scope())
    assert is_as_known(crawl, next_page(crawl), page(*ROWS), Scope())
    finish(crawl)
    again = load(remembered(crawl, TODAY), [])
    assert again.lists == (LIST,)
    assert again.found_on == LAST.found_on


def known_fields(known: KnownList) -> dict[str, Any]:
    return {name: getattr(known, name) for name in KnownList.__dataclass_fields__}


def test_a_changed_list_is_read_from_its_own_first_page_which_is_asked_for_if_it_is_another() -> None:
    first = KnownList(**{**known_fields(LIST), "page": Page(COLUMN)})
    for known, is_here in ((first, True), (LIST, False)):
        crawl = resumed(last=replace(LAST, lists=(known,)))
        first_steps(crawl, TODAY, Scope())
        job = next_page(crawl)
        crawl.lists.is_new(job.page.url, job.page.body)
        anew, here = read_anew(crawl, job)
        assert (anew.page, anew.is_first, anew.known, here) == (Page(COLUMN), True, None, is_here)
        assert crawl.lists.was_asked(job.page.url, job.page.body) == is_here


def test_a_list_without_a_page_of_rows_is_remembered_by_its_own_address() -> None:
    crawl = PortalCrawl(SEED)
    crawl.lists.start(Listing(COLUMN, GENERIC, "年报"))
    finish(crawl)
    assert load(remembered(crawl, TODAY), []).lists[0].page == Page(COLUMN)
