"""Openness: page numbers in paths, organs below the column."""

import pytest

from crawler.portals.families.openness import Openness
from tests.city.exchange import Request
from tests.city.portals.qiaocheng import PORTAL
from tests.crawler.portals.stored import page

ROOT = "http://www.a.gov.cn"
ROW = (
    "<li><a href='/XxgkAnnualReport/show/{0}.html'>甲区乙镇2023年政府信息公开工作年度报告</a>"
    "<span>2024-01-2{0}</span></li>"
)

portal = Openness()


@pytest.mark.parametrize(
    "path",
    [
        "/OpennessContent/showList/2/98/page_1.html",
        "/BranchOpennessContent/showList/10395/0/page_1.html",
        "/XxgkAnnualReport/show/6477.html",
        "/xxgkAnnualReport/detail/61f1f0ed886688e3278b4568.html",
        "/xxgk/opennessContent/?branch_id=57a3df762c262ea9a00aad5f&column_code=070000",
        "/content/channel/5c35be0048787ad14d009190/",
    ],
)
def test_its_addresses_tell_the_product_on_the_page_and_in_links(path: str) -> None:
    assert portal.recognises(page("", ROOT + path))
    assert portal.recognises(page(f"<a href='{path}'>公开</a>", ROOT))
    assert portal.recognises(page("<a href='/content/column/1?pageIndex=2'>公开</a>", ROOT)) is None


@pytest.mark.parametrize(
    ("url", "pager", "pages"),
    [
        ("/XxgkContent/showList/2/3/page_1.html", "<div class='pages'>1/3</div>", ["page_2.html", "page_3.html"]),
        ("/XxgkContent/showList/2/3/page_2.html", "<a href='page_3.html'>下一页</a>", ["page_3.html"]),
        ("/XxgkContent/showList/2/3/page_1.html", "<a href='/XxgkContent/showList/9/3/page_8.html'>8</a>", []),
        ("/content/channel/5c35be0048787ad14d009190/", "<p>共3页</p>", ["page-2/", "page-3/"]),
        ("/content/channel/5c35be0048787ad14d009190/page-2/", "<p>共3页</p>", ["page-3/"]),
        ("/XxgkContent/showList/2/3/page_1.html", "<p class='pagebody'>报告于2024/1/3通过</p>", []),
    ],
)
def test_pages_are_counted_in_the_path(url: str, pager: str, pages: list[str]) -> None:
    found = [one.url.rpartition("/page")[2] for one in portal.next_pages(page(pager, ROOT + url))]
    assert [f"page{end}" for end in found] == pages


def test_a_later_page_does_not_lead_back_to_the_first() -> None:
    both = page(
        "<a href='page_1.html'>首页</a><a href='page_4.html'>尾页</a>", f"{ROOT}/XxgkContent/showList/2/3/page_3.html"
    )
    assert [one.url[-6:-5] for one in portal.next_pages(both)] == ["2", "4"]


def test_rows_are_read_and_organs_below_the_column_are_columns_inside_it() -> None:
    listed = page(f"<ul>{ROW.format(1)}{ROW.format(2)}</ul>", f"{ROOT}/XxgkAnnualReport/showList/2/page_1.html")
    assert [item.date for item in portal.list_items(listed)] == ["2024-01-21", "2024-01-22"]
    organs = (
        "<a href='showList/2/page_1.html'>区人民政府</a><a href='showList/7/page_1.html'>乙镇</a>"
        "<a href='/x.html'>区教育局</a>"
    )
    inside = portal.sub_columns(page(organs, f"{ROOT}/XxgkAnnualReport/index.html"))
    assert [link.text for link in inside] == ["区人民政府", "乙镇"]


def test_on_other_lists_only_dated_articles_are_rows() -> None:
    body = "<ul><li><a href='/OpennessContent/show/1.html'>关于开展普查的通告</a><span>2024-03-01</span></li></ul>"
    body += "<div><a href='/OpennessContent/show/2.html'>网站声明与联系方式</a></div>"
    items = portal.list_items(page(body, f"{ROOT}/OpennessContent/showList/2/98/page_1.html"))
    assert [item.title for item in items] == ["关于开展普查的通告"]


def test_a_link_to_another_sites_pages_tells_nothing() -> None:
    other = "<a href='http://www.b.gov.cn/OpennessContent/showList/2/98/page_1.html'>乙县</a>"
    assert portal.recognises(page(other, ROOT)) is None


def test_the_replica_has_no_page_0_and_no_rows_past_the_end() -> None:
    listed = "/XxgkAnnualReport/showList/2/page_{}.html"
    last, past = (PORTAL.respond(Request(target=listed.format(number))) for number in (3, 4))
    assert last is not None
    assert past is not None
    assert (b"show/" in last.body, b"show/" in past.body) == (True, False)
    assert PORTAL.respond(Request(target=listed.format(0))) is None
    assert PORTAL.respond(Request(target="/XxgkAnnualReport/showList/3/page_1.html")) is None
