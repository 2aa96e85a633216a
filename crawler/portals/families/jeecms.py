"""JEECMS and its relatives: `.jhtml` pages continued by `_2`, `.jspv` lists continued by `?pageNo=2`.

The pager of the product's templates goes nowhere by `href` (`onclick="location.href=encodeURI('index_2.jhtml')"`),
and is read as any script in an anchor is; the page selector beside it names the pages it does not offer as links.
"""

import re

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.javascript.source import Source
from crawler.portals.page.links import absolute
from crawler.portals.page.pagers import MAX_PAGES, Page
from crawler.portals.page.script.pagers import navigations

_OWN_PAGE = re.compile(r"\.(?:jhtml|jspv)(?=$|[?#;])")
_MIN_OWN_PAGES = 3  # fewer are links to another site that runs the product


class JeeCms(Portal):
    """What JEECMS does differently: its names, and a page selector instead of a pager."""

    name = "jeecms"

    def recognises(self, response: TextResponse) -> str | None:
        """Pages named `.jhtml` or `.jspv`, or the page selector of the product's templates."""
        names = [name for name in map(_OWN_PAGE.search, response.xpath("//a/@href").getall()) if name]
        own = _OWN_PAGE.search(response.url) or (names[0] if len(names) >= _MIN_OWN_PAGES else None)
        return own[0] if own else _chosen(response, "this.value") or None

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages the selector offers but the first, which is the list's own address; else as linked."""
        if not _chosen(response, "this.value"):
            return super().next_pages(response)
        last = min(self.stated_total(response).pages or 1, MAX_PAGES)
        urls = (absolute(response, _chosen(response, str(page))) for page in range(2, last + 1))
        return [Page(url) for url in urls if url != response.url]


def _chosen(response: TextResponse, value: str) -> str:
    """The address that the page selector opens for a choice: `encodeURI('index_' + this.value + '.jhtml')`; `""`
    without such a selector."""
    for handler in response.xpath("//@onchange[contains(., 'encodeURI')]").getall():
        source = Source(handler)
        for where in navigations(source):
            address = source.value(where, {"this.value": value})
            if isinstance(address, str) and f"_{value}." in address:
                return address
    return ""
