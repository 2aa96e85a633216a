"""Who is not asked again tonight."""

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, IgnoreRequest
from scrapy.utils.test import get_crawler

from crawler.middlewares.manners import MannersMiddleware


def test_http_that_is_down_does_not_keep_https_of_the_same_host_from_being_asked(tmp_path: Path) -> None:
    bounds = {"BACKOFF_FIRST": 0.1, "BACKOFF_ROUNDS": 2, "BACKOFF_ROUNDS_SLOW": 1, "BACKOFF_LONGEST": 60}
    settings = bounds | {"HOST_REFUSALS": 2, "HOST_TIMEOUTS": 2, "DATA_DIR": str(tmp_path)}
    manners = MannersMiddleware.from_crawler(get_crawler(settings_dict=settings))
    for path in ("1", "2"):
        manners.process_exception(Request(f"http://a.gov.cn/{path}"), DownloadConnectionRefusedError())
    with pytest.raises(IgnoreRequest, match="no answer, again and again"):
        manners.process_request(Request("http://a.gov.cn:80/3"))
    assert manners.process_request(Request("https://a.gov.cn/3")) is None
