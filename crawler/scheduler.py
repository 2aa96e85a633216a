"""Scrapy's scheduler, with requests that have to wait: a request with `meta["not_before"]` is kept until then.

While it is kept the crawl is not idle, and no slot of the downloader is taken: a sick host's second round costs the
other hosts nothing. Nor does a portal whose documents take long to read: its own requests wait, and no others.
"""

import asyncio
import itertools
import time
from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler
from twisted.internet.defer import Deferred

NOT_BEFORE = "not_before"  # seconds of time.monotonic()
AGAIN = 1.0  # seconds until it is looked at again whether a portal's documents were read


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

    def next_request(self) -> Request | None:
        """The next request whose portal is not full; one that is waits a second."""
        while (request := super().next_request()) is not None:
            if not self._is_full(request):
                return request
            request.meta[NOT_BEFORE] = time.monotonic() + AGAIN
            request.dont_filter = True  # it was seen, and it is the same one
            self.enqueue_request(request)
        return None

    def has_pending_requests(self) -> bool:
        return bool(self._held) or super().has_pending_requests()

    @property
    def held(self) -> int:
        """How many requests wait for their time."""
        return len(self._held)

    def _is_full(self, request: Request) -> bool:
        """True if a stage of the pipelines wants no more of the request's portal for now."""
        if "crawl" not in request.cb_kwargs:  # robots.txt is nobody's
            return False
        region_code = request.cb_kwargs["crawl"].seed.region_code
        return any(stage.is_full(region_code) for stage in self._stages())

    def _stages(self) -> list[Any]:
        """The stages that can be full; known once the engine has made them."""
        assert self.crawler is not None
        engine = self.crawler.engine
        made = engine.scraper.itemproc.middlewares if engine is not None else ()
        return [stage for stage in made if hasattr(stage, "is_full")]

    def _release(self, number: int, request: Request) -> None:
        del self._held[number]
        del request.meta[NOT_BEFORE]
        assert self.crawler is not None
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)
