"""EPortal (`/eportal/ui`): further pages by `currentPage`, articles as folders.

The pager's anchors have no `href`; the address stands in their `tagname`, which is `[NEXTPAGE]` where there is no
next page: `/eportal/ui?pageId=…&currentPage=2&moduleId=…&staticRequest=yes`. An article is
`/<site>/<column>/<5-20 digits>/index.html`, so it looks like a column below the column.
"""

import re

from scrapy.http import TextResponse

from crawler.portals.base import ListItem, Portal
from crawler.portals.page.links import Link
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated

_NUMBER = re.compile(r"(?<=currentPage=)\d+")
_ARTICLE = re.compile(r"/\d{5,20}/index\.s?html?$")


class EPortal(Portal):
    """What EPortal does differently: the pager, and articles that are folders."""

    name = "eportal"

    def recognises(self, response: TextResponse) -> str | None:
        """The hidden field that every page of the product carries, misspelt by its makers."""
        page_id: str | None = response.xpath("//input[@id='eprotalCurrentPageId']/@value").get()
        return None if page_id is None else f"eprotalCurrentPageId {page_id}"

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The rows; on a further page the dated ones also where no title among them is a report's."""
        further = [row for row in rows(response, _ARTICLE) if row.date] if _page_number(response.url) > 1 else []
        return super().list_items(response) or further

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages after this one, up to the one 尾页 leads to."""
        addresses = _page_addresses(response)
        last = max(map(_page_number, addresses), default=0)
        if not last:
            return [page for page in super().next_pages(response) if not page.is_probe]
        numbers = range(_page_number(response.url) + 1, min(last, MAX_PAGES) + 1)
        return [Page(response.urljoin(_NUMBER.sub(str(number), addresses[0]))) for number in numbers]

    def stated_total(self, response: TextResponse) -> Stated:
        """`总记录数:595`; the anchors without `href` are no riddle here."""
        said = super().stated_total(response)
        last = max(map(_page_number, _page_addresses(response)), default=None)
        return Stated(said.records, said.pages if last is None else max(last, _page_number(response.url)))

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """Without the articles: some are called `2023年年报`, as a year's column is."""
        articles = {row.url for row in rows(response, _ARTICLE) if row.date}
        return [link for link in super().sub_columns(response) if link.url not in articles]


def _page_addresses(response: TextResponse) -> list[str]:
    """The addresses of the pages that the pager names."""
    return [name for name in response.xpath("//a/@tagname").getall() if _NUMBER.search(name)]


def _page_number(address: str) -> int:
    """The page of an address; one without a number, as the column's own, is the first."""
    match = _NUMBER.search(address)
    return int(match[0]) if match else 1
