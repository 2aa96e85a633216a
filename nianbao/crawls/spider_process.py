"""Runs the spider in this process, once, to its end."""

import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.exit_codes import SHUTDOWN
from crawler.extensions.reading_watch import ReadingWatch
from crawler.project import project_settings
from crawler.seeds import Seed
from nianbao import run_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a crawl ended. `reason`: Scrapy's, `finished` or `shutdown`, or that of one of our extensions."""

    reason: str
    is_nothing_read: bool = False  # documents came, and none of them could be read
    reading: str = ""  # one line, where the program failed on documents or nothing could be read


def run_crawl(seeds: Sequence[Seed], overrides: dict[str, Any], watch: Callable[[Crawler], object]) -> Ended:
    """Run the spider on these seeds to its end.

    `watch` gets the crawler before it starts and connects itself to its signals. What kept the crawl from starting is
    raised.
    """
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").addFilter(_without_traceback)
    settings = project_settings()
    settings.setdict(overrides, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler("annual_reports")
    reasons: list[str] = []

    def note_reason(reason: str) -> None:
        reasons.append(reason)

    crawler.signals.connect(note_reason, signal=signals.spider_closed)
    watcher = watch(crawler)  # signals hold their receivers weakly: the name keeps it alive
    task = process.crawl(crawler, seeds=tuple(seeds))
    with _signals_kept():
        process.start()
    del watcher
    run_id = getattr(crawler.spider, "run_id", None)  # none for a spider without a ledger
    if run_id is not None:
        run_end.expect(settings["DATABASE_URL"], run_id)
    if not task.done():  # a second Ctrl-C: Scrapy stopped without waiting for what was under way
        return Ended(reason=SHUTDOWN)
    task.result()  # what kept the crawl from starting rises here instead of in the log alone
    reading = crawler.get_extension(ReadingWatch)
    if reading is None:
        return Ended(reason=reasons[-1])
    return Ended(reason=reasons[-1], is_nothing_read=reading.is_nothing_read, reading=reading.summary)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Make a line of a robots.txt that cannot be had; True for every record: that is the portal's affair, no error of
    the program.
    """
    record.exc_info, record.levelno, record.levelname = None, logging.INFO, "INFO"
    return True


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Scrapy leaves handlers behind that speak to a reactor which has ended: Ctrl-C would do nothing any more."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
