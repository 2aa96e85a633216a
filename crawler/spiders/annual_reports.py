"""Home page -> column 政府信息公开年报 -> its list pages -> reports -> attachments, for every seed at once.

Each portal is searched best-first, one page at a time; portals run in parallel. A portal's state lies in its
`PortalCrawl`; callbacks take a page in, note what it says there, and `_advance` asks for the next one.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure as TwistedFailure

from crawler.discovery import explore
from crawler.discovery.failures import Failure, from_exception, page_failure
from crawler.discovery.fingerprints import fingerprint
from crawler.discovery.frontier import Lead
from crawler.discovery.incremental import comparison, resume
from crawler.discovery.incremental.comparison import NOT_MODIFIED
from crawler.discovery.jobs import Attachment, Job, ListPage, Nowhere, Report, Scope, Unlisted, page_of
from crawler.discovery.moved import note_move
from crawler.discovery.outcome import finish
from crawler.discovery.report_pages import is_bare, read_attachment, read_report, refused
from crawler.discovery.state import PortalCrawl, portal_finished
from crawler.discovery.unanswered import note
from crawler.encoding import with_true_encoding
from crawler.heuristics import A_REPORT
from crawler.middlewares.budget import HostBudget
from crawler.portals.page.api_answers import as_html
from crawler.seeds import Seed, load_regions, load_seeds, select
from crawler.spiders.refusals import refusal
from pipelines import clock
from pipelines.document import Document
from pipelines.exceptions import InputError
from pipelines.intake.subjects import members

Output = list[Request | Document]


class AnnualReportsSpider(Spider):
    """`-a region=370406,山亭区` chooses seeds by code, prefix or name; a program passes `seeds` instead."""

    name = "annual_reports"
    scope: Scope
    budget: HostBudget
    discovery_pages: int
    longest_url: int
    file_timeout: int
    run_id: int | None = None  # of table run; set when the run is opened, before the first request

    def __init__(self, region: str = "", seeds: Iterable[Seed] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queries = [query.strip() for query in region.replace("，", ",").split(",") if query.strip()]
        self.seeds = tuple(seeds)
        self.crawls: list[PortalCrawl] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with the seeds its options name. Raises InputError where they name none."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        if not spider.seeds:
            if not spider.queries:
                raise InputError("no region: give -a region=370406, a name, or several with commas between")
            known = load_seeds(Path(str(file)) if (file := settings.get("SEEDS_FILE")) else None)
            spider.seeds = select(known, load_regions(None), spider.queries)
        spider.scope = Scope(
            frozenset(int(year) for year in settings.getlist("YEARS")),
            settings.get("ORGANS") != "government",
            settings.getbool("FETCHES_REPORTS", True),
        )
        spider.budget = HostBudget.from_settings(settings, (seed.portal_url for seed in spider.seeds))
        spider.discovery_pages = settings.getint("DISCOVERY_PAGES")
        spider.longest_url = settings.getint("URLLENGTH_LIMIT")
        spider.file_timeout = settings.getint("FILE_TIMEOUT")
        spider.crawls = [PortalCrawl(seed, family=seed.family) for seed in spider.seeds]
        crawler.signals.connect(spider.close_portals, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The first request of every portal: its known lists if there are any, else its home page."""
        for crawl in self.crawls:
            resume.first_steps(crawl, clock.today(), self.scope)
            for request in self._advance(crawl):
                yield request

    # One callback per kind of page. Each returns a list, not a generator: what it asks for is counted at once.

    def parse_lead(self, response: Response, crawl: PortalCrawl, job: Lead) -> Output:
        """A page on the way: it is the column, or it shows where to look next."""
        crawl.answered(job)
        page = with_true_encoding(response)
        failure = note_move(crawl, job, page, page_failure(page, job.url, crawl.home_url, is_step=True))
        if failure is not None or not isinstance(page, TextResponse):
            crawl.search.dead_ends.append((job, failure or Failure("error", "a file, not a page", job.url)))
            return self._advance(crawl)
        if evidence := explore.read_lead(crawl, job, page, self.scope):
            self.logger.info("%s: column %s (%s)", crawl.seed.name, page.url, evidence)
        return self._advance(crawl)

    def parse_list(self, response: Response, crawl: PortalCrawl, job: ListPage) -> Output:
        """One page of a list: rows, further pages, columns inside it; or, where it is one, the report itself."""
        crawl.answered(job)
        if response.status == NOT_MODIFIED:
            resume.is_as_known(crawl, job, None, self.scope)
            return self._advance(crawl)
        page = with_true_encoding(response)
        failure = page_failure(page, job.page.url, crawl.home_url, is_list=True)
        if failure is not None or not isinstance(page, TextResponse):
            note(crawl, job, failure or Failure("error", "a file, not a list", response.url), self.scope)
            return self._advance(crawl)
        if resume.is_as_known(crawl, job, page, self.scope):
            return self._advance(crawl)
        if job.known is not None:
            job, is_here = resume.read_anew(crawl, job)
            if not is_here:
                crawl.lists.ask_first(job)
                return self._advance(crawl)
        report = explore.read_list(crawl, job, page, self.scope)
        found = self._handed_over(crawl, report, *read_report(crawl, report, response, self.run_id)) if report else []
        return [*found, *self._advance(crawl)]

    def parse_report(self, response: Response, crawl: PortalCrawl, job: Report) -> Output:
        """A report page, or a list's row that leads straight to a file."""
        crawl.answered(job)
        if response.status == NOT_MODIFIED:
            crawl.reports.completion.unchanged(job)
            return self._advance(crawl)
        page = with_true_encoding(response)
        failure = page_failure(page, job.item.url, crawl.home_url)
        if failure is None and isinstance(page, TextResponse) and not job.listing.portal.is_file(job.item.url):
            shown = job.listing.portal.read(page)
            if is_bare(job.listing.portal, shown):
                if crawl.reports.missing_page is None:
                    return self._hold(crawl, job, response)
                if crawl.reports.missing_page == fingerprint(shown):
                    failure = Failure("gone", "the portal's page for what does not exist", job.item.url)
            if failure is None and explore.as_column(crawl, job, shown, self.scope):
                return self._advance(crawl)
        if failure is not None:
            note(crawl, job, failure, self.scope)
            return [*self._refused(crawl, job, response, failure), *self._advance(crawl)]
        return [*self._handed_over(crawl, job, *read_report(crawl, job, response, self.run_id)), *self._advance(crawl)]

    def parse_attachment(self, response: Response, crawl: PortalCrawl, job: Attachment) -> Output:
        """A file offered by a report page, or a page on the way to it."""
        crawl.answered(job)
        found: Output = []
        if response.status != NOT_MODIFIED:
            failure = page_failure(with_true_encoding(response), job.url, crawl.home_url)
            if failure is None:
                found = self._handed_over(crawl, job, *read_attachment(crawl, job, response, self.run_id))
            else:
                note(crawl, job, failure, self.scope)
                found = self._refused(crawl, job.report, response, failure)
        return [*found, *self._handed_over(crawl, job, crawl.reports.settle(job), []), *self._advance(crawl)]

    def _refused(self, crawl: PortalCrawl, job: Report, response: Response, failure: Failure) -> Output:
        """What the response check refused in a report's place, for the archive: bytes and verdict are kept, no report
        is made."""
        if not failure.rule or job.item.is_probe:
            return []
        return list(self._handed_over(crawl, job, [refused(crawl, job, response, failure.rule, self.run_id)], []))

    def parse_nowhere(self, response: Response, crawl: PortalCrawl, job: Nowhere) -> Output:
        """What the portal answers when there is nothing: the held pages that look the same are nothing, too."""
        crawl.answered(job)
        page = with_true_encoding(response)
        return self._release(crawl, fingerprint(as_html(page)) if isinstance(page, TextResponse) else "")

    def parse_unlisted(self, response: Response, crawl: PortalCrawl, job: Unlisted) -> Output:
        """What stands at the address of a row that left its list."""
        crawl.answered(job)
        comparison.answered(crawl, job, response)
        return self._advance(crawl)

    def on_failure(self, error: TwistedFailure) -> Output:
        """Every request that gave no page: noted where it matters, then the portal goes on."""
        request: Request = error.request  # type: ignore[attr-defined]  # set by Scrapy
        crawl: PortalCrawl = request.cb_kwargs["crawl"]
        job: Job = request.cb_kwargs["job"]
        crawl.answered(job)
        if isinstance(job, Nowhere):
            return self._release(crawl, "")
        note(crawl, job, from_exception(error.value or RuntimeError("no reason given"), request.url), self.scope)
        bound = crawl.reports.settle(job) if isinstance(job, Attachment) else []
        return [*self._handed_over(crawl, job, bound, []), *self._advance(crawl)]

    def _advance(self, crawl: PortalCrawl) -> Output:
        """The portal's next requests: list pages, then reports (its own and the latest first), then the search."""
        if crawl.outcome is not None:
            return []
        while (page := crawl.lists.next_page()) is not None:
            if (request := self._ask(crawl, page)) is not None:
                return [request]
        if crawl.outstanding:
            return []
        if explore.ask_beyond(crawl):
            return self._advance(crawl)
        while (job := self._next_alone(crawl)) is not None:
            if (request := self._ask(crawl, job)) is not None:
                return [request]
        if self._finds_more(crawl):
            return self._advance(crawl)
        self._finish(crawl)
        return []

    def _next_alone(self, crawl: PortalCrawl) -> Report | Lead | Unlisted | None:
        """What is asked for by itself: a report, whose attachments come before the next; a page of the search."""
        is_listing, departments = crawl.lists.is_listing, self.scope.departments
        return (
            crawl.reports.next_report()
            or crawl.search.next_lead(self.discovery_pages, departments=departments, is_listing=is_listing)
            or crawl.changes.next_unlisted()
        )

    def _finds_more(self, crawl: PortalCrawl) -> bool:
        """True if what was left for the end gives more to ask for."""
        if crawl.reports.loose and not crawl.reports.listed:
            explore.take_loose(crawl, self.scope)
            return True
        return comparison.is_left_to_ask(crawl, self.scope)

    def _handed_over(self, crawl: PortalCrawl, job: Job, documents: list[Document], files: list[Attachment]) -> Output:
        """The documents, those of a package apart, counted, and requests for the files."""
        documents = [part for document in documents for part in members(document)]
        crawl.reports.hand_over(job, len(documents))
        return [*documents, *(request for file in files if (request := self._ask(crawl, file)) is not None)]

    def _hold(self, crawl: PortalCrawl, job: Report, response: Response) -> Output:
        """Keep a page that may be an error page of status 200 until the portal has shown what those look like."""
        crawl.sent(job)
        if not crawl.reports.hold(job, response):
            return []
        nowhere = Nowhere(urljoin(job.item.url, f"nothing-{len(job.item.url)}-here.html"))
        return [request] if (request := self._ask(crawl, nowhere)) is not None else self._release(crawl, "")

    def _release(self, crawl: PortalCrawl, missing_page: str) -> Output:
        """Read the held pages, now that it is known what an error page looks like; `""`: the portal has real ones."""
        held = crawl.reports.release(missing_page)
        found = [one for job, response in held for one in self.parse_report(response, crawl, job)]
        return found or self._advance(crawl)

    def _ask(self, crawl: PortalCrawl, job: Job) -> Request | None:
        """A counted request for the job; None, with the reason noted, when it may not or need not be asked for."""
        page = page_of(job)
        is_shared = isinstance(job, ListPage) and page.is_step and not page.is_probe
        asker = job.listing.url if isinstance(job, ListPage) and is_shared else ""
        if not isinstance(job, Lead) and not crawl.lists.is_new(page.url, page.body, asker):
            return None
        if isinstance(job, Lead) and job.reason == A_REPORT and crawl.is_read(job.url):
            return None
        if not resume.may_check(crawl, job):
            crawl.reports.leave_out(job)
            return None
        if (refused := refusal(crawl, page.url, self.budget, self.longest_url)) is not None:
            note(crawl, job, refused, self.scope)
            return None
        crawl.sent(job)
        if isinstance(job, Attachment):
            crawl.reports.sheets_of(job.report).due += 1
        validators = resume.validators(crawl, job, page.url)
        timeout = {"download_timeout": self.file_timeout} if isinstance(job, Report | Attachment | Unlisted) else {}
        kept = [NOT_MODIFIED] if validators else []  # to a plain question it is no answer
        return Request(
            page.url,
            self._callback(job),
            method=page.method,
            body=page.body,
            headers=dict((*page.headers, *validators)),
            errback=self.on_failure,
            cb_kwargs={"crawl": crawl, "job": job},
            dont_filter=True,  # a filtered redirect would call nothing at all; what was asked is kept per portal
            meta={"handle_httpstatus_list": kept, "page": page} | timeout,
        )

    def _callback(self, job: Job) -> Callable[..., Output]:
        callbacks: dict[type, Callable[..., Output]] = {
            Lead: self.parse_lead,
            ListPage: self.parse_list,
            Report: self.parse_report,
            Attachment: self.parse_attachment,
            Unlisted: self.parse_unlisted,
            Nowhere: self.parse_nowhere,
        }
        return callbacks[type(job)]

    def _finish(self, crawl: PortalCrawl, interrupted: str = "") -> None:
        if crawl.outcome is None:
            outcome = finish(crawl, interrupted)
            self.logger.info("%s: %s %s", crawl.seed.name, outcome.name, outcome.reason)
            self.crawler.signals.send_catch_log(signal=portal_finished, crawl=crawl)

    def close_portals(self) -> None:
        """Give every portal that has none its verdict; something of the program or of the operator stopped it."""
        for crawl in self.crawls:
            self._finish(crawl, interrupted="the crawl stopped before this portal was done")
