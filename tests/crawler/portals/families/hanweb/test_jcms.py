"""Hanweb: datastores in pages and answers, windows by POST, groups by GET; jpage's call read literally."""

from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, XmlResponse

from crawler.portals import identify
from crawler.portals.families.hanweb import jpage
from crawler.portals.families.hanweb.jcms import Hanweb
from crawler.portals.javascript.source import Source
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import PAGES, needs_pages, page, stored

URL = "http://www.a.gov.cn/col/col7217/index.html"
PROXY = "http://www.a.gov.cn/module/web/jpage/dataproxy.jsp"
ROW = (
    "<record><![CDATA[<li><a href='/art/2024/1/4/art_7217_{n}.html' title='甲区{y}年政府信息公开年报'>甲区{y}年…</a>"
    "<span>2024-01-04</span></li>]]></record>"
)
NEWS = "<record><![CDATA[<li><a href='/art/2025/1/4/art_1_1.html'>甲区召开会议</a></li>]]></record>"
CALL = """<script>$(function(){$('#{unit}').jpage({themeName:'default',totalRecord:{total},dataBefore:'',
groupSize:3,proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:15,barPosition:'bottom',ajaxParam:{col:1,appid:'1',webid:89,
path:'/',columnid:7217,unitid:'{unit}',webname:'甲区政府',permissiontype:0}});});</script>"""
hanweb = Hanweb()


def block(records: str, unit: str = "8972", total: int | None = 3395, following: str = "") -> str:
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    store = f"<datastore>{group}<recordset>{records}</recordset></datastore>"
    call = "" if total is None else CALL.replace("{unit}", unit).replace("{total}", str(total))
    return f"<div id='{unit}'><script type=\"text/xml\">{store}</script></div>{call}"


def reports(count: int) -> str:
    return "".join(ROW.format(n=number, y=2024 - number) for number in range(count))


def answer(store: str, url: str) -> XmlResponse:
    return XmlResponse(url, body=f'<?xml version="1.0"?>{store}'.encode(), encoding="utf-8")


def test_rows_of_an_embedded_datastore_are_rows_of_the_page() -> None:
    found = hanweb.unwrap(page(block(reports(2), total=2), URL))
    items = hanweb.list_items(found)
    assert [(one.url.rpartition("/")[2], one.title, one.date) for one in items] == [
        ("art_7217_0.html", "甲区2024年政府信息公开年报", "2024-01-04"),
        ("art_7217_1.html", "甲区2023年政府信息公开年报", "2024-01-04"),
    ]
    assert hanweb.next_pages(found) == []
    assert hanweb.stated_total(found) == Stated(2)


def test_a_list_asked_for_without_jpage_is_asked_by_its_ids_and_its_answer_names_the_other_windows() -> None:
    script = """<script>$.ajax({type: "post", url: "/module/jslib/jquery/jpage/dataproxy.jsp?startrecord=" + s, data: {
    "col": "1", "webid": "21", "columnid": "2301", "unitid": "8101", "webname": "甲县"}})</script>"""
    (first,) = hanweb.next_pages(hanweb.unwrap(page(script, URL)))
    assert (first.method, first.url.partition("?")[2]) == ("POST", "startrecord=1&endrecord=15&perpage=15")
    form = {name: text[0] for name, text in parse_qs(first.body.decode()).items()}
    assert form == {"col": "1", "webid": "21", "columnid": "2301", "unitid": "8101", "webname": "甲县"}
    request = Request(first.url, method="POST", body=first.body, headers=dict(first.headers))
    store = f"<datastore><totalrecord>17</totalrecord><recordset>{reports(2)}</recordset></datastore>"
    (second,) = hanweb.next_pages(hanweb.unwrap(answer(store, first.url).replace(request=request)))
    assert second.url.partition("?")[2] == "startrecord=16&endrecord=17&perpage=15"
    assert (second.method, second.body, dict(second.headers)["Referer"]) == ("POST", first.body, URL)


MORE = "/module/web/jpage/morecolumndataproxy.jsp"


