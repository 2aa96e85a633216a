"""Watches the reading: reports a failure of the program at once, and ends a crawl that can read nothing."""

import logging
from collections import Counter
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.defer import _schedule_coro
from twisted.python.failure import Failure

from pipelines.exceptions import InternalError, StorageError
from pipelines.records import Report, Status
from pipelines.storage.crawls.ledger import INTERNAL, READ, UNREADABLE

log = logging.getLogger(__name__)

REASON = "internal"  # how a crawl ends whose program reads nothing, where Scrapy says `finished`
MAX_FIRST = 10  # documents; when all of the first so many fail by the program's fault, the next will, too
FAILED = "the program failed"
internal_failure = object()  # signal; sent with `url` and `reason` for each document that the program failed on


def internal_reason(failure: Failure) -> str:
    """Why a stage broke on a document where that is the program's fault; "" where the disk or the database refused."""
    error = failure.value
    if isinstance(error, StorageError):
        return ""
    told = str(error) if isinstance(error, InternalError) else f"{type(error).__name__}: {error}"
    return f"{FAILED}: {told}"


def address_of(item: Any) -> str:
    """Where a document or its report was found."""
    return item.source_url if isinstance(item, Report) else str(item.url)


class ReadingWatch:
    """Counts what could be read. One portal's documents alone do not end the crawl of others: they may be made to."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._number: Counter[str] = Counter()  # of documents, by how reading them ended
        self._reasons: dict[str, Counter[str]] = {UNREADABLE: Counter(), INTERNAL: Counter()}  # why they were not read
        self._portals: set[str] = set()  # regions of the documents that the program failed on
        self._is_ending = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signal=signals.item_scraped)
        crawler.signals.connect(extension.item_failed, signal=signals.item_error)
        return extension

    def item_scraped(self, item: Any) -> None:
        """A document went through all stages; without the reading stages it is none of ours."""
        if not isinstance(item, Report):
            return
        if item.status is Status.UNREADABLE:
            self._count(UNREADABLE, item.error or "no reason is known")
        else:
            self._count(READ)

    def item_failed(self, item: Any, failure: Failure) -> None:
        """A stage broke on a document, or could not store it."""
        why = internal_reason(failure)
        if not why:
            return
        self._count(INTERNAL, why)
        self._portals.add(item.region_code)
        address = address_of(item)
        log.error("%s: %s", address, why)
        self._crawler.signals.send_catch_log(internal_failure, url=address, reason=why)
        self._stop_if_it_is_the_program()

    @property
    def is_nothing_read(self) -> bool:
        """True if documents came and none of them could be read."""
        return self._number.total() > 0 and not self._number[READ]

    @property
    def summary(self) -> str:
        """One line when the program failed on documents or none could be read; else ""."""
        told = self._reasons[INTERNAL] + (self._reasons[UNREADABLE] if self.is_nothing_read else Counter())
        if not told:
            return ""
        readable = self._number.total() - told.total()
        return f"{readable} of {self._number.total()} documents could be read: {told.most_common(1)[0][0]}"

    def _count(self, ending: str, why: str = "") -> None:
        self._number[ending] += 1
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"nianbao/{ending}")
        if why:
            self._reasons[ending][why] += 1

    def _stop_if_it_is_the_program(self) -> None:
        spider: Any = self._crawler.spider
        is_all = self._number.total() == self._number[INTERNAL] >= MAX_FIRST
        is_everywhere = len(self._portals) > 1 or len({seed.region_code for seed in spider.seeds}) == 1
        if is_all and is_everywhere and not self._is_ending and self._crawler.engine is not None:
            self._is_ending = True
            log.error("the crawl stops: the program failed on each of its first %s documents", self._number.total())
            _schedule_coro(self._crawler.engine.close_spider_async(reason=REASON))
