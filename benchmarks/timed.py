"""Runs a crawl and keeps what its main process cost: `python -m benchmarks.timed FILE nianbao|links ARGUMENTS…`.

`links` is the floor, a spider that only reads links: `links PAGES URL…`.
"""

import atexit
import json
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor


class Links(scrapy.Spider):
    """Follows every link to the same hosts."""

    name = "links"

    def parse(self, response: Response, **_: Any) -> Iterator[scrapy.Request]:
        if isinstance(response, TextResponse):
            for link in LinkExtractor().extract_links(response):
                if urlsplit(link.url).hostname in self.allowed:  # type: ignore[attr-defined]
                    yield response.follow(link)


def main() -> None:
    file, what, *arguments = sys.argv[1:]
    atexit.register(_keep, file)
    if what == "links":
        _links(int(arguments[0]), arguments[1:])
    else:
        from nianbao.cli import main as nianbao

        sys.argv = ["nianbao", *arguments]
        nianbao()


def _links(pages: int, urls: list[str]) -> None:
    settings = {
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": 0.02,
        "CLOSESPIDER_PAGECOUNT": pages,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(Links)
    process.crawl(crawler, start_urls=urls, allowed={urlsplit(url).hostname for url in urls})
    process.start()
    global _requests
    _requests = crawler.stats.get_value("downloader/request_count", 0) if crawler.stats else 0


_requests = 0


def _keep(file: str) -> None:
    """CPU seconds, peak memory in MB and, of the floor, the requests of this process, its children not among them."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with open(file, "w") as kept:
        json.dump({"seconds": time.process_time(), "megabytes": peak, "requests": _requests}, kept)


if __name__ == "__main__":
    main()
