"""Draws pages in an installed Chromium: with `--browser`, where nothing else helps.

`BrowserMiddleware` asks for the address of a shell once more through Chromium, and the spider gets the page as drawn.
Chromium has no way to the network but the portal's proxy, which is inside the crawl's guard. Walls are not shells: they
are recorded, never rendered. Chromium is found on PATH, never downloaded; scrapy-playwright is the extra
`nianbao[browser]`.
"""

import atexit
import importlib.util
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from crawler.cpu_limit import TakesTooLong, within
from crawler.discovery.browser import is_shell
from crawler.discovery.failures import page_failure
from crawler.discovery.state import PortalCrawl
from crawler.encoding import with_true_encoding
from crawler.hosts import belongs
from crawler.middlewares.browser_proxy import FOR_BROWSER, PortalProxy
from crawler.portals import identify
from pipelines.exceptions import InputError
from pipelines.extras import with_extra

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SWITCHES = (  # the proxy stops all of it, too; a browser that does not try leaves no refusals in the log
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-features=AutofillServerCommunication,MediaRouter,OptimizationHints,Translate",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # else WebRTC speaks UDP past every proxy
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # the same, as newer versions call it
    "--no-first-run",
    "--no-pings",
)
_NO_WAY_OUT = "http://127.0.0.1:9"  # the proxy of whatever belongs to no portal; nothing listens at port 9
_NEEDLESS = frozenset({"image", "media", "font"})
_HANDLER = "crawler.middlewares.browser_download.BrowserHandler"


class BrowserMiddleware:
    """Asks for a shell again, through Chromium, on the host's budget; everything else passes untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._seconds = crawler.settings.getfloat("PAGE_CPU_SECONDS")
        self._proxies: dict[str, PortalProxy] = {}  # by the portal's address
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The page as it came, or the request for it as a browser draws it."""
        if "playwright" in response.flags:
            response.flags += sorted(self._proxies[request.cb_kwargs["crawl"].seed.portal_url].marks)
            for name in ("ETag", "Last-Modified"):  # of the shell: they stay when the list it draws grows
                response.headers.pop(name, None)
            return response
        crawl = request.cb_kwargs.get("crawl")
        if crawl is None or request.method != "GET" or response.status != 200:
            return response
        if "playwright" in request.meta or FOR_BROWSER in request.meta:
            return response
        try:
            is_drawn = within(self._seconds, _is_to_be_drawn, request, response, crawl)
        except TakesTooLong:  # the spider's look at it will say so
            return response
        if not is_drawn:
            return response
        return request.replace(meta={**request.meta, **await self._drawing(request, crawl)}, dont_filter=True)

    async def _drawing(self, request: Request, crawl: PortalCrawl) -> dict[str, Any]:
        """What tells the download handler to draw the page, in a context of the portal's own, behind its proxy."""
        portal = crawl.seed.portal_url
        if portal not in self._proxies:
            self._proxies[portal] = await PortalProxy.start(self._crawler, crawl)
        return {
            "playwright": True,
            # a context of settings would start Chromium, once for http and once for https, before any shell is met
            "playwright_context": portal,
            "playwright_context_kwargs": {
                "proxy": {"server": self._proxies[portal].address},
                "user_agent": str(self._crawler.settings["USER_AGENT"]),
                "ignore_https_errors": True,  # the proxy's certificate; it looks at that of the portal
                "service_workers": "block",  # they would ask past is_needless
                "accept_downloads": False,
            },
            "playwright_page_goto_kwargs": {"wait_until": "networkidle"},
            "download_slot": f"drawn {urlsplit(request.url).netloc}",  # what it asks for waits in the host's own slot
        }

    def _close(self) -> None:
        for proxy in self._proxies.values():
            proxy.close()


def _is_to_be_drawn(request: Request, response: Response, crawl: PortalCrawl) -> bool:
    page = with_true_encoding(response)
    if not isinstance(page, TextResponse) or page.selector.type != "html":
        return False
    return page_failure(page, request.url, crawl.seed.portal_url) is None and is_shell(page, identify(page))


def is_needless(asked: Any) -> bool:
    """True for what a page's own script may not ask for: another site's addresses, pictures, films and fonts.

    `asked` is Playwright's request. The address of the page itself was asked for by Scrapy before, past its guard.
    """
    page = asked.frame.url
    if asked.resource_type in _NEEDLESS:
        return True
    return urlsplit(page).scheme in ("http", "https") and not belongs(page, asked.url)


def settings() -> dict[str, Any]:
    """The Scrapy settings of `--browser`; says in one line what is missing and how to get it.

    Raises InputError where the extra or Chromium lacks.
    """
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise InputError(f"--browser needs the extra: {with_extra('browser', 'crawl REGION --browser')}")
    program = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise InputError("--browser needs Chromium on PATH: apt-get install chromium, or your system's package of it")
    from crawler.project import project_settings

    project = project_settings()
    return {
        "DOWNLOAD_HANDLERS": {**project.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER},
        # nearest to the spider of all: redirects are followed and bodies unpacked before a page is judged
        "DOWNLOADER_MIDDLEWARES": {
            **project.getdict("DOWNLOADER_MIDDLEWARES"),
            "crawler.middlewares.browser.BrowserMiddleware": 30,
        },
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": program if os.geteuid() else _as_nobody(program),
            "chromium_sandbox": True,
            "proxy": {"server": _NO_WAY_OUT},
            "args": list(_SWITCHES),
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,  # each is a process of 100 MB and more
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 180_000,  # milliseconds; a page of 60 scripts, one a second
        "PLAYWRIGHT_ABORT_REQUEST": "crawler.middlewares.browser.is_needless",
    }


def _as_nobody(program: str) -> str:
    """A program that runs Chromium in a user namespace where it is not root: for root its sandbox is refused.

    Raises InputError where the kernel forbids such namespaces: without its sandbox Chromium is not started.
    """
    namespace = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        raise InputError(
            "--browser as root: Chromium's sandbox needs user namespaces, which are not allowed here;"
            " run it as another user"
        )
    folder = Path(tempfile.mkdtemp(prefix="nianbao-chromium-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    wrapper = folder / "chromium"
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.join(namespace)} {shlex.quote(program)} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o700)
    return str(wrapper)
