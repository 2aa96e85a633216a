"""When a crawl is ended for want of a network: no name could be resolved, and none is left to try."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawler.middlewares import network
from crawler.middlewares.network import NO_NETWORK, NetworkMiddleware

FAILED = CannotResolveHostError("DNS lookup failed")


class Engine:
    def close_spider_async(self, *, reason: str) -> str:
        return reason


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The reasons for which the crawl was ended."""
    reasons: list[Any] = []
    monkeypatch.setattr(network, "_schedule_coro", reasons.append)
    return reasons


def middleware(*hosts: str) -> NetworkMiddleware:
    seeds = [SimpleNamespace(portal_url=f"http://{host}/") for host in hosts]
    crawler: Any = SimpleNamespace(spider=SimpleNamespace(seeds=seeds), engine=Engine())
    return NetworkMiddleware.from_crawler(crawler)


def fail(watch: NetworkMiddleware, host: str, error: Exception = FAILED) -> None:
    watch.process_exception(Request(f"http://{host}/robots.txt"), error)


def test_the_crawl_ends_once_no_name_is_left(ended: list[Any]) -> None:
    watch = middleware("a.gov.cn", "b.gov.cn")
    fail(watch, "a.gov.cn")
    fail(watch, "b.gov.cn", IgnoreRequest("unreachable: robots.txt: DNS lookup failed"))  # never asked
    assert ended == []
    fail(watch, "b.gov.cn")
    assert ended == [NO_NETWORK]


def test_of_many_portals_twenty_names_are_enough(ended: list[Any]) -> None:
    hosts = [f"a{number}.gov.cn" for number in range(3000)]
    watch = middleware(*hosts)
    for host in hosts[:20]:
        fail(watch, host)
    assert ended == [NO_NETWORK]


def test_an_answer_or_a_name_that_was_resolved_keeps_it_going(ended: list[Any]) -> None:
    answered, resolved = middleware("a.gov.cn", "b.gov.cn"), middleware("a.gov.cn", "b.gov.cn")
    answered.process_response(Request("http://b.gov.cn/"), Response("http://b.gov.cn/", status=503))
    fail(resolved, "b.gov.cn", DownloadTimeoutError())
    for watch in (answered, resolved):
        fail(watch, "a.gov.cn")
        fail(watch, "b.gov.cn")
    assert ended == []


def test_a_portal_with_a_literal_address_may_still_answer(ended: list[Any]) -> None:
    watch = middleware("a.gov.cn", "127.0.0.1:8000")
    fail(watch, "a.gov.cn")
    fail(watch, "127.0.0.1:8000", DownloadTimeoutError())
    assert ended == []
