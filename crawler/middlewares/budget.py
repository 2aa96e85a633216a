"""What one portal may be asked: no more than its budget, and a redirect never leaves it.

Two budgets hold at once: that of a host, whatever its port, and that of the owner of all hosts under one registrable
name, so that siblings `s1.x.gov.cn`, `s2.x.gov.cn` … do not add up. An address in digits is an owner of its own for
each port, as different portals share one address.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.hosts import is_ip, netloc, registrable
from crawler.middlewares.robots import is_robots

_ENDLESS = float("inf")
MAX_PORTS = 3  # of one host: http, https and one more; a fourth is a pager that counts ports


@dataclass(frozen=True, slots=True)
class Limits:
    """What a host or an owner gives in one run."""

    requests: float = _ENDLESS
    bytes: float = _ENDLESS
    seconds: float = _ENDLESS

    @classmethod
    def from_settings(cls, settings: BaseSettings, prefix: str, times: int = 1) -> Self:
        """The settings PREFIX_REQUESTS, PREFIX_BYTES and PREFIX_SECONDS, for so many portals together."""
        return cls(
            *(settings.getfloat(f"{prefix}_{name}", _ENDLESS) * times for name in ("REQUESTS", "BYTES", "SECONDS"))
        )


@dataclass(slots=True)
class _Account:
    """What one host or owner was asked for so far."""

    name: str
    limits: Limits
    clock: Callable[[], float]
    requests: int = 0
    bytes: int = 0
    since: float | None = None  # of the first request

    def why(self, further: int) -> str:
        """What would be spent after so many further requests."""
        if self.requests + further > self.limits.requests:
            return f"the budget of {self.limits.requests:.0f} requests to {self.name} is spent"
        if self.bytes >= self.limits.bytes:
            return f"the budget of {self.limits.bytes:.0f} bytes from {self.name} is spent"
        if self.since is not None and self.clock() - self.since >= self.limits.seconds:
            return f"the budget of {self.limits.seconds:.0f} seconds for {self.name} is spent"
        return ""


@dataclass(slots=True)
class HostBudget:
    """What each host and owner still gives: requests (robots.txt, redirects and retries too), bytes and time."""

    host_limits: Limits = field(default_factory=Limits)
    owner_limits: Limits = field(default_factory=Limits)
    asks_robots: bool = True
    shared: Mapping[str, Limits] = field(default_factory=dict)  # owners of several seeds
    clock: Callable[[], float] = time.monotonic
    _accounts: dict[tuple[str, str], _Account] = field(default_factory=dict)
    _services: dict[str, set[str]] = field(default_factory=dict)  # host -> the `host:port` asked so far
    _closed: dict[str, str] = field(default_factory=dict)  # owner -> why it gets no further request

    @classmethod
    def from_settings(cls, settings: BaseSettings, portal_urls: Iterable[str] = ()) -> Self:
        """The budgets that crawler/settings.py gives; an owner of several of the portals gets as many times its own."""
        owners = Counter(map(owner, portal_urls))
        return cls(
            Limits.from_settings(settings, "HOST"),
            Limits.from_settings(settings, "PORTAL"),
            settings.getbool("ROBOTSTXT_OBEY"),
            {name: Limits.from_settings(settings, "PORTAL", times) for name, times in owners.items() if times > 1},
        )

    def take(self, url: str) -> bool:
        """Count one request; False, and nothing counted, when a budget is spent."""
        if self.why(url):
            return False
        for account in self._both(url):
            account.requests += self._cost(url)
            account.since = self.clock() if account.since is None else account.since
        self._services.setdefault(_host(url), set()).add(netloc(url))
        return True

    def why(self, url: str) -> str:
        """What of the budgets is spent, for people; `""` when the address may be asked."""
        services = self._services.get(_host(url), set())
        if netloc(url) not in services and len(services) >= MAX_PORTS:
            return f"{_host(url)} was asked at {MAX_PORTS} ports, no further one is"
        reasons = (account.why(self._cost(url)) for account in self._both(url))
        return self._closed.get(owner(url)) or next(filter(None, reasons), "")

    def received(self, url: str, size: int) -> None:
        """Count the bytes of an answer, as they came over the wire."""
        for account in self._both(url):
            account.bytes += size

    def close(self, url: str, reason: str) -> None:
        """Ask nothing more of the owner of this address."""
        self._closed.setdefault(owner(url), reason)

    def _cost(self, url: str) -> int:
        """Requests that asking this address takes: before the first of a service, its robots.txt."""
        return 1 + (self.asks_robots and netloc(url) not in self._services.get(_host(url), set()))

    def _both(self, url: str) -> tuple[_Account, _Account]:
        return self._account("host", _host(url)), self._account("owner", owner(url))

    def _account(self, kind: str, name: str) -> _Account:
        if (account := self._accounts.get((kind, name))) is None:
            limits = self.host_limits if kind == "host" else self.shared.get(name, self.owner_limits)
            account = self._accounts[kind, name] = _Account(name, limits, self.clock)
        return account


def owner(url: str) -> str:
    """Who is asked: the registrable name; for an address in digits, it with its port.

    >>> owner("https://zwgk.funan.gov.cn:8443/nb/"), owner("http://10.1.2.3:8080/")
    ('funan.gov.cn', '10.1.2.3:8080')
    """
    host = urlsplit(url).hostname or ""
    return netloc(url) if is_ip(host) else registrable(host)


def _host(url: str) -> str:
    host = (urlsplit(url).hostname or "").rstrip(".")
    return netloc(url) if is_ip(host) else host


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
        if crawl is not None and not crawl.may_ask(request.url):
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
