"""Lists whose pager is a script: where the other pages are, and how many the list says there are."""

import pytest
from scrapy.http import HtmlResponse

from crawler.portals import GENERIC
from crawler.portals.page.pagers import Stated

HOST = "http://www.a.gov.cn"


def page(body: str, path: str) -> HtmlResponse:
    return HtmlResponse(HOST + path, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")


def nexts(body: str, path: str) -> list[str]:
    return [one.url.removeprefix(HOST) for one in GENERIC.next_pages(page(body, path))]


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        ("<script>nsetpage(1, 18, 10);</script>", "/nb/index.html", ["/nb/index_2.html"]),
        ("<script>laypage({cont: 'p', pages: 2});</script>", "/nb/l.do?page=1", ["/nb/l.do?page=2"]),
        ("<a href='/nb/index_8312_2.html'></a><a href='/nb/t_2.html'></a>", "/nb/", ["/nb/index_8312_2.html"]),
        ("<a href='/nb/list_2.html'>[下一页]</a>", "/nb/list.html", ["/nb/list_2.html"]),
        ("<script>var pageCount = 3;</script>", "/nb/1.html", ["/nb/2.html", "/nb/3.html"]),
        ("<script>$('#p').page({pageCount:2})</script>", "/nb/", ["/nb/index_1.html", "/nb/index_2.html"]),
        (
            "<script>kkpager.generPageHtml({pno: 1, total: 2, totalRecords: 18, getLink: function(n){ }});</script>",
            "/nb/list.html",
            ["/nb/list_1.html", "/nb/list_2.html"],
        ),
        ("<div id='page'></div>", "/nb/list.html", ["/nb/list_1.html", "/nb/list_2.html"]),
        ("<div id='page'></div>", "/nb/list_2.html", ["/nb/list_3.html"]),
        ("<div class='pagination'><script>draw()</script></div>", "/nb/1.html", ["/nb/2.html"]),
        ("<script>var pageCount = 1;</script><div id='page'></div>", "/nb/list.html", []),
        ("<div class='page'>正文</div>", "/nb/list.html", []),
        ("<div class='homepage-line'></div><p id='pageTop'></p>", "/nb/list.html", []),
        ("<script>var pageCount = 3;</script>", "/nb/202401/t20240112_40023.html", []),
    ],
)
def test_the_other_pages_are_where_the_script_or_the_template_of_static_lists_puts_them(
    body: str, path: str, expected: list[str]
) -> None:
    assert nexts(body, path) == expected


def test_a_pager_may_call_a_function_of_the_page() -> None:
    script = '<script>function toPage(n){ var f = 1; location.href="list.action?id=7&pageNum="+n; }</script>'
    for anchor in ('<a href="#" onclick="toPage(2)">下一页</a>', "<a href=\"javascript:toPage('2')\">下一页</a>"):
        assert nexts(script + anchor, "/nb/list.action?id=7") == ["/nb/list.action?id=7&pageNum=2"]
        assert not GENERIC.stated_total(page(script + anchor, "/nb/list.action?id=7")).has_unread_pager


@pytest.mark.parametrize("label", ["下一页", "下一页 »", "[下一页]", "最后页", "[末页]"])
def test_a_pager_that_only_a_script_elsewhere_turns_is_no_end_of_the_list(label: str) -> None:
    turned = page(f"<a href='#' onclick='turn(this)'>{label}</a>", "/nb/")
    assert GENERIC.stated_total(turned).has_unread_pager


def test_what_a_script_counts_is_what_the_list_states_unless_the_page_prints_it() -> None:
    script = "<script>var totalPage = 12;</script>"
    assert GENERIC.stated_total(page(script, "/nb/")) == Stated(pages=12)
    counted = "<script>var recordCount = 23; var pageSize = '10';</script>"
    assert GENERIC.stated_total(page(counted, "/nb/")) == Stated(23, 3)
    assert nexts("<script>$('#p').pagination(12, {items_per_page:10});</script>", "/nb/l.html") == [
        "/nb/l_1.html",
        "/nb/l_2.html",
    ]
    assert GENERIC.stated_total(page("<script>var count = 23;</script>", "/nb/")) == Stated()
    assert GENERIC.stated_total(page("<script>var maxPageNum=0; maxPageNum = 9;</script>", "/nb/")) == Stated(pages=9)
    assert GENERIC.stated_total(page(f"{script}共 12 条", "/nb/")) == Stated(records=12)
    assert GENERIC.stated_total(page("<script>nsetpage(1,18,10)</script>", "/nb/index.html")) == Stated(18, 2)


FORM = (
    "<form id='f' action='?' method='post'>"
    "<select name='col'><optgroup><option value='6'/><option value='7' selected=''/></optgroup></select>"
    "<input type='hidden' id='no' name='pageNo' value='2'/><input type='submit' name='go' value='查询'/></form>"
)


@pytest.mark.parametrize(
    ("script", "call"),
    [
        ("function turn(n,s){$('#no').val(n); $('#f').submit();}", "turn(3,15,'')"),
        ("function turn(n){document.getElementById('no').value= n;document.forms['f'].submit();}", "turn('3')"),
        ("", "document.forms.f.pageNo.value='3';document.forms.f.setAttribute('action','?');document.forms.f.submit()"),
    ],
)
def test_a_pager_may_send_a_form_with_the_number_of_the_page(script: str, call: str) -> None:
    listed = page(f'{FORM}<script>{script}</script><a href="#" onclick="{call}">下一页</a>', "/nb/list.do")
    [further] = GENERIC.next_pages(listed)
    assert (further.url, further.method, further.body) == (f"{HOST}/nb/list.do", "POST", b"col=7&pageNo=3")
    assert not GENERIC.stated_total(listed).has_unread_pager


def test_a_form_that_a_script_changes_further_is_not_sent() -> None:
    script = (
        "function turn(n){$('#no').val(n); $('#f').append(x); document.forms['f'].appendChild(x); $('#f').submit();}"
    )
    for call in (script, "function turn(n){$('#no').val(n + k); $('#f').submit();}"):
        listed = page(f'{FORM}<script>{call}</script><a href="#" onclick="turn(3)">下一页</a>', "/nb/list.do")
        assert GENERIC.next_pages(listed) == []
        assert GENERIC.stated_total(listed).has_unread_pager
