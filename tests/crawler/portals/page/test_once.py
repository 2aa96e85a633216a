"""What a page gave is kept with the page, and goes with it."""

import gc
from collections.abc import Callable
from weakref import ref

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawler.portals import GENERIC, families
from crawler.portals.page.links import anchor_url, page_links
from crawler.portals.page.once import once_a_page
from crawler.portals.page.organ_links import listed_organs
from crawler.portals.page.pagers import stated
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.requests import list_requests
from crawler.portals.page.unread_parts import unread_parts


def page() -> HtmlResponse:
    body = """<title>政府信息公开年报</title><script>function go(n) {location = '/' + n + $('#mark').val();}
        $.ajax({url: '/list.json', data: {page: n, id: $('#mark').val()}})</script><input id="mark" value="7">
        <ul><li><a href="javascript:go(1)">2023年年度报告</a></li></ul>共 3 条"""
    return HtmlResponse("http://city.test/", body=body.encode(), encoding="utf-8")


def test_a_page_is_read_once() -> None:
    read: list[str] = []
    reading = once_a_page(lambda response: read.append(response.url))
    one = page()
    reading(one)
    reading(one)
    reading(page())
    assert len(read) == 2


LOOKS: dict[str, Callable[[TextResponse], object]] = {
    "scripts": source_of,
    "links": page_links,
    "requests": list_requests,
    "totals": stated,
    "unread parts": unread_parts,
    "organs": lambda response: listed_organs(response, is_organ_list=True),
    "an anchor's script": lambda response: anchor_url(response, response.xpath("//a")[0]),
    **{family.name: family.read for family in (GENERIC, *families().values())},
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_page_that_was_looked_at_is_let_go(look: Callable[[TextResponse], object]) -> None:
    one = page()
    look(one)
    gone = ref(one)
    del one
    gc.collect()
    assert gone() is None


def test_an_answer_is_unwrapped_once_and_its_page_not_again() -> None:
    one = page()
    assert GENERIC.read(one) is one
    assert GENERIC.read(GENERIC.read(one)) is one
