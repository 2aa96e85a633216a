"""EPortal: the pager without addresses, articles that are folders, menus in scripts; on real pages too."""

import re

import pytest

from crawler.portals.families.eportal import EPortal
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import needs_pages, page, stored

COLUMN = "http://www.a.gov.cn/x/zfxxgknb49/index.html"
MARK = '<input id="eprotalCurrentPageId" value="1436848" type="hidden"/>'
MORE = "/eportal/ui?pageId=1436848&currentPage={}&moduleId=16236&staticRequest=yes"
PAGER = f"""<a tagname="[HOMEPAGE]">首页</a><a style="cursor:pointer" onclick="queryArticleByCondition(this,'x')"
 tagname="{MORE.format(2)}">下一页</a><a tagname="{MORE.format(4)}">尾页</a>总记录数:61,每页显示17条记录,当前页: 1 /4"""
ARTICLE = re.compile(r"/\d{5,8}/index\.s?html$")

portal = EPortal()


def test_the_misspelt_field_tells_the_product() -> None:
    assert portal.recognises(page(MARK, COLUMN)) == "eprotalCurrentPageId 1436848"
    assert portal.recognises(page('<input id="portalCurrentPageId" value="1">', COLUMN)) is None


def test_all_further_pages_are_named_by_the_last_one() -> None:
    found = portal.next_pages(page(MARK + PAGER, COLUMN))
    assert [one.url for one in found] == [f"http://www.a.gov.cn{MORE.format(number)}" for number in (2, 3, 4)]
    assert not any(one.is_probe for one in found)
    third = page(MARK + PAGER, f"http://www.a.gov.cn{MORE.format(3)}")
    assert [one.url for one in portal.next_pages(third)] == [f"http://www.a.gov.cn{MORE.format(4)}"]


def test_a_list_of_one_page_has_no_other_and_none_is_guessed() -> None:
    only = page(f'{MARK}<a tagname="[NEXTPAGE]">下一页</a><a tagname="[LASTPAGE]">尾页</a>共 3 页', COLUMN)
    assert portal.next_pages(only) == []


def test_the_total_is_read_and_the_pager_is_no_riddle() -> None:
    assert portal.stated_total(page(MARK + PAGER, COLUMN)) == Stated(61, 4)


def test_an_article_called_like_a_year_is_not_a_column() -> None:
    body = """<ul><li><a href="5839514/5886782/index.html">2023年政府信息公开年报</a><span>2024-01-20</span></li></ul>
    <a href="5839515/index.html">2022年</a>"""
    found = portal.sub_columns(page(MARK + body, COLUMN, "<meta name='ColumnName' content='信息公开年报'>"))
    assert [link.text for link in found] == ["2022年"]


def test_a_further_page_without_any_report_still_has_rows() -> None:
    body = '<ul><li><a href="/x/y/5886700/index.html">关于编制报告的通知</a><span>2024-01-02</span></li></ul>'
    assert len(portal.list_items(page(MARK + body, f"http://www.a.gov.cn{MORE.format(3)}"))) == 1
    assert portal.list_items(page(MARK + body, COLUMN)) == []


@needs_pages
def test_the_menu_of_a_real_page_is_read_from_its_script() -> None:
    links = {link.text: link.url for link in portal.links(stored("QX_03789_1_List.html"))}
    assert links["信息公开年报"] == "http://hd.lsz.gov.cn/huidong/xxgknb/index.html"


@needs_pages
@pytest.mark.parametrize(
    ("name", "items", "first", "total", "following"),
    [
        ("DS_04040_List.html", 15, "2017-11-02", Stated(None, 30), 29),
        ("QX_00495_List.html", 30, "2017-12-27", Stated(97, 4), 3),
        ("QX_00766_List.html", 22, "2017-12-14", Stated(22, 1), 0),
        ("QX_00814_List.html", 11, "2017-12-21", Stated(11, 1), 0),
        ("QX_02023_List.html", 20, "2017-12-27", Stated(1140, 57), 56),
        ("QX_02700_List.html", 25, "2018-01-09", Stated(154, 7), 6),
        ("QX_03788_1_List.html", 22, "2018-01-11", Stated(416, 19), 18),
        ("QX_03789_1_List.html", 17, "2017-12-27", Stated(595, 35), 34),
        ("QX_04098_List.html", 25, "2017-06-22", Stated(675, 27), 21),
    ],
)
def test_real_lists_are_read(name: str, items: int, first: str, total: Stated, following: int) -> None:
    real = stored(name)
    assert portal.recognises(real)
    found = [row for row in rows(real, ARTICLE) if row.date]
    assert (len(found), found[0].date) == (items, first)
    assert all(row.title for row in found)
    assert portal.stated_total(real) == total
    pages = portal.next_pages(real)
    assert len(pages) == following
    assert all("moduleId=" in one.url and "pageId=" in one.url for one in pages)


@needs_pages
def test_the_word_file_of_a_real_article_is_found() -> None:
    (file,) = portal.attachments(stored("QX_02023_Detail.html"))
    assert file.url.endswith("/file/2017-12/b1d8b2ec_5cae_415a_b065_49afd9494c10.doc")
