"""What a page adds to the search of its portal."""

import pytest
from scrapy.http import HtmlResponse

from crawler.discovery import candidates, explore
from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.jobs import Listing, ListPage, Scope
from crawler.discovery.state import PortalCrawl
from crawler.portals import GENERIC
from crawler.portals.page.pagers import Page
from crawler.seeds import Seed

HOME = "http://www.shiqiao.gov.cn/"


def crawl_of(url: str = HOME) -> PortalCrawl:
    return PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=url))


def read(crawl: PortalCrawl, lead: Lead, body: str) -> None:
    page = HtmlResponse(lead.url, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")
    explore.read_lead(crawl, lead, page, Scope())


def left(crawl: PortalCrawl) -> list[str]:
    found = []
    while (lead := crawl.search.government.pop()) is not None:
        found.append(lead.url.removeprefix(HOME))
    return found


def test_a_home_page_that_only_greets_is_gone_through() -> None:
    crawl = crawl_of()
    read(
        crawl, Lead(HOME, "首页", 0, "seed"), "<a href='/main.html'><img src='w.jpg'></a><a href='http://b.com/'>x</a>"
    )
    assert left(crawl) == ["main.html"]
    crawl = crawl_of()
    read(crawl, Lead(HOME, "首页", 0, "seed"), "<a href='/main.html'>进入</a><a href='/zwgk/'>政务公开</a>")
    assert left(crawl) == ["zwgk/"]


def test_a_jump_costs_no_depth_and_a_frame_is_never_the_home_page() -> None:
    crawl = crawl_of()
    read(crawl, Lead(HOME, "首页", 0, "seed"), "<script>location.href='/portal/';</script>")
    lead = crawl.search.government.pop()
    assert lead is not None
    assert (lead.url, lead.depth) == (f"{HOME}portal/", 0)
    crawl = crawl_of()
    read(crawl, Lead(HOME, "首页", 0, "seed"), "<iframe src='/pagehead.htm'></iframe>")
    lead = crawl.search.government.pop()
    assert lead is not None
    assert (lead.url, lead.depth) == (f"{HOME}pagehead.htm", 1)


def test_organs_named_below_a_heading_are_looked_at_and_the_government_is_itself() -> None:
    crawl = crawl_of()
    body = "<h3>部门信息公开</h3><a href='/zf/'>石桥县人民政府</a><a href='/jyj/'>县教育局</a>"
    read(crawl, Lead(f"{HOME}zwgk/", "政务公开", 60, "way", depth=1), body)
    assert left(crawl) == ["zf/"]
    organ = crawl.search.organs.pop()
    assert organ is not None
    assert (organ.url, organ.organ) == (f"{HOME}jyj/", "县教育局")


@pytest.mark.parametrize(("end", "gaps"), [("</ul></body></html>", []), ("<li><a href='2", ["CUT_HTML"])])
def test_a_column_that_breaks_off_proves_no_end_of_its_list(end: str, gaps: list[str]) -> None:
    """It is good for the search all the same, and so are its rows."""
    crawl = crawl_of()
    rows = "".join(
        f"<li><a href='{year}.html'>石桥县{year}年政府信息公开工作年度报告</a></li>" for year in (2023, 2022)
    )
    body = f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows}{end}".encode()
    lead = Lead(f"{HOME}nb/", "政府信息公开年报", 110, "way", depth=1)
    assert explore.read_lead(crawl, lead, HtmlResponse(lead.url, body=body, encoding="utf-8"), Scope())
    assert crawl.lists.seen == 2
    assert [gap.partition("[")[2].partition("]")[0] for gap in crawl.gaps] == gaps


