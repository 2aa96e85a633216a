"""What is said of a portal at the end: which word, and for which reason."""

import pytest

from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.jobs import Listing, Report
from crawler.discovery.outcome import finish
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import Column
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem
from crawler.seeds import Seed

HOME = "http://www.shiqiao.gov.cn/"
COLUMN = f"{HOME}nb/"


def crawl_of(*, is_home_read: bool = True, column: bool = False) -> PortalCrawl:
    crawl = PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=HOME))
    crawl.search.is_home_read = is_home_read
    if column:
        crawl.search.column = Column(COLUMN, "page title 年报")
        crawl.lists.start(Listing(COLUMN, GENERIC, "年报"))
    return crawl


def dead_end(crawl: PortalCrawl, kind: str, *, score: int = 100, depth: int = 1) -> None:
    lead = Lead(f"{HOME}{kind}/", "政府信息公开年报", score, "", depth=depth)
    crawl.search.dead_ends.append((lead, Failure(kind, f"it was {kind}", lead.url)))


def listed(crawl: PortalCrawl, year: int = 2023) -> Report:
    listing = crawl.lists.listings[0]
    item = ListItem(f"{COLUMN}{year}.html", f"石桥县人民政府{year}年政府信息公开工作年度报告")
    listing.add([item])
    report = Report(item, listing, year, is_department=False)
    crawl.count(report)
    return report


def said(crawl: PortalCrawl, interrupted: str = "") -> tuple[str, str]:
    outcome = finish(crawl, interrupted)
    assert crawl.outcome is outcome
    return outcome.name, outcome.reason


@pytest.mark.parametrize(("kind", "word"), [("blocked", "blocked"), ("robots", "robots"), ("gone", "unreachable")])
def test_a_home_page_that_was_not_had_says_why_by_its_last_failure(kind: str, word: str) -> None:
    crawl = crawl_of(is_home_read=False)
    dead_end(crawl, "error", depth=0)
    dead_end(crawl, kind, depth=0)
    dead_end(crawl, "truncated", depth=1)  # no home page
    assert said(crawl) == (word, f"it was {kind} ({HOME}{kind}/)")


def test_a_portal_never_asked_says_so_or_what_stopped_the_crawl() -> None:
    assert said(crawl_of(is_home_read=False)) == ("unreachable", "never asked")
    assert said(crawl_of(is_home_read=False), "stopped") == ("unreachable", "stopped")


def test_an_interrupted_crawl_is_partial_and_claims_no_list() -> None:
    crawl = crawl_of(column=True)
    listed(crawl)
    assert said(crawl, "the night was over") == ("partial", "the night was over")
    assert crawl.outcome is not None
    assert (crawl.outcome.is_list_complete, crawl.outcome.is_interrupted) == (False, True)
    assert said(crawl_of(), "the night was over") == ("partial", "the night was over")


def test_a_whole_list_is_ok_and_complete_and_what_is_refused_by_rule_is_only_told() -> None:
    crawl = crawl_of(column=True)
    report = listed(crawl)
    assert said(crawl) == ("ok", "")
    assert crawl.outcome is not None
    assert (crawl.outcome.is_list_complete, crawl.outcome.is_interrupted) == (True, False)
    crawl.reports.fail(report, Failure("off_site", "leads to another site", "http://b.com/"))
    assert said(crawl) == ("ok", "refused: leads to another site (http://b.com/)")
    crawl.reports.fail(report, Failure("gone", "HTTP 404", report.item.url))
    name, reason = said(crawl)
    assert name == "partial"
    assert reason.startswith(f"not fetched: HTTP 404 ({report.item.url})")


@pytest.mark.parametrize("kind", ["blocked", "robots"])
def test_a_wall_before_the_column_is_told_before_all_else_and_only_where_it_stood_in_the_way(kind: str) -> None:
    crawl = crawl_of()
    crawl.search.shell_url = HOME
    dead_end(crawl, kind)
    assert said(crawl) == (kind, f"it was {kind} ({HOME}{kind}/)")
    crawl = crawl_of()
    dead_end(crawl, kind, score=20)
    assert said(crawl)[0] == "not_found"


@pytest.mark.parametrize(("kind", "word"), [("blocked", "blocked"), ("robots", "robots"), ("unreachable", "partial")])
def test_a_column_whose_page_was_not_had_is_called_by_what_came_in_its_place(kind: str, word: str) -> None:
    crawl = crawl_of(column=True)
    crawl.lists.listings[0].failures.append(Failure(kind, "no", COLUMN))
    name, reason = said(crawl)
    assert name == word
    assert f"list page not read: no ({COLUMN})" in reason


def test_a_page_that_may_be_had_another_night_makes_the_portal_partial_not_empty() -> None:
    crawl = crawl_of()
    dead_end(crawl, "truncated")
    assert said(crawl) == ("partial", f"not read: it was truncated ({HOME}truncated/)")


def test_a_column_without_a_report_a_shell_and_a_portal_without_a_column_are_told_apart() -> None:
    crawl = crawl_of(column=True)
    name, reason = said(crawl)
    assert (name, reason) == (
        "not_found",
        f"the column shows no report; its list may be made by script ({COLUMN})",
    )
    crawl.search.shell_url = HOME
    assert said(crawl)[1].endswith(f"({HOME})")
    crawl = crawl_of()
    crawl.search.repeats = 1
    crawl.search.looked_at += [(20, "政务公开"), (60, ""), (40, "信息公开")]
    dead_end(crawl, "budget", score=1)
    assert said(crawl) == (
        "not_found",
        f"3 pages looked at; best candidates: ? (60), 信息公开 (40), 政务公开 (20); it was budget ({HOME}budget/)",
    )
    crawl.search.repeats = 2
    assert said(crawl)[1].startswith("a shell: the portal shows one page for every address")
    assert said(crawl_of())[1] == "0 pages looked at; best candidates: none"


def test_three_reasons_are_told_and_the_rest_are_counted_each_once() -> None:
    crawl = crawl_of(column=True)
    for year in (2023, 2022, 2021, 2020, 2019):
        crawl.reports.fail(listed(crawl, year), Failure("gone", f"HTTP 404 for {year}"))
    crawl.reports.failures *= 2
    name, reason = said(crawl)
    assert name == "partial"
    told = "; ".join(f"not fetched: HTTP 404 for {year}" for year in (2023, 2022, 2021))
    assert reason == f"{told}; and 2 more"


def test_lists_known_from_the_last_crawl_say_nothing_of_a_portal_that_did_not_answer_tonight() -> None:
    crawl = crawl_of(is_home_read=False, column=True)
    listed(crawl)
    listing = crawl.lists.listings[0]
    listing.is_remembered = True
    dead_end(crawl, "unreachable", depth=0)
    assert said(crawl)[0] == "unreachable"
    crawl.search.dead_ends.clear()
    listing.is_confirmed = True
    assert said(crawl)[0] == "ok"
