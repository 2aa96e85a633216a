"""What a column adds in scope and out of it: the columns inside it, tabs of organs, a page that is a report itself."""

import pytest
from scrapy.http import HtmlResponse

from crawler.discovery import explore
from crawler.discovery.frontier import Lead
from crawler.discovery.jobs import Listing, ListPage, Scope
from crawler.discovery.state import PortalCrawl
from crawler.portals import GENERIC
from crawler.portals.page.pagers import Page
from tests.crawler.discovery.test_explore import HOME, SHEET, crawl_of

GOVERNMENT = Scope(departments=False)
TABS = "<a href='2022/'>2022年</a><a href='zf/'>县政府</a><a href='bm/'>县教育局</a><a href='lb/'>历年年报</a>"


def column(crawl: PortalCrawl, body: str, scope: Scope, *, year: int | None = None) -> Listing:
    listing = Listing(f"{HOME}nb/", GENERIC, "政府信息公开年报", depth=2, year=year)
    crawl.lists.start(listing)
    shown = f"<html><head><title>政府信息公开年报</title></head><body>{body}</body></html>"
    page = HtmlResponse(listing.url, body=shown.encode(), encoding="utf-8")
    explore.read_list(crawl, ListPage(listing, Page(listing.url), is_first=True), page, scope)
    return listing


def rows(*titles: str) -> str:
    items = (f"<li><a href='{number}.html'>{title}</a></li>" for number, title in enumerate(titles))
    return f"<ul>{''.join(items)}</ul>"


def test_without_departments_the_columns_of_years_and_the_governments_own_rows_are_read_all_the_same() -> None:
    own = ("石桥县人民政府2024年政府信息公开工作年度报告", "2023年政府信息公开工作年度报告")
    theirs = "县教育局2024年政府信息公开工作年度报告"
    body = f"<div>{TABS}</div>{rows(*own, theirs)}"
    for scope, lists, titles in (
        (GOVERNMENT, ["2022/", "zf/", "lb/"], set(own)),
        (Scope(), ["2022/", "zf/", "bm/", "lb/"], {*own, theirs}),
    ):
        crawl = crawl_of()
        column(crawl, body, scope)
        asked = [job.page.url.removeprefix(f"{HOME}nb/") for job in crawl.lists.pages]
        assert sorted(asked) == sorted(lists)
        assert {job.item.title for job in crawl.reports.queue} == titles
        assert len(crawl.reports.listed) == 3  # what is out of scope is counted, so that the list can be proven


def test_a_column_inside_is_of_its_own_year_else_of_the_list_around_it_and_of_its_organ() -> None:
    crawl = crawl_of()
    column(crawl, f"<div>{TABS}</div>{rows('年报')}", Scope(), year=2019)
    inner = {job.listing.title: (job.listing.year, job.listing.organ, job.listing.depth) for job in crawl.lists.pages}
    assert inner["2022年"] == (2022, "", 3)
    assert inner["县教育局"] == (2019, "县教育局", 3)


PAPERS = ("石桥县2023年义务教育阶段招生工作实施方案的通知", "石桥县2023年国有建设用地供应计划公示")


@pytest.mark.parametrize(
    ("titles", "is_column"),
    [
        (("甲局2023年政府信息公开工作年度报告", "乙局2023年政府信息公开工作年度报告"), True),
        (("甲局2023年政府信息公开工作年度报告",), False),  # one may stand anywhere
        (("甲局2023年政府信息公开工作年度报告", "乙局2023年政府信息公开工作年度报告", *PAPERS[:2]), False),
        (("甲局2023年政府信息公开工作年度报告", "乙局2023年政府信息公开工作年度报告", *PAPERS[:1]), True),
    ],
)
def test_a_tab_of_organs_is_a_column_if_more_than_half_of_its_rows_and_two_at_least_are_reports(
    titles: tuple[str, ...], is_column: bool
) -> None:
    crawl = crawl_of()
    tab = Lead(f"{HOME}bm/", "县直部门", 45, "way", depth=2, is_organ_list=True)
    body = f"<html><body>{rows(*titles)}</body></html>"
    page = HtmlResponse(tab.url, body=body.encode(), encoding="utf-8")
    assert bool(explore.read_lead(crawl, tab, page, Scope())) == is_column
    assert crawl.lists.is_listing(tab.url) == is_column


def test_a_page_met_as_a_list_is_a_report_by_its_title_and_cells_together() -> None:
    """A short title names reports inside a column only, so it needs a table; a table alone needs a report's title."""
    for body, is_report in (
        (f"<h1>2023年年报</h1>{SHEET}", True),
        ("<h1>2023年年报</h1><p>正文</p>", False),
        (f"<h1>县情概况</h1>{SHEET}", False),
        ("<h1>石桥县2023年政府信息公开工作年度报告</h1><p>正文</p>", True),
    ):
        listing = Listing(f"{HOME}nb/2023/", GENERIC, "2023年", year=2023, depth=2)
        page = HtmlResponse(listing.url, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")
        found = explore.read_list(crawl_of(), ListPage(listing, Page(listing.url), is_first=True), page, Scope())
        assert (found is not None) == is_report, body
