"""The only way out that a portal's pages have in Chromium: a proxy whose every request is one of the crawl's own.

What a page asks for goes through the same middlewares and the same download handler as any other request: address
guard, host ownership, robots.txt, budget, the host's turn, TLS marks, our user agent. TLS ends here, as a tunnel would
hide what is asked; Chromium is told to take the proxy's certificate. One proxy a portal: who asks is known by the port.
"""

import asyncio
import datetime
import logging
import ssl
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.discovery.state import PortalCrawl
from crawler.hosts import belongs
from crawler.middlewares import tls
from crawler.middlewares.robots import PAST_SCHEDULER

log = logging.getLogger(__name__)

FOR_BROWSER = "is_for_browser"  # meta of a request that a page in Chromium made

_METHODS = ("GET", "HEAD", "POST")  # interfaces of lists are asked by POST, too
_OURS = frozenset(  # of the crawl or of the connection, not of the page; `sec-…` tells the portal of a browser
    {"accept-encoding", "connection", "content-length", "from", "host", "keep-alive", "te", "trailer", "user-agent"}
)
_NOT_ANSWERED = frozenset(  # of one connection, or of a body that is unpacked here
    {"alt-svc", "connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding", "upgrade"}
)
_MAX_HEAD = 1 << 16  # bytes
_MAX_BODY = 1 << 20
_PATIENCE = 30  # seconds for Chromium to say what it asks for
_FAILURES = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    OSError,
)


class _Asked(NamedTuple):
    """One request as Chromium sent it."""

    method: str
    target: str
    headers: dict[str, str]  # names in lower case
    body: bytes


class PortalProxy:
    """Serves one portal's pages until it is closed."""

    def __init__(self, crawler: Crawler, crawl: PortalCrawl) -> None:
        self._crawler = crawler
        self._crawl = crawl
        self._server: asyncio.Server
        self.marks: set[str] = set()  # how the connections behind the pages fell short: tls_unverified, tls_legacy

    @classmethod
    async def start(cls, crawler: Crawler, crawl: PortalCrawl) -> Self:
        """A proxy that listens on loopback."""
        proxy = cls(crawler, crawl)
        proxy._server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0, limit=_MAX_HEAD)
        return proxy

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, in clear or inside what Chromium takes for a tunnel."""
        try:
            async with asyncio.timeout(_PATIENCE):
                asked = await _read(reader)
                url = asked.target
                if asked.method == "CONNECT":
                    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                    await writer.start_tls(_context())
                    authority, asked = asked.target, await _read(reader)
                    url = f"https://{authority.removesuffix(':443')}{asked.target}"
            writer.write(await self._answer(url, asked))
            await writer.drain()
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            log.debug("%s: a connection of the browser ended: %r", self._crawl.seed.portal_url, error)
        finally:
            writer.close()

    async def _answer(self, url: str, asked: _Asked) -> bytes:
        """What Chromium gets: the portal's answer, or a refusal of ours."""
        if refused := self._refusal(url, asked):
            log.info("the browser is refused %s %.200s: %s", asked.method, url, refused)
            return _written(403, {}, b"")
        request = Request(
            url,
            method=asked.method,
            body=asked.body,
            headers={name: value for name, value in asked.headers.items() if not _is_ours(name)},
            cb_kwargs={"crawl": self._crawl},
            meta={
                FOR_BROWSER: True,
                PAST_SCHEDULER: True,
                "dont_merge_cookies": True,  # the browser keeps its own
                "dont_redirect": True,  # it follows by itself, and every step comes here
            },
            dont_filter=True,
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except _FAILURES as error:
            log.info("the browser did not get %.200s: %s", url, error or type(error).__name__)
            return _written(502, {}, b"")
        self.marks.update(flag for flag in response.flags if flag in (tls.UNVERIFIED, tls.LEGACY))
        return _written(response.status, _headers(response), response.body)

    def _refusal(self, url: str, asked: _Asked) -> str:
        """Why this is not asked of the portal; `""` when it is."""
        if asked.method not in _METHODS or "upgrade" in asked.headers:
            return "no page needs that"
        if not belongs(self._crawl.seed.portal_url, url):
            return "it leads to another site"
        budget = self._crawler.spider.budget  # type: ignore[union-attr]
        return "" if budget.take(url) else str(budget.why(url))


async def _read(reader: asyncio.StreamReader) -> _Asked:
    """The next request. Raises ValueError for one that is not plain HTTP/1.1."""
    line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = line.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, colon, value in (one.partition(":") for one in rest) if colon
    }
    size = int(headers.get("content-length", "0"))
    if not 0 <= size <= _MAX_BODY or "transfer-encoding" in headers:
        raise ValueError(f"a body of {size} bytes")
    return _Asked(method, target, headers, await reader.readexactly(size))


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith(("proxy-", "sec-"))


def _headers(response: Response) -> dict[str, list[str]]:
    return {
        name.decode("latin-1"): [value.decode("latin-1") for value in values]
        for name, values in response.headers.items()
        if name.decode("latin-1").lower() not in _NOT_ANSWERED
    }


def _written(status: int, headers: dict[str, list[str]], body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, values in headers.items() for value in values]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@cache
def _context() -> ssl.SSLContext:
    """A certificate of this process alone, for every name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nianbao")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=2))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pem"
        file.write_bytes(private + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file)
    return context