def test_what_a_script_loads_more_of_is_asked_group_by_group_until_one_is_empty() -> None:
    script = f'''<a class="more" onclick="more()">加载更多</a><script>var page = 1; function more() {{ page++;
    $.get("{MORE}?page=" + page + "&appid=1&webid=40&path=/&columnid=21002&unitid=9102&keyWordCount=30"); }}</script>'''
    row = "<li><a href='/art/2024/1/4/art_1_1.html'>甲区教育局2023年政府信息公开年报</a></li>"
    column = page(f"<ul>{row}</ul>{script}", URL)
    (first,) = hanweb.next_pages(column)
    query = {name: text[0] for name, text in parse_qs(urlsplit(first.url).query).items()}
    assert query == {
        "page": "1",
        "appid": "1",
        "webid": "40",
        "path": "/",
        "columnid": "21002",
        "unitid": "9102",
        "keyWordCount": "30",
    }
    assert hanweb.stated_total(column) == Stated()
    full = answer(f"<datastore><recordset>{reports(2)}</recordset></datastore>", first.url)
    (second,) = hanweb.next_pages(hanweb.unwrap(full))
    assert second.url == first.url.replace("page=1", "page=2")
    for store in ("<recordset></recordset>", f"<totalrecord>4</totalrecord>{reports(2)}"):
        last = answer(f"<datastore>{store}</datastore>", second.url)
        assert hanweb.next_pages(hanweb.unwrap(last)) == []


def test_windows_are_asked_as_the_pages_script_asks_them() -> None:
    found = hanweb.next_pages(hanweb.unwrap(page(block("", total=100), URL)))
    assert [one.url.partition("?")[2] for one in found] == [
        "startrecord=1&endrecord=45&perpage=15",
        "startrecord=46&endrecord=90&perpage=15",
        "startrecord=91&endrecord=100&perpage=15",
    ]
    assert {(one.method, one.url.partition("?")[0]) for one in found} == {("POST", PROXY)}
    form = {name: text[0] for name, text in parse_qs(found[0].body.decode()).items()}
    assert form == {
        "col": "1",
        "appid": "1",
        "webid": "89",
        "path": "/",
        "columnid": "7217",
        "unitid": "8972",
        "webname": "甲区政府",
        "permissiontype": "0",
    }
    assert dict(found[0].headers)["Referer"] == URL
    assert dict(found[0].headers)["X-Requested-With"] == "XMLHttpRequest"


def test_parameters_may_stand_in_a_variable_of_their_own() -> None:
    source = Source("""var param_9={columnid:33718,unitid:'9'};
$("#9").jpage({totalRecord:20,perPage:19,proxyUrl:'/module/jpage/dataproxy.jsp',ajaxParam:param_9});""")
    (call,) = jpage.calls(source)
    assert (call.total, call.per_page, call.group, call.params) == (20, 19, 1, (("columnid", "33718"), ("unitid", "9")))


def test_a_call_without_a_total_asks_one_window_and_states_nothing() -> None:
    found = hanweb.unwrap(page(block("", total=0).replace("totalRecord:0,", ""), URL))
    assert [one.url.partition("?")[2] for one in hanweb.next_pages(found)] == ["startrecord=1&endrecord=45&perpage=15"]
    assert hanweb.stated_total(found) == Stated()


def test_of_two_lists_on_a_page_only_the_one_with_reports_is_read() -> None:
    following = "/module/web/jpage/dataproxy.jsp?page=1&webid=89&columnid=1&unitid=7"
    body = block(NEWS, "7", 900, following) + block(reports(2), "8972", 4)
    found = hanweb.unwrap(page(body, URL))
    assert hanweb.stated_total(found) == Stated(4)
    (second,) = hanweb.next_pages(found)
    assert "startrecord=3&endrecord=4" in second.url
    assert b"unitid=8972" in second.body


def test_groups_are_asked_by_their_number_and_one_more() -> None:
    following = "/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=89&columnid=7217&unitid=8972&webname=%25E7"
    found = hanweb.next_pages(hanweb.unwrap(page(block(reports(4), total=10, following=following), URL)))
    assert [(parse_qs(urlsplit(one.url).query)["page"], one.is_probe) for one in found] == [
        (["1"], False),
        (["2"], False),
        (["3"], True),
    ]
    assert all("webname=%25E7" in one.url for one in found)


