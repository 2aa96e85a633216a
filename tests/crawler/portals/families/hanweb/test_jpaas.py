"""jpaas: blocks asked of build/unit, the page number inside paramJson, answers as object or text."""

import json
from urllib.parse import parse_qs, urlsplit

from scrapy import Request
from scrapy.http import JsonResponse

from crawler.portals.families.hanweb.jpaas import Jpaas
from crawler.portals.page.pagers import Page, Stated
from tests.crawler.portals.stored import page

URL = "http://www.a.gov.cn/zfxxgk/zfxxgknb/index.html"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
ROWS = (
    '<ul><li><a href="/zfxxgk/zfxxgknb/art/2024/art_1.html">甲区2023年政府信息公开年报</a>'
    "<span>2024-01-04</span></li></ul>"
)
jpaas = Jpaas()


def block(tag: str) -> str:
    data = f"{{'webId':'w','pageId':'p','parseType':'bulidstatic','pageType':'column','tagId':'{tag}','tplSetId':'t'}}"
    return f'<script url="{UNIT}" queryData="{data}"></script>'


def query(found: Page) -> dict[str, str]:
    return {name: text[0] for name, text in parse_qs(urlsplit(found.url).query).items()}


def answer(data: object, asked: Page) -> JsonResponse:
    body = json.dumps({"success": True, "code": "200", "data": data}, ensure_ascii=False).encode()
    request = Request(asked.url, headers=dict(asked.headers))
    return JsonResponse(asked.url, body=body, encoding="utf-8", request=request)


def test_every_list_block_of_a_page_is_asked_for_and_no_menu() -> None:
    found = jpaas.next_pages(page(block("当前栏目list") + block("栏目导航") + block("信息公开内容2"), URL))
    assert [query(one)["tagId"] for one in found] == ["当前栏目list", "信息公开内容2"]
    assert [one.block for one in found] == ["当前栏目list", "信息公开内容2"]
    assert query(found[0]) == {
        "webId": "w",
        "pageId": "p",
        "parseType": "bulidstatic",
        "pageType": "column",
        "tagId": "当前栏目list",
        "tplSetId": "t",
        "paramJson": '{"pageNo":1,"pageSize":"15"}',
    }
    assert dict(found[0].headers)["Referer"] == URL


def test_entities_in_the_attribute_are_read() -> None:
    body = block("内容1").replace("'", "&#39;")
    assert query(jpaas.next_pages(page(body, URL))[0])["pageId"] == "p"


def test_rows_total_and_further_pages_of_an_answer() -> None:
    (first,) = jpaas.next_pages(page(block("当前栏目list"), URL))
    html = f'{ROWS}<div class="pagination" rows="5" count="11"></div>'
    for data in ({"html": html}, html):
        found = jpaas.unwrap(answer(data, first))
        assert [one.date for one in jpaas.list_items(found)] == ["2024-01-04"]
        assert jpaas.stated_total(found) == Stated(11)
        further = jpaas.next_pages(found)
        assert [json.loads(query(one)["paramJson"]) for one in further] == [
            {"pageNo": 2, "pageSize": "5"},
            {"pageNo": 3, "pageSize": "5"},
        ]
        assert all(dict(one.headers)["Referer"] == URL for one in further)
        assert jpaas.next_pages(jpaas.unwrap(answer(data, further[0]))) == []


def test_a_refusal_is_no_list() -> None:
    (first,) = jpaas.next_pages(page(block("当前栏目list"), URL))
    refused = jpaas.unwrap(answer(None, first))
    assert jpaas.list_items(refused) == []
    assert jpaas.next_pages(refused) == []


def test_the_family_is_known_by_its_gateway() -> None:
    assert jpaas.recognises(page(block("内容1"), URL)) == "/api-gateway/jpaas-publish-server/"
    assert jpaas.recognises(page(ROWS, URL)) is None
