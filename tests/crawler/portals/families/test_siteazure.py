"""SiteAzure: page numbers in paths, cards in titles; on real pages too."""

import pytest

from crawler.portals.families.siteazure import SiteAzure
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import needs_pages, page, stored

COLUMN = "http://www.a.gov.cn/zwgk/zfxxgk/xxgknb"
ROW = """<li><span class="date">2024-01-20</span><a href="/zwgk/zfxxgk/xxgknb/content_39506"
 title="标题：甲县人民政府2023年政府信息公开工作年度报告&#10;点击数：89&#10;发表时间：2024-01-20">甲县人民政府2023年…</a></li>"""
PAGER = """<a class="first" href="/zwgk/zfxxgk/xxgknb_1">首页</a><a class='current'>1</a>
<a href='/zwgk/zfxxgk/xxgknb_2'>2</a><a class="next" href="/zwgk/zfxxgk/xxgknb_2">下一页</a>
<a class="last" href="/zwgk/zfxxgk/xxgknb_3">尾页</a><span class="total">共74条信息/共3页</span><p>共5条推荐</p>"""

portal = SiteAzure()


def test_header_or_style_sheet_tell_the_product() -> None:
    plain = page("", COLUMN)
    assert portal.recognises(plain) is None
    assert portal.recognises(plain.replace(headers={"X-PowerEasy-Product": "SiteAzure"})) == (
        "X-PowerEasy-Product: SiteAzure"
    )
    assert portal.recognises(page("", COLUMN, '<link href="/Content/Main/Base/css/module.css?v=1">'))


def test_the_card_in_a_title_is_read_as_the_title() -> None:
    (item,) = portal.list_items(page(f"<ul>{ROW}</ul>", COLUMN))
    assert (item.title, item.date) == ("甲县人民政府2023年政府信息公开工作年度报告", "2024-01-20")
    (link,) = portal.links(page(ROW, COLUMN))
    assert link.text == "甲县人民政府2023年政府信息公开工作年度报告"


def test_much_read_articles_beside_the_list_are_not_rows() -> None:
    beside = '<ol><a href="/zwgk/zfxxgk/xxgknb/content_1">甲县人民政府2015年政府信息公开报告</a></ol>'
    assert len(portal.list_items(page(f"{beside}<ul>{ROW}</ul>", COLUMN))) == 1


def test_pages_are_counted_in_the_path_and_the_first_is_not_asked_again() -> None:
    assert [one.url for one in portal.next_pages(page(PAGER, COLUMN))] == [f"{COLUMN}_2", f"{COLUMN}_3"]
    assert [one.url for one in portal.next_pages(page(PAGER, f"{COLUMN}_2"))] == [f"{COLUMN}_3"]
    assert portal.next_pages(page(PAGER, f"{COLUMN}_3")) == []


def test_the_total_is_the_pagers_own() -> None:
    assert portal.stated_total(page(PAGER, COLUMN)) == Stated(74, 3)


@needs_pages
@pytest.mark.parametrize(
    ("name", "least", "first", "total", "following"),
    [
        ("QX_01102_List.html", 32, "/zwgk/zdxx/ndyd/ggzypz_2", Stated(250, 8), 7),
        ("QX_01103_List.html", 15, "/zw/zfgg_3", Stated(204, 14), 12),
        ("QX_01104_List.html", 10, "/xzfbm/jyzx/gcjs2/gg5_3", Stated(157, 16), 14),
        ("QX_01105_List.html", 10, "/zwgk/xxgkzdgz/ggzy/jsgcztb1_3", Stated(231, 24), 22),
        ("QX_01106_List.html", 0, "/zwgk/zfxxgk/xxgkml_2?BasicCategoryId=21", Stated(74, 3), 2),
    ],
)
def test_real_lists_are_read(name: str, least: int, first: str, total: Stated, following: int) -> None:
    real = stored(name)
    assert portal.recognises(real)
    items = portal.list_items(real)
    assert least <= len(items) <= least + 4
    assert all(item.date and not item.title.startswith("标题") for item in items)
    pages = portal.next_pages(real)
    assert (len(pages), pages[0].url.partition(".gov.cn")[2]) == (following, first)
    assert portal.stated_total(real) == total


@needs_pages
@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("QX_01102_Detail.html", ".doc"),
        ("QX_01104_Detail.html", "/201711171219167496.rar"),
        ("QX_01105_Detail.html", "/201710131552346404.xls"),
        ("QX_01106_Detail.html", ":81//Articles/12985759/2017/12/28/20171228105536-755252.doc"),
    ],
)
def test_files_of_real_articles_are_found(name: str, end: str) -> None:
    files = portal.attachments(stored(name))
    assert files
    assert files[0].url.endswith(end)


def test_numbers_beside_the_list_do_where_the_pager_has_no_last_page() -> None:
    pager = f'共18条 <a href="{COLUMN}">1</a><a href="{COLUMN}_2">2</a><a href="{COLUMN}_3">3</a>'
    assert [one.url for one in portal.next_pages(page(pager, COLUMN))] == [f"{COLUMN}_2", f"{COLUMN}_3"]
