"""Whether there is a network at all: a crawl none of whose names can be resolved is ended, and says so."""

import logging
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.defer import _schedule_coro

from crawler.hosts import is_ip
from crawler.middlewares.private_addresses import GuardResolver

log = logging.getLogger(__name__)

NO_NETWORK = "no_network"  # how such a crawl ends, where Scrapy says `finished`
IS_THERE_A_NETWORK = "no host could be resolved: is there a network here?"
_ENOUGH = 20  # names that could not be resolved, and not one that could: the others need not be tried


class NetworkMiddleware:
    """Nearest to the network: sees every answer and every failure, those of robots.txt among them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._unresolved: set[str] = set()
        self._is_settled = False  # a name was resolved, or the crawl is being ended

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """An answer: there is a network."""
        self._is_settled = True
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Ends the crawl when this was the last name that might have had an address."""
        host = urlsplit(request.url).hostname or ""
        if self._is_settled or is_ip(host) or isinstance(exception, IgnoreRequest):  # the last one: never asked
            return
        if not isinstance(exception, CannotResolveHostError) or host in GuardResolver.refused:
            self._is_settled = True
            return
        self._unresolved.add(host)
        if len(self._unresolved) >= _ENOUGH or self._unresolved >= self._names():
            self._is_settled = True
            assert self._crawler.engine is not None
            log.warning("no host could be resolved: the crawl ends")
            _schedule_coro(self._crawler.engine.close_spider_async(reason=NO_NETWORK))

    def _names(self) -> set[str]:
        """The hosts of all portals; one with a literal address may answer without names."""
        seeds = getattr(self._crawler.spider, "seeds", ())
        return {urlsplit(seed.portal_url).hostname or "" for seed in seeds}
