"""What two portals' crawls come to is asked for once."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.discovery.state import Outcome, PortalCrawl
from crawler.middlewares import once
from crawler.middlewares.once import OnceMiddleware
from crawler.seeds import Seed
from tests.crawler.crawl import Crawled, crawl
from tests.crawler.site import Answer, Site, site
from tests.crawler.small_sites import links, page, report, rows

ABOVE, BELOW = "http://www.dahe.gov.cn/", "http://www.qingshan.gov.cn/"
REPORT, GONE = "/nb/2023.html", "/nb/2022.html"


def crawled() -> tuple[Crawled, Site]:
    """A county and its prefecture, whose list names the county's reports where they are, one of them not there."""
    county_rows = [
        (path, f"青山县人民政府{path[4:8]}年政府信息公开工作年度报告", "2024-01-20") for path in (REPORT, GONE)
    ]
    county = {
        "/": page("青山县", links(("/nb/", "政府信息公开年报"))),
        "/nb/": page("政府信息公开年报", rows(*county_rows)),
        REPORT: report(2023),
        GONE: Answer("<h1>404</h1>", 404),
    }
    with site(county) as below:
        named = [(f"{below.url.rstrip('/')}{path}", title, day) for path, title, day in county_rows]
        own = ("/1.html", "大河市人民政府2023年政府信息公开工作年度报告", "2024-01-20")
        above_pages = {
            "/": page("大河市", links(("/nb/", "政府信息公开年报"))),
            "/nb/": page("政府信息公开年报", rows(own, *named)),
            "/1.html": report(2023),
        }
        with site(above_pages) as above:
            under = {"青山县": "370406"}
            seeds = [
                {"region_code": "370400", "name": "大河市", "level": "prefecture", "portal_url": above.url}
                | {"below": under, "kin": [below.url]},
                {"region_code": "370406", "name": "青山县", "level": "county", "portal_url": below.url}
                | {"kin": [above.url]},
            ]
            return crawl(seeds), below  # type: ignore[arg-type]  # JSON takes lists and objects, too


def test_a_report_that_two_portals_name_is_asked_for_once_and_given_to_both() -> None:
    found, below = crawled()
    assert below.hits.count(REPORT) == 1
    assert below.hits.count(GONE) == 2  # nothing came: each may try
    documents = [(one["region_code"], one["url"].rpartition("/")[2]) for one in found.documents]
    assert documents.count(("370406", "2023.html")) == 2
    assert ("370400", "1.html") in documents


class Spider:
    """Two crawls that may ask for each other's addresses."""

    seeds = (
        Seed(region_code="370400", name="大河市", level="prefecture", portal_url=ABOVE, kin=(BELOW,)),
        Seed(region_code="370406", name="青山县", level="county", portal_url=BELOW, kin=(ABOVE,)),
    )

    def __init__(self) -> None:
        self.crawls = [PortalCrawl(seed) for seed in self.seeds]

    def request(self, number: int, path: str, **headers: str) -> Request:
        return Request(f"{BELOW}{path}", cb_kwargs={"crawl": self.crawls[number]}, headers=headers)


async def asked(spider: Spider, *requests: Request, size: int = 1) -> list[bool]:
    """For each request in turn, whether it was answered without asking."""
    middleware = OnceMiddleware(SimpleNamespace(spider=spider))  # type: ignore[arg-type]
    found = []
    for request in requests:
        answer = await middleware.process_request(request)
        found.append(answer is not None)
        if answer is None:
            middleware.process_response(request, Response(request.url, body=b"x" * size))
    return found


def test_answers_are_kept_within_a_bound_the_oldest_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "MAX_KEPT", 20)
    spider = Spider()
    requests = [spider.request(number, path) for number in (0, 1) for path in "abc"]
    assert asyncio.run(asked(spider, *requests, size=10)) == [False, False, False, False, False, False]
    monkeypatch.setattr(once, "MAX_KEPT", 30)
    assert asyncio.run(asked(spider, *requests, size=10)) == [False, False, False, True, True, True]


def test_what_one_crawl_knows_or_no_other_may_ask_for_is_no_others() -> None:
    spider = Spider()
    plain, known = spider.request(0, "a"), spider.request(1, "a", **{"If-None-Match": '"1"'})
    assert asyncio.run(asked(spider, plain, known)) == [False, False]
    spider.crawls[1].outcome = Outcome("ok")
    assert asyncio.run(asked(spider, plain, spider.request(0, "a"))) == [False, False]


def test_who_asks_while_another_does_waits_for_the_answer_and_asks_where_none_comes() -> None:
    async def meanwhile(*, is_answered: bool) -> Response | None:
        spider = Spider()
        middleware = OnceMiddleware(SimpleNamespace(spider=spider))  # type: ignore[arg-type]
        first = spider.request(0, "a")
        assert await middleware.process_request(first) is None
        second = asyncio.ensure_future(middleware.process_request(spider.request(1, "a")))
        await asyncio.sleep(0)
        assert not second.done()
        if is_answered:
            middleware.process_response(first, Response(first.url, body=b"x"))
        else:
            middleware.process_exception(first, TimeoutError())
        return await second

    answer = asyncio.run(meanwhile(is_answered=True))
    assert answer is not None
    assert answer.body == b"x"
    assert asyncio.run(meanwhile(is_answered=False)) is None
