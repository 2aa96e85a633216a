"""When a host is left alone: who is counted, and who is closed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.backoff import MIN_FINE, MannersMiddleware, retry_after
from crawler.middlewares.host_lock import HostLock
from crawler.middlewares.robots import PAST_SCHEDULER, is_past_scheduler
from crawler.scheduler import NOT_BEFORE


@pytest.fixture
def manners(tmp_path: Path) -> MannersMiddleware:
    settings = {"DATA_DIR": str(tmp_path), "BACKOFF_FIRST": 1, "BACKOFF_ROUNDS": 3, "BACKOFF_ROUNDS_SLOW": 2}
    limits = {"BACKOFF_MAX": 600, "HOST_REFUSALS": 5, "HOST_TIMEOUTS": 3}
    return MannersMiddleware.from_crawler(get_crawler(settings_dict=settings | limits))


def test_refusals_are_counted_by_host_whichever_scheme_they_came_by(manners: MannersMiddleware) -> None:
    for number in range(5):
        request = Request(f"{'https' if number % 2 else 'http'}://www.a.gov.cn/{number}")
        manners.process_request(request)
        manners.process_response(request, Response(request.url, status=403))
    for scheme in ("http", "https"):
        with pytest.raises(IgnoreRequest, match="refused 5 requests in a row"):
            manners.process_request(Request(f"{scheme}://www.a.gov.cn/more"))
    assert manners.process_request(Request("http://www.b.gov.cn/")) is None


def test_silence_on_one_port_says_nothing_of_the_other(manners: MannersMiddleware) -> None:
    for number in range(5):
        manners.process_exception(Request(f"https://www.a.gov.cn/{number}"), DownloadConnectionRefusedError())
    for port in ("", ":443"):
        with pytest.raises(IgnoreRequest, match="gave no answer, again and again"):
            manners.process_request(Request(f"https://www.a.gov.cn{port}/more"))
    assert manners.process_request(Request("http://www.a.gov.cn/")) is None


def test_a_pause_that_an_earlier_crawl_was_asked_for_is_kept_and_a_long_one_not_waited_for(
    manners: MannersMiddleware, tmp_path: Path
) -> None:
    """A crawl that waited for it would not end before the night does."""
    HostLock(tmp_path / "hosts").rest("www.a.gov.cn", 300)
    HostLock(tmp_path / "hosts").rest("www.b.gov.cn", 86400)
    later = manners.process_request(Request("http://www.a.gov.cn/"))
    assert later is not None
    assert NOT_BEFORE in later.meta
    with pytest.raises(
        IgnoreRequest, match=r"^blocked: www\.b\.gov\.cn asked for a pause, of which 86\d\d\d s are left"
    ):
        manners.process_request(Request("http://www.b.gov.cn/"))


def answer(manners: MannersMiddleware, request: Request, status: int) -> Request | Response:
    page = f"<html><head><title>年报</title></head><body>{'政府信息公开年报' * 40}</body></html>"
    return manners.process_response(request, HtmlResponse(request.url, status=status, body=page, encoding="utf-8"))


def test_a_refusal_between_pages_that_were_fine_rests_the_host_twice_before_five_close_it(
    manners: MannersMiddleware, tmp_path: Path
) -> None:
    host = "www.a.gov.cn"
    for number in range(MIN_FINE):
        assert isinstance(answer(manners, Request(f"http://{host}/fine/{number}"), 200), Response)
    asked: list[Request] = [Request(f"http://{host}/2")]
    for number in (1, 2):
        again = answer(manners, asked[-1], 403)
        assert isinstance(again, Request), number
        assert again.url == asked[0].url
        assert again.meta["is_further_try"]
        assert 0 < HostLock(tmp_path / "hosts").resting(host) <= 1
        assert NOT_BEFORE in again.meta
        asked.append(again)
    assert isinstance(answer(manners, asked[-1], 403), Response)  # recorded, after two rests
    assert isinstance(answer(manners, Request(f"http://{host}/3"), 403), Response)
    manners.process_request(Request(f"http://{host}/4"))  # four refusals: still open
    assert isinstance(answer(manners, Request(f"http://{host}/4"), 403), Response)
    with pytest.raises(IgnoreRequest, match="refused 5 requests in a row"):
        manners.process_request(Request(f"http://{host}/5"))


def test_a_fine_page_ends_the_refusals_and_a_host_rests_six_times_at_most(manners: MannersMiddleware) -> None:
    page = Request("http://www.a.gov.cn/1")
    for _ in range(MIN_FINE):
        answer(manners, page, 200)
    rested = 0
    for _ in range(8):
        answer(manners, page, 200)
        rested += isinstance(answer(manners, page, 403), Request)
    assert rested == 6
    assert manners.process_request(Request("http://www.b.gov.cn/")) is None


def test_a_host_that_never_gave_a_page_is_asked_once_and_robots_txt_is_no_page(manners: MannersMiddleware) -> None:
    robots = Request("http://www.a.gov.cn/robots.txt", meta={PAST_SCHEDULER: True})
    answer(manners, robots, 200)
    assert is_past_scheduler(robots)
    assert isinstance(answer(manners, Request("http://www.a.gov.cn/"), 403), Response)


def test_a_page_refused_among_the_first_few_is_asked_once(manners: MannersMiddleware) -> None:
    """Nobody who counts requests refuses so early: the refusal is the page's own."""
    for number in range(MIN_FINE - 1):
        answer(manners, Request(f"http://www.a.gov.cn/{number}"), 200)
    assert isinstance(answer(manners, Request("http://www.a.gov.cn/refused"), 403), Response)
    assert manners.process_request(Request("http://www.a.gov.cn/next")) is None
    answer(manners, Request("http://www.a.gov.cn/next"), 304)
    assert isinstance(answer(manners, Request("http://www.a.gov.cn/later"), 403), Request)


