"""Limits the CPU time for one page, so that no page holds up the event loop and all other portals.

Every callback and errback of a crawl runs under a limit of CPU time. A page that reaches it is a failure of its portal,
which then goes on with the next one; after some such pages nothing more is asked of it.
"""

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.cpu_limit import TakesTooLong, within
from crawler.discovery.state import PortalCrawl

log = logging.getLogger(__name__)

MAX_COSTLY_PAGES = 2  # of one portal; each may cost the others PAGE_CPU_SECONDS


class PageLimit:
    """Puts the limit around what a request brings, when it is scheduled: only there every request is seen."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("PAGE_CPU_SECONDS")
        self._costly: Counter[str] = Counter()  # pages over the limit, by the portal's address

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.request_scheduled, signal=signals.request_scheduled)
        return extension

    def request_scheduled(self, request: Request) -> None:
        """Limit callback and errback, unless they are: a redirect or a further try keeps those of the first request."""
        if "crawl" not in request.cb_kwargs or isinstance(request.callback, _Limited):
            return
        callback, errback = request.callback, request.errback
        assert callback is not None
        assert errback is not None
        request.callback = _Limited(
            lambda answer, **asked: self._look(partial(callback, answer, **asked), errback, answer)
        )
        request.errback = _Limited(lambda failure: self._look(partial(errback, failure), errback, failure))

    def _look(self, look: Callable[[], Any], errback: Callable[[Failure], Any], answer: Response | Failure) -> Any:
        """What the page gives; when it takes too long, what the spider does about a page that was not had."""
        request: Request = answer.request  # type: ignore[union-attr, assignment]  # both have theirs in a crawl
        crawl: PortalCrawl = request.cb_kwargs["crawl"]
        outstanding, documents = crawl.outstanding, crawl.reports.documents
        try:
            return within(self._seconds, look)
        except TakesTooLong as error:
            # as it was when the answer came: what was counted since then never leaves the spider
            crawl.outstanding, crawl.reports.documents = outstanding, documents
            self._note(crawl.seed.portal_url, request.url)
            why = IgnoreRequest(f"too_costly: the page was not looked at to its end: {error}")
            failure: Any = Failure(why)  # type: ignore[no-untyped-call]
            failure.request = request
            return self._after(partial(errback, failure), crawl.seed.portal_url)

    def _after(self, look: Callable[[], Any], portal_url: str) -> Any:
        """What the portal goes on with; nothing where even that takes too long: it is closed with the crawl."""
        try:
            return within(self._seconds, look)
        except TakesTooLong as error:
            log.error("%s: given up: what is known of it takes too long to look at: %s", portal_url, error)
            return []

    def _note(self, portal_url: str, url: str) -> None:
        log.warning("%s: a page takes more than %g s of computing", url, self._seconds)
        self._costly[portal_url] += 1
        if self._costly[portal_url] >= MAX_COSTLY_PAGES:
            reason = f"{MAX_COSTLY_PAGES} pages of this portal took more than {self._seconds:g} s of computing each"
            self._crawler.spider.budget.close(portal_url, reason)  # type: ignore[union-attr]


class _Limited:
    """A callback under the limit."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(*args, **kwargs)
