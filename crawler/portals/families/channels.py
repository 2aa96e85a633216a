"""Columns at `/channels/<number>.html`, articles at `/contents/<column>/<number>.html`.

Page 2 is `/channels/<number>_2.html`; the pager says `当前第 1 / 12 页` and turns the page by script. The date of a
row stands inside its anchor.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawler.portals.base import ListItem, Portal
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated

_CHANNEL = re.compile(r"/channels/(?P<column>\d+)(?:_(?P<page>\d+))?\.html$")
_ARTICLE = re.compile(r"/contents/\d+/\d+\.html$")
_DATE = re.compile(r"[\[(]?20\d\d[-/.]\d{1,2}[-/.]\d{1,2}[\])]?$")


class Channels(Portal):
    """What this product does differently: addresses that say nothing, a pager by script, dates in anchors."""

    name = "channels"

    def recognises(self, response: TextResponse) -> str | None:
        """Addresses of two shapes that only come together here."""
        addresses = [response.url, *map(response.urljoin, response.xpath("//a/@href").getall())]
        paths = [urlsplit(address).path for address in addresses]
        columns = sorted({path for path in paths if _CHANNEL.search(path)})
        is_told = len(columns) >= 2 or (columns and any(_ARTICLE.search(path) for path in paths))
        return f"columns like {columns[0]}" if is_told else None

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The column's own articles; rows that link elsewhere count where one of them is a report."""
        own = _CHANNEL.search(urlsplit(response.url).path)
        listed = rows(response, re.compile(rf"/contents/{own['column']}/\d+\.html$")) if own else []
        return [replace(row, title=_DATE.sub("", row.title)) for row in listed or super().list_items(response)]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages after this one, up to the last of the counter."""
        own = _CHANNEL.search(urlsplit(response.url).path)
        pages = self.stated_total(response).pages
        if own is None or pages is None:
            return super().next_pages(response)
        numbers = range(int(own["page"] or 1) + 1, min(pages, MAX_PAGES) + 1)
        return [Page(response.urljoin(f"/channels/{own['column']}_{number}.html")) for number in numbers]

    def stated_total(self, response: TextResponse) -> Stated:
        """As everywhere; the script is no riddle where the counter stands beside it."""
        said = super().stated_total(response)
        return said if said.pages is None else Stated(said.records, said.pages)
