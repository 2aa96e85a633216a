"""What is done when a host refuses or falters: it is left alone for a while, asked again later, or not again tonight.

A wall (403, 412, 521, a challenge) is asked once and recorded. A 403 after some pages that were fine may say that we
ask too much: the host rests a minute, then once more; among the first few it is the page's own. A host that asks for a
pause gets it, whoever of our processes asks. What may pass (a broken answer, a busy server, no answer) has its second
round minutes later, the request waiting in the scheduler meanwhile. Five refusals in a row close the host for the
night.
"""

import logging
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.discovery.failures import from_exception
from crawler.hosts import netloc
from crawler.middlewares.host_lock import HostLock
from crawler.middlewares.private_addresses import GuardResolver
from crawler.middlewares.response_check import verdict_of
from crawler.middlewares.robots import RobotsUnavailable, is_past_scheduler
from crawler.scheduler import NOT_BEFORE
from pipelines.intake.response_check import WALL_STATUSES, status_text

log = logging.getLogger(__name__)

PAUSING = frozenset({429, 503})  # they ask for a pause, with or without Retry-After
FALTERING = frozenset({408, 500, 502, 504, 520, 522, 523, 524, 525})
_MAY_PASS = (
    ResponseDataLossError,
    RobotsUnavailable,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    OSError,
)
TOO_MUCH = frozenset({403})  # what a firewall answers who counts requests and does not say so with 429
MIN_FINE = 4  # pages a host gave before a refusal counts as asked too much: who counts requests lets a few through
MAX_RESTS = 2  # in a row
MAX_RESTS_IN_ALL = 6  # of a host in one crawl: a folder that is always forbidden costs minutes, not the night
host_waits = object()  # signal: a request is put off; `host`, `reason`, `seconds` go with it
_TRIES = "tries"  # meta: how often this request went out