def test_a_list_of_unknown_length_is_followed_group_by_group() -> None:
    following = "/module/web/jpage/dataproxy.jsp?page=1&webid=89&columnid=7217&unitid=8972"
    first = hanweb.next_pages(hanweb.unwrap(page(block(reports(4), total=None, following=following), URL)))
    assert [parse_qs(urlsplit(one.url).query)["page"] for one in first] == [["1"], ["2"]]
    more = following.replace("page=1", "page=2")
    group = f'<nextgroup><![CDATA[<a href="{more}"></a>]]></nextgroup>'
    store = f"<datastore>{group}<recordset>{reports(2)}</recordset></datastore>"
    found = hanweb.unwrap(answer(store, first[0].url))
    assert [one.url for one in hanweb.next_pages(found)] == [f"http://www.a.gov.cn{more}"]
    assert len(hanweb.list_items(found)) == 2


def test_encrypted_ids_are_not_asked_with() -> None:
    following = "/module/web/jpage/dataproxy.jsp?page=1&webid=89&columnid=%2BfJ3&unitid=aX9"
    (found,) = hanweb.next_pages(hanweb.unwrap(page(block(reports(4), total=9, following=following), URL)))
    assert (found.method, found.url.partition("?")[2]) == ("POST", "startrecord=5&endrecord=9&perpage=15")


def test_an_answer_states_its_total_and_ends_the_list() -> None:
    store = f"<datastore><totalrecord>3395</totalrecord><recordset>{reports(2)}</recordset></datastore>"
    found = hanweb.unwrap(answer(store, f"{PROXY}?startrecord=1&endrecord=45&perpage=15"))
    assert hanweb.stated_total(found) == Stated(3395)
    assert hanweb.next_pages(found) == []


def test_articles_are_kept_as_served() -> None:
    found = page(block(NEWS), "http://www.a.gov.cn/art/2024/1/4/art_7217_1.html")
    assert hanweb.unwrap(found) is found


@pytest.mark.parametrize(
    ("body", "is_hanweb"),
    [
        (CALL, True),
        ('<iframe src="../../../../module/visitcount/visit.jsp?type=3&i_webid=89"></iframe>', True),
        ("<!--<$[信息内容]>begin-->正文<!--<$[信息内容]>end-->", True),
        (CALL + '<iframe src="/module/xxgk/tree.jsp?area=1"></iframe>', False),
        (CALL + "<script>proxyUrl:'/truecms/messageController/getMessage.do'</script>", False),
        ("<a href='/col/col1/index.html'>公开</a>", False),
    ],
)
def test_the_family_is_known_by_its_own_marks_alone(body: str, is_hanweb: bool) -> None:
    assert (hanweb.recognises(page(body, URL)) is not None) is is_hanweb


@needs_pages
def test_the_stored_answer_of_the_proxy_is_read() -> None:
    url = "http://cgb.yantai.gov.cn/module/jslib/jquery/jpage/dataproxy.jsp?startrecord=1&endrecord=150&perpage=50"
    raw = XmlResponse(url, body=(PAGES / "DS_00685_List.xml").read_bytes(), encoding="utf-8")
    found = hanweb.unwrap(raw)
    assert isinstance(found, HtmlResponse)
    items = rows(found)
    assert len(items) == 149  # of 150 records one is there twice
    assert (items[0].url, items[0].date) == ("http://cgb.yantai.gov.cn/art/2017/1/4/art_7217_44961.html", "2017-01-04")
    assert items[0].title == "烟台市文化广电新闻出版局《开放烟台》展陈设计与施工竞争性磋商公告"
    assert all(one.date for one in items)
    assert hanweb.stated_total(found) == Stated(3395)


@needs_pages
def test_the_file_of_the_stored_article_is_found() -> None:
    found = stored("DS_00685_Detail.html")
    assert identify(found).name == "hanweb"
    (link,) = hanweb.attachments(found)
    assert link.url.endswith("/module/download/downfile.jsp?classid=0&filename=1701041958151079348.pdf")
    assert link.text.startswith("《开放烟台》展陈设计与施工竞争性磋商文件")


def test_a_list_of_news_is_not_asked_for_by_the_options_of_its_call() -> None:
    found = hanweb.next_pages(hanweb.unwrap(page(block(NEWS, "7", 900), URL)))
    assert [one.url for one in found if "dataproxy" in one.url] == []
