"""Stops a crawl whose database or disk takes nothing more: what is fetched then would only be fetched again."""

import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.defer import _schedule_coro
from twisted.python.failure import Failure

from pipelines.exceptions import StorageError

log = logging.getLogger(__name__)

REASON = "storage"  # how such a crawl ends, where Scrapy says `finished`


class StorageWatch:
    """Ends the crawl at the first document that could not be stored for a reason outside the program."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.said = ""  # the first error

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.item_failed, signal=signals.item_error)
        return extension

    def item_failed(self, failure: Failure) -> None:
        error: Any = failure.value
        if isinstance(error, StorageError) and not self.said and self._crawler.engine is not None:
            self.said = str(error)
            log.error("the crawl stops: %s", error)
            _schedule_coro(self._crawler.engine.close_spider_async(reason=f"{REASON}: {error}"))
