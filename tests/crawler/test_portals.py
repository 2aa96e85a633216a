"""The generic portal and the registry of families."""

import re
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawler import portals
from crawler.encoding import with_true_encoding
from crawler.portals import GENERIC, identify
from crawler.portals.base import Portal, extension
from crawler.portals.page.links import frames, jump
from crawler.portals.page.pagers import create_page_html, next_pages
from crawler.portals.page.script.addresses import source_of

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
BASE = "http://www.a.gov.cn/zwgk/nb/"


def html(body: str, url: str = BASE, head: str = "") -> HtmlResponse:
    """A page as the spider gets it."""
    return HtmlResponse(url, body=f"<html><head>{head}</head><body>{body}</body></html>".encode(), encoding="utf-8")


# Links


def test_a_link_is_known_by_text_title_label_and_picture() -> None:
    page = html(
        "<a href='../x/'>政府信息公 <i>开</i>\n年报</a><a href='b' title='政府信息公开年报'>政府信息…</a>"
        "<a href='c' aria-label='政务公开'><img alt='公开'></a><map><area href='d' alt='年报'></map>"
    )
    found = GENERIC.links(page)
    assert [(link.url, link.text) for link in found] == [
        ("http://www.a.gov.cn/zwgk/x/", "政府信息公开年报"),
        (f"{BASE}b", "政府信息公开年报"),
        (f"{BASE}c", "政务公开"),
        (f"{BASE}d", "年报"),
    ]
    assert found[2].labels == ("政务公开", "公开")


def test_scripts_in_links_are_read_and_other_schemes_are_not_links() -> None:
    page = html(
        "<a href='javascript:void(0)' onclick=\"window.open('/a')\">甲</a>"
        "<a href=\"javascript:location.href='/b'\">乙</a>"
        "<a href='#' onclick=\"window.location='c'\">丙</a>"
        "<a href='javascript:void(0)'>丁</a><a href='mailto:x@y'>戊</a>"
        "<a href='file:///etc/passwd'>己</a><a href='http://[bad'>庚</a><a href='tel:123'>辛</a><a>壬</a>"
    )
    assert [link.url for link in GENERIC.links(page)] == [
        "http://www.a.gov.cn/a",
        "http://www.a.gov.cn/b",
        f"{BASE}c",
    ]


def test_frames_and_jumps_lead_on_and_furniture_does_not() -> None:
    page = html("<iframe src='list.html'></iframe><iframe src='/visitcount.jsp'></iframe><frame src=''>")
    assert frames(page) == [f"{BASE}list.html"]
    assert jump(html("<script>window.location.replace('/zwgk/')</script>")) == "http://www.a.gov.cn/zwgk/"
    assert jump(html("<script>function go(){location.href='/x'}</script>")) == ""
    assert jump(html("<script>location.href='/x'</script>" + "<a href='y'>乙</a>" * 5)) == ""


# Lists


LIST = """<div class="menu"><ul><li><a href="/zn/">政府信息公开指南</a></li>
<li><a href="/nb/">政府信息公开年报</a></li></ul></div>
<ul class="list">
<li><a href="./202401/t1.html" title="甲区2023年政府信息公开工作年度报告">甲区2023年政府信…</a>
<span>2024-01-20</span></li>
<li><a href="./202301/t2.html">甲区2022年政府信息公开工作年度报告</a><span>[2023/01/19]</span></li>
<li><a href="./202212/t3.html">关于做好年度报告编制的通知</a><span>2022-12-01</span></li></ul>
<ul class="news"><li><a href="/news/1.html">甲区召开会议部署工作</a><span>2024-02-01</span></li></ul>"""


def test_rows_are_those_of_the_block_that_holds_reports() -> None:
    items = GENERIC.list_items(html(LIST))
    assert [(item.url.removeprefix(BASE), item.title, item.date) for item in items] == [
        ("./202401/t1.html".removeprefix("./"), "甲区2023年政府信息公开工作年度报告", "2024-01-20"),
        ("202301/t2.html", "甲区2022年政府信息公开工作年度报告", "2023-01-19"),
        ("202212/t3.html", "关于做好年度报告编制的通知", "2022-12-01"),
    ]


def test_rows_of_a_table_and_of_bare_divisions_are_found() -> None:
    table = "<table><tr><td><a href='1.html'>甲局2023年政府信息公开年报</a></td><td>2024-01-02</td></tr></table>"
    divisions = "<div><div><a href='1.html'>甲局2023年政府信息公开年报</a><span>2024-01-02</span></div></div>"
    for body in (table, divisions):
        assert [item.date for item in GENERIC.list_items(html(body))] == ["2024-01-02"]


def test_the_column_is_known_by_its_national_label_breadcrumb_or_titles() -> None:
    label = "<meta content='政府信息公开年报' name='columnname'>"
    assert "ColumnName" in str(GENERIC.column_evidence(html("", head=label), is_expected=False))
    crumbs = html("<div class='crumb'>当前位置：<a>首页</a> > <a>政务公开</a> > <a>信息公开年报</a></div>")
    assert GENERIC.breadcrumb(crumbs) == ("首页", "政务公开", "信息公开年报")
    assert "breadcrumb" in str(GENERIC.column_evidence(crumbs, is_expected=False))
    assert GENERIC.column_evidence(html(LIST), is_expected=False) is None
    assert "title" in str(GENERIC.column_evidence(html(LIST), is_expected=True))


