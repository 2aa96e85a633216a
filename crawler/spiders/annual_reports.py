"""Home page -> column 政府信息公开年报 -> its list pages -> reports -> attachments, for every seed at once.

Each portal is searched best-first, one page at a time; portals run in parallel. A portal's state lies in its
`PortalCrawl`; callbacks take a page in, note what it says there, and `_advance` asks for the next one.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure as TwistedFailure

from crawler import explore
from crawler.discovery import Lead
from crawler.documents import attachment_name, document
from crawler.encoding import with_true_encoding
from crawler.explore import Scope
from crawler.hosts import belongs
from crawler.items import Document
from crawler.middlewares.bounds import HostBudget
from crawler.outcomes import Failure, from_exception, page_failure
from crawler.portal_crawl import Attachment, Job, ListPage, PortalCrawl, Report, portal_finished
from crawler.portals.pagers import Page
from crawler.seeds import Seed, load_regions, load_seeds, select
from pipelines.exceptions import InputError

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
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        if not spider.seeds:
            seeds_file = settings.get("SEEDS_FILE")
            if not spider.queries:
                raise InputError("no region: give -a region=370406, a name, or several with commas between")
            known = load_seeds(Path(seeds_file) if seeds_file else None)
            spider.seeds = select(known, load_regions(None), spider.queries)
        spider.scope = Scope(
            frozenset(int(year) for year in settings.getlist("YEARS")), settings.get("ORGANS") != "government"
        )
        spider.budget = HostBudget(settings.getint("HOST_REQUESTS"), asks_robots=settings.getbool("ROBOTSTXT_OBEY"))
        spider.discovery_pages = settings.getint("DISCOVERY_PAGES")
        spider.longest_url = settings.getint("URLLENGTH_LIMIT")
        spider.file_timeout = settings.getint("FILE_TIMEOUT")
        spider.crawls = [PortalCrawl(seed, family=seed.family) for seed in spider.seeds]
        crawler.signals.connect(spider.close_portals, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The first request of every portal: its known column if the seed names one, else its home page."""
        for crawl in self.crawls:
            seed = crawl.seed
            home = Lead(seed.portal_url, "首页", 0, "seed")
            crawl.leads.push(home)
            if seed.column_url:
                crawl.leads.push(Lead(seed.column_url, "column_url", 110, "seed", depth=1, trail=home.steps))
            for request in self._advance(crawl):
                yield request

    # One callback per kind of page. Each returns a list, not a generator: what it asks for is counted at once.

    def parse_lead(self, response: Response, crawl: PortalCrawl, job: Lead) -> Output:
        """A page on the way: it is the column, or it shows where to look next."""
        crawl.outstanding -= 1
        page = with_true_encoding(response)
        failure = page_failure(page, job.url, crawl.seed.portal_url)
        if failure is not None or not isinstance(page, TextResponse):
            crawl.dead_ends.append((job, failure or Failure("error", "a file, not a page", job.url)))
            return self._advance(crawl)
        evidence = explore.read_lead(crawl, job, page, self.scope)
        if evidence:
            self.logger.info("%s: column %s (%s)", crawl.seed.name, page.url, evidence)
        return self._advance(crawl)

    def parse_list(self, response: Response, crawl: PortalCrawl, job: ListPage) -> Output:
        """One page of a list: rows, further pages, columns inside it; or, where it is one, the report itself."""
        crawl.outstanding -= 1
        page = with_true_encoding(response)
        failure = page_failure(page, job.page.url, crawl.seed.portal_url)
        if failure is not None:
            self._note(crawl, job, failure)
            return self._advance(crawl)
        report = explore.read_list(crawl, job, page, self.scope)
        found = self._documents(crawl, report, response) if report is not None else []
        return [*found, *self._advance(crawl)]

    def parse_report(self, response: Response, crawl: PortalCrawl, job: Report) -> Output:
        """A report page, or a list's row that leads straight to a file."""
        crawl.outstanding -= 1
        failure = page_failure(with_true_encoding(response), job.item.url, crawl.seed.portal_url)
        if failure is not None:
            crawl.failures.append(failure)
            return self._advance(crawl)
        return [*self._documents(crawl, job, response), *self._advance(crawl)]

    def parse_attachment(self, response: Response, crawl: PortalCrawl, job: Attachment) -> Output:
        """A file offered by a report page."""
        crawl.outstanding -= 1
        failure = page_failure(with_true_encoding(response), job.url, crawl.seed.portal_url)
        if failure is not None:
            crawl.failures.append(failure)
            if failure.kind != "empty":  # an empty file is handed on: its report's row then says so
                return self._advance(crawl)
        crawl.documents += 1
        found = document(
            response,
            crawl.seed,
            title=job.title,
            role="attachment",
            file_name=attachment_name(response, job.text),
            page_title=job.page_title,
            organ_hint=job.organ,
            published_hint=job.published,
            referrer_url=job.page_url,
            run_id=self.run_id,
        )
        return [found, *self._advance(crawl)]

    def on_failure(self, error: TwistedFailure) -> Output:
        """Every request that gave no page: noted where it matters, then the portal goes on."""
        request: Request = error.request  # type: ignore[attr-defined]  # set by Scrapy
        crawl: PortalCrawl = request.cb_kwargs["crawl"]
        job: Job = request.cb_kwargs["job"]
        crawl.outstanding -= 1
        failure = from_exception(error.value or RuntimeError("no reason given"), request.url)
        self._note(crawl, job, failure)
        return self._advance(crawl)

    # What the callbacks share.

    def _advance(self, crawl: PortalCrawl) -> Output:
        """The portal's next requests: list pages, then reports (its own and the latest first), then the search."""
        if crawl.is_finished:
            return []
        while crawl.pages:
            job = crawl.pages.popleft()
            request = self._ask(crawl, job)
            if request is not None:
                return [request]
        if crawl.outstanding:
            return []
        report = crawl.next_report()  # one at a time: its attachments come before the next report in the budget
        while report is not None:
            request = self._ask(crawl, report)
            if request is not None:
                return [request]
            report = crawl.next_report()
        lead = explore.next_lead(crawl, self.scope, self.discovery_pages)
        while lead is not None:
            request = self._ask(crawl, lead)
            if request is not None:
                return [request]
            lead = explore.next_lead(crawl, self.scope, self.discovery_pages)
        if crawl.loose and not crawl.reports_found:
            explore.take_loose(crawl, self.scope)
            return self._advance(crawl)
        self._finish(crawl)
        return []

    def _documents(self, crawl: PortalCrawl, job: Report, response: Response) -> Output:
        """The page as a document, and requests for the files it offers."""
        item, walk = job.item, job.walk
        crawl.documents += 1
        page = with_true_encoding(response)
        if not isinstance(page, TextResponse) or walk.portal.is_file(item.url):
            found = document(
                response,
                crawl.seed,
                title=item.title,
                role="attachment",
                file_name=attachment_name(response, item.title),
                organ_hint=walk.organ,
                published_hint=item.date,
                referrer_url=walk.url,
                run_id=self.run_id,
            )
            return [found]
        article = walk.portal.article(page)
        organ, published = walk.organ or article.organ, item.date or article.published
        files = [link for link in walk.portal.attachments(page) if link.url != page.url]
        output: Output = [
            document(
                response,
                crawl.seed,
                title=item.title,
                role="page",
                page_title=article.title,
                organ_hint=organ,
                published_hint=published,
                attachments=tuple(link.url for link in files),
                referrer_url=walk.url,
                run_id=self.run_id,
            )
        ]
        for link in files:
            file = Attachment(link.url, link.text, page.url, article.title, item.title, organ, published)
            request = self._ask(crawl, file)
            if request is not None:
                output.append(request)
        return output

    def _ask(self, crawl: PortalCrawl, job: Job) -> Request | None:
        """A counted request for the job; None, with the reason noted, when it may not or need not be asked for."""
        callback: Callable[..., Output]
        match job:
            case Lead():
                callback, page, timeout = self.parse_lead, Page(job.url), None
            case ListPage():
                callback, page, timeout = self.parse_list, job.page, None
            case Report():
                callback, page, timeout = self.parse_report, Page(job.item.url), self.file_timeout
            case Attachment():
                callback, page, timeout = self.parse_attachment, Page(job.url), self.file_timeout
        if not isinstance(job, Lead) and not crawl.is_new(page.url, page.body):
            return None
        refused = self._refusal(crawl, page.url)
        if refused is not None:
            self._note(crawl, job, refused)
            return None
        crawl.outstanding += 1
        return Request(
            page.url,
            callback,
            method=page.method,
            body=page.body,
            headers=dict(page.headers),
            errback=self.on_failure,
            cb_kwargs={"crawl": crawl, "job": job},
            dont_filter=True,  # a filtered redirect would call nothing at all; what was asked is kept per portal
            meta={"download_timeout": timeout} if timeout else {},
        )

    def _refusal(self, crawl: PortalCrawl, url: str) -> Failure | None:
        if not belongs(crawl.seed.portal_url, url):
            return Failure("off_site", "leads to another site", url)
        if len(url) > self.longest_url:
            return Failure("error", f"an address of {len(url)} characters", url[:100])
        if not self.budget.take(url):
            return Failure("budget", f"the budget of {self.budget.limit} requests to {urlsplit(url).netloc} is spent")
        return None

    def _note(self, crawl: PortalCrawl, job: Job, failure: Failure) -> None:
        match job:
            case Lead():
                crawl.dead_ends.append((job, failure))
                self._try_other_scheme(crawl, job, failure)
            case ListPage():
                if not job.page.is_probe or failure.kind != "gone":
                    job.walk.failures.append(failure)
            case Report() | Attachment():
                crawl.failures.append(failure)

    def _try_other_scheme(self, crawl: PortalCrawl, job: Lead, failure: Failure) -> None:
        """A home page not reached by http may be by https, and the other way round."""
        parts = urlsplit(job.url)
        if job.depth == 0 and job.reason == "seed" and failure.kind == "unreachable" and parts.port is None:
            other = parts._replace(scheme="https" if parts.scheme == "http" else "http").geturl()
            crawl.leads.reopen(job.url)
            crawl.leads.push(Lead(other, job.title, 0, "other scheme"))

    def _finish(self, crawl: PortalCrawl, interrupted: str = "") -> None:
        if not crawl.is_finished:
            crawl.finish(interrupted)
            self.logger.info("%s: %s %s", crawl.seed.name, crawl.outcome, crawl.reason)
            self.crawler.signals.send_catch_log(signal=portal_finished, crawl=crawl)

    def close_portals(self) -> None:
        """Give every portal that has none its verdict; something of the program or of the operator stopped it."""
        for crawl in self.crawls:
            self._finish(crawl, interrupted="the crawl stopped before this portal was done")
