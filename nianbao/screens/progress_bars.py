"""How far a crawl is, on standard error: bars on a terminal, a line per portal elsewhere."""

import time
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from scrapy import signals
from scrapy.crawler import Crawler

from crawler.discovery.state import PortalCrawl, portal_finished
from crawler.extensions.reading_watch import internal_failure
from crawler.middlewares.backoff import host_waits
from nianbao.screens.render import one_line
from pipelines.records import Report

_QUIET = 60  # seconds after which a line is due although no portal has finished; a log without lines looks dead


class CrawlProgress:
    """Counts portals, pages and reports from Scrapy's signals and from the outcome each portal ends with."""

    def __init__(self, crawler: Crawler, out: Console, portals: Sequence[str]) -> None:
        """`portals`: the addresses of the seeds selected."""
        self.out = out
        self.waiting = set(portals)
        self.total = len(self.waiting)
        self.pages = self.reports = 0
        self.spoken = time.monotonic()
        self.is_closed = False
        self.told: set[tuple[str, str]] = set()  # (host, reason) of waits that were shown
        self.bars = Progress(
            TextColumn("portals"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pages]} pages fetched, {task.fields[reports]} reports read"),
            TimeElapsedColumn(),
            console=out,
            disable=not out.is_terminal,
        )
        self.task = self.bars.add_task("crawl", total=self.total, pages=0, reports=0)
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.page_fetched, signal=signals.response_received)
        crawler.signals.connect(self.item_stored, signal=signals.item_scraped)
        crawler.signals.connect(self.portal_done, signal=portal_finished)
        crawler.signals.connect(self.program_failed, signal=internal_failure)
        crawler.signals.connect(self.waits, signal=host_waits)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    def opened(self) -> None:
        self.bars.start()

    def page_fetched(self) -> None:
        self.pages += 1
        self._tell()

    def item_stored(self, item: Any) -> None:
        """One document went through the pipelines; with --archive-only none becomes a report."""
        self.reports += isinstance(item, Report) and bool(item.values)
        self._tell()

    def portal_done(self, crawl: PortalCrawl) -> None:
        self.waiting.discard(crawl.seed.portal_url)
        is_told = self.is_closed or self.out.is_terminal  # once closed, the rest follows at once and says nothing
        if not is_told and crawl.outcome is not None:
            told = f"{crawl.outcome.name} {crawl.outcome.reason}"
            self._line(f"{crawl.seed.full_name} {crawl.seed.portal_url} {told}".rstrip())
        self._tell()

    def program_failed(self, url: str, reason: str) -> None:
        """Said at once, whatever else is going on: no portal is to blame."""
        self.out.print(one_line(f"{url}: {reason}"), style="red")

    def waits(self, host: str, reason: str, seconds: float) -> None:
        """A request is put off: why, once for each host and reason, as a crawl that only waits looks dead."""
        if (host, reason) not in self.told:
            self.told.add((host, reason))
            self.out.print(one_line(f"{host}: {reason}, asked again in {seconds:.0f} s"))

    def closed(self, reason: str) -> None:
        self.is_closed = True
        self.bars.stop()
        self._line(f"crawl {reason}")

    def _tell(self) -> None:
        done = self.total - len(self.waiting)
        self.bars.update(self.task, completed=done, pages=self.pages, reports=self.reports)
        if not self.out.is_terminal and time.monotonic() - self.spoken > _QUIET:
            self._line("still at work")

    def _line(self, text: str) -> None:
        self.spoken = time.monotonic()
        done = self.total - len(self.waiting)
        counts = f"{done} of {self.total} portals, {self.pages} pages fetched, {self.reports} reports read"
        self.out.print(one_line(f"{text}; {counts}"))
