"""What one host may be asked: no more than its budget, and a redirect never leaves the portal."""

from collections.abc import Mapping
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.hosts import belongs, netloc


class HostBudget:
    """How many requests each host still gets in this run, robots.txt, redirects and retries among them."""

    def __init__(self, limit: int, *, asks_robots: bool = True) -> None:
        self.limit = limit
        self._first = 1 if asks_robots else 0
        self._used: dict[str, int] = {}

    def take(self, url: str) -> bool:
        """Count one request; False, and nothing counted, when the host's budget is spent."""
        host = netloc(url)
        used = self._used.get(host, self._first)
        if used >= self.limit:
            return False
        self._used[host] = used + 1
        return True

    @property
    def used(self) -> Mapping[str, int]:
        """Requests counted so far by `host:port`."""
        return self._used


class BoundsMiddleware:
    """Runs on every request, each step of a redirect among them; the spider has paid for the first step already."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what leads off the portal or above the host's budget."""
        crawl = request.cb_kwargs.get("crawl")
        if crawl is not None and not belongs(crawl.seed.portal_url, request.url):
            raise IgnoreRequest("off_site: redirected to another site")
        is_another_step = request.meta.get("redirect_times", 0) or request.meta.get("retry_times", 0)
        budget = getattr(self._crawler.spider, "budget", None)
        if is_another_step and budget is not None and not budget.take(request.url):
            raise IgnoreRequest("budget: the host's request budget is spent")
