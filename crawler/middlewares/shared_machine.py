"""Portals on one machine wait for its turn in the scheduler, where they take no slot from the portals of others.

A province may serve a hundred portals from one address. Only one request a second goes there; those behind it would
fill the downloader, and every other portal would wait with them.
"""

from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler

from crawler.middlewares.backoff import later
from crawler.middlewares.private_addresses import address_of
from crawler.middlewares.robots import is_past_scheduler

MAX_WAITING = 2  # requests of one machine in the downloader: one under way, one next
_IS_HELD, _MACHINE = "is_held_for_machine", "machine"  # meta


class SharedMachineMiddleware:
    """Puts off what would be the third to wait for one machine."""

    def __init__(self, crawler: Crawler) -> None:
        self._gap = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._in_downloader: Counter[str] = Counter()  # by address
        self._held: Counter[str] = Counter()
        self._addresses: dict[str, str] = {}
        crawler.signals.connect(self._reached, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._left, signal=signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Request | None:
        """The same request for later, behind those that are put off already."""
        if not self._gap or is_past_scheduler(request):
            return None
        host = _host(request)
        address = self._addresses[host] = await address_of(host) or host
        if request.meta.pop(_IS_HELD, False):
            self._held[address] -= 1
        if self._in_downloader[address] < MAX_WAITING:
            return None
        self._held[address] += 1
        again = later(request, self._gap * self._held[address])
        again.meta[_IS_HELD] = True
        return again

    def _reached(self, request: Request) -> None:
        host = _host(request)
        request.meta[_MACHINE] = machine = self._addresses.get(host, host)
        self._in_downloader[machine] += 1

    def _left(self, request: Request) -> None:
        self._in_downloader[request.meta.pop(_MACHINE)] -= 1


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
