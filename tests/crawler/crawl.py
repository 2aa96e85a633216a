"""Runs the real spider on loopback sites in a process of its own, as a reactor cannot be started twice.

`python -m tests.crawler.crawl` reads {"seeds": […], "settings": {…}} and prints {"outcomes": {…}, "documents": […]}.
"""

import asyncio
import atexit
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipelines.extract.processes.reading_queue import ReadingQueue

ROOT = Path(__file__).resolve().parents[2]
COLLECTED: list[dict[str, Any]] = []


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the spider gave: per portal address its outcome, and every document."""

    outcomes: dict[str, dict[str, Any]]
    documents: list[dict[str, Any]]
    log: str

    def documents_of(self, portal_url: str) -> list[dict[str, Any]]:
        """The documents found on one portal."""
        return [document for document in self.documents if document["url"].startswith(portal_url)]


class Collector:
    """Stands in for the pipelines."""

    def process_item(self, item: Any) -> Any:
        """Keep the document as plain data."""
        row = {one.name: getattr(item, one.name) for one in fields(item)}
        sheets = [sheet.url for sheet in item.sheets]
        COLLECTED.append(row | {"body": item.body.decode("utf-8", "replace"), "sheets": sheets})
        return item


class SlowReader:
    """A stage that needs a while for each document, one at a time, as reading does."""

    def __init__(self) -> None:
        self.queue = ReadingQueue(1, most_of_one=2 << 20)

    async def process_item(self, item: Any) -> Any:
        """Only wait."""
        async with self.queue.turn(item.region_code, len(item.body)):
            await asyncio.sleep(len(item.body) / (1 << 20))
        return item

    def is_full(self, region_code: str) -> bool:
        """As the real stage says it."""
        return self.queue.is_full(region_code)


class Breaker:
    """A stage with a fault of its own."""

    def process_item(self, item: Any) -> Any:
        """Break on every document."""
        raise RuntimeError("broken on purpose")


def crawl(seeds: list[dict[str, str]], **settings: Any) -> Crawled:
    """Crawl the seeds, given as fields of `Seed`, with the real settings but no delay, no ledger and no pipelines."""
    asked = json.dumps({"seeds": seeds, "settings": settings})
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.crawl"],
        input=asked,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    answer = json.loads(done.stdout)
    return Crawled(answer["outcomes"], answer["documents"], done.stderr)


def _main() -> None:
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.discovery.state import PortalCrawl, portal_finished
    from crawler.seeds import Seed

    asked = json.load(sys.stdin)
    data = tempfile.mkdtemp(prefix="nianbao-crawl-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    settings = Settings()
    settings.setmodule("crawler.settings")
    replica = {
        "ALLOW_PRIVATE": ["127.0.0.0/8"],
        "AUTOTHROTTLE_ENABLED": False,
        "BACKOFF_FIRST": 0.05,
        "DATA_DIR": data,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": 5,
        "EXTENSIONS": {},
        "ITEM_PIPELINES": {"tests.crawler.crawl.Collector": 1},
        "LOG_LEVEL": "INFO",
    }
    settings.setdict(replica | asked["settings"], priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler("annual_reports")
    outcomes = {}

    def note(crawl: PortalCrawl) -> None:
        assert crawl.outcome is not None
        outcomes[crawl.seed.portal_url] = {
            "outcome": crawl.outcome.name,
            "reason": crawl.outcome.reason,
            "column_url": crawl.search.column.url,
            "family": crawl.family,
            "stated": crawl.lists.stated,
            "seen": crawl.lists.seen,
            "trail": [step.title for step in crawl.search.column.trail],
            "looked_at": crawl.search.government.looked_at,
        }

    crawler.signals.connect(note, signal=portal_finished)
    process.crawl(crawler, seeds=tuple(Seed(**seed) for seed in asked["seeds"]))
    process.start()
    from tests.crawler.crawl import COLLECTED as collected  # the module Scrapy imported, not this `__main__`

    json.dump({"outcomes": outcomes, "documents": collected}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    _main()
