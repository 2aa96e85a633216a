"""Requests for rows that a page's scripts spell out."""

import json
from typing import Any

import pytest
from scrapy.http import HtmlResponse, JsonResponse, Request, TextResponse

from crawler.portals.base import Portal
from crawler.portals.page.pages import Page
from crawler.portals.page.script.requests import list_requests

PORTAL = Portal()
URL = "http://www.qs.gov.cn/nb/index.html"
TITLE = "青山区{}年政府信息公开工作年度报告"


def column(body: str) -> HtmlResponse:
    head = '<head><title>政府信息公开年报</title><meta name="ColumnName" content="政府信息公开年报"></head>'
    return HtmlResponse(URL, body=f"<html>{head}<body>{body}</body></html>".encode(), encoding="utf-8")


def asked(script: str) -> list[tuple[str, str, str]]:
    return [
        (page.method, page.url.removeprefix("http://www.qs.gov.cn"), page.body.decode())
        for page in list_requests(column(f"<ul id='l'></ul><input id='col' value='a7'><script>{script}</script>")).pages
    ]


@pytest.mark.parametrize(
    ("script", "request_"),
    [
        ("$.get('/list.do', {c: 7, page: 1})", ("GET", "/list.do?c=7&page=1", "")),
        ("$.post('/list.do', {c: $('#col').val(), page: p})", ("POST", "/list.do", "c=a7&page=1")),
        ("function go(n) { $.getJSON('/l?c=7&p=' + n, draw); } go(1);", ("GET", "/l?c=7&p=1", "")),
        ("function load(c, n) { fetch(`/l/${c}/${n}.json`) } load('nb', 1)", ("GET", "/l/nb/1.json", "")),
        (
            "fetch('/l', {method: 'POST', body: JSON.stringify({c: 7, pageNo: page})})",
            ("POST", "/l", '{"c":7,"pageNo":1}'),
        ),
        ("axios.get('/l', {params: {c: 7, pn: this.pn}})", ("GET", "/l?c=7&pn=1", "")),
        ("axios.post('/l', {c: 7, current: 1})", ("POST", "/l", '{"c": 7, "current": 1}')),
        (
            "axios({url: '/l', method: 'post', data: {c: [1, 2], page: 1}})",
            ("POST", "/l", "c%5B%5D=1&c%5B%5D=2&page=1"),
        ),
        ("x.open('POST', '/l', true); x.send('c=7&page=1')", ("POST", "/l", "c=7&page=1")),
        ("var o = {type: 'POST', url: '/l', data: {c: 7, page: 1}}; $.ajax(o)", ("POST", "/l", "c=7&page=1")),
        ("$('#l').load('/part.html?c=7')", ("GET", "/part.html?c=7", "")),
        (
            "new L({api: '/l', param: {c: 'x'}, pageNum: 1, pageLen: 5, totalNum: 9})",
            ("GET", "/l?c=x&pageNum=1&pageLen=5", ""),
        ),
    ],
)
def test_a_call_is_sent_as_the_page_would(script: str, request_: tuple[str, str, str]) -> None:
    assert asked(script) == [request_]


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/visit/count.do', {c: 7})",
        "$.post('/list.do', {column: secret(), page: 1})",  # without its column it would list everything
        "map.get('name')",
        "$.ajax({url: base + '/list', data: {page: 1}})",
    ],
)
def test_what_is_not_known_in_whole_is_not_sent(script: str) -> None:
    assert asked(script) == []


def answer(data: Any, page: Page) -> TextResponse:
    request = Request(page.url, method=page.method, body=page.body, meta={"page": page})
    return PORTAL.read(JsonResponse(page.url, body=json.dumps(data).encode(), encoding="utf-8", request=request))


def test_the_largest_array_of_titles_and_addresses_is_the_list_and_its_pages_follow() -> None:
    rows = [{"bt": TITLE.format(year), "dz": f"/nb/{year}.html", "fbsj": f"{year + 1}-01-20"} for year in (2023, 2022)]
    first = Page("http://www.qs.gov.cn/l?c=7&page=1")
    found = answer(
        {"code": 0, "menu": [{"name": "公开指南公开", "url": "/zn/"}], "d": {"total": "3", "rows": rows}}, first
    )
    assert [(item.url.rpartition("/")[2], item.date) for item in PORTAL.list_items(found)] == [
        ("2023.html", "2024-01-20"),
        ("2022.html", "2023-01-20"),
    ]
    assert PORTAL.stated_total(found).records == 3
    (following,) = PORTAL.next_pages(found)
    assert following.url == "http://www.qs.gov.cn/l?c=7&page=2"
    assert PORTAL.next_pages(answer({"d": {"total": 3, "rows": rows[:1]}}, Page(following.url + "0"))) == []


def test_json_inside_a_text_and_markup_inside_json_are_read() -> None:
    rows = [{"title": TITLE.format(2023), "url": "/nb/1.html"}]
    assert len(PORTAL.list_items(answer({"msg": json.dumps({"list": rows})}, Page(f"{URL}?page=1")))) == 1
    markup = f"<li><a href='/nb/1.html'>{TITLE.format(2023)}</a></li>"
    assert len(PORTAL.list_items(answer({"data": {"html": markup}}, Page(f"{URL}?page=1")))) == 1


def test_an_id_becomes_the_address_that_the_page_writes() -> None:
    script = """$.get('/l', {page: 1}, function (r) { r.list.forEach(function (d) {
        h += '<li><a href="/info/' + d.kind + '/' + d.id + '.html">' + d.title + '</a></li>'; }); })"""
    (page,) = list_requests(column(f"<script>{script}</script>")).pages
    assert page.template == "/info/{kind}/{id}.html"
    found = answer({"list": [{"title": TITLE.format(2023), "kind": "nb", "id": 71}]}, page)
    assert [item.url for item in PORTAL.list_items(found)] == ["http://www.qs.gov.cn/info/nb/71.html"]


def test_the_rows_of_another_list_are_none_of_this_one() -> None:
    news = [{"title": "区领导调研重点项目建设情况", "url": "/news/1.html"}]
    found = answer({"total": 90, "rows": news}, Page(f"{URL}?page=1"))
    assert PORTAL.list_items(found) == []
    assert PORTAL.stated_total(found).records is None


def test_an_element_may_hold_the_request() -> None:
    (page,) = list_requests(column('<div data-url="/more" data-column="7" data-offset="10">加载更多</div>')).pages
    assert page.url == "http://www.qs.gov.cn/more?column=7&offset=10"
