"""The "Openness" family: Chizhou, Huangshan, Xuancheng, Bozhou, Fuyang (Anhui), Hulunbuir, Luannan.

All pages are printed. The page's number stands in the path (`/XxgkContent/showList/<organ>/<column>/page_2.html`,
`/content/channel/<24 hex>/page-2/`), and annual reports have pages of their own kind: `/XxgkAnnualReport/…`.
"""

import re
from dataclasses import replace

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.page.links import Link, text_of
from crawler.portals.page.list_items import ListItem, rows
from crawler.portals.page.own_source import own_source
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated

_MARK = re.compile(
    r"/(?:\w*OpennessContent|\w*XxgkContent|XxgkAnnualReport|xxgkAnnualReport|opennessContent)/"
    r"|/content/channel/[0-9a-f]{24}/"
)
_SHOWN = re.compile(r"/(?:show/\d+|detail/[0-9a-f]{24})\.html$")
_NUMBERED = re.compile(r"(?P<before>/page[_-])(?P<number>\d+)(?P<after>\.html|/)?$")
_CHANNEL = re.compile(r"/content/channel/[0-9a-f]{24}/$")
_RANGE = re.compile(r"(?<![\d/.-])(\d{1,4})\s*/\s*(\d{1,4})(?!\d|[-/.]\d)")


class Openness(Portal):
    """What Openness does differently: page numbers in the path, organs below the column of annual reports."""

    name = "openness"

    def recognises(self, response: TextResponse) -> str | None:
        mark = _MARK.search(response.url) or _MARK.search(own_source(response))
        return mark[0] if mark else None

    def list_items(self, response: TextResponse) -> list[ListItem]:
        found = super().list_items(response)
        if found or self.is_column_page(response) or self.report_page_year(response) is not None:
            return found
        return [item for item in rows(response, _SHOWN) if item.date]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """Every page up to the highest that is stated or linked."""
        address = response.url + "page-1/" if _CHANNEL.search(response.url) else response.url
        number = _NUMBERED.search(address)
        if number is None:
            return super().next_pages(response)
        stem = address[: number.start()]
        linked = [int(match["number"]) for link in self.links(response) if (match := _page_of(link, stem))]
        last = max([self.stated_total(response).pages or 1, *linked])
        numbers = range(1, min(last, MAX_PAGES) + 1)
        before, after = number["before"], number["after"] or ""
        return [Page(f"{stem}{before}{k}{after}") for k in numbers if k not in (1, int(number["number"]))]

    def stated_total(self, response: TextResponse) -> Stated:
        """As everywhere, and the pages of a bare `1/5`."""
        found = super().stated_total(response)
        return replace(found, pages=found.pages or max(_of_pages(response), default=None))


def _page_of(link: Link, stem: str) -> re.Match[str] | None:
    match = _NUMBERED.search(link.url)
    return match if match and link.url[: match.start()] == stem else None


def _of_pages(response: TextResponse) -> list[int]:
    """The pages of `1/5` in the pager; dates and fractions of the text have other forms or stand elsewhere."""
    pagers = response.xpath("//*[contains(@class,'page') or contains(@class,'pagination') or contains(@id,'page')]")
    return [int(last) for pager in pagers for _, last in _RANGE.findall(text_of(pager))]
