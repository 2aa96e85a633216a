"""Why a request did not give what it should: a closed list of kinds, each with a reason for people."""

import re
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
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.hosts import same_page_key

# Answers of walls: 412 Ruishu, 521 Jiasule, 418/468 others. Recorded, never worked around.
WALL_STATUSES = frozenset({401, 403, 405, 412, 418, 421, 429, 444, 468, 493, 521})
SMALL = 2048  # bytes; a page that says 404 or 不存在 and is smaller is an error page, whatever its status
SHORT = 200  # characters one can see on an error page; a short report may say 不存在 too, in more of them
CHALLENGE = 8192  # bytes; challenge pages are scripts of a few kB
LARGEST_PAGE = 5 * 1024 * 1024  # bytes; one tag of 0.9 MB stopped the whole crawl for 17 s, no list page is this long
LONGEST_TAG = re.compile(rb"<[^<>]{65536}")

_MISSING = re.compile(r"(?<!\d)404(?!\d)|不存在|已删除|找不到|无法访问|Not Found", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"__jsl_clearance|__jsluid|\$_ts\s*=|acw_sc__v2|document\.cookie\s*=.{0,2000}location", re.DOTALL
)
_CAPTCHA = re.compile(r"请输入验证码|安全验证|访问验证|人机验证|行为验证")


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one request. `kind` is one of the words used below."""

    kind: str
    reason: str
    url: str = ""

    @property
    def text(self) -> str:
        """The reason with the address it is about."""
        return f"{self.reason} ({self.url})" if self.url else self.reason


def from_exception(error: BaseException, url: str) -> Failure:
    """What the engine raised for a request, as a failure."""
    match error:
        case HttpError():
            return from_status(error.response.status, url)
        case IgnoreRequest() if "robots.txt" in str(error):
            return Failure("robots", "robots.txt disallows it", url)
        case IgnoreRequest() if "max redirections" in str(error):
            return Failure("redirect_loop", "redirects without end", url)
        case IgnoreRequest():
            return Failure(str(error).partition(":")[0] or "refused", str(error) or "refused", url)
        case CannotResolveHostError():
            return Failure("unreachable", "the name has no address", url)
        case DownloadTimeoutError():
            return Failure("unreachable", "no answer in time", url)
        case DownloadConnectionRefusedError():
            return Failure("unreachable", "connection refused", url)
        case DownloadCancelledError():
            return Failure("too_large", f"larger than DOWNLOAD_MAXSIZE: {error}", url)
        case ResponseDataLossError():
            return Failure("truncated", "the answer broke off", url)
        case DownloadFailedError() | OSError():
            return Failure("unreachable", f"connection failed: {error}", url)
    return Failure("error", f"{type(error).__name__}: {error}", url)


def from_status(status: int, url: str) -> Failure:
    """An HTTP status that is no answer to the question, as a failure."""
    if status in WALL_STATUSES:
        return Failure("blocked", f"HTTP {status}", url)
    if status in (404, 410):
        return Failure("gone", f"HTTP {status}", url)
    return Failure("unreachable" if status >= 500 else "error", f"HTTP {status}", url)


def page_failure(response: Response, asked_url: str, home_url: str) -> Failure | None:
    """What is wrong with an answer of status 200: a wall, an error page, the home page; None when nothing is."""
    body = response.body
    if not body.strip():
        return Failure("empty", "empty answer", asked_url)
    if "partial" in response.flags:
        return Failure("truncated", "the answer broke off", asked_url)
    if not isinstance(response, TextResponse):
        return None
    if len(body) > LARGEST_PAGE or LONGEST_TAG.search(body):
        return Failure("too_large", f"a page of {len(body)} bytes is not looked into", asked_url)
    is_bare = len(body) < CHALLENGE and len(response.xpath("//a[@href]")[:3]) < 3
    if is_bare and (_CHALLENGE.search(response.text) or _CAPTCHA.search(response.text)):
        return Failure("blocked", "challenge page", asked_url)
    visible = re.sub(r"(?s)<script.*?</script>|<[^>]*>|\s", "", response.text) if len(body) < SMALL else ""
    title = response.xpath("string(//title)").get("")
    if _MISSING.search(title) or (len(visible) < SHORT and _MISSING.search(visible)):
        return Failure("gone", "a page that says it does not exist", asked_url)
    was_sent_home = same_page_key(response.url) == same_page_key(home_url) or urlsplit(response.url).path in ("", "/")
    if was_sent_home and same_page_key(asked_url) != same_page_key(response.url):
        return Failure("gone", "sent back to the home page", asked_url)
    return None
