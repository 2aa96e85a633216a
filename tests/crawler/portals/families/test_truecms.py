"""truecms: windows of the page's own length by JSONP, always with the column as Referer."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawler.portals.families.truecms import Truecms
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import page

URL = "http://www.a.gov.cn/a/zfxxgknb/zfxxgknb.html"
PROXY = "/truecms/messageController/getMessage.do"
ROW = "<li><a href='/a/zfxxgknb/content/{n}.html'>甲区{n}年政府信息公开年报</a><span>2024-01-04</span></li>"
CALL = f"""<script>$(function(){{ $('#content').jpage({{ dataStore:$('#initData').html(), totalRecord:20,
proxyUrl:'{PROXY}', perPage:3, groupSize:2, ajaxParam:{{ columnId:'754f6db5-d294' }} }}); }});</script>"""
truecms = Truecms()


def column(shown: int) -> str:
    rows = "".join(ROW.format(n=2024 - number) for number in range(shown))
    return f'<ul id="initData" style="display:none">{rows}</ul>{CALL}'


def answer(text: str) -> TextResponse:
    return TextResponse(f"http://www.a.gov.cn{PROXY}?callback=cb", body=text.encode(), encoding="utf-8")


@pytest.mark.parametrize(
    ("shown", "windows"), [(6, [(7, 12), (13, 18), (19, 20)]), (0, [(1, 6), (7, 12), (13, 18), (19, 20)])]
)
def test_windows_behind_the_shown_rows_are_asked_with_a_referer(shown: int, windows: list[tuple[int, int]]) -> None:
    found = truecms.next_pages(page(column(shown), URL))
    queries = [{name: text[0] for name, text in parse_qs(urlsplit(one.url).query).items()} for one in found]
    assert [(int(query["startrecord"]), int(query["endrecord"])) for query in queries] == windows
    assert {(query["columnId"], query["perpage"], query["callback"]) for query in queries} == {
        ("754f6db5-d294", "3", "cb")
    }
    assert all(dict(one.headers)["Referer"] == URL for one in found)
    assert truecms.stated_total(page(column(shown), URL)) == Stated(20)


def test_rows_come_out_of_the_callback_or_without_one() -> None:
    record = f"<record><![CDATA[{ROW.format(n=2023)}]]></record>"
    store = f"<datastore><totalrecord>20</totalrecord><recordset>{record}</recordset></datastore>"
    body = json.dumps({"result": store})
    for text in (f"cb({body});", body):
        found = truecms.unwrap(answer(text))
        assert [(one.title, one.date) for one in truecms.list_items(found)] == [
            ("甲区2023年政府信息公开年报", "2024-01-04")
        ]
        assert truecms.stated_total(found) == Stated(20)
        assert truecms.next_pages(found) == []


def test_a_list_drawn_without_jpage_is_asked_by_its_ids_and_each_answer_names_the_next_window() -> None:
    call = f"<script>load({{ proxyUrl: '{PROXY}', columnId: 'c-7', perPage: '15' }})</script>"
    (first,) = truecms.next_pages(page(call, URL))
    assert (first.block, dict(first.headers)["Referer"]) == ("c-7", URL)
    assert first.url.endswith(f"{PROXY}?startrecord=1&endrecord=15&perpage=15&columnId=c-7&callback=cb")
    record = f"<record><![CDATA[{ROW.format(n=2023)}]]></record>"
    body = json.dumps({"result": f"<datastore><totalrecord>40</totalrecord>{record}</datastore>"})
    request = Request(first.url, headers=dict(first.headers))
    asked = TextResponse(first.url, body=f"cb({body});".encode(), encoding="utf-8", request=request)
    further = truecms.next_pages(truecms.unwrap(asked))
    assert [one.url.partition("?")[2].partition("&perpage")[0] for one in further] == [
        "startrecord=16&endrecord=30",
        "startrecord=31&endrecord=40",
    ]
    assert {(dict(one.headers)["Referer"], one.block) for one in further} == {(URL, "c-7")}


def test_two_columns_of_a_page_are_two_lists() -> None:
    calls = f"<script>a({{columnId:'c1',proxyUrl:'{PROXY}'}}); b({{columnId:'c2',proxyUrl:'{PROXY}'}})</script>"
    assert [one.block for one in truecms.next_pages(page(calls, URL))] == ["c1", "c2"]


def test_an_answer_without_a_datastore_has_no_rows() -> None:
    assert truecms.list_items(truecms.unwrap(answer('cb({"result": ""});'))) == []


def test_the_family_is_known_by_its_interface() -> None:
    assert truecms.recognises(page(CALL, URL)) == PROXY
    assert truecms.recognises(page(CALL.replace(PROXY, "/TrueCMS/messageController/getMessage.do"), URL))
    assert truecms.recognises(page(CALL.replace(PROXY, "/module/web/jpage/dataproxy.jsp"), URL)) is None
