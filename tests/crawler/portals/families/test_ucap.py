"""UCAP: the search behind lists drawn by script, as JSON and as HTML; static lists by the call of six arguments."""

import json

import pytest
from scrapy import Request
from scrapy.http import JsonResponse

from crawler.portals import identify
from crawler.portals.families.ucap import Ucap
from crawler.portals.page.pagers import Stated
from tests.crawler.portals.stored import needs_pages, page, stored

CHANNEL = "9b2f6c5d0e4a4b7f8c1d2e3f4a5b6c7d"
SITE = "http://www.a.gov.cn"
SEARCH = f"{SITE}/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=15&_template=index&page=1"
ucap = Ucap()


def answer(total: int, rows: int, url: str = SEARCH) -> JsonResponse:
    row = {
        "title": "甲区2023年政府信息公开年报",
        "url": "/dlq/c1/202401/c01_1.shtml",
        "publishedTimeStr": "2024-01-20 10:00:00",
    }
    data = {"data": {"total": total, "page": 1, "rows": rows, "results": [row]}}
    return JsonResponse(url, body=json.dumps(data, ensure_ascii=False).encode(), encoding="utf-8")


def test_the_search_answers_rows_and_their_number() -> None:
    found = ucap.unwrap(answer(31, 15))
    (item,) = ucap.list_items(found)
    assert (item.url, item.date) == (f"{SITE}/dlq/c1/202401/c01_1.shtml", "2024-01-20")
    assert ucap.stated_total(found) == Stated(31, 3)


def test_further_pages_of_the_search_change_page_alone_and_believe_the_answers_page_size() -> None:
    urls = [one.url for one in ucap.next_pages(ucap.unwrap(answer(31, 10)))]
    assert urls == [SEARCH.replace("page=1", f"page={number}") for number in (2, 3, 4)]


def test_an_answer_that_is_no_list_is_left_as_it_is() -> None:
    for data in ({"code": 500}, {"data": None}, {"data": {"results": None}}, []):
        found = JsonResponse(SEARCH, body=json.dumps(data).encode(), encoding="utf-8")
        assert ucap.list_items(ucap.unwrap(found)) == []


@pytest.mark.parametrize(
    ("head", "body", "path"),
    [
        (
            f'<meta name="channelId" content="{CHANNEL}">',
            '<script src="/a/xhtml/js/page.js"></script>',
            "/common/search/",
        ),
        (
            "",
            f"<script>var channelId = '{CHANNEL}'; $.ajax({{url: '/es-search/search/' + channelId}})</script>",
            "/es-search/search/",
        ),
        (
            "",
            f"<script>var channelId = '{CHANNEL}'; $.get('/common/search/' + channelId + '?_isJson=true')</script>",
            "/common/search/",
        ),
        (f'<meta name="channelId" content="{CHANNEL}"/>', "<ul></ul>", "/common/search/"),
        ("", f"<script>load('/searchList/{CHANNEL}?_isAgg=true')</script>", "/searchList/"),
    ],
)
def test_a_column_without_rows_is_asked_of_its_channel(head: str, body: str, path: str) -> None:
    column = page(body, f"{SITE}/dlq/c1/xxgk_list.shtml", head)
    assert ucap.recognises(column)
    (first,) = ucap.next_pages(column)
    assert first.url.startswith(f"{SITE}{path}{CHANNEL}?_isAgg=true&_isJson=true&")
    assert first.url.endswith("&page=1")


def test_a_list_of_files_is_asked_by_post_page_by_page() -> None:
    script = f"<script>var channelId='{CHANNEL}'; $.post('/getFileListByCodeId', {{channelId: channelId}})</script>"
    column = page(script, f"{SITE}/a/c102384r/index.html?tab=gknb")
    assert ucap.recognises(column)
    (first,) = ucap.next_pages(column)
    assert (first.method, first.url) == ("POST", f"{SITE}/getFileListByCodeId")
    assert first.body == f"channelId={CHANNEL}&page=1&size=15".encode()
    rows = {"title": "甲区2023年政府信息公开年报", "url": "/a/1.html", "publishedTimeStr": "2024-01-20 10:00:00"}
    data = {"results": {"data": {"total": 31, "rows": 15, "results": [rows]}}}
    request = Request(first.url, method="POST", body=first.body, headers=dict(first.headers))
    answered = JsonResponse(first.url, body=json.dumps(data).encode(), encoding="utf-8", request=request)
    found = ucap.unwrap(answered)
    assert [(item.url, item.date) for item in ucap.list_items(found)] == [(f"{SITE}/a/1.html", "2024-01-20")]
    assert ucap.stated_total(found) == Stated(31, 3)
    assert [one.body.decode().partition("page=")[2] for one in ucap.next_pages(found)] == ["2&size=15", "3&size=15"]


