"""The last step before the network: waits for the host's turn and finds the version of TLS that the host speaks.

Middlewares run before a request waits in its host's queue; only here is it really about to be sent.
"""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import Response

from crawler.middlewares import tls
from crawler.middlewares.host_lock import HostLock
from crawler.middlewares.private_addresses import address_of

GAPS = "host_gaps"  # attribute of the crawler: host -> seconds between requests, where robots.txt asks for more
stopping = object()  # signal; sent when what is under way is to be given up


class Stopped(IgnoreRequest):
    """The crawl was stopped while this request waited or was under way."""

    def __init__(self) -> None:
        super().__init__("stopped: the crawl was stopped")


class Turns:
    """Waits until a host may be asked: it and the machine it stands on, which may serve other hosts too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._gap = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._lock = HostLock(Path(str(crawler.settings["DATA_DIR"])) / "hosts")

    async def take(self, host: str) -> tuple[str, ...]:
        """Wait for the turn and take it; gives the names it was taken under, for `answered`."""
        gaps = {host: max(self._gap, getattr(self._crawler, GAPS, {}).get(host, 0.0))}
        if self._gap > 0:
            gaps.setdefault(await address_of(host) or host, self._gap)
        while max(gaps.values()) > 0 or self._lock.resting(host):
            wait = self._lock.take(gaps)
            if not wait:
                break
            await asyncio.sleep(wait)
        return tuple(gaps)

    def answered(self, names: tuple[str, ...]) -> None:
        """The answer is here: the next gap runs from about now."""
        self._lock.answered(names)


class TurnHandler(BaseDownloadHandler):
    """Download handler of http and https: waits for the host's turn, then sends; old TLS only where it must be."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns = Turns(crawler)
        self._unverified: set[str] = set()  # hosts whose certificate proves nothing
        self._legacy: set[str] = set()  # hosts that speak old TLS only
        self._modern = tls.handler(crawler, self._unverified.add, is_legacy=False)
        self._old = tls.handler(crawler, self._unverified.add, is_legacy=True)
        self._under_way: set[asyncio.Task[Response]] = set()
        self._is_stopped = False
        crawler.signals.connect(self._stop, signal=stopping)

    async def download_request(self, request: Request) -> Response:
        """The answer, flagged when the host's certificate proves nothing or only old TLS reached it.

        Raises Stopped when the crawl is stopped meanwhile.
        """
        if self._is_stopped:
            raise Stopped
        return await self._stoppable(self._download(request))

    async def close(self) -> None:
        await self._modern.close()
        await self._old.close()

    async def _download(self, request: Request) -> Response:
        host = urlsplit(request.url).hostname or ""
        names = await self._turns.take(host)
        if host not in self._legacy:
            try:
                return self._marked(host, await self._modern.download_request(request))
            except DownloadFailedError as error:
                if not tls.is_handshake_failure(error):
                    raise
            finally:
                self._turns.answered(names)
            names = await self._turns.take(host)
        try:
            response = await self._old.download_request(request)
        finally:
            self._turns.answered(names)
        self._legacy.add(host)
        return self._marked(host, response)

    def _marked(self, host: str, response: Response) -> Response:
        if response.url.startswith("https:"):
            response.flags += [tls.LEGACY] * (host in self._legacy) + [tls.UNVERIFIED] * (host in self._unverified)
        return response

    async def _stoppable(self, download: Coroutine[Any, Any, Response]) -> Response:
        task = asyncio.ensure_future(download)
        self._under_way.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._is_stopped:
                raise Stopped from None
            raise
        finally:
            self._under_way.discard(task)

    def _stop(self) -> None:
        self._is_stopped = True
        for task in self._under_way:
            task.cancel()
