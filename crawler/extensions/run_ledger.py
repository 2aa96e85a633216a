"""Writes into the ledger what a run is and how each portal ended: no expected report is left without a state."""

import json
import logging
from collections import Counter, defaultdict
from datetime import timedelta
from importlib.metadata import version
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy import Engine
from twisted.python.failure import Failure

from crawler.discovery.failures import REFUSED
from crawler.discovery.incremental import resume
from crawler.discovery.incremental.last_crawl import load
from crawler.discovery.jobs import Job
from crawler.discovery.state import PortalCrawl, portal_finished
from crawler.exit_codes import exit_code
from crawler.extensions import portal_end
from crawler.extensions.reading_watch import address_of, internal_reason
from crawler.extensions.run_records import ago, arguments, expected_years, now, outcome_of
from crawler.seeds import load_regions
from pipelines import clock
from pipelines.storage.archive import TakenDown
from pipelines.storage.crawls import crawl_progress, ledger
from pipelines.storage.crawls.crawl_state import recall
from pipelines.storage.crawls.expectations import expect
from pipelines.storage.database import open_database, write_session
from pipelines.storage.reports import organs

log = logging.getLogger(__name__)

STILL_HAD = timedelta(days=2)  # a report had by a crawl that was cut short: the night after goes on from there


