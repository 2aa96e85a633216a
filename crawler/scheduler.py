"""Scrapy's scheduler, with requests that have to wait: a request with `meta["not_before"]` is kept until then.

While it is kept the crawl is not idle, and no slot of the downloader is taken: a sick host's second round costs the
other hosts nothing.
"""

import asyncio
import itertools
import time

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler
from twisted.internet.defer import Deferred

NOT_BEFORE = "not_before"  # seconds of time.monotonic()


class PatientScheduler(Scheduler):
    """Holds back what is not yet due; the rest is Scrapy's own."""

    def open(self, spider: Spider) -> "Deferred[None] | None":
        self._held: dict[int, asyncio.TimerHandle] = {}
        self._numbers = itertools.count()
        return super().open(spider)

    def close(self, reason: str) -> "Deferred[None] | None":
        for timer in self._held.values():
            timer.cancel()
        self._held.clear()
        return super().close(reason)

    def enqueue_request(self, request: Request) -> bool:
        wait = request.meta.get(NOT_BEFORE, 0.0) - time.monotonic()
        if wait <= 0:
            return super().enqueue_request(request)
        number = next(self._numbers)
        self._held[number] = asyncio.get_running_loop().call_later(wait, self._release, number, request)
        return True

    def has_pending_requests(self) -> bool:
        return bool(self._held) or super().has_pending_requests()

    @property
    def held(self) -> int:
        """How many requests wait for their time."""
        return len(self._held)

    def _release(self, number: int, request: Request) -> None:
        del self._held[number]
        del request.meta[NOT_BEFORE]
        assert self.crawler is not None
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)
