"""JEECMS and its relatives: `.jhtml` pages continued by `_2`, `.jspv` lists continued by `?pageNo=2`.

The pager of the product's own templates goes nowhere by `href`: `onclick="location.href=encodeURI('index_2.jhtml')"`.
"""

import re

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.links import absolute
from crawler.portals.pagers import MOST_PAGES, Page, Stated

_OWN_PAGE = re.compile(r"\.(?:jhtml|jspv)(?:$|[?#;])")
_OWN_PAGES_AT_LEAST = 3  # fewer are links to another site that runs the product
_SELECT = re.compile(r"encodeURI\('(?P<stem>[\w-]+)_'\s*\+\s*this\.value\s*\+\s*'(?P<ext>\.\w+)'\)")


class JeeCms(Portal):
    name = "jeecms"

    def recognises(self, response: TextResponse) -> str | None:
        """Pages named `.jhtml` or `.jspv`, or the page selector of the product's templates."""
        names = [href for href in response.xpath("//a/@href").getall() if _OWN_PAGE.search(href)]
        if _OWN_PAGE.search(response.url) or len(names) >= _OWN_PAGES_AT_LEAST:
            return f"pages named {(_OWN_PAGE.search(response.url) or _OWN_PAGE.search(names[0]))[0][:6]}"  # type: ignore[index]
        select = _SELECT.search(response.text)
        return select[0] if select else None

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages the selector offers but the first, which is the list's own address; else as linked."""
        select = _SELECT.search(response.text)
        if select is None:
            return super().next_pages(response)
        last = min(self._last_page(response), MOST_PAGES)
        names = (f"{select['stem']}_{number}{select['ext']}" for number in range(2, last + 1))
        return [Page(url) for name in names if (url := absolute(response, name)) != response.url]

    def stated_total(self, response: TextResponse) -> Stated:
        """`共31条记录 1/4页`; the pager by script is understood."""
        said = super().stated_total(response)
        return Stated(said.records, said.pages, said.has_unread_pager and not self.next_pages(response))

    def _last_page(self, response: TextResponse) -> int:
        options = response.xpath("//select[contains(@onchange,'encodeURI')]/option/@value").getall()
        numbers = [int(option) for option in options if option.isdigit()]
        return max([*numbers, super().stated_total(response).pages or 1])
