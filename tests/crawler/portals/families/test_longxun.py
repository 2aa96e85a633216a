"""Longxun Ls: labels for lists and menus, a pager made by script; on real pages too."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

from scrapy.http import JsonResponse, TextResponse

from crawler.portals.families.longxun import Longxun
from crawler.portals.page.pagers import Stated
from tests.city.exchange import Request
from tests.city.portals.tianchang import PORTAL
from tests.crawler.portals.stored import needs_pages, page, stored

SHELL = "http://www.a.gov.cn/public/column/6616344?type=4&catId=1155839301&action=list&nav=3"
CALL = """<div id="publicInfoList"></div><script type="text/javascript">
$.ajax({url: "/xxgk/site/label/8888?IsAjax=1&dataType=html&_=" + Math.random(), data: {labelName: "publicInfoList",
siteId: "4133646", pageSize: 15, pageIndex: pageIndex, isDate: true, dateFormat: "yyyy-MM-dd", length: 80,
organId: "6616344", type: "4", catIds: "", cId: "", result: "暂无相关信息", file: "/xxgk/publicInfoList_newest2020"}});
</script>"""
FRAGMENT = """<ul><li><a href="/public/6616344/{0}.html" title="甲县{1}">甲县…</a><span>2024-01-20</span></li></ul>
<script>Ls.pagination("#page", function (pageIndex) {{ load(pageIndex); }}, {{isTotal: true, total: 61, currPage: 1,
pageCount: 2}});</script>"""

portal = Longxun()


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def fragment(index: int, title: str = "2023年政府信息公开年报") -> TextResponse:
    url = f"http://www.a.gov.cn/xxgk/site/label/8888?labelName=publicInfoList&siteId=4133646&catId=1&pageIndex={index}"
    return page(FRAGMENT.format(1110009656, title), url)


def test_pager_label_or_signature_tell_the_product() -> None:
    assert portal.recognises(page(CALL, SHELL)) == "/site/label/8888"
    assert portal.recognises(page("<!--技术支持：龙讯科技-->", SHELL))
    assert portal.recognises(page("<a href='/public/column/1'>年报</a>", SHELL)) is None


def test_the_list_is_asked_for_with_the_pages_own_parameters() -> None:
    (first,) = portal.next_pages(portal.unwrap(page(CALL, SHELL)))
    assert first.url.startswith("http://www.a.gov.cn/xxgk/site/label/8888?")
    asked = query(first.url)
    assert (asked["siteId"], asked["organId"], asked["catId"]) == ("4133646", "6616344", "1155839301")
    assert (asked["file"], asked["type"], asked["labelName"]) == (
        "/xxgk/publicInfoList_newest2020",
        "4",
        "publicInfoList",
    )
    assert (asked["pageSize"], asked["pageIndex"]) == ("50", "1")
    assert ("Referer", SHELL) in first.headers


def test_without_a_catalogue_nothing_is_asked_for() -> None:
    assert portal.next_pages(page(CALL, "http://www.a.gov.cn/public/column/6616344?type=4")) == []
    assert portal.next_pages(page("<p>无</p>", SHELL)) == []


def test_a_fragment_states_its_total_and_the_first_names_the_others() -> None:
    (item,) = portal.list_items(fragment(1))
    assert (item.url, item.title, item.date) == (
        "http://www.a.gov.cn/public/6616344/1110009656.html",
        "甲县2023年政府信息公开年报",
        "2024-01-20",
    )
    assert portal.stated_total(fragment(1)) == Stated(61, 2)
    assert [query(one.url)["pageIndex"] for one in portal.next_pages(fragment(1))] == ["2"]
    assert portal.next_pages(fragment(2)) == []
    assert len(portal.list_items(fragment(2, "关于编制年度报告的通知"))) == 1


def test_the_menu_of_an_organ_is_a_label_of_its_own() -> None:
    call = '$.getJSON("/site/label/8888", {labelName: "columnTree", isJson: true, id: "organ_77", isChild: true});'
    tree = f"<script>{call}</script>"
    organ = "http://www.a.gov.cn/public/column/77?type=4&action=list"
    (menu,) = portal.links(page(tree, organ))
    assert menu.url == "http://www.a.gov.cn/site/label/8888?labelName=columnTree&isJson=true&id=organ_77&isChild=true"
    known = page(tree + "<a href='/public/column/77?catId=5'>政府信息公开年报</a>", organ)
    assert [link.text for link in portal.links(known)] == ["政府信息公开年报"]
    nodes = [{"name": "政府信息公开年报", "htmlPath": "/public/column/77?catId=5"}, {"name": "空", "htmlPath": None}]
    answer = JsonResponse(menu.url, body=json.dumps(nodes).encode(), encoding="utf-8")
    candidates = portal.column_candidates(portal.unwrap(answer))
    assert [one.link.url for one in candidates] == ["http://www.a.gov.cn/public/column/77?catId=5"]
    assert portal.unwrap(answer.replace(body=b"null")).text == "null"


def test_a_menu_is_asked_as_the_page_writes_it_and_its_nodes_may_name_catalogues_alone() -> None:
    tree = """<div id="tree"></div><script>$.fn.zTree.init($("#tree"), {async: {enable: true,
    url: "/site/label/8888?labelName=columnTree&isJson=true&organId=77&siteId=" + site, autoParam: ["id=id"]}});
    var site = "4133646";</script>"""
    (menu,) = portal.links(page(tree, "http://www.a.gov.cn/public/77/index.html"))
    assert query(menu.url) == {"labelName": "columnTree", "isJson": "true", "organId": "77", "siteId": "4133646"}
    nodes = [{"id": 1, "name": "公开", "children": [{"id": 5, "name": "政府信息公开年报"}, {"id": 6, "name": "指南"}]}]
    answer = JsonResponse(menu.url, body=json.dumps(nodes).encode(), encoding="utf-8")
    best = portal.column_candidates(portal.unwrap(answer))[0].link
    assert best.url == "http://www.a.gov.cn/public/column/77?type=4&catId=5&action=list"


def test_organs_beside_a_list_are_no_columns_inside_it() -> None:
    head = "<title>政府信息公开年报</title>"
    body = (
        "<a href='/public/column/88?type=4'>县教育局</a><a href='/public/column/88?catId=1'>2023年</a>"
        "<a href='/public/column/6616344?catId=2'>2022年</a>"
    )
    assert [link.text for link in portal.sub_columns(page(body, SHELL, head))] == ["2022年"]


@needs_pages
def test_real_lists_are_read_and_turned() -> None:
    for name, first in (("QX_02452_List.html", "7417351"), ("QX_02452_List_1.html", "7464997")):
        real = stored(name)
        assert portal.recognises(real)
        items = portal.list_items(real)
        assert len(items) == 20
        assert items[0].url == f"http://www.guzhen.gov.cn/4133739/{first}.html"
        assert all(item.date.startswith("2018-01-") and len(item.title) > 8 for item in items)
        assert portal.stated_total(real) == Stated(6883, 345)
        assert portal.next_pages(real)[0].url == "http://www.guzhen.gov.cn/content/column/4133739?pageIndex=2"


@needs_pages
def test_a_real_article_has_no_rows_and_no_files() -> None:
    real = stored("QX_02452_Detail.html")
    assert portal.list_items(real) == []
    assert portal.attachments(real) == []
    assert portal.article(real).published == "2018-01-12"


def test_the_replicas_label_answers_only_the_pages_own_question() -> None:
    def said(**changed: str) -> str:
        asked = {"labelName": "publicInfoList", "siteId": "161050011", "file": "/xxgk/publicInfoList_newest2020"}
        asked |= {"organId": "161053001", "catId": "161054100", "pageSize": "50", **changed}
        answer = PORTAL.respond(Request(target=f"/site/label/8888?{urlencode(asked)}"))
        return "" if answer is None else answer.body.decode()

    assert "2023年政府信息公开" in said()
    assert "<li" in said(pageIndex="2")
    assert said(siteId="1") == said(file="/other") == said(labelName="") == ""
    assert said(pageIndex="9") == said(organId="1") == "<div>暂无相关信息</div>"
    assert "网站工作年度报表" in said(catId="")
