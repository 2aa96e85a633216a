"""The request for the page after."""

import pytest

from crawler.portals.page.pages import Page
from crawler.portals.page.turning import turned

A = "http://a.gov.cn"


@pytest.mark.parametrize(
    ("page", "after"),
    [
        (Page(f"{A}/l?c=9&page=1&size=20"), Page(f"{A}/l?c=9&page=2&size=20")),
        (Page(f"{A}/l?offset=10"), Page(f"{A}/l?offset=15")),
        (Page(f"{A}/l?start=1&end=5"), Page(f"{A}/l?start=6&end=10")),
        (Page(f"{A}/l", "POST", b"c=7&pageIndex=0"), Page(f"{A}/l", "POST", b"c=7&pageIndex=1")),
        (Page(f"{A}/l", "POST", b'{"q": {"pageNo": 3}}'), Page(f"{A}/l", "POST", b'{"q": {"pageNo": 4}}')),
        (Page(f"{A}/nb/list_2.aspx"), Page(f"{A}/nb/list_3.aspx")),
        (Page(f"{A}/nb/2.html"), Page(f"{A}/nb/3.html")),
        (Page(f"{A}/nb/page-2/"), Page(f"{A}/nb/page-3/")),
    ],
)
def test_the_number_is_found_wherever_it_stands(page: Page, after: Page) -> None:
    found = turned(page, 5)
    assert found is not None
    assert (found.url, found.method, found.body, found.is_probe) == (after.url, after.method, after.body, True)


@pytest.mark.parametrize("url", [f"{A}/nb/", f"{A}/nb/index.html", f"{A}/l?id=7", f"{A}/l?pageSize=20"])
def test_where_nothing_counts_pages_nothing_is_turned(url: str) -> None:
    assert turned(Page(url), 5) is None
