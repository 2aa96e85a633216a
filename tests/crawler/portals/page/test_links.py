"""Links that are no anchors, and which organs a page's headings announce."""

import pytest
from scrapy.http import HtmlResponse

from crawler.portals import GENERIC
from crawler.portals.javascript.source import Source
from crawler.portals.page import links
from crawler.portals.page.links import anchor_url, frames, older_links, page_links
from pipelines.language.titles import read

URL = "http://www.a.gov.cn/zwgk/"


def page(body: str) -> HtmlResponse:
    return HtmlResponse(URL, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")


def test_a_menu_of_options_leads_to_the_column() -> None:
    menu = page("<select onchange='location=this.value'><option value='/nb.html'>公开年报</option></select>")
    assert [one.link.url for one in GENERIC.column_candidates(menu)] == ["http://www.a.gov.cn/nb.html"]


def test_a_row_that_is_its_own_link_is_a_row_of_the_list() -> None:
    title, call = "石桥县{0}年政府信息公开工作年度报告", "window.open('/nb/{0}.html')"
    row = f'<tr onclick="{call}"><td>{title}</td><td>{{1}}-01-20</td></tr>'
    listed = GENERIC.list_items(page(f"<table>{row.format(2023, 2024)}{row.format(2022, 2023)}</table>"))
    assert [(item.url, item.date) for item in listed] == [
        ("http://www.a.gov.cn/nb/2023.html", "2024-01-20"),
        ("http://www.a.gov.cn/nb/2022.html", "2023-01-20"),
    ]


def test_the_date_of_a_row_may_lie_beside_it_before_the_next_link() -> None:
    row = "<li class='title'><a href='/nb/{0}.html'>石桥县{0}年政府信息公开工作年度报告</a></li><li>GZ-{0}</li>"
    cells = row.format(2023) + "<li>2024-01-20</li>" + row.format(2022) + row.format(2021) + "<li>2022-01-21</li>"
    assert [item.date for item in GENERIC.list_items(page(f"<ul>{cells}</ul>"))] == ["2024-01-20", "", "2022-01-21"]


def test_rows_that_a_script_draws_are_read_from_its_data_and_menus_are_not() -> None:
    data = r"""<script>var menu = [{name: "石桥县2022年政府信息公开工作年度报告", url: "/menu/"}];</script>
        <script>var rows = [
        {"title": "\u77f3\u6865\u53bf2023年政府信息公开工作年度报告", "docUrl": "\/nb\/1.html", "date": "2024-01-20"},
        {"title": "县情概况", "docUrl": "/nb/2.html", "date": "2024-01-21"}];</script>"""
    assert [(item.url, item.title[:7], item.date) for item in GENERIC.list_items(page(data))] == [
        ("http://www.a.gov.cn/nb/1.html", "石桥县2023", "2024-01-20"),
        ("http://www.a.gov.cn/nb/2.html", "县情概况", "2024-01-21"),
    ]


def test_a_call_to_read_on_is_no_title_where_the_title_leads_there_too() -> None:
    title = "石桥县2023年政府信息公开工作年度报告"
    row = f"<li><a href='/nb/1.html'>查看详情 >></a><h2><a href='/nb/1.html'>{title}</a></h2></li>"
    assert [item.title for item in GENERIC.list_items(page(f"<ul>{row}</ul>"))] == [title]


def test_files_named_by_their_format_have_the_title_beside_them_and_the_first_is_the_report() -> None:
    title = "石桥县2023年政府信息公开工作年度报告"
    row = f"<tr><td>{title}</td><td><a href='/1.docx'>Word版</a><a href='/1.pdf'>PDF版</a></td><td>2024-01-20</td></tr>"
    listed = GENERIC.list_items(page(f"<table>{row}</table>"))
    assert [(item.title, item.date) for item in listed] == [(title, "2024-01-20"), (f"{title}(PDF版)", "2024-01-20")]
    assert [read(item.title).is_copy for item in listed] == [False, True]


def test_the_frame_with_the_head_of_the_portal_is_only_looked_into_when_asked_for() -> None:
    shown = page("<iframe src='/Front/pagehead.htm'></iframe><iframe src='/visitcount/index.jsp'></iframe>")
    assert frames(shown) == []
    assert frames(shown, with_heads=True) == ["http://www.a.gov.cn/Front/pagehead.htm"]


def test_a_frame_that_is_loaded_late_is_looked_into() -> None:
    assert frames(page("<iframe src='about:blank' data-src='/nb/1.html'></iframe><iframe data-src=''></iframe>")) == [
        "http://www.a.gov.cn/nb/1.html"
    ]


def test_links_below_a_heading_of_organs_are_organs_until_the_next_heading() -> None:
    found = GENERIC.organ_links(
        page(
            "<h3>县情概况</h3><a href='/zf'>石桥县人民政府</a><h3>部门信息公开</h3><a href='/jyj'>县教育局</a>"
            "<a href='/gaj'>县公安局</a><h3>友情链接</h3><a href='/x'>省教育厅</a>"
        )
    )
    assert [link.text for link in found] == ["县教育局", "县公安局"]


def test_the_number_of_one_visit_is_no_part_of_an_address() -> None:
    visit = page("<a href='/nb/1.html;jsessionid=0A1B'>石桥县2023年</a><a href='/list?PHPSESSID=7&id=1'>列表</a>")
    assert [link.url for link in GENERIC.links(visit)] == [
        "http://www.a.gov.cn/nb/1.html",
        "http://www.a.gov.cn/list?id=1",
    ]


def test_an_address_is_what_will_be_asked_for_path_in_utf8_and_query_as_the_page_is_written() -> None:
    body = "<a href='\\nb\\年 报.docx'>甲</a><a href='list?n=年报'>乙</a><li data-href='/nb/1.html'>丙</li>".encode(
        "gb2312"
    )
    shown = HtmlResponse(URL, body=body, encoding="gb18030")
    assert [link.url.removeprefix("http://www.a.gov.cn") for link in GENERIC.links(shown)] == [
        "/nb/%E5%B9%B4%20%E6%8A%A5.docx",
        "/zwgk/list?n=%C4%EA%B1%A8",
        "/nb/1.html",
    ]


@pytest.mark.parametrize(
    ("body", "is_older"),
    [
        ("<a href='/old/'>旧版</a>", True),
        ("<a href='/old/'>以前年度</a>", True),
        ("<a href='/old/'>查看历史年报</a>", True),
        ("<a href='/old/'><img src='a.gif' alt='旧版网站'></a>", True),
        ("<p>2015年以前的年报请点图片<a href='/old/'><img src='a.gif'></a></p>", True),
        ("<a href='/old/'>历史文化</a>", False),
        ("<p>关注我们<a href='/old/'><img src='a.gif'></a></p>", False),
    ],
)
def test_links_to_older_years_are_told_by_their_words_or_the_words_beside_a_picture(body: str, is_older: bool) -> None:
    page = HtmlResponse("http://www.a.gov.cn/nb/", body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")
    assert [link.url for link in older_links(page)] == (["http://www.a.gov.cn/old/"] if is_older else [])


@pytest.mark.parametrize("padding", [0, 3_900, 4_100, 20_000])
def test_a_long_script_of_an_anchor_leads_where_a_short_one_does(padding: int) -> None:
    script = f"var seen = '{'x' * padding}'; window.open('/nb/2023.html')"
    body = f'<a href="#" onclick="{script}">2023年年报</a><a href="javascript:{script}">2023年年报</a>'
    found = page_links(HtmlResponse("http://city.test/", body=body.encode(), encoding="utf-8"))
    assert [one.url for one in found] == ["http://city.test/nb/2023.html"] * 2


def test_the_script_of_an_anchor_is_read_once_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts: list[str] = []
    monkeypatch.setattr(links, "Source", lambda script: scripts.append(script) or Source(script))
    one = page('<a href="javascript:(((">2023</a>' * 3)
    page_links(one)
    assert [anchor_url(one, anchor) for anchor in one.xpath("//a")] == ["", "", ""]
    assert sorted(scripts) == ["", "javascript:((("]
