"""Columns at `/channels/<number>.html`, articles at `/contents/<column>/<number>.html`.

Page 2 is `/channels/<number>_2.html`; the pager says `当前第 1 / 12 页` and turns the page by script.
"""

import re
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.links import text_of
from crawler.portals.pagers import MOST_PAGES, Page, Stated

_CHANNEL = re.compile(r"/channels/(?P<column>\d+)(?:_(?P<page>\d+))?\.html$")
_ARTICLE = re.compile(r"/contents/\d+/\d+\.html$")
_COUNTER = re.compile(r"当前第\s*(\d{1,4})\s*(?:页)?\s*/\s*(?:共)?\s*(\d{1,4})")


class Channels(Portal):
    name = "channels"

    def recognises(self, response: TextResponse) -> str | None:
        """Addresses of two shapes that only come together here."""
        paths = [urlsplit(response.urljoin(href)).path for href in response.xpath("//a/@href").getall()]
        paths.append(urlsplit(response.url).path)
        columns = sorted({path for path in paths if _CHANNEL.search(path)})
        if len(columns) >= 2 or (columns and any(_ARTICLE.search(path) for path in paths)):
            return f"columns like {columns[0]}"
        return None

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages after this one, up to the last of the counter."""
        own, said = _CHANNEL.search(response.url.split("?")[0]), _counter(response)
        if own is None or said is None:
            return super().next_pages(response)
        stem = response.url[: own.start()] + f"/channels/{own['column']}"
        current = int(own["page"] or 1)
        return [Page(f"{stem}_{number}.html") for number in range(current + 1, min(said, MOST_PAGES) + 1)]

    def stated_total(self, response: TextResponse) -> Stated:
        """The records as everywhere; the pages of the counter, whose script is understood."""
        said, pages = super().stated_total(response), _counter(response)
        return said if pages is None else Stated(said.records, pages)


def _counter(response: TextResponse) -> int | None:
    match = _COUNTER.search(text_of(response.selector))
    return int(match[2]) if match else None
