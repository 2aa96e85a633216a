"""TRS: pagers in variables, rows and attachments written by script, articles below the column's folder."""

import re

import pytest
from scrapy.http import HtmlResponse

from crawler.portals import identify
from crawler.portals.families.trs import Trs
from crawler.portals.page.attachments import DOCUMENT_EXTENSIONS, extension
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import needs_pages, page, stored

URL = "http://www.a.gov.cn/zwgk/nb/"
ROW = '<li><a href="./202101/t20210129_8843764.html">甲区2020年政府信息公开年报</a><span>2021-01-29</span></li>'
COUNTED = """<script>var currentPage = 0; //所在页从0开始
var nextPage = currentPage + 1
var countPage = 4 //共多少页
document.write("<a href=\\"list" + "_" + nextPage + "." + "shtml\\">下一页</a>");</script>"""
CAPPED = """<script>function go(n){ PageIndex = PageIndex > 3 ? 3 : PageIndex;
location.href = "index_" + PageIndex + ".shtml"; }</script>"""
trs = Trs()


def names(found: HtmlResponse) -> list[str]:
    return [one.url.removeprefix(URL) for one in trs.next_pages(found)]


def test_the_counting_variables_name_the_pages_from_zero() -> None:
    found = page(ROW + COUNTED, URL)
    assert names(found) == ["list_1.shtml", "list_2.shtml", "list_3.shtml"]
    assert trs.stated_total(found) == Stated(None, 4)
    assert names(page(ROW + COUNTED, f"{URL}list_1.shtml")) == ["list_2.shtml", "list_3.shtml"]


def test_the_capping_variable_names_the_pages_from_one() -> None:
    found = page(ROW + CAPPED, URL)
    assert names(found) == ["index_2.shtml", "index_3.shtml"]
    assert trs.stated_total(found).pages == 3


def test_an_article_of_several_pages_is_no_list() -> None:
    script = COUNTED.replace('\\"list"', '\\"t20210129_8843764"')
    assert trs.next_pages(page(f"<p>正文</p>{script}", f"{URL}202101/t20210129_8843764.html")) == []


def test_one_page_alone_has_no_others() -> None:
    assert names(page(ROW + COUNTED.replace("countPage = 4", "countPage = 1"), URL)) == []
    assert names(page(ROW + '<script>createPageHTML(1, 0, "index", "html")</script>', URL)) == []


def test_rows_written_by_script_are_drawn() -> None:
    script = """<script>var str=""; var str_1 = "./201805/t20180507_3136612.html"; var str_3 = "2018-05-07";
var str_4 = "甲区2017年政府信息公开年报 "; document.write('<li><a href="'+str_1+'">'+str_4+'</a></li>');</script>"""
    drawn = trs.unwrap(page(f"<ul>{script}</ul>", URL))
    assert [(one.url.removeprefix(URL), one.title, one.date) for one in trs.list_items(drawn)] == [
        ("201805/t20180507_3136612.html", "甲区2017年政府信息公开年报", "2018-05-07")
    ]


def test_a_page_without_such_scripts_is_left_as_it_is() -> None:
    for body in (ROW, ROW + "<script>document.write('<b>'+x+'</b>')</script>"):
        found = page(body, URL)
        assert trs.unwrap(found) is found


def test_articles_of_the_folder_are_rows_where_no_title_gives_a_report_away() -> None:
    side = '<li><a href="/news/202101/t20210101_1.html">别处的一条新闻</a></li>'
    found = page('<ul><li><a href="./202101/t20210129_88.html">甲区人民政府公告一则</a></li></ul>' + side, URL)
    assert [one.title for one in trs.list_items(found)] == ["甲区人民政府公告一则"]


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ('<script>createPageHTML(3, 0, "index", "html")</script>', "createPageHTML(3, 0, …) from 0"),
        ('<div class="view TRS_UEDITOR trs_web">正文</div>', None),
        (ROW, "./202101/t20210129_8843764.html"),
        (COUNTED, "countPage = 4"),
        (CAPPED, "PageIndex > 3 ? 3 : PageIndex"),
        ("<script>createPageHTML('page_div',3,1,'list','shtml',31)</script>", None),
        ("<script>var countPage = 3;</script>", None),
        ("<a href='/a/202101/t20210129_1.html'>不在本栏目</a>", None),
    ],
)
def test_the_family_is_known_by_its_own_marks_alone(body: str, mark: str | None) -> None:
    assert trs.recognises(page(body, URL)) == mark


STORED = {  # file -> rows, dates printed, first title, next page
    "DS_00700_List.html": (30, 30, "关于抚州市食品药品监督所食品检验机构遴选项目采购", "/gkzb/index_2.htm"),
    "QX_01614_List.html": (15, 15, "公开选择温氏一体化养猪-钢结构建设项目招标代理机构公告", "/tzgg/index_2.html"),
    "QX_01615_List.html": (20, 20, "·六枝特区疾病预防控制中心", "/gggs_54996/list_2.html"),
    "QX_01652_List.html": (15, 15, "关于安龙莲藕申请农产品地理标志登记的受理公示", "/tzgg/index_1.html"),
    "QX_01652_List2.html": (20, 20, "", "/zbgg/list_1.html"),
    "SJ_00081_List.html": (20, 0, "朝阳区沙子营生态生活园", "/zbjg_2015/index_1.htm"),  # dates written `17-01-03`
    "SJ_01390_List.html": (19, 19, "四川省医师资格考试领导小组公告", "/gsgg/index_1.html"),
}


@needs_pages
@pytest.mark.parametrize("name", STORED)
def test_stored_lists_are_read(name: str) -> None:
    rows, dated, title, following = STORED[name]
    found = stored(name)
    assert identify(found).name == "trs"
    items = trs.list_items(trs.unwrap(found))
    assert (len(items), sum(bool(one.date) for one in items)) == (rows, dated)
    assert all(re.search(r"/\d{6}/t[\d_]+\.html?$", one.url) and one.title for one in items)
    assert items[0].title.startswith(title)
    assert trs.next_pages(found)[0].url.endswith(following)


@needs_pages
@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("DS_00700_Detail.html", [("P020160927408744539640.doc", "招标文件.doc")]),
        (
            "SJ_01390_Detail.html",
            [("P020180108509361569242.xls", "2017年四川省卫生高级专业技术职务任职资格评审通过人员")],
        ),
        ("QX_01614_Detail.html", []),
        ("QX_01615_Detail.html", []),
        ("QX_01652_Detail.html", []),
        ("SJ_00081_Detail.html", []),
    ],
)
def test_attachments_of_stored_articles_are_found(name: str, offered: list[tuple[str, str]]) -> None:
    found = [one for one in trs.attachments(stored(name)) if extension(one.url) in DOCUMENT_EXTENSIONS]
    assert [one.url.rpartition("/")[2] for one in found] == [file for file, _ in offered]
    assert all(one.text.startswith(text) for one, (_, text) in zip(found, offered, strict=True))