class RunLedger:
    """One row per run; per portal its expected reports before, its outcome and the sweep after.

    A portal's outcome is written when its last document has left the pipelines: the sweep closes what is still open.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._waiting: dict[int, PortalCrawl] = {}  # by id(): done with asking, documents still in the pipelines
        self._handled: Counter[int] = Counter()  # documents out of the pipelines
        self._lost: Counter[int] = Counter()  # of these: dropped, or broken on by a stage
        self._internal: defaultdict[int, Counter[str]] = defaultdict(Counter)  # of those: why the program failed on it
        self._closed: set[int] = set()
        self._started_at = ""
        self._run_id = 0
        self._engine: Engine

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        connect = crawler.signals.connect
        connect(extension.spider_closed, signal=signals.spider_closed)
        connect(extension.portal_finished, signal=portal_finished)
        connect(extension.item_handled, signal=signals.item_scraped)
        connect(extension.answer_came, signal=signals.response_received)
        connect(extension.item_lost, signal=signals.item_dropped)
        connect(extension.item_broken, signal=signals.item_error)
        extension.open_run(crawler.spider)  # not on a signal: that would log an error and crawl on without a ledger
        return extension

    def open_run(self, spider: Any) -> None:
        """Regions, the run, and for each seed its portal and the government's reports it should hold."""
        settings = self._crawler.settings
        self._engine = open_database(settings["DATABASE_URL"])
        self._started_at = now()
        years = expected_years(settings.getlist("YEARS"), clock.today())
        with write_session(self._engine) as session:
            organs.save_regions(session, load_regions(None))
        with write_session(self._engine) as session:
            self._run_id = ledger.open_run(
                session,
                command=settings["COMMAND"],
                arguments=json.dumps(arguments(spider, settings), ensure_ascii=False),
                version=version("nianbao"),
                started_at=self._started_at,
            )
        spider.run_id = self._run_id
        for crawl in spider.crawls:
            seed = crawl.seed
            with write_session(self._engine) as session:
                ledger.register_portal(
                    session,
                    region_code=seed.region_code,
                    name=seed.name,
                    level=seed.level,
                    portal_url=seed.portal_url,
                    full_name=seed.full_name,
                )
                expect(
                    session,
                    region_code=seed.region_code,
                    organ_name=f"{seed.full_name or seed.name}人民政府",
                    organ_kind="government",
                    years=years,
                    since=self._started_at,
                )
                last = recall(
                    session,
                    region_code=seed.region_code,
                    portal_url=seed.portal_url,
                    since=ago(STILL_HAD),
                    below=seed.below.values(),
                )
            known = load(last.lists, last.fetched, last.had)
            resume.take_up(crawl, known, family=last.family, column_url=last.column_url, trail=last.trail)

    def portal_finished(self, crawl: PortalCrawl) -> None:
        """The portal has its verdict."""
        self._waiting[id(crawl)] = crawl
        self._close_ready()

    def item_handled(self, response: Response | Failure) -> None:
        """A document went through all stages. It came with the failure of another request where that was the last."""
        crawl, job = _asked(response)
        crawl.reports.completion.stored(job)
        self._note_progress(crawl)
        self._leaves(crawl)

    def item_lost(self, item: Any, response: Response | Failure, exception: BaseException | None = None) -> None:
        """A stage dropped a document or broke on it: the portal is not complete, whatever its lists prove.

        One that the spider refused itself is among the portal's failures already; one that was taken down here was had.
        """
        if isinstance(exception, TakenDown):
            self.item_handled(response)
            return
        crawl, job = _asked(response)
        if not getattr(item, "verdict", ""):
            self._lost[id(crawl)] += 1
            crawl.reports.lose(job)
        self._leaves(crawl)

    def item_broken(self, item: Any, response: Response | Failure, failure: Failure) -> None:
        """A stage broke on a document: the program's fault, if it is not the disk's or the database's."""
        if why := internal_reason(failure):
            crawl, _ = _asked(response)
            self._internal[id(crawl)][why] += 1
            with write_session(self._engine) as session:
                ledger.record_event(
                    session,
                    at=now(),
                    kind=ledger.INTERNAL,
                    region_code=crawl.seed.region_code,
                    message=f"{address_of(item)}: {why}",
                    run_id=self._run_id,
                )
        self.item_lost(item, response)

    def answer_came(self, request: Request) -> None:
        """What was asked for before it may be had by now, also where the portal only said that nothing changed."""
        if "crawl" in request.cb_kwargs:  # robots.txt is nobody's
            self._note_progress(request.cb_kwargs["crawl"])

    def spider_closed(self, spider: Any, reason: str) -> None:
        """Whatever stopped the crawl: every portal gets its outcome, the run its end."""
        spider.close_portals()
        for crawl in spider.crawls:
            self._close(crawl)
        counts = self._counts(spider)
        with write_session(self._engine) as session:
            ledger.close_run(
                session,
                self._run_id,
                finished_at=now(),
                exit_code=exit_code(
                    reason,
                    [outcome_of(crawl).name for crawl in spider.crawls],
                    is_nothing_read=not counts["read"] and bool(counts["unreadable"] + counts["internal"]),
                ),
                counts=counts,
            )
        log.info("run %s: %s", self._run_id, counts)
        self._engine.dispose()

    def _note_progress(self, crawl: PortalCrawl) -> None:
        """Store which reports were had, for the next crawl, should this one be cut short."""
        had = crawl.reports.completion.take(crawl.reports.retry)
        if had and not self._crawler.settings.getbool("ARCHIVE_ONLY"):  # what nobody read is not had
            seed = crawl.seed
            with write_session(self._engine) as session:
                crawl_progress.note(
                    session, region_code=seed.region_code, portal_url=seed.portal_url, reports=had, at=now()
                )

    def _leaves(self, crawl: PortalCrawl) -> None:
        self._handled[id(crawl)] += 1
        self._close_ready()

    def _close_ready(self) -> None:
        """Close the portals all of whose documents are through."""
        for crawl in list(self._waiting.values()):
            if self._handled[id(crawl)] >= crawl.reports.documents:
                self._close(crawl)

    def _close(self, crawl: PortalCrawl) -> None:
        if id(crawl) in self._closed:
            return
        handled, internal = self._handled[id(crawl)], self._internal[id(crawl)]
        missing = max(0, crawl.reports.documents - handled)
        crawl.lose_documents(self._lost[id(crawl)] + missing, *(why for why, _ in internal.most_common(1)))
        with write_session(self._engine) as session:
            portal_end.record(
                session,
                crawl,
                self._crawler.settings,
                run_id=self._run_id,
                started_at=self._started_at,
                is_cut_short=missing > 0,
                is_internal=bool(internal) and internal.total() >= handled,
            )
        self._closed.add(id(crawl))
        self._waiting.pop(id(crawl), None)

    def _counts(self, spider: Any) -> dict[str, int]:
        """Requests, documents, and failures by kind; the pipelines' own counters are those named `nianbao/…`."""
        stats = self._crawler.stats.get_stats() if self._crawler.stats else {}
        counts = {
            "requests": int(stats.get("downloader/request_count", 0)),
            "rechecks": sum(crawl.rechecks.requests for crawl in spider.crawls),
            "documents": sum(crawl.reports.documents for crawl in spider.crawls),
        }
        for name in ("inserted", "updated", "unchanged", "superseded", *ledger.READING):
            counts[name] = int(stats.get(f"nianbao/{name}", 0))
        failures = Counter(failure.kind for crawl in spider.crawls for failure in crawl.all_failures)
        names = {kind: f"{'refused' if kind in REFUSED else 'failed'}_{kind}" for kind in failures}
        return counts | {names[kind]: failures[kind] for kind in sorted(failures)}


def _asked(response: Response | Failure) -> tuple[PortalCrawl, Job]:
    """Whose request it answers, and what that was for: Scrapy gives both the request they answer."""
    asked = response.request.cb_kwargs  # type: ignore[union-attr]  # a response of a crawl has its request
    return asked["crawl"], asked["job"]
