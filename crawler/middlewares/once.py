"""No address twice in a run, whoever asks: what the crawls of two portals come to is asked for once.

A county's reports may hang on its prefecture's portal, and the prefecture's list may name those on the county's: both
crawls come to them. The answer is kept while another portal at work may ask for it.
"""

import asyncio
from collections import OrderedDict, defaultdict
from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.discovery.state import PortalCrawl
from crawler.hosts import is_ip, netloc, registrable

MAX_KEPT = 64 << 20  # bytes of answers, the oldest are given up first
_CONDITIONS = ("If-None-Match", "If-Modified-Since")  # of what one crawl knows; its answer is no other's


class OnceMiddleware:
    """Before decompression: what it gives out again looks as it came over the wire, and is checked as that was."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._answers: OrderedDict[str, asyncio.Future[Response | None]] = OrderedDict()
        self._asking: dict[int, str] = {}  # id() of the request that is under way for an address

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """The answer another portal's crawl got, once it is there; None where this one has to ask."""
        if not self._is_shared(request):
            return None
        kept = self._answers.get(request.url)
        if kept is not None and (answer := await kept) is not None:
            return answer.replace(request=request)
        self._answers[request.url] = asyncio.get_running_loop().create_future()
        self._asking[id(request)] = request.url
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, kept for the next who asks if it is a page."""
        self._settle(request, response if response.status == 200 else None)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """No answer: the next who asks has to try."""
        self._settle(request, None)

    def _settle(self, request: Request, answer: Response | None) -> None:
        url = self._asking.pop(id(request), None)
        if url is None:
            return
        self._answers[url].set_result(answer)
        if answer is None:
            del self._answers[url]
        kept = {url: future.result() for url, future in self._answers.items() if future.done()}
        spent = sum(len(one.body) for one in kept.values() if one is not None)
        for old, one in kept.items():
            if spent <= MAX_KEPT:
                break
            spent -= len(one.body) if one is not None else 0
            del self._answers[old]

    def _is_shared(self, request: Request) -> bool:
        """True for a plain question that the crawl of another portal, still at work, may come to as well."""
        own = request.cb_kwargs.get("crawl")
        if own is None or request.method != "GET" or any(name in request.headers for name in _CONDITIONS):
            return False
        others = (crawl for crawl in self._crawls.get(_owner(request.url), ()) if crawl is not own)
        return any(crawl.outcome is None and crawl.may_ask(request.url) for crawl in others)

    @cached_property
    def _crawls(self) -> dict[str, list[PortalCrawl]]:
        """Owner of addresses -> the crawls that may ask for them."""
        found: dict[str, list[PortalCrawl]] = defaultdict(list)
        for crawl in getattr(self._crawler.spider, "crawls", ()):
            for owner in {_owner(url) for url in (crawl.seed.portal_url, *crawl.seed.kin)}:
                found[owner].append(crawl)
        return found


def _owner(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return netloc(url) if is_ip(host) else registrable(host)
