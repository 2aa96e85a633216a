"""robots.txt as RFC 9309 wants it, with Crawl-delay: 4xx means no rules, no answer means no crawl for now."""

import math
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.discovery.failures import from_exception
from crawler.middlewares.download import GAPS
from pipelines.intake.response_check import WALL_STATUSES, status_text

MAX_CRAWL_DELAY = 60  # seconds; 200 requests then take the night, with more the portal is left out of it
PAST_SCHEDULER = "is_past_scheduler"  # meta: asked for directly, so that nothing can be put off to the scheduler
_WALLED = "blocked: robots.txt"
MARGIN = 0.1  # seconds; a delay of 1.0 gave gaps of 0.997 s at the server, of 1.05 one of 0.976 s on a busy machine
_MAX_BYTES = 512 * 1024  # bytes; RFC 9309, 2.5: a crawler reads at least 500 kB


class RobotsUnavailable(IgnoreRequest):
    """robots.txt gave no answer: what the host allows is not known, so nothing is asked of it for now."""


class RobotsWalled(IgnoreRequest):
    """robots.txt itself is behind a wall: the host is not asked again."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, which takes every failure as permission and knows no Crawl-delay, put right on both."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unavailable: dict[str, str] = {}  # by host:port, why robots.txt gave no answer
        self._errors: dict[str, Exception] = {}  # by host:port, where that was no HTTP status
        self._gaps: dict[str, float] = {}
        setattr(crawler, GAPS, self._gaps)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        url = urlparse_cached(request)
        reason = self._unavailable.get(url.netloc)
        if reason is not None:
            if url.netloc in self._parsers and self._parsers[url.netloc] is None:
                del self._parsers[url.netloc]  # the next request, later in the night, asks for it again
            if reason.startswith(_WALLED):
                raise RobotsWalled(reason)
            raise RobotsUnavailable(f"unreachable: robots.txt: {reason}") from self._errors.get(url.netloc)
        delay = crawl_delay(rp, self._robotstxt_useragent or self._default_useragent)
        if delay > MAX_CRAWL_DELAY:
            raise IgnoreRequest(f"robots: robots.txt asks for {delay:.0f} s between requests")
        if delay:
            self._gaps[url.hostname or ""] = delay + MARGIN
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self._unavailable.pop(netloc, None)
        self._errors.pop(netloc, None)
        if response.status >= 500 or response.status == 429:
            wall = f"{_WALLED}: " if response.status in WALL_STATUSES - {429} else ""
            self._unavailable[netloc] = f"{wall}{status_text(response.status)}"
            self._settle(netloc, None)
            return
        is_answer = 200 <= response.status < 300 and "partial" not in response.flags
        rules = response.replace(body=response.body[:_MAX_BYTES] if is_answer else b"")
        await super()._parse_robots(rules, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if "max redirections" not in str(exc):  # RFC 9309, 2.3.1.2: such a robots.txt is not there
            self._unavailable[netloc] = from_exception(exc, "").reason
            self._errors[netloc] = exc
        self._settle(netloc, None)

    def _settle(self, netloc: str, parser: RobotParser | None) -> None:
        waiting = self._parsers[netloc]
        self._parsers[netloc] = parser
        if isinstance(waiting, Deferred):
            waiting.callback(parser)


def crawl_delay(parser: RobotParser | None, user_agent: str | bytes) -> float:
    """Seconds between requests that robots.txt asks of us; 0.0 when it says nothing or nonsense."""
    if not isinstance(parser, ProtegoRobotParser):
        return 0.0
    name = user_agent.decode("latin-1") if isinstance(user_agent, bytes) else user_agent
    rules: Any = parser.rp
    delay = rules.crawl_delay(name)
    return float(delay) if delay is not None and math.isfinite(delay) and delay > 0 else 0.0


def is_past_scheduler(request: Request) -> bool:
    """True if this request cannot be kept for later: that for a robots.txt, and what a page in Chromium asks for."""
    return is_robots(request) or bool(request.meta.get(PAST_SCHEDULER))


def is_robots(request: Request) -> bool:
    """True if this is the crawl's own request for a robots.txt, or a redirect of it."""
    return bool(request.meta.get("dont_obey_robotstxt"))