@pytest.mark.parametrize(
    ("url", "failure", "other"),
    [
        ("https://www.shiqiao.gov.cn/", Failure("blocked", "HTTP 403"), ["http://www.shiqiao.gov.cn/"]),
        ("http://www.shiqiao.gov.cn/", Failure("blocked", "HTTP 403"), []),
        ("https://www.shiqiao.gov.cn/", Failure("blocked", "HTTP 412"), []),
        ("http://www.shiqiao.gov.cn/", Failure("unreachable", "connection refused"), ["https://www.shiqiao.gov.cn/"]),
    ],
)
def test_the_other_scheme_is_tried_where_one_is_silent_or_https_is_forbidden(
    url: str, failure: Failure, other: list[str]
) -> None:
    crawl = crawl_of(url)
    candidates.other_scheme(crawl, Lead(url, "首页", 0, "seed"), failure)
    lead = crawl.search.government.pop()
    assert ([] if lead is None else [lead.url]) == other


SHEET = f"<table>{'<tr><td>1</td><td>0</td></tr>' * 12}</table>"
YEARS = "<a href='/nb/2023.html'>2023年度</a><a href='/nb/2022.html'>2022年度</a>"


def report(year: int, more: str = "") -> str:
    return f"<h1>石桥县{year}年政府信息公开工作年度报告</h1>{more}{SHEET}"


def test_a_column_may_show_its_latest_report_beside_the_other_years() -> None:
    crawl = crawl_of()
    column = Lead(f"{HOME}nb/", "政府信息公开年报", 100, "column name", depth=1)
    read(crawl, column, report(2023, YEARS))
    assert crawl.search.column.url == column.url
    assert [job.item.url for job in crawl.reports.queue] == [column.url]
    assert [job.page.url.removeprefix(HOME) for job in crawl.lists.pages] == ["nb/2023.html", "nb/2022.html"]
    crawl = crawl_of()
    read(crawl, column, report(2023))  # without other years it may be any report
    assert (crawl.search.column.url, crawl.reports.queue) == ("", [])
    read(crawl, Lead(f"{HOME}jyj/nb/", "年报", 60, "column name", depth=3, organ="县教育局"), report(2022))
    assert [(job.item.url.removeprefix(HOME), job.organ) for job in crawl.reports.queue] == [("jyj/nb/", "县教育局")]


def test_related_reports_beside_a_report_are_no_list_of_its_year() -> None:
    crawl = crawl_of()
    related = "<li><a href='/nb/2021.html'>石桥县2021年政府信息公开工作年度报告</a></li>"
    parent = Listing(f"{HOME}nb/", GENERIC, "年报")
    year = Listing(f"{HOME}nb/2023.html", GENERIC, "2023年度", year=2023, depth=2, parent=parent)
    page = HtmlResponse(year.url, body=f"<html><body>{report(2023, related)}".encode(), encoding="utf-8")
    found = explore.read_list(crawl, ListPage(year, Page(year.url), is_first=True), page, Scope())
    assert found is not None
    assert (found.year, found.item.url, crawl.reports.queue) == (2023, year.url, [])


PREFECTURE = "http://www.qingshan.gov.cn/"


def below(name: str = "石桥县") -> PortalCrawl:
    seed = Seed(
        region_code="370406",
        name=name,
        level="county",
        portal_url=HOME,
        full_name=f"青山市{name}",
        kin=(PREFECTURE,),
    )
    return PortalCrawl(seed)


def test_the_column_at_a_government_above_is_searched_for_rows_of_the_own_region() -> None:
    crawl = below()
    link = f"<a href='{PREFECTURE}nb/'>政府信息公开年报</a><a href='{PREFECTURE}zwgk/'>政务公开</a>"
    read(crawl, Lead(f"{HOME}xxgk/", "政府信息公开", 70, "way", depth=1), link)
    lead = crawl.search.government.pop()
    assert lead is not None
    assert lead.url == f"{PREFECTURE}nb/"
    assert crawl.search.government.pop() is None  # nothing else of that portal
    rows = "".join(
        f"<li><a href='{n}.html'>{organ}2023年政府信息公开工作年度报告</a> 2024-01-20</li>"
        for n, organ in enumerate(("青山市人民政府", "石桥县人民政府", "青山市石桥县教育局", "白水县人民政府", ""))
    )
    read(crawl, lead, f"<ul>{rows}</ul><a href='/zwgk/bm/'>部门信息公开</a>")
    asked = [report.item.url.removeprefix(f"{PREFECTURE}nb/") for report in crawl.reports.queue]
    assert asked == ["1.html", "2.html"]
    assert crawl.search.organs.pop() is None