def test_a_report_below_the_column_is_not_the_column() -> None:
    head = "<meta name='ColumnName' content='政府信息公开年报'>"
    head += "<meta name='ArticleTitle' content='甲区2023年政府信息公开年度报告'>"
    page = html("<p>正文</p>", head=head)
    assert GENERIC.report_page_year(page) == 2023
    assert GENERIC.column_evidence(page, is_expected=True) is None


def test_years_groups_and_organs_inside_the_column_are_sub_columns() -> None:
    page = html(
        "<a href='2023n/'>2023年</a><a href='bm/'>区直部门</a><a href='jyj/'>区教育局</a><a href='/other/'>区财政局</a>"
        "<a href='a.pdf'>2022年</a><a href='more/'>更多</a>"
    )
    assert [link.text for link in GENERIC.sub_columns(page)] == ["2023年", "区直部门", "区教育局"]


# Reports


def test_a_report_page_says_its_title_date_and_organ() -> None:
    page = html(
        "<div class='position'>首页 > 区教育局 > 政府信息公开年报</div><h1>不是标题</h1>",
        head="<meta name='ArticleTitle' content='甲区教育局2023年 政府信息公开年报'>"
        "<meta name='PubDate' content='2024-01-05 10:00'>",
    )
    article = GENERIC.article(page)
    assert (article.title, article.published, article.organ) == (
        "甲区教育局2023年政府信息公开年报",
        "2024-01-05",
        "区教育局",
    )


def test_offered_files_are_found_by_address_text_viewer_and_frame() -> None:
    page = html(
        "<a href='P020240105.pdf'>附件</a>"
        "<a href='/module/download/downfile.jsp?filename=0a1b.doc&showname=x.doc'>下载</a>"
        "<a href='/get?id=1'>年报.docx</a><a href='/pdfjs/web/viewer.html?file=%2Ffiles%2F1.pdf'>预览</a>"
        "<iframe src='in.pdf'></iframe><embed src='em.ofd'>"
        "<a href='next.html'>下一篇</a><a href='P020240105.pdf'>再</a>"
    )
    assert [link.url.removeprefix("http://www.a.gov.cn") for link in GENERIC.attachments(page)] == [
        "/zwgk/nb/P020240105.pdf",
        "/module/download/downfile.jsp?filename=0a1b.doc&showname=x.doc",
        "/get?id=1",
        "/files/1.pdf",
        "/zwgk/nb/in.pdf",
        "/zwgk/nb/em.ofd",
    ]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("http://a.gov.cn/x/%E5%B9%B4.DOCX", "docx"),
        ("http://a.gov.cn/down?filename=1.wps", "wps"),
        ("附件：年报.xlsx", "xlsx"),
        ("http://a.gov.cn/x.html", ""),
        ("pdf", ""),
        ("", ""),
    ],
)
def test_document_extensions_are_read_from_path_query_and_text(text: str, end: str) -> None:
    assert extension(text) == end


# Families


class _North(Portal):
    name = "north"

    def recognises(self, response: TextResponse) -> str | None:
        return "north.js" if "north.js" in response.text else None


class _South(Portal):
    name = "south"

    def recognises(self, response: TextResponse) -> str | None:
        return "south.css" if "south.css" in response.text else None


def test_one_family_is_taken_and_two_are_an_error_told_with_both_marks(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for order in ([_North(), _South()], [_South(), _North()]):
        caplog.clear()
        monkeypatch.setattr(portals, "families", lambda order=order: {one.name: one for one in order})
        assert identify(html("<script src='north.js'></script>")).name == "north"
        assert identify(html("<p>nothing</p>")) is GENERIC
        assert identify(html("north.js south.css")) is GENERIC
        assert "north: north.js; south: south.css" in caplog.text


def test_every_family_of_the_folder_is_registered_under_its_name() -> None:
    found = portals.families()
    assert all(name == portal.name and name != GENERIC.name for name, portal in found.items())
    assert portals.by_name("generic") is GENERIC
    assert portals.by_name("no such family") is None


# Stored pages


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_pagers_of_stored_pages_are_read() -> None:
    found = {}
    for path in sorted((SHARED / "portals" / "pages").glob("*List*.html")):
        body = path.read_bytes()
        if re.search(rb"createPageHTML\s*\(\s*['\"\d]", body):
            raw = HtmlResponse(BASE, body=body, encoding="utf-8")
            page = with_true_encoding(raw)
            assert isinstance(page, TextResponse)
            pager = create_page_html(source_of(page))
            assert pager is not None, path.name
            pages = next_pages(page)
            assert 0 < len(pages) <= 200, path.name
            found[path.name] = (pager.pages, pager.current, pager.is_zero_based)
    assert found["QX_01087_List2.html"] == (26, 1, False)
    assert found["QX_01614_List.html"] == (273, 2, True)
    assert found["SJ_00081_List.html"] == (50, 1, True)
    assert len(found) >= 8


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_no_stored_page_breaks_the_generic_portal_and_none_of_them_is_the_column() -> None:
    columns = []
    for path in sorted((SHARED / "portals" / "pages").glob("*.html")):
        page = with_true_encoding(HtmlResponse(BASE, body=path.read_bytes(), encoding="utf-8"))
        assert isinstance(page, TextResponse)
        GENERIC.column_candidates(page)
        GENERIC.attachments(page)
        GENERIC.article(page)
        if GENERIC.column_evidence(page, is_expected=False):
            columns.append(path.name)
    assert columns == []
