"""What a portal's crawl keeps of the reports its lists show."""

from dataclasses import replace

import pytest

from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.jobs import Attachment, Listing, Report
from crawler.discovery.outcome import finish
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import Column, Search
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem
from crawler.portals.page.pagers import Stated
from crawler.portals.page.unread_parts import ORGANS, YEARS
from crawler.seeds import Seed
from pipelines.document import Document

NB = "http://www.shiqiao.gov.cn/nb/"
LISTING = Listing(NB, GENERIC, "政府信息公开年报")


def report(name: str, title: str = "石桥县人民政府2023年政府信息公开工作年度报告") -> Report:
    return Report(ListItem(f"{NB}{name}", title), LISTING, 2023, is_department=False)


def test_what_turned_out_to_be_no_report_is_none_that_a_list_shows() -> None:
    crawl = PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=NB))
    special, plain = report("2023/"), report("1.html")
    crawl.count(special)
    crawl.count(plain)
    crawl.reports.uncount(special)
    assert crawl.reports.listed == [plain]
    assert list(crawl.reports.not_had()) == [("", 2023)]
    assert "1.html" in crawl.reports.not_had()["", 2023]
    crawl.reports.uncount(plain)
    assert crawl.reports.not_had() == {}


@pytest.mark.parametrize(("left_out", "joined"), [(None, 1), ("p.png", 0), ("a.pdf", 1)])
def test_a_report_with_a_sheet_that_is_left_out_is_not_joined_of_the_others(left_out: str | None, joined: int) -> None:
    crawl = PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=NB))
    shown = report("1.html")
    sheet = Attachment(f"{NB}1.png", "", shown.item.url, "", shown, "", "")
    sheets = crawl.reports.sheets_of(shown)
    sheets.due, sheets.sheets[1,] = 1, Document(body=b"sheet", region_code="370406")
    if left_out:
        crawl.reports.leave_out(replace(sheet, url=f"{NB}{left_out}"))
    assert len(crawl.reports.settle(sheet)) == joined


def test_an_explainer_is_left_out_only_while_its_report_is_listed() -> None:
    crawl = PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=NB))
    plain, explainer = report("1.html"), report("2.html", f"图解：{report('').item.title}")
    for one in (plain, explainer):
        crawl.count(one)
    crawl.reports.queue = [explainer]
    assert crawl.reports.next_report() is None
    crawl.reports.uncount(plain)
    crawl.reports.queue = [explainer]
    assert crawl.reports.next_report() == explainer


def test_a_report_put_out_once_more_is_asked_for_after_all_others() -> None:
    crawl = PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=NB))
    days = {"late.html": "2024-03-30", "first.html": "2024-01-12"}
    issues = [replace(one := report(name), item=replace(one.item, date=day)) for name, day in days.items()]
    other = replace(report("2022.html", "石桥县人民政府2022年政府信息公开工作年度报告"), year=2022)
    for one in (*issues, other):
        crawl.count(one)
    crawl.reports.queue = [*issues, other]
    asked = [found.item.url.removeprefix(NB) for _ in range(3) if (found := crawl.reports.next_report()) is not None]
    assert asked == ["first.html", "2022.html", "late.html"]


@pytest.mark.parametrize(
    ("years", "unread", "said"),
    [
        ((2023,), {YEARS}, "one year"),
        ((2023, 2022), {YEARS}, ""),
        ((2023, 2022), {ORGANS}, "no other organ"),
        ((2023,), set(), ""),
    ],
)
def test_a_list_that_shows_a_part_of_itself_is_not_proven_by_its_own_count(
    years: tuple[int, ...], unread: set[str], said: str
) -> None:
    listing = Listing(NB, GENERIC, "政府信息公开年报", unread=frozenset(unread))
    listing.add([ListItem(f"{NB}{year}", f"石桥县人民政府{year}年政府信息公开工作年度报告") for year in years])
    listing.take_stated(Stated(len(years), 1), "")
    assert said in listing.gap
    assert bool(listing.gap) == bool(said)


def test_a_column_that_gave_no_page_is_why_nothing_was_found_and_proves_no_other_list_complete() -> None:
    crawl = PortalCrawl(
        Seed(region_code="370406", name="石桥县", level="county", portal_url=NB), search=Search(is_home_read=True)
    )
    named = Lead(f"{NB}old/", "政府信息公开年报", 100, "column name", depth=1)
    crawl.search.dead_ends.append((named, Failure("unreachable", "HTTP 500", named.url)))
    outcome = finish(crawl)
    assert (outcome.name, outcome.reason) == ("partial", f"not read: HTTP 500 ({named.url})")
    listing = Listing(NB, GENERIC, "政府信息公开年报")
    listing.add([report("1.html").item])
    crawl.lists.start(listing)
    crawl.search.found_own(Column(NB))
    crawl.count(report("1.html"))
    outcome = finish(crawl)
    assert (outcome.name, outcome.reason) == ("partial", f"column not read: HTTP 500 ({named.url})")
    assert not outcome.is_list_complete


def test_a_column_that_is_gone_is_no_reason_to_come_back() -> None:
    crawl = PortalCrawl(
        Seed(region_code="370406", name="石桥县", level="county", portal_url=NB), search=Search(is_home_read=True)
    )
    crawl.search.dead_ends.append(
        (Lead(f"{NB}old/", "政府信息公开年报", 100, "way", depth=1), Failure("gone", "HTTP 404"))
    )
    assert finish(crawl).name == "not_found"
