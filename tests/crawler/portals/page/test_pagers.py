"""The other pages of a list, as links, counts and calls in the page name them."""

import pytest
from scrapy.http import HtmlResponse

from crawler.portals.javascript.source import Source
from crawler.portals.page.pagers import Page, Stated, create_page_html, next_pages, stated, text_parts

BASE = "http://www.a.gov.cn/zwgk/nb/"


def html(body: str, url: str = BASE, head: str = "") -> HtmlResponse:
    """A page as the spider gets it."""
    return HtmlResponse(url, body=f"<html><head>{head}</head><body>{body}</body></html>".encode(), encoding="utf-8")


def urls(pages: list[Page]) -> list[str]:
    return [page.url.removeprefix(BASE) for page in pages]


def test_the_two_pagers_of_one_name_are_told_apart() -> None:
    trs = create_page_html(Source('createPageHTML(3, 0, "index", "html");'))
    assert trs is not None
    assert [trs.page_name(page) for page in (1, 2, 3)] == ["index.html", "index_1.html", "index_2.html"]
    ucap = create_page_html(Source("createPageHTML('page_div',26, 1,'list','shtml',512)"))
    assert ucap is not None
    assert [ucap.page_name(page) for page in (1, 2, 26)] == ["list.shtml", "list_2.shtml", "list_26.shtml"]
    assert (ucap.pages, ucap.current, ucap.records) == (26, 1, 512)
    assert (
        create_page_html(Source("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}")) is None
    )


def test_all_other_pages_of_a_counted_list_are_named() -> None:
    page = html("<script>createPageHTML(4, 1, 'index', 'html')</script>", f"{BASE}index_1.html")
    assert urls(next_pages(page)) == ["index_2.html", "index_3.html"]
    assert stated(page) == Stated(None, 4)


def test_next_and_numbers_are_followed_when_they_are_pages_of_this_list() -> None:
    page = html(
        "<a href='index_1.html'>2</a><a href='index_1.html'>下一页</a><a href='/other/12.html'>3</a><a href='#'>4</a>"
    )
    assert urls(next_pages(page)) == ["index_1.html"]
    query = html("<a href='?page=2'>2</a><a href='?page=3'>3</a>", "http://a.gov.cn/list.jsp?page=1")
    assert [one.url for one in next_pages(query)] == [
        "http://a.gov.cn/list.jsp?page=2",
        "http://a.gov.cn/list.jsp?page=3",
    ]


def test_a_list_that_only_leads_to_its_last_page_has_those_between() -> None:
    pager = "<a href='list.aspx?cid=7&page=1&kw='>首页</a><a href='list.aspx?cid=7&page=3&kw='>末页</a>"
    found = next_pages(HtmlResponse("http://a.gov.cn/list.aspx?cid=7", body=pager.encode(), encoding="utf-8"))
    assert [(page.url[-9:-4], page.is_probe) for page in found] == [("age=1", True), ("age=2", False), ("age=3", False)]
    assert next_pages(html("<a href='/other.aspx?page=3'>末页</a>")) == []


def test_pages_are_guessed_only_when_stated_and_not_linked() -> None:
    silent = html("<p>甲</p>")
    assert next_pages(silent) == []
    found = next_pages(html("<span>共 3 页</span>"))
    assert urls(found) == ["index_1.html", "index_2.html", "index_3.html"]
    assert all(page.is_probe for page in found)
    named = next_pages(html("<span>1/2 页</span>", f"{BASE}list.shtml"))
    assert urls(named) == ["list_1.shtml", "list_2.shtml"]
    assert next_pages(html("<span>共 3 页</span><a href='index_1.html'>下一页</a>"))[0].is_probe is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共 12 条", Stated(12, None)),
        ("共<b>12</b>条记录 共 2 页", Stated(12, 2)),
        ("第 1/5 页", Stated(None, 5)),
        ("共3条 共4条", Stated(None, None)),
        ("全区共有 15 个镇街", Stated(None, None)),
    ],
)
def test_what_a_list_states_is_read_and_contradictions_are_not(text: str, expected: Stated) -> None:
    assert stated(html(f"<div>{text}</div>")) == expected


def test_a_next_page_that_is_a_script_is_told() -> None:
    assert stated(html("<a href='javascript:next(2)'>下一页</a>")).has_unread_pager
    assert stated(html("<a href='javascript:void(0)'>尾页</a>")).has_unread_pager
    assert not stated(html("<a href='index_1.html'>下一页</a>")).has_unread_pager
    ended = "<ul><li class='disabled'><a href='#'>下一页</a></li></ul><a class='page-disabled' href='#'>尾页</a>"
    assert not stated(html(ended)).has_unread_pager
    assert stated(html("<span>1</span><a href='javascript:go(\"2\")'>2</a>")).has_unread_pager
    assert not stated(html("<a href='javascript:go(2)'>2</a><a href='index_1.html'>下一页</a>")).has_unread_pager
    assert not stated(html("<a href='#' onclick='show(2)'>图片</a><a href='#'>2</a>")).has_unread_pager


def test_a_report_of_several_pages_is_turned_by_its_own_counter() -> None:
    turn = "第1页 共2页 <a href='index_2.html'>下一页</a> <a href='/zwgk/nb/2021.html'>2021年</a>"
    first = HtmlResponse("http://www.a.gov.cn/nb/2022/index.html", body=f"<body>{turn}".encode(), encoding="utf-8")
    found = text_parts(first, is_report=True)
    assert [(number, link.url.rpartition("/")[2]) for number, link in found] == [(2, "index_2.html")]
    assert text_parts(first) == []


def test_the_pager_of_static_lists_is_told_by_its_arguments_not_by_its_name() -> None:
    named = html("<script>turnPagesOf(3, 0, 'index', 'html');</script>")
    assert stated(named).pages == 3
    assert [page.url.rpartition("/")[2] for page in next_pages(named)] == ["index_1.html", "index_2.html"]


def test_numbers_given_to_a_pager_nobody_knows_are_a_pager_not_understood() -> None:
    for call, is_unread in (("turn(2, 40)", True), ("turn(1, 0)", False)):
        assert stated(html(f"<div class='pagination'><script>{call}</script></div>")).has_unread_pager == is_unread
