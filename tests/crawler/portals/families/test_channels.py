"""`/channels/<n>.html`: the counter beside a script, the column's own articles, dates inside anchors."""

from crawler.portals.families.channels import Channels
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import page

COLUMN = "http://www.a.gov.cn/channels/16457.html"
ROWS = """<ul><li>
<a href="/contents/16457/1301.html">甲县人民政府2023年政府信息公开工作年度报告<span>2024-01-20</span></a></li>
<li><a href="/contents/16457/1302.html">关于报送年度报告的通知<span>[2023-12-29]</span></a></li></ul>
<ul><li><a href="/contents/16001/99.html">今日要闻一则长标题<span>2024-02-01</span></a></li></ul>"""
PAGER = """<div class="page"><span class="total">当前第 1 / 3 页</span>
<a href="javascript:void(0)" onclick="goPage(2)">下一页</a></div>"""

portal = Channels()


def test_two_columns_or_a_column_and_an_article_tell_the_product() -> None:
    assert portal.recognises(page(ROWS, COLUMN)) == "columns like /channels/16457.html"
    home = page('<a href="/channels/1.html">甲</a><a href="/channels/2.html">乙</a>', "http://www.a.gov.cn/")
    assert portal.recognises(home)
    assert portal.recognises(page('<a href="/channels/1.html">甲</a>', "http://www.a.gov.cn/")) is None
    assert portal.recognises(page('<a href="/channels/ch00330/">甲</a>', "http://www.a.gov.cn/")) is None


def test_the_columns_own_articles_are_its_rows_and_dates_are_no_part_of_titles() -> None:
    assert [(item.title, item.date) for item in portal.list_items(page(ROWS, COLUMN))] == [
        ("甲县人民政府2023年政府信息公开工作年度报告", "2024-01-20"),
        ("关于报送年度报告的通知", "2023-12-29"),
    ]


def test_pages_are_counted_by_the_counter() -> None:
    stem = COLUMN.removesuffix(".html")
    assert [one.url for one in portal.next_pages(page(ROWS + PAGER, COLUMN))] == [f"{stem}_2.html", f"{stem}_3.html"]
    second = page(ROWS + PAGER.replace("第 1", "第 2"), f"{stem}_2.html")
    assert [one.url for one in portal.next_pages(second)] == [f"{stem}_3.html"]
    assert portal.stated_total(page(ROWS + PAGER, COLUMN)) == Stated(None, 3)


def test_a_script_without_a_counter_stays_a_riddle() -> None:
    pager = '<a href="javascript:void(0)" onclick="goPage(2)">下一页</a>'
    assert portal.next_pages(page(ROWS + pager, COLUMN)) == []
    assert portal.stated_total(page(ROWS + pager, COLUMN)).has_unread_pager


def test_without_a_counter_the_linked_pages_are_asked_for() -> None:
    pager = '共 11 条 <a href="/channels/16457.html">1</a><a href="/channels/16457_2.html">2</a>'
    assert [one.url for one in portal.next_pages(page(pager, COLUMN))] == [COLUMN.replace(".html", "_2.html")]
