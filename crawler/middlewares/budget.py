"""What one host may be asked: no more than its budget, and a redirect never leaves the portal."""

import time
from collections.abc import Callable, Mapping
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.hosts import belongs, netloc
from crawler.middlewares.robots import is_robots

_ENDLESS = float("inf")


class HostBudget:
    """What each host still gives in this run: requests (robots.txt, redirects and retries too), bytes and time."""

    def __init__(
        self,
        limit: int,
        *,
        asks_robots: bool = True,
        most_bytes: float = _ENDLESS,
        most_seconds: float = _ENDLESS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limit = limit
        self.most_bytes = most_bytes
        self.most_seconds = most_seconds
        self._clock = clock
        self._first = 1 if asks_robots else 0
        self._used: dict[str, int] = {}
        self._bytes: dict[str, int] = {}
        self._since: dict[str, float] = {}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """The budget that crawler/settings.py gives every host."""
        return cls(
            settings.getint("HOST_REQUESTS"),
            asks_robots=settings.getbool("ROBOTSTXT_OBEY"),
            most_bytes=settings.getfloat("HOST_BYTES"),
            most_seconds=settings.getfloat("HOST_SECONDS"),
        )

    def take(self, url: str) -> bool:
        """Count one request; False, and nothing counted, when the host's budget is spent."""
        if self.why(url):
            return False
        host = netloc(url)
        self._since.setdefault(host, self._clock())
        self._used[host] = self._used.get(host, self._first) + 1
        return True

    def why(self, url: str) -> str:
        """What of the host's budget is spent, for people; `""` when it may be asked."""
        host = netloc(url)
        if self._used.get(host, self._first) >= self.limit:
            return f"the budget of {self.limit} requests to {host} is spent"
        if self._bytes.get(host, 0) >= self.most_bytes:
            return f"the budget of {self.most_bytes:.0f} bytes from {host} is spent"
        if self._clock() - self._since.get(host, self._clock()) >= self.most_seconds:
            return f"the budget of {self.most_seconds:.0f} seconds for {host} is spent"
        return ""

    def received(self, url: str, size: int) -> None:
        """Count the bytes of an answer, as they came over the wire."""
        host = netloc(url)
        self._bytes[host] = self._bytes.get(host, 0) + size

    @property
    def used(self) -> Mapping[str, int]:
        """Requests counted so far by `host:port`."""
        return self._used


class BoundsMiddleware:
    """Runs on every request, each step of a redirect among them; the spider has paid for the first step already."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._robots_asked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what leads off the portal or above the host's budget."""
        crawl = request.cb_kwargs.get("crawl")
        if crawl is not None and not belongs(crawl.seed.portal_url, request.url):
            raise IgnoreRequest("off_site: redirected to another site")
        budget = getattr(self._crawler.spider, "budget", None)
        if budget is not None and self._is_unpaid(request) and not budget.take(request.url):
            raise IgnoreRequest(f"budget: {budget.why(request.url)}")

    def _is_unpaid(self, request: Request) -> bool:
        """True if nobody counted this request yet: a further step, or robots.txt asked again."""
        if request.meta.get("redirect_times", 0) > request.meta.get("redirects_paid", 0):
            request.meta["redirects_paid"] = request.meta["redirect_times"]
            return True
        if is_robots(request):
            host = netloc(request.url)
            is_again = host in self._robots_asked
            self._robots_asked.add(host)
            return is_again
        return bool(request.meta.pop("is_further_try", False))


class WeightMiddleware:
    """Last before the network: counts the bytes of every answer while they are still compressed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        budget = getattr(self._crawler.spider, "budget", None)
        if budget is not None:
            budget.received(request.url, len(response.body))
        return response