def test_a_next_page_that_is_linked_is_followed_and_the_search_not_asked() -> None:
    body = f"<a href='/searchList/{CHANNEL}?_isAgg=0&page=2'>下一页</a> 共18条"
    column = page(body, f"{SITE}/a/c1/listDisplaySon.shtml")
    assert [one.url for one in ucap.next_pages(column)] == [f"{SITE}/searchList/{CHANNEL}?_isAgg=0&page=2"]
    second = page(body.replace("page=2", "page=3"), f"{SITE}/searchList/{CHANNEL}?_isAgg=0&page=2")
    assert [one.url for one in ucap.next_pages(second)] == [f"{SITE}/searchList/{CHANNEL}?_isAgg=0&page=3"]


def test_a_column_with_its_own_pager_is_not_asked_of_the_search() -> None:
    script = "<script>createPageHTML('page_div',3, 1,'list','shtml',31);</script>"
    found = page(script, f"{SITE}/dlq/c1/list.shtml", f'<meta name="channelId" content="{CHANNEL}">')
    assert [one.url for one in ucap.next_pages(found)] == [f"{SITE}/dlq/c1/list_{number}.shtml" for number in (2, 3)]


@pytest.mark.parametrize(
    ("body", "is_ucap"),
    [
        ("<ucapcontent>正文</ucapcontent>", True),
        ("<CMSPRO_CHANNEL CODE=''></CMSPRO_CHANNEL>", True),
        ("<a href='/a/c1/redirect_firstChannel.shtml'>公开</a>", True),
        ("<script>createPageHTML('page_div',3, 1,'list','shtml',31);</script>", True),
        ('<script>createPageHTML(3, 0, "index", "shtml");</script>', False),
        ("<a href='list.shtml'>公开</a>", False),
    ],
)
def test_the_family_is_known_by_its_own_marks_alone(body: str, is_ucap: bool) -> None:
    assert (ucap.recognises(page(body, f"{SITE}/")) is not None) is is_ucap


STORED = {  # file -> rows, records stated, pages stated, first title, next page
    "QX_01087_List.html": (20, 1014, 51, "办公用房招租第三次公告", "&page=2"),
    "QX_01087_List2.html": (
        20,
        512,
        26,
        "关于社会主义核心价值观建设合作企业征集评选结果的公告",
        "/c109346/list_2.shtml",
    ),
    "QX_01093_List.html": (10, 7996, 800, "万寿桥等8座2018年", "&page=2"),
    "QX_01413_List.html": (15, 317, 22, "犍为县住建局犍为县2018年春节亮化工程", "/cggg/news_child_2.shtml"),
}


@needs_pages
@pytest.mark.parametrize("name", STORED)
def test_stored_lists_are_read(name: str) -> None:
    rows, records, pages, title, following = STORED[name]
    found = stored(name)
    assert identify(found).name == "ucap"
    items = ucap.list_items(ucap.unwrap(found))
    assert len(items) == rows
    assert items[0].title.startswith(title)
    assert all(one.date and one.url.endswith(".shtml") for one in items)
    assert ucap.stated_total(found) == Stated(records, pages)
    assert ucap.next_pages(found)[0].url.endswith(following)


@needs_pages
def test_stored_articles_offer_no_files_and_are_no_lists() -> None:
    for name in ("QX_01087_Detail.html", "QX_01087_Detail2.html", "QX_01093_Detail.html", "QX_01413_Detail.html"):
        assert ucap.attachments(stored(name)) == [], name
        assert ucap.list_items(stored(name)) == [], name
