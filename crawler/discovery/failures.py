"""Why a request did not give what it should: a closed list of kinds, each with a reason for people."""

from dataclasses import dataclass
from urllib.parse import urlsplit

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
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.hosts import same_page_key
from crawler.middlewares.response_check import verdict_of
from pipelines.intake.response_check import WALL_STATUSES, status_text

_ALWAYS_CLOSED, _OF_ROWS = (b"a", b"span"), (b"li", b"tr", b"td", b"dd")
_QUOTED = 120  # characters of an error's own words


REFUSED = frozenset(("off_site", "private"))  # never asked for, by rule: another's host, a private address


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one request. `kind` is one of the words used below."""

    kind: str
    reason: str
    url: str = ""
    rule: str = ""  # of pipelines/intake/response_rules.yaml, that the response check found; the bytes are kept with it

    @property
    def text(self) -> str:
        """The reason with the address it is about."""
        return f"{self.reason} ({self.url})" if self.url else self.reason


def from_exception(error: BaseException, url: str) -> Failure:  # noqa: C901 - a case for each error
    """What the engine raised for a request, as a failure."""
    match error:
        case HttpError():
            return from_status(error.response.status, url)
        case IgnoreRequest() if str(error) == "Forbidden by robots.txt":
            return Failure("robots", "robots.txt disallows it", url)
        case IgnoreRequest() if "max redirections" in str(error):
            return Failure("redirect_loop", "redirects without end", url)
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
            return Failure("too_large", "unpacks to more than DOWNLOAD_MAXSIZE", url)
        case IgnoreRequest():
            kind, _, told = str(error).partition(": ")  # one word where it is ours
            if kind in ("blocked", "unreachable", "robots"):  # the portal's outcome says that word
                return Failure(kind, told, url)
            return Failure(kind if kind.isidentifier() else "refused", str(error) or "refused", url)
        case CannotResolveHostError():
            return Failure("unreachable", "DNS lookup failed", url)
        case DownloadTimeoutError():
            return Failure("unreachable", "no answer in time", url)
        case DownloadConnectionRefusedError():
            return Failure("unreachable", "connection refused", url)
        case DownloadCancelledError():
            return Failure("too_large", f"larger than DOWNLOAD_MAXSIZE: {error}", url)
        case ResponseDataLossError():
            return Failure("truncated", "the answer broke off", url)
        case DownloadFailedError() | OSError():
            return Failure("unreachable", f"connection failed: {_plain(error)}", url)
    return Failure("error", f"{type(error).__name__}: {error}", url)


def _plain(error: BaseException) -> str:
    """The error within, shortly: Twisted wraps it in a list, and quotes as much as came of what is no HTTP."""
    cause = error.__cause__ or error
    inner = next((reason.value for reason in getattr(cause, "reasons", ())), cause)
    text = " ".join(str(inner).split())
    return f"{type(inner).__name__}: {text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}"


def from_status(status: int, url: str) -> Failure:
    """An HTTP status that is no answer to the question, as a failure."""
    if status in WALL_STATUSES:
        return Failure("blocked", status_text(status), url)
    if status in (404, 410):
        return Failure("gone", f"HTTP {status}", url)
    return Failure("unreachable" if status >= 500 else "error", f"HTTP {status}", url)


def _ends_in_a_row(fragment: bytes) -> bool:
    """True for a piece of a page that ends inside a tag, in a link, or inside an element of which it closes others."""
    body = fragment.lower()
    ends = [
        (body.rfind(b"<" + tag + mark), body.rfind(b"</" + tag), tag in _ALWAYS_CLOSED)
        for tag in (*_ALWAYS_CLOSED, *_OF_ROWS)
        for mark in (b" ", b">")
    ]
    is_open = any(opened > closed and (is_closed or closed > -1) for opened, closed, is_closed in ends)
    return is_open or body.rfind(b"<") > body.rfind(b">")


def page_failure(
    response: Response, asked_url: str, home_url: str, *, is_step: bool = False, is_list: bool = False
) -> Failure | None:
    """What is wrong with an answer of status 200: a wall, an error page, the home page; None when nothing is.

    `is_step`: a page on the way, of which what came is good for finding links even when its end is missing.
    `is_list`: it may be a shell without a word, whose rows an interface gives, or no HTML at all.
    """
    verdict = verdict_of(response)
    harmless = {"CUT_HTML", "CUT_TEXT", "BLANK"} if is_step else {"BLANK"} if is_list else set()
    if is_list and b"<html" not in response.body[:2000].lower() and not _ends_in_a_row(response.body):
        harmless.add("CUT_HTML")  # JSONP and fragments end as they like
    if verdict is not None and verdict.rule not in harmless:
        return Failure(verdict.kind, f"{verdict.reason} [{verdict.rule}]", asked_url, verdict.rule)
    if urlsplit(response.url).scheme not in ("http", "https"):  # chrome-error: what Chromium shows in place of a page
        return Failure("unreachable", "Chromium could not load the page", asked_url)
    was_sent_home = same_page_key(response.url) == same_page_key(home_url) or urlsplit(response.url).path in ("", "/")
    if was_sent_home and same_page_key(asked_url) != same_page_key(response.url):
        return Failure("gone", "sent back to the home page", asked_url, "SENT_HOME")
    return None
