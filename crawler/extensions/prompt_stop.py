"""Ends a crawl within seconds of SIGTERM or Ctrl-C, whatever it is doing.

Scrapy waits for every download that is under way and every one that waits for its host: with a Crawl-delay of a minute
that is minutes. Here the portals get their verdict at once, and what is under way is given up: the next crawl goes on
from what is stored.
"""

import asyncio
import signal
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.middlewares.download import Stopped, stopping

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
MAX_SECONDS = 20  # until the kernel ends the process: the stop above takes five at most


class PromptStop:
    """Comes before Scrapy's own handlers, which then do the rest; a second signal is theirs alone."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.engine_stopped, signal=signals.engine_stopped)
        return extension

    def spider_opened(self) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            scrapys = signal.getsignal(number)
            if not callable(scrapys):
                continue

            def stop(signum: int, frame: Any, scrapys: Any = scrapys) -> None:
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.alarm(MAX_SECONDS)
                scrapys(signum, frame)
                loop.call_soon_threadsafe(self._give_up)

            signal.signal(number, stop)

    def engine_stopped(self) -> None:
        signal.alarm(0)  # what follows a crawl, such as its digest, is no part of it

    def _give_up(self) -> None:
        """Close the portals, then end what is being read, what waits for its host and what is under way."""
        self._crawler.spider.close_portals()  # type: ignore[union-attr]
        for stage in self._crawler.engine.scraper.itemproc.middlewares:
            if hasattr(stage, "give_up"):
                stage.give_up()
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Stopped())
        self._crawler.signals.send_catch_log(stopping)