def test_a_column_on_another_site_is_not_searched_and_its_address_is_told() -> None:
    crawl = crawl_of()
    read(
        crawl,
        Lead(f"{HOME}xxgk/", "政府信息公开", 70, "way", depth=1),
        f"<a href='{PREFECTURE}nb/'>政府信息公开年报</a>",
    )
    assert crawl.search.government.pop() is None
    assert [failure.text for _, failure in crawl.search.dead_ends] == [
        f"the column's link leads to another site ({PREFECTURE}nb/)"
    ]


def test_a_report_of_a_region_below_is_that_regions() -> None:
    seed = Seed(
        region_code="430900",
        name="益阳市",
        level="prefecture",
        portal_url=HOME,
        full_name="益阳市",
        below={"安化县": "430923"},
        neighbours=frozenset(("安化县",)),
    )
    crawl = PortalCrawl(seed)
    rows = "".join(
        f"<li><a href='{n}.html'>{organ}2023年政府信息公开工作年度报告</a> 2024-01-20</li>"
        for n, organ in enumerate(("益阳市人民政府", "安化县人民政府"))
    )
    read(crawl, Lead(f"{HOME}nb/", "政府信息公开年报", 100, "way", depth=1), f"<ul>{rows}</ul>")
    whose = {report.item.url: report.of_region and report.of_region.region_code for report in crawl.reports.queue}
    assert whose == {f"{HOME}nb/0.html": None, f"{HOME}nb/1.html": "430923"}


def test_a_list_of_organs_without_one_of_their_columns_is_a_gap() -> None:
    crawl = crawl_of()
    organs = "<a href='/jyj/'>县教育局</a><a href='/czj/'>县财政局</a>"
    read(crawl, Lead(f"{HOME}bm/", "部门信息公开", 50, "organ list", depth=1, is_organ_list=True), organs)
    while (lead := crawl.search.next_lead(9, departments=True, is_listing=crawl.lists.is_listing)) is not None:
        row = "<ul><li><a href='1.html'>县教育局2023年政府信息公开工作年度报告</a></li></ul>"
        column = f"<meta name='ColumnName' content='政府信息公开年报'>{row}"
        read(crawl, lead, column if "jyj" in lead.url else "<p>机构职能</p>")
    assert [gap for gap in crawl.gaps if "column found of" in gap] == [f"no column found of 县财政局 ({HOME}czj/)"]


def test_a_list_of_organs_that_names_none_is_a_gap() -> None:
    crawl = crawl_of()
    read(crawl, Lead(f"{HOME}bm/", "部门信息公开", 50, "organ list", depth=1, is_organ_list=True), "<p>欢迎</p>")
    assert f"organ not looked at: no organ is named ({HOME}bm/)" in crawl.gaps


def test_an_older_site_is_read_as_a_part_of_the_column_and_one_elsewhere_is_a_gap() -> None:
    rows = "<ul><li><a href='1.html'>石桥县人民政府2023年政府信息公开工作年度报告</a></li></ul>"
    head = "<meta name='ColumnName' content='政府信息公开年报'>"
    for url, is_gap in ((f"{HOME}old/", False), ("http://old.example.cn/", True)):
        crawl = crawl_of()
        lead = Lead(f"{HOME}nb/", "政府信息公开年报", 100, "way", depth=1)
        read(crawl, lead, f"{head}{rows}<a href='{url}'>旧版</a>")
        assert [page.page.url for page in crawl.lists.pages] == ([] if is_gap else [url])
        assert any("older years lead to another site" in gap for gap in crawl.gaps) == is_gap
