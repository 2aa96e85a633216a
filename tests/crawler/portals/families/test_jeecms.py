"""JEECMS: names, and a pager of scripts; on real pages too."""

import re

import pytest

from crawler.portals.families.jeecms import JeeCms
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import needs_pages, page, stored

COLUMN = "http://www.a.gov.cn/c/www/zfxxgknb.jhtml"
PAGER = """共31条记录 1/4页 <a disabled="disabled">上一页</a>
<a href="javascript:void(0);" onclick="location.href=encodeURI('zfxxgknb_2.jhtml');">下一页</a>
<select onchange="if(this.value==1){location.href=encodeURI('zfxxgknb.jhtml')}else
{location.href=encodeURI('zfxxgknb_'+this.value+'.jhtml')}"><option value="1">1</option></select>"""

portal = JeeCms()


def test_names_or_the_page_selector_tell_the_product() -> None:
    assert portal.recognises(page("", COLUMN)) == ".jhtml"
    assert portal.recognises(page(PAGER, "http://www.a.gov.cn/x/index.html")) is not None
    three = "".join(f'<a href="/zfxxgk_list_{number}.jspv?pageNo=2">栏目</a>' for number in range(3))
    assert portal.recognises(page(three, "http://www.a.gov.cn/")) == ".jspv"
    two = '<a href="http://www.b.gov.cn/x.jhtml">友情链接</a>' * 2
    assert portal.recognises(page(two, "http://www.a.gov.cn/")) is None


def test_all_pages_of_the_selector_are_named_but_the_first() -> None:
    stem = COLUMN.removesuffix(".jhtml")
    assert [one.url for one in portal.next_pages(page(PAGER, COLUMN))] == [f"{stem}_{n}.jhtml" for n in (2, 3, 4)]
    assert portal.stated_total(page(PAGER, COLUMN)) == Stated(31, 4)


def test_lists_with_a_page_number_in_the_query_are_followed_by_their_link() -> None:
    url = "http://www.a.gov.cn/zfxxgk_list_86.jspv"
    pager = '<a href="/zfxxgk_list_86.jspv?pageNo=1&pageSize=30">上一页</a>'
    pager += '<a href="/zfxxgk_list_86.jspv?pageNo=2&pageSize=30">下一页</a>'
    assert [one.url for one in portal.next_pages(page(pager, url))] == [f"{url}?pageNo=2&pageSize=30"]


@needs_pages
@pytest.mark.parametrize(
    ("name", "address", "items", "first", "total", "following"),
    [
        ("QX_02831_List.html", r"_ctt_\d+\.jspv", 30, "2018-01-12", Stated(327, 11), "86.jspv?pageNo=2&pageSize=30"),
        ("SJ_03771_List.html", r"/20\d{6}/\d+\.html", 10, "2017-12-14", Stated(3755, 376), "/index_2.html"),
    ],
)
def test_real_lists_are_read(name: str, address: str, items: int, first: str, total: Stated, following: str) -> None:
    real = stored(name)
    assert portal.recognises(real)
    found = rows(real, re.compile(address))
    assert (len(found), found[0].date) == (items, first)
    assert portal.next_pages(real)[0].url.endswith(following)
    assert portal.stated_total(real) == total