def test_silence_is_counted_until_an_answer_comes_and_closes_the_host(manners: MannersMiddleware) -> None:
    """A counter that an answer does not set back would close a host that is slow now and then."""
    slow = "http://www.a.gov.cn/"
    for _ in range(3):
        manners.process_exception(Request(slow), DownloadTimeoutError())
        manners.process_exception(Request(slow), DownloadTimeoutError())
        answer(manners, Request(slow), 200)
    assert manners.process_request(Request(slow)) is None
    for _ in range(3):
        manners.process_exception(Request(slow), DownloadTimeoutError())
    with pytest.raises(IgnoreRequest, match="gave no answer, again and again"):
        manners.process_request(Request(slow))


def test_refusals_are_counted_until_a_page_comes(manners: MannersMiddleware) -> None:
    for number in range(12):
        answer(manners, Request(f"http://www.a.gov.cn/{number}"), 403 if number % 4 else 404)
    assert manners.process_request(Request("http://www.a.gov.cn/")) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Mon, 30 Nov 2026 12:00:30 GMT", 30.0), ("Mon, 30 Nov 2026 11:00:00 GMT", 0.0), ("soon", None)],
)
def test_a_pause_is_asked_for_by_number_or_by_date(value: str, seconds: float | None) -> None:
    response = Response("http://www.a.gov.cn/", headers={"Retry-After": value})
    assert retry_after(response, datetime(2026, 11, 30, 12, tzinfo=UTC)) == seconds


def test_a_pause_longer_than_a_night_closes_the_host_and_a_shorter_one_is_waited_for(
    manners: MannersMiddleware,
) -> None:
    def busy(seconds: int) -> Request | Response:
        request = Request(f"http://www.{seconds}.gov.cn/")
        return manners.process_response(
            request, Response(request.url, status=503, headers={"Retry-After": str(seconds)})
        )

    assert isinstance(busy(601), Response)
    assert isinstance(busy(600), Request)
    with pytest.raises(IgnoreRequest, match="asks for a pause of 601 s"):
        manners.process_request(Request("http://www.601.gov.cn/"))


def test_a_host_that_asks_for_a_pause_without_a_length_gets_twice_as_long_a_one_each_time(
    manners: MannersMiddleware, tmp_path: Path
) -> None:
    rests = HostLock(tmp_path / "hosts")
    first = Request("http://www.a.gov.cn/")
    again = answer(manners, first, 503)
    assert isinstance(again, Request)
    assert 0 < rests.resting("www.a.gov.cn") <= 1
    assert isinstance(answer(manners, again, 503), Request)
    assert 1 < rests.resting("www.a.gov.cn") <= 2


@pytest.mark.parametrize("status", [408, 500, 502, 504, 520, 522, 523, 524, 525])
def test_what_falters_is_asked_for_again(manners: MannersMiddleware, status: int) -> None:
    assert isinstance(answer(manners, Request("http://www.a.gov.cn/"), status), Request)
