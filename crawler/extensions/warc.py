"""Writes what is fetched as WARC (ISO 28500) beside the archive, for those whose tools read that. Setting: WARC_DIR."""

import io
import os
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

# the body is kept unpacked, so its coding is none; a cookie is nobody else's business
_LEFT_OUT = {b"content-encoding", b"transfer-encoding", b"content-length", b"set-cookie"}


class WarcWriter:
    """One gzip WARC a crawl, a response record for every response, redirects and refusals included."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"nianbao-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.warc.gz"
        self._file = self.path.open("xb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        self._file.flush()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        folder = crawler.settings["WARC_DIR"]
        if not folder:
            raise NotConfigured
        extension = cls(Path(str(folder)))
        crawler.signals.connect(extension.keep, signal=signals.response_received)
        crawler.signals.connect(extension.close, signal=signals.spider_closed)
        return extension

    def keep(self, response: Response, request: Request, spider: Any) -> None:
        """Write one response."""
        body = response.body
        pairs = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            if name.lower() not in _LEFT_OUT
            for value in values
        ]
        pairs.append(("Content-Length", str(len(body))))
        phrase = HTTPStatus(response.status).phrase if response.status in list(HTTPStatus) else ""
        headers = StatusAndHeaders(f"{response.status} {phrase}", pairs, protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            response.url, "response", payload=io.BytesIO(body), http_headers=headers
        )
        self._writer.write_record(record)

    def close(self) -> None:
        """The file is whole."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
