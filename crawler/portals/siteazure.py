"""PowerEasy SiteAzure: addresses without extension, the page number at the end of the path (`/zwgk/xxgknb_2`).

Articles are `<column>/content_39506`. The `title` of a row's anchor is a small card (`标题：… 点击数：… 发表时间：…`),
not a fuller text of the link.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from scrapy.http import TextResponse

from crawler.portals.base import ListItem, Portal
from crawler.portals.links import Link, absolute
from crawler.portals.pagers import MOST_PAGES, Page, Stated

_HEADER = "X-PowerEasy-Product"
_STYLE = re.compile(r"/Content/[Mm]ain/Base/css/module\.css")
_CARD = re.compile(r"^标题[：:](?P<title>.*?)(?:(?:作者|点击数|发表时间|更新时间)[：:].*)?$")
_NUMBER = re.compile(r"_(\d{1,4})$")


class SiteAzure(Portal):
    name = "siteazure"

    def recognises(self, response: TextResponse) -> str | None:
        """The product's own header, or the style sheet all its pages load where a proxy removed the header."""
        product = response.headers.get(_HEADER)
        if product:
            return f"{_HEADER}: {product.decode('latin-1')}"
        style = _STYLE.search(response.text)
        return style[0] if style else None

    def links(self, response: TextResponse) -> list[Link]:
        """The links, the cards in their titles read as the title they hold."""
        return [
            replace(link, text=_uncarded(link.text), labels=tuple(dict.fromkeys(map(_uncarded, link.labels))))
            for link in super().links(response)
        ]

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The rows, likewise."""
        return [replace(item, title=_uncarded(item.title)) for item in super().list_items(response)]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages after this one, up to the one 尾页 leads to; `_1` is the column itself and never asked for."""
        last = absolute(response, response.xpath("//a[contains(@class,'last')]/@href").get(""))
        parts = urlsplit(last)
        number = _NUMBER.search(parts.path)
        if number is None:
            return super().next_pages(response)
        stem = parts.path[: number.start()]
        own = _NUMBER.search(urlsplit(response.url).path)
        current = int(own[1]) if own and urlsplit(response.url).path[: own.start()] == stem else 1
        return [
            Page(urlunsplit(parts._replace(path=f"{stem}_{page}")))
            for page in range(current + 1, min(int(number[1]), MOST_PAGES) + 1)
        ]

    def stated_total(self, response: TextResponse) -> Stated:
        """`共204条信息/共14页`, from the pager's own element: the page's other blocks count their things too."""
        total = response.xpath("string(//*[contains(@class,'total')])").get("")
        said = re.search(r"共\s*(\d+)\s*条.*?共\s*(\d+)\s*页", total)
        return Stated(int(said[1]), int(said[2])) if said else super().stated_total(response)


def _uncarded(label: str) -> str:
    card = _CARD.match(label)
    return card["title"] if card else label
