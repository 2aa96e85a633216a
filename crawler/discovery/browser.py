"""Pages that only a script draws, rendered by an installed Chromium: with `--browser`, where nothing else helps.

`is_shell` tells such a page. Without `--browser` it is a reason in `nianbao coverage`; with it, `BrowserMiddleware`
asks for the same address once more through Chromium, and the spider gets the page as drawn. Walls are not shells:
they are recorded, never rendered. Chromium is found on PATH, never downloaded; scrapy-playwright is the extra
`nianbao[browser]`.
"""

import importlib.util
import os
import shutil
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from crawler.discovery.failures import page_failure
from crawler.encoding import with_true_encoding
from crawler.hosts import belongs
from crawler.portals import identify
from crawler.portals.base import Portal
from crawler.portals.page.links import text_of
from pipelines.exceptions import InputError

SHELL_REASON = "the list is drawn by JavaScript without a known API; try --browser"

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MOUNT = (
    "//*[@id='app' or @id='root' or @id='__nuxt' or @id='__next'] | //*[@v-for or @v-cloak or @ng-app or @ng-repeat]"
    " | //noscript[contains(., 'JavaScript')]"
)
_ANCHORS_OF_A_PAGE = 3  # a page with so many links or characters shows something by itself
_TEXT_OF_A_PAGE = 300
_DRAWN = {  # a context of settings would start Chromium, once for http and once for https, before any shell is met
    "playwright": True,
    "playwright_context": "portals",
    "playwright_context_kwargs": {
        "ignore_https_errors": True,  # as DOWNLOAD_VERIFY_CERTIFICATES
        "service_workers": "block",  # they would ask past is_needless
        "accept_downloads": False,
    },
    "playwright_page_goto_kwargs": {"wait_until": "networkidle"},
}
_NEEDLESS = frozenset({"image", "media", "font"})
_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"


def is_shell(page: TextResponse, portal: Portal) -> bool:
    """True for a page whose links or rows only a script would draw, from data at an unknown address."""
    if "playwright" in page.flags or portal.unwrap(page) is not page or not page.xpath(_MOUNT):
        return False
    if portal.next_pages(page) or portal.list_items(page):
        return False
    if portal.column_evidence(page, is_expected=False) is not None:
        return True  # the column, and not one row in it
    shows_nothing = len(text_of(page.selector)) < _TEXT_OF_A_PAGE
    return shows_nothing and len(page.xpath("//a[@href]")) < _ANCHORS_OF_A_PAGE and not portal.column_candidates(page)


class BrowserMiddleware:
    """Asks for a shell again, through Chromium, on the host's budget; everything else passes untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The page as it came, or the request for it as a browser draws it."""
        if "playwright" in response.flags:
            for name in ("ETag", "Last-Modified"):  # of the shell: they stay when the list it draws grows
                response.headers.pop(name, None)
            return response
        crawl = request.cb_kwargs.get("crawl")
        if crawl is None or request.method != "GET" or response.status != 200 or "playwright" in request.meta:
            return response
        page = with_true_encoding(response)
        if not isinstance(page, TextResponse) or page.selector.type != "html":
            return response
        if page_failure(page, request.url, crawl.seed.portal_url) is not None or not is_shell(page, identify(page)):
            return response
        if not self._crawler.spider.budget.take(request.url):  # type: ignore[union-attr]
            return response
        return request.replace(meta={**request.meta, **_DRAWN}, dont_filter=True)


def is_needless(asked: Any) -> bool:
    """True for what a page's own script may not ask for: another site's addresses, pictures, films and fonts.

    `asked` is Playwright's request. The address of the page itself was asked for by Scrapy before, past its guard.
    """
    page = asked.frame.url
    if asked.resource_type in _NEEDLESS:
        return True
    return urlsplit(page).scheme in ("http", "https") and not belongs(page, asked.url)


def settings() -> dict[str, Any]:
    """The Scrapy settings of `--browser`; says in one line what is missing and how to get it."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise InputError("--browser needs the extra: pip install 'nianbao[browser]'")
    program = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise InputError("--browser needs Chromium on PATH: apt-get install chromium, or your system's package of it")
    from scrapy.utils.project import get_project_settings

    project = get_project_settings()
    return {
        "DOWNLOAD_HANDLERS": {**project.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER},
        # nearest to the spider of all: redirects are followed and bodies unpacked before a page is judged
        "DOWNLOADER_MIDDLEWARES": {
            **project.getdict("DOWNLOADER_MIDDLEWARES"),
            "crawler.discovery.browser.BrowserMiddleware": 30,
        },
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": program,
            "args": ["--no-sandbox"] if os.geteuid() == 0 else [],  # Chromium refuses root with its sandbox
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,  # each is a process of 100 MB and more
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 30_000,  # milliseconds, as DOWNLOAD_TIMEOUT
        "PLAYWRIGHT_ABORT_REQUEST": "crawler.discovery.browser.is_needless",
    }
