"""Why a request or a portal gave nothing."""

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure as TwistedFailure
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseNeverReceived

from crawler.discovery.failures import Failure, from_exception, from_status, page_failure
from crawler.middlewares.robots import RobotsUnavailable

HOME = "http://www.a.gov.cn/"
URL = "http://www.a.gov.cn/nb/"


def page(text: str, url: str = URL) -> HtmlResponse:
    return HtmlResponse(url, body=text.encode(), encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (403, "blocked"),
        (412, "blocked"),
        (521, "blocked"),
        (404, "gone"),
        (502, "unreachable"),
        (503, "unreachable"),
        (400, "error"),
    ],
)
def test_statuses_are_sorted_into_kinds(status: int, kind: str) -> None:
    assert from_status(status, URL).kind == kind
    assert from_exception(HttpError(Response(URL, status=status), "Ignoring"), URL) == from_status(status, URL)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (IgnoreRequest("Forbidden by robots.txt"), "robots"),
        (IgnoreRequest("max redirections reached"), "redirect_loop"),
        (IgnoreRequest("private_address: 127.1 is 127.0.0.1"), "private_address"),
        (IgnoreRequest(f"Ignored response <200 {URL}> because its body exceeded DOWNLOAD_MAXSIZE"), "too_large"),
        (IgnoreRequest("what a later Scrapy may say: this"), "refused"),
        (IgnoreRequest("off_site: redirected to another site"), "off_site"),
        (CannotResolveHostError("no results"), "unreachable"),
        (DownloadTimeoutError("30 s"), "unreachable"),
        (ValueError("odd"), "error"),
    ],
)
def test_what_the_engine_raises_is_sorted_into_kinds(error: Exception, kind: str) -> None:
    assert from_exception(error, URL).kind == kind


def test_a_failed_connection_is_told_in_a_short_line() -> None:
    """Twisted keeps the reason in a list and quotes the whole page where that is no HTTP."""
    wrapped = ResponseNeverReceived([TwistedFailure(ParseError("non-integer status code", b"<html>" * 9999))])
    error = DownloadFailedError(str(wrapped))
    error.__cause__ = wrapped
    reason = from_exception(error, URL).reason
    assert reason.startswith("connection failed: ParseError: ('non-integer status code', b'<html>")
    assert len(reason) < 200


def test_a_reason_does_not_repeat_the_outcome() -> None:
    error = RobotsUnavailable("unreachable: robots.txt: HTTP 500")
    assert from_exception(error, URL) == Failure("unreachable", "robots.txt: HTTP 500", URL)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("<h1>404 Not Found</h1>", "gone"),
        ("<p>您访问的页面不存在或已删除</p>", "gone"),
        ("<script>document.cookie='a';location.href=location.pathname</script>", "blocked"),
        ("<script>$_ts=window['$_ts'];</script>", "blocked"),
        ("<p>请输入验证码</p>", "blocked"),
    ],
)
def test_a_page_that_is_not_the_page_is_a_failure(text: str, kind: str) -> None:
    failure = page_failure(page(text), URL, HOME)
    assert failure is not None
    assert failure.kind == kind


def test_a_long_page_may_speak_of_404_and_of_captchas() -> None:
    text = "<p>2023年共受理404件，部分网页不存在的问题已整改，请输入验证码。</p>" + "<p>正文</p>" * 1000
    assert page_failure(page(text), URL, HOME) is None


def test_an_error_page_in_the_sites_dress_is_known_by_its_title() -> None:
    assert page_failure(page("<title>404-某区政府</title>" + "<p>导航</p>" * 1000), URL, HOME) is not None


def test_a_short_report_may_say_that_something_does_not_exist() -> None:
    assert page_failure(page(f"<p>{'本单位按时公开信息。' * 25}不存在收费情况。</p>"), URL, HOME) is None


def test_a_small_page_with_links_is_no_challenge_for_setting_a_cookie() -> None:
    links = "<a href='/a'>甲</a>" * 3
    assert page_failure(page(f"{links}<script>document.cookie='skin=1';location.hash='x'</script>"), URL, HOME) is None


def test_being_sent_home_is_no_answer_except_to_the_question_for_home() -> None:
    assert page_failure(page("<p>首页</p>", HOME), URL, HOME) is not None
    assert page_failure(page("<p>首页</p>", HOME), HOME, HOME) is None
    assert page_failure(page("<p>首页</p>", "https://www.a.gov.cn/"), HOME, HOME) is None


def test_a_cut_answer_is_a_failure() -> None:
    assert page_failure(Response(URL, body=b"%PDF", flags=["partial"]), URL, HOME) is not None
    assert page_failure(Response(URL, body=b"%PDF"), URL, HOME) is None


@pytest.mark.parametrize(
    ("end", "is_cut"),
    [
        ("</ul>", False),
        ("", False),  # the list's own end may stand around the fragment
        ("<li><a href='3.html'>石桥县2021年政", True),
        ("<li><a href='3.html'>石桥县2021年年报</a><span>2022-0", True),
        ("<li><a hre", True),
    ],
)
def test_a_piece_of_a_page_that_ends_inside_a_row_is_cut_off(end: str, is_cut: bool) -> None:
    row = "<li><a href='{0}.html'>石桥县202{0}年年报</a><span>2024-01-20</span></li>"
    body = f"<ul>{row.format(3)}{row.format(2)}{end}"
    found = page_failure(HtmlResponse(URL, body=body.encode(), encoding="utf-8"), URL, "http://a.gov.cn/", is_list=True)
    assert (found is not None) == is_cut