class MannersMiddleware:
    """Runs before robots and budgets, to hold back what a host does not want now, and after the response check, to see
    what it answered."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._signals = crawler.signals
        self._first = settings.getfloat("BACKOFF_FIRST")
        self._rounds = settings.getint("BACKOFF_ROUNDS")
        self._slow_rounds = settings.getint("BACKOFF_ROUNDS_SLOW")
        self._longest = settings.getfloat("BACKOFF_MAX")
        self._most_refusals = settings.getint("HOST_REFUSALS")
        self._most_timeouts = settings.getint("HOST_TIMEOUTS")
        self._lock = HostLock(Path(str(settings["DATA_DIR"])) / "hosts")
        self._refusals: Counter[str] = Counter()  # in a row, by host: who refuses does so by http and by https
        self._fine: Counter[str] = Counter()  # pages that a host gave in this crawl
        self._rests: Counter[str] = Counter()  # in a row
        self._rests_in_all: Counter[str] = Counter()
        # By host and port: http may be dead where https answers, and the other way round.
        self._breaks: Counter[str] = Counter()  # in a row
        self._timeouts: Counter[str] = Counter()  # in a row
        self._closed: dict[str, str] = {}  # host, or host and port -> why it is not asked again tonight

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Refuse what a closed host would get; put off what a resting one would."""
        host = _host(request)
        rest = self._lock.resting(host)
        if rest > self._longest:  # of an earlier crawl: this one would wait for it till morning
            self._close(host, f"blocked: {host} asked for a pause, of which {rest:.0f} s are left")
        if reason := self._why_closed(request):
            raise IgnoreRequest(reason)
        if rest and not is_past_scheduler(
            request
        ):  # Scrapy asks for robots.txt past the scheduler: that waits at the door
            return later(request, rest)
        return None

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The answer, or the request again for a later time."""
        host, service = _host(request), netloc(request.url)
        self._timeouts[service] = self._breaks[service] = 0
        refuses, rounds = self._sorted(response)
        if not refuses:
            self._refusals[host] = self._rests[host] = 0
            if response.status in (200, 304) and not is_past_scheduler(request):
                self._fine[host] += 1
            again = None if is_past_scheduler(request) else self._again(request, rounds, _trouble(response))
            return again or response
        self._refusals[host] += 1
        if self._is_asked_too_much(host, response) and not is_past_scheduler(request):
            self._rests[host] += 1
            self._rests_in_all[host] += 1
            self._lock.rest(host, self._first)
            return self._again(request, MAX_RESTS + 1, _trouble(response), wait=self._first) or response
        if response.status in PAUSING:
            tries = request.meta.get(_TRIES, 1)
            pause = retry_after(response)
            pause = self._first * 2 ** (tries - 1) if pause is None else pause
            if pause > self._longest:
                self._close(host, f"blocked: {host} asks for a pause of {pause:.0f} s")
            self._lock.rest(host, pause)
        else:
            pause = None
        if self._refusals[host] >= self._most_refusals:
            self._close(host, f"blocked: {host} refused {self._most_refusals} requests in a row")
        if response.status in PAUSING and not self._why_closed(request) and not is_past_scheduler(request):
            return self._again(request, self._rounds, _trouble(response), wait=pause) or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request again for a later time when no answer came, or not a whole one."""
        host, service = _host(request), netloc(request.url)
        if host in GuardResolver.refused or isinstance(exception, DownloadCancelledError):
            return None
        cause = exception.__cause__ if isinstance(exception, RobotsUnavailable) else exception
        if isinstance(cause, CannotResolveHostError) or isinstance(exception, DownloadTimeoutError):
            rounds = self._slow_rounds
        elif isinstance(exception, _MAY_PASS):
            rounds = self._rounds
        else:
            return None
        if isinstance(exception, DownloadTimeoutError):
            self._timeouts[service] += 1
        elif request.meta.get(_TRIES, 1) == 1 and not isinstance(exception, RobotsUnavailable):
            self._breaks[service] += 1  # once a request: one file that always breaks off is no sick host
        if self._timeouts[service] >= self._most_timeouts or self._breaks[service] >= self._most_refusals:
            self._close(service, f"unreachable: {host} gave no answer, again and again")
        if self._why_closed(request) or is_past_scheduler(request):
            return None
        return self._again(request, rounds, from_exception(cause or exception, request.url).reason)

    def _is_asked_too_much(self, host: str, response: Response) -> bool:
        """True for a refusal of a host that gave some pages before, while it has not rested twice for it."""
        may_rest = self._rests[host] < MAX_RESTS and self._rests_in_all[host] < MAX_RESTS_IN_ALL
        return response.status in TOO_MUCH and self._fine[host] >= MIN_FINE and may_rest

    def _sorted(self, response: Response) -> tuple[bool, int]:
        """(the host refuses us, how often it is worth asking in all), by the status and the response check's flags."""
        if response.status == 304:  # not modified: it has no body to judge
            return False, 1
        if response.status in PAUSING:
            return True, self._rounds
        if response.status in WALL_STATUSES:
            return True, 1
        if response.status in FALTERING:
            return False, self._rounds
        verdict = verdict_of(response)
        if verdict is None or not verdict.may_pass:
            return verdict is not None and verdict.kind == "blocked", 1
        return False, self._rounds if verdict.kind == "failed" else 2  # a page cut twice is cut at its source

    def _again(self, request: Request, rounds: int, why: str, wait: float | None = None) -> "Request | None":
        tries = request.meta.get(_TRIES, 1)
        if tries >= rounds:
            return None
        wait = self._first * 2 ** (tries - 1) if wait is None else wait
        log.info("%s; asked again in %.0f s: %s", why, wait, request.url)
        self._signals.send_catch_log(host_waits, host=_host(request), reason=why, seconds=wait)
        again = later(request, wait)
        again.meta[_TRIES] = tries + 1
        again.meta["is_further_try"] = True
        return again

    def _why_closed(self, request: Request) -> str:
        return self._closed.get(_host(request)) or self._closed.get(netloc(request.url)) or ""

    def _close(self, place: str, reason: str) -> None:
        if place not in self._closed:
            log.warning("%s; not asked again in this run", reason)
            self._closed[place] = reason


def _trouble(response: Response) -> str:
    """What is wrong with an answer, in a few words."""
    verdict = verdict_of(response)
    return status_text(response.status) if verdict is None or response.status >= 400 else verdict.reason


def retry_after(response: Response, now: datetime | None = None) -> float | None:
    """Seconds the answer asks to wait, by number or date; None when it does not say."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - (now or datetime.now(UTC))).total_seconds(), 0.0)


def later(request: Request, seconds: float) -> Request:
    """The same request, kept by the scheduler for so long."""
    again = request.copy()
    again.dont_filter = True
    again.meta[NOT_BEFORE] = time.monotonic() + seconds
    return again


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
