"""Watches the searches of a pilot: keeps each portal's answers, reads two of its reports, writes down how it ended."""

import json
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response

from crawler.discovery.failures import from_exception, page_failure
from crawler.discovery.jobs import Attachment, Report
from crawler.discovery.proof import proof
from crawler.discovery.report_pages import read_attachment, read_report
from crawler.discovery.state import PortalCrawl, portal_finished
from crawler.encoding import with_true_encoding
from crawler.hosts import belongs
from crawler.middlewares.robots import is_robots
from crawler.portals import GENERIC
from nianbao.crawls import recording
from nianbao.crawls.portal_search import findings
from nianbao.pilot.system_marks import marks
from pipelines import records
from pipelines.document import Document

MAX_REPORTS = 2  # of one portal; with as many files between them
DONE, FROZEN = "portals", "frozen"
_EXTRA = "pilot_report"  # meta of what is asked for beside the search


@dataclass(slots=True)
class Visit:
    """One portal's search while it is under way."""

    bundle: recording.Bundle
    began: float
    ended: float = 0.0
    requests: int = 0
    hosts: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    marks: set[str] = field(default_factory=set)
    reports: list[dict[str, Any]] = field(default_factory=list)
    files: int = 0


class PortalRecorder:
    """Downloader middleware nearest the network, and receiver of the crawl's signals."""

    def __init__(self, crawler: Crawler) -> None:
        self.folder = Path(str(crawler.settings["PILOT_DIR"]))
        self.crawler = crawler
        self.visits: dict[str, Visit] = {}
        self.robots: defaultdict[str, list[tuple[Request, Response]]] = defaultdict(list)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        watch = cls(crawler)
        crawler.signals.connect(watch.page_came, signal=signals.response_received)
        crawler.signals.connect(watch.portal_finished, signal=portal_finished)
        crawler.signals.connect(watch.report_read, signal=signals.item_scraped)
        return watch

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer with the portal it was asked for; a robots.txt with its host."""
        if is_robots(request):
            self.robots[urlsplit(request.url).netloc].append((request, response))
        elif (visit := self._visit(request)) is not None:
            visit.requests += 1
            visit.statuses[response.status] += 1
            visit.bundle.keep(request, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep that there was none."""
        visit = None if is_robots(request) else self._visit(request)
        if visit is not None and recording.is_of_the_host(exception):
            visit.bundle.keep_failure(request, from_exception(exception, request.url))

    def page_came(self, response: Response, request: Request) -> None:
        """What the page shows of the system that made it."""
        visit = None if is_robots(request) else self._visit(request)
        if visit is not None and isinstance(response, HtmlResponse) and response.status == 200:
            visit.marks |= marks(response)

    def portal_finished(self, crawl: PortalCrawl) -> None:
        """The search is over: keep its answers where it was not understood, and ask for two reports."""
        code = key_of(crawl)
        if crawl.outcome is None or crawl.outcome.is_interrupted or code not in self.visits:
            return
        visit = self.visits[code]
        visit.ended = time.monotonic()
        if crawl.outcome.name == "ok":
            shutil.rmtree(visit.bundle.folder)
        else:
            for host in sorted(visit.hosts):
                for request, response in self.robots[host]:
                    visit.bundle.keep(request, response)
            visit.bundle.seed = crawl.seed
            visit.bundle.write()
        self._write(crawl, visit)
        for report in _newest(crawl):
            self._ask(crawl, report, report.item.url, self._take_report)

    def report_read(self, item: Any, response: Response) -> None:
        """One of the two reports was read."""
        crawl = response.request.cb_kwargs["crawl"] if response.request is not None else None
        if isinstance(item, records.Report) and isinstance(crawl, PortalCrawl):
            visit = self.visits[key_of(crawl)]
            told = {
                "title": item.title,
                "url": item.source_url,
                "status": item.status.value,
                "values": len(item.values),
            }
            visit.reports.append(told)
            self._write(crawl, visit)

    def _visit(self, request: Request) -> Visit | None:
        crawl = request.cb_kwargs.get("crawl")
        if not isinstance(crawl, PortalCrawl) or request.meta.get(_EXTRA):
            return None
        code = key_of(crawl)
        if code not in self.visits:
            bundle = recording.Bundle(self.folder / FROZEN / code)
            self.visits[code] = Visit(bundle, time.monotonic())
        visit = self.visits[code]
        visit.hosts.add(urlsplit(request.url).netloc)
        return visit

    def _ask(self, crawl: PortalCrawl, job: Report | Attachment, url: str, callback: Any) -> None:
        spider, engine = self.crawler.spider, self.crawler.engine
        if engine is None or not belongs(crawl.seed.portal_url, url) or not spider.budget.take(url):  # type: ignore[union-attr]
            return
        kwargs = {"crawl": crawl, "job": job}
        engine.crawl(Request(url, callback, cb_kwargs=kwargs, meta={_EXTRA: True}, dont_filter=True, errback=_nothing))

    def _take_report(self, response: Response, crawl: PortalCrawl, job: Report) -> Iterator[Document]:
        if page_failure(with_true_encoding(response), job.item.url, crawl.home_url) is not None:
            return
        documents, files = read_report(crawl, job, response, None)
        yield from documents
        visit = self.visits[key_of(crawl)]
        for file in files[: MAX_REPORTS - visit.files]:
            visit.files += 1
            self._ask(crawl, file, file.url, self._take_file)

    def _take_file(self, response: Response, crawl: PortalCrawl, job: Attachment) -> list[Document]:
        if page_failure(with_true_encoding(response), job.url, crawl.home_url) is not None:
            return []
        return read_attachment(crawl, job, response, None)[0]

    def _write(self, crawl: PortalCrawl, visit: Visit) -> None:
        found = findings(crawl) | {
            "name": crawl.seed.full_name or crawl.seed.name,
            "level": crawl.seed.level,
            "proof": proof(crawl),
            "requests": visit.requests,
            "seconds": round(visit.ended - visit.began, 1),
            "statuses": dict(sorted(visit.statuses.items())),
            "walls": [failure.text for failure in crawl.all_failures if failure.kind in ("blocked", "robots")],
            "is_known_system": crawl.family not in ("", GENERIC.name),
            "marks": sorted(visit.marks),
            "reports": visit.reports,
        }
        file = self.folder / DONE / f"{key_of(crawl)}.json"
        text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
        temporary = file.with_suffix(".new")
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(file)


def key_of(crawl: PortalCrawl) -> str:
    """The name of a portal's files."""
    return file_name(crawl.seed.region_code, crawl.seed.portal_url)


def file_name(region_code: str, portal_url: str) -> str:
    """Region and host: a region may have two portals. Colons are no part of a file's name everywhere."""
    return f"{region_code}-{urlsplit(portal_url).netloc}".replace(":", "_")


def _newest(crawl: PortalCrawl) -> list[Report]:
    """The newest reports that the lists show, the government's first."""
    listed = {report.item.url: report for report in crawl.reports.listed if not report.item.is_probe}
    ordered = sorted(listed.values(), key=lambda report: (report.is_department, -(report.year or 0), report.item.url))
    return ordered[:MAX_REPORTS]


def _nothing(failure: Any) -> None:
    """A report that did not come is missing on the page; the search itself is over."""
