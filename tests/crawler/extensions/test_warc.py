"""What is fetched is written as WARC, so that common tools, and `nianbao import`, read it."""

from pathlib import Path

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse, Request
from scrapy.utils.test import get_crawler
from warcio.archiveiterator import ArchiveIterator

from crawler.extensions.warc import WarcWriter
from pipelines.exchange.packages import handed_over

URL = "http://127.0.0.1/年报.html"


def test_without_a_folder_nothing_is_written() -> None:
    with pytest.raises(NotConfigured):
        WarcWriter.from_crawler(get_crawler())


def test_a_response_is_a_record_without_coding_and_cookies(tmp_path: Path) -> None:
    writer = WarcWriter.from_crawler(get_crawler(settings_dict={"WARC_DIR": str(tmp_path / "warc")}))
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip", "Set-Cookie": "JSESSIONID=1", "ETag": '"1"'}
    response = HtmlResponse(URL, headers=headers, body="<p>年报</p>".encode(), encoding="utf-8")
    writer.keep(response, Request(URL), None)
    writer.keep(HtmlResponse(URL + "?2", status=521, body=b""), Request(URL), None)
    writer.close()
    with writer.path.open("rb") as file:
        records = [
            (record.http_headers.get_statuscode(), dict(record.http_headers.headers))
            for record in ArchiveIterator(file)
        ]
    assert [status for status, _ in records] == ["200", "521"]
    assert records[0][1] == {"Content-Type": "text/html", "Etag": '"1"', "Content-Length": "13"}
    assert [handed.body for handed in handed_over(writer.path)] == ["<p>年报</p>".encode(), b""]
