"""EPortal (`/eportal/ui`): menus drawn by zTree from arrays in scripts, pages by `currentPage`, articles as folders.

Further pages are asked for as `/eportal/ui?pageId=…&currentPage=N&moduleId=…&staticRequest=yes`; the anchors have no
`href`, the address stands in their `tagname`, which is `[NEXTPAGE]` where there is no next page. An article is
`/<site>/<column>/<5-8 digits>/index.html`, so it looks like a column below the column.
"""

import re
from collections.abc import Iterator

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.links import Link, absolute
from crawler.portals.pagers import MOST_PAGES, Page, Stated

_TREE_NODE = re.compile(r"\{[^{}]*\}")
_NODE_NAME = re.compile(r"""\bname\s*:\s*(["'])(?P<text>.*?)\1""")
_NODE_URL = re.compile(r"""\burl\s*:\s*(["'])(?P<text>.*?)\1""")
_CURRENT = re.compile(r"(?<=currentPage=)\d+")
_FOLDER = re.compile(r"/\d{5,20}/index\.s?html?$")


class EPortal(Portal):
    name = "eportal"

    def recognises(self, response: TextResponse) -> str | None:
        """The hidden field that every page of the product carries, misspelt by its makers."""
        page_id: str | None = response.xpath("//input[@id='eprotalCurrentPageId']/@value").get()
        return None if page_id is None else f"eprotalCurrentPageId {page_id}"

    def links(self, response: TextResponse) -> list[Link]:
        """The anchors, and the nodes of the menus that a script draws."""
        found = super().links(response)
        known = {(link.url, link.text) for link in found}
        return [*found, *(link for link in _tree_links(response) if (link.url, link.text) not in known)]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages after this one, up to the one 尾页 leads to."""
        addresses = _page_addresses(response)
        last = max((_page_number(address) for address in addresses), default=0)
        if not last:
            return super().next_pages(response)
        current = _current_page(response)
        numbers = range(current + 1, min(last, MOST_PAGES) + 1)
        return [Page(response.urljoin(_CURRENT.sub(str(number), addresses[0]))) for number in numbers]

    def stated_total(self, response: TextResponse) -> Stated:
        """`总记录数:595`, and the page 尾页 leads to; the anchors without `href` are understood."""
        said = super().stated_total(response)
        last = max((_page_number(address) for address in _page_addresses(response)), default=None)
        return Stated(said.records, max(last, _current_page(response)) if last is not None else said.pages)

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """Without the articles: they are folders below the column too, and some are called `2023年年报`."""
        rows = {item.url for item in self.list_items(response) if item.date and _FOLDER.search(item.url)}
        return [link for link in super().sub_columns(response) if link.url not in rows]


def _tree_links(response: TextResponse) -> Iterator[Link]:
    for script in response.xpath("//script[not(@src)]/text()").getall():
        for node in _TREE_NODE.findall(script) if "pId" in script else ():
            name, address = _NODE_NAME.search(node), _NODE_URL.search(node)
            url = absolute(response, address["text"]) if address else ""
            if name and url:
                yield Link(url, name["text"].strip(), (name["text"].strip(),))


def _page_addresses(response: TextResponse) -> list[str]:
    """The addresses of the pages that the pager names."""
    return [name for name in response.xpath("//a/@tagname").getall() if _CURRENT.search(name)]


def _page_number(address: str) -> int:
    match = _CURRENT.search(address)
    return int(match[0]) if match else 0


def _current_page(response: TextResponse) -> int:
    """The page this is, as its own address says: the column's address, without a number, is the first."""
    return _page_number(response.url) or 1
