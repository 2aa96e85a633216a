"""The last step before the network: the host's turn is taken here, and the TLS a host still speaks is found here.

Middlewares run before a request waits in its host's queue; only here is it really about to be sent.
"""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response

from crawler.middlewares import tls
from crawler.middlewares.host_lock import HostLock

GAPS = "host_gaps"  # attribute of the crawler: host -> seconds between requests, where robots.txt asks for more


class TurnHandler(BaseDownloadHandler):
    """Download handler of http and https: waits for the host's turn, then sends; old TLS only where it must be."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._gap = settings.getfloat("DOWNLOAD_DELAY")
        self._lock = HostLock(Path(str(settings["DATA_DIR"])) / "hosts")
        self._unverified: set[str] = set()  # hosts whose certificate proves nothing
        self._legacy: set[str] = set()  # hosts that speak old TLS only
        self._modern = tls.handler(crawler, self._unverified.add, is_legacy=False)
        self._old = tls.handler(crawler, self._unverified.add, is_legacy=True)

    async def download_request(self, request: Request) -> Response:
        """The answer, flagged when the host's certificate proves nothing or only old TLS reached it."""
        host = urlsplit(request.url).hostname or ""
        await self._turn(host)
        if host not in self._legacy:
            try:
                return self._marked(host, await self._modern.download_request(request))
            except DownloadFailedError as error:
                if not tls.is_handshake_failure(error):
                    raise
            finally:
                self._lock.answered(host)
            await self._turn(host)
        try:
            response = await self._old.download_request(request)
        finally:
            self._lock.answered(host)
        self._legacy.add(host)
        return self._marked(host, response)

    async def close(self) -> None:
        await self._modern.close()
        await self._old.close()

    def _marked(self, host: str, response: Response) -> Response:
        if response.url.startswith("https:"):
            response.flags += [tls.LEGACY] * (host in self._legacy) + [tls.UNVERIFIED] * (host in self._unverified)
        return response

    async def _turn(self, host: str) -> None:
        """Wait until the host may be asked, and take the turn."""
        gap = max(self._gap, getattr(self.crawler, GAPS, {}).get(host, 0.0))
        while gap > 0 or self._lock.resting(host):
            wait = self._lock.take(host, gap)
            if not wait:
                return
            await asyncio.sleep(wait)
