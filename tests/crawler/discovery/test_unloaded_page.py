"""A page that Chromium could not load is told as that."""

from scrapy.http import HtmlResponse

from crawler.discovery.failures import page_failure

HOME = "http://127.0.0.1/"


def test_what_chromium_shows_in_place_of_a_page_is_not_the_home_page() -> None:
    body = f"<html><body><p>{'ERR_CONNECTION_RESET ' * 20}</p></body></html>".encode()
    shown = HtmlResponse("chrome-error://chromewebdata/", body=body)
    failure = page_failure(shown, f"{HOME}nb/", HOME)
    assert failure is not None
    assert (failure.kind, failure.reason) == ("unreachable", "Chromium could not load the page")
