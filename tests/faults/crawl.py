"""Runs the whole crawl, database and all, in a process of its own: `python -m tests.faults.crawl`, JSON on stdin.

Beside Scrapy's outcome it prints how much memory the process took and how long its event loop stood still.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.peak import peak_memory

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Crawled:
    """One run."""

    database: str
    reason: str  # Scrapy's word for the end
    memory: int  # bytes, the most the crawling process held at once
    lag: float  # seconds of computing, the longest time its event loop did nothing else
    log: str

    def select(self, query: str) -> list[tuple[Any, ...]]:
        engine = create_engine(self.database)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query))]
        engine.dispose()
        return found


def crawl(
    seeds: Sequence[dict[str, str]], folder: Path, *, environment: dict[str, str] | None = None, **settings: Any
) -> Crawled:
    """Crawl the seeds, given as fields of `Seed`, into a database in `folder`."""
    return wait(start(seeds, folder, environment=environment, **settings), folder)


def start(
    seeds: Sequence[dict[str, str]], folder: Path, *, environment: dict[str, str] | None = None, **settings: Any
) -> "subprocess.Popen[str]":
    """The same without waiting for its end."""
    replica = {
        "ALLOW_PRIVATE": ["127.88.0.0/16"],
        "AUTOTHROTTLE_ENABLED": False,
        "BACKOFF_FIRST": 0.05,
        "DATABASE_URL": _database(folder),
        "DATA_DIR": str(folder),
        "DOWNLOAD_DELAY": 0.02,
        "DOWNLOAD_TIMEOUT": 2,
        "FILE_TIMEOUT": 2,
        "SEEDS_FILE": "",
        "YEARS": [2022, 2023],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.crawl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(folder / "log").open("w"),
        text=True,
        cwd=ROOT,
        env=environment,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"seeds": list(seeds), "settings": replica | settings}))
    process.stdin.close()
    process.stdin = None
    return process


def wait(process: "subprocess.Popen[str]", folder: Path) -> Crawled:
    """The run of `start` at its end."""
    output, _ = process.communicate(timeout=600)
    log = (folder / "log").read_text(encoding="utf-8")
    assert process.returncode == 0, log[-4000:]
    answer = json.loads(output)
    return Crawled(_database(folder), answer["reason"], answer["memory"], answer["lag"], log)


def seed(url: str, code: str) -> dict[str, str]:
    """The seed of one faulty portal: a region of its own, so that its rows are told apart."""
    name = "望溪区"
    return {"region_code": code, "name": name, "level": "county", "portal_url": url, "full_name": f"青岚市{name}"}


def _database(folder: Path) -> str:
    return f"sqlite:///{folder}/nianbao.sqlite"


class _Lag:
    """Watches the event loop from within: how long the process computes, in whatever thread, before it gets its turn.

    Seconds of the processor, not of the clock: other programs on the machine do not count.
    """

    def __init__(self, _: object) -> None:
        self.worst = 0.0
        self.task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self.task = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            before = time.process_time()
            await asyncio.sleep(0.02)
            self.worst = max(self.worst, time.process_time() - before)


def _main() -> None:
    from scrapy import signals
    from scrapy.crawler import Crawler

    from crawler.seeds import Seed
    from nianbao.crawls.spider_process import run_crawl

    asked = json.load(sys.stdin)
    watchers: list[_Lag] = []

    def watch(crawler: Crawler) -> _Lag:
        lag = _Lag(crawler)
        watchers.append(lag)
        crawler.signals.connect(lag.begin, signal=signals.spider_opened)
        return lag

    reason = run_crawl([Seed(**one) for one in asked["seeds"]], asked["settings"], watch).reason
    memory = peak_memory()
    json.dump({"reason": reason, "memory": memory, "lag": watchers[0].worst}, sys.stdout)


if __name__ == "__main__":
    _main()
