"""What a claim of completeness rests on."""

from crawler.discovery.failures import Failure
from crawler.discovery.jobs import Listing, Report
from crawler.discovery.outcome import finish
from crawler.discovery.proof import proof
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import Column
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem
from crawler.portals.page.pages import Page, Stated
from crawler.seeds import Seed

NB = "http://www.shiqiao.gov.cn/nb/"
SEED = Seed(region_code="370406", name="石桥县", level="county", portal_url="http://www.shiqiao.gov.cn/")
TITLE = "石桥县人民政府2023年政府信息公开工作年度报告"


def crawled(stated: Stated, **listing: object) -> PortalCrawl:
    crawl = PortalCrawl(SEED)
    own = Listing(NB, GENERIC, "政府信息公开年报", **listing)  # type: ignore[arg-type]
    own.add([ListItem(f"{NB}2023.html", TITLE)])
    own.take_stated(stated, "")
    crawl.lists.start(own)
    crawl.search.found_own(Column(NB, "ColumnName 政府信息公开年报"))
    crawl.count(Report(ListItem(f"{NB}2023.html", TITLE), own, 2023, is_department=False))
    return crawl


def test_a_list_says_whose_it_is_and_how_it_ended() -> None:
    (told,) = proof(crawled(Stated(1)))["lists"]
    assert (told["whose"], told["because"]) == ("government", "ColumnName 政府信息公开年报")
    assert (told["rows"], told["stated"], told["ended"]) == (1, 1, "all 1 rows stated were seen")


def test_a_row_that_leads_nowhere_is_a_gap() -> None:
    crawl = crawled(Stated(), unlinked=("石桥县2022年政府信息公开工作年度报告",))
    assert finish(crawl).name == "partial"
    assert "leads nowhere" in proof(crawl)["gaps"][0]


def test_a_link_to_another_host_is_refused_and_makes_no_portal_partial() -> None:
    crawl = crawled(Stated(1))
    report = crawl.reports.listed[0]
    crawl.reports.fail(report, Failure("off_site", "leads to another site", "http://mirror.example.org/1.html"))
    assert finish(crawl).name == "ok"
    assert proof(crawl)["refused"] == ["leads to another site (http://mirror.example.org/1.html)"]
    assert crawl.reports.failed == {("", 2023): "leads to another site (http://mirror.example.org/1.html)"}


def test_while_more_rows_are_stated_the_page_after_the_last_is_asked_for_once() -> None:
    (listing,) = crawled(Stated(5)).lists.listings
    listing.take_page(Page(f"{NB}?page=1"), 1)
    beyond = listing.page_beyond()
    assert beyond is not None
    assert beyond.url == f"{NB}?page=2"
    assert listing.page_beyond() is None


def test_a_list_without_a_total_that_ended_with_an_empty_page_says_that_this_is_its_proof() -> None:
    crawl = crawled(Stated())
    (listing,) = crawl.lists.listings
    behind = listing.page_after_empty(Page(f"{NB}?page=2"))
    assert behind is not None
    assert behind.url == f"{NB}?page=3"
    assert listing.page_after_empty(behind) is None  # one page behind is looked at, not all of them
    assert finish(crawl).name == "ok"
    assert proof(crawl)["lists"][0]["ended"].endswith("came empty, the next one too; it states no total")
    listing.take_rows_after_empty(behind)
    assert finish(crawl).name == "partial"
