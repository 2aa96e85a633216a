"""When a host is left alone: who is counted, and who is closed."""

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.backoff import MannersMiddleware
from crawler.middlewares.host_lock import HostLock
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
