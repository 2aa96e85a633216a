"""When a crawl is ended because the program reads nothing."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.signalmanager import SignalManager
from twisted.python.failure import Failure

from crawler.extensions import reading_watch
from crawler.extensions.reading_watch import ReadingWatch
from pipelines.document import Document
from pipelines.exceptions import InternalError, StorageError
from pipelines.records import Report, Status

REGIONS = ("370406", "350128", "320813")


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reasons that the crawl was ended for."""
    monkeypatch.setattr(reading_watch, "_schedule_coro", lambda reason: None)
    return []


def watch(ended: list[str], regions: tuple[str, ...] = REGIONS) -> ReadingWatch:
    spider = SimpleNamespace(seeds=[SimpleNamespace(region_code=region) for region in regions])
    engine = SimpleNamespace(close_spider_async=lambda reason: ended.append(reason))
    crawler: Any = SimpleNamespace(spider=spider, engine=engine, stats=None, signals=SignalManager())
    return ReadingWatch(crawler)


def fail(reading: ReadingWatch, region: str, times: int, error: Exception | None = None) -> None:
    for number in range(times):
        document = Document(body=b"x", url=f"http://a/{number}", region_code=region)
        reading.item_failed(document, Failure(error or KeyError("a bug")))


def test_ten_documents_of_several_portals_end_the_crawl_once(ended: list[str]) -> None:
    reading = watch(ended)
    fail(reading, REGIONS[0], 6)
    fail(reading, REGIONS[1], 3)
    assert ended == []
    fail(reading, REGIONS[1], 3)
    assert ended == ["internal"]
    assert reading.summary == "0 of 12 documents could be read: the program failed: KeyError: 'a bug'"
    assert reading.is_nothing_read


def test_one_portal_alone_does_not_end_the_crawl_of_the_others(ended: list[str]) -> None:
    reading = watch(ended)
    fail(reading, REGIONS[0], 30)
    assert ended == []
    reading.item_scraped(Report(status=Status.OK))
    fail(reading, REGIONS[1], 30)
    assert ended == []
    assert reading.summary.startswith("1 of 61 documents could be read: the program failed")
    assert not reading.is_nothing_read


def test_the_only_portal_of_a_crawl_ends_it(ended: list[str]) -> None:
    fail(watch(ended, (REGIONS[0],)), REGIONS[0], 10, InternalError("the reader's answer cannot be used"))
    assert ended == ["internal"]


def test_a_document_at_fault_and_a_full_disk_are_no_failure_of_the_program(ended: list[str]) -> None:
    reading = watch(ended)
    fail(reading, REGIONS[0], 20, StorageError("disk full"))
    assert (reading.summary, reading.is_nothing_read) == ("", False)
    reading.item_scraped(Report(status=Status.UNREADABLE, error="encrypted"))
    assert reading.summary == "0 of 1 documents could be read: encrypted"
    reading.item_scraped(Report(status=Status.TABLES_MISSING))
    assert (reading.summary, ended) == ("", [])
