"""PowerEasy SiteAzure: addresses without extension, the page number at the end of the path (`/zwgk/xxgknb_2`).

Articles are `<column>/content_39506`. The `title` of a row's anchor is a small card (`标题：… 点击数：… 发表时间：…`),
not a fuller text of the link.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from scrapy.http import TextResponse

from crawler.portals.base import ListItem, Portal
from crawler.portals.page.links import Link, absolute
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated

_HEADER = "X-PowerEasy-Product"
_STYLE = re.compile(r"/Content/[Mm]ain/Base/css/module\.css")
_CARD = re.compile(r"^标题[：:](?P<title>.*?)(?:(?:作者|点击数|发表时间|更新时间)[：:].*)?$")
_NUMBER = re.compile(r"_(\d{1,4})$")
_TOTAL = re.compile(r"共\s{0,9}(\d{1,9})\s{0,9}条.{0,200}?共\s{0,9}(\d{1,9})\s{0,9}页")


class SiteAzure(Portal):
    """What SiteAzure does differently: page numbers in paths, cards in titles."""

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
        """The column's own articles, the dated ones if any: a box of much-read ones stands beside the list."""
        column, _ = _split(urlsplit(response.url).path)
        own = rows(response, re.compile(rf"^[^?#]*://[^/]*{re.escape(column)}/content_\d+$"))
        listed = [row for row in own if row.date] or own or super().list_items(response)
        return [replace(row, title=_uncarded(row.title)) for row in listed]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All pages after this one, up to the one 尾页 leads to; `_1` is the column itself and never asked for."""
        marked = response.xpath("//a[contains(@class,'last')]/@href").get("")
        if not marked:
            return [page for page in super().next_pages(response) if not page.is_probe]
        last = urlsplit(absolute(response, marked))
        column, pages = _split(last.path)
        own, current = _split(urlsplit(response.url).path)
        numbers = range((current if own == column else 1) + 1, min(pages, MAX_PAGES) + 1)
        return [Page(urlunsplit(last._replace(path=f"{column}_{number}"))) for number in numbers]

    def stated_total(self, response: TextResponse) -> Stated:
        """`共204条信息/共14页`, from the pager's own element: the page's other blocks count their things too."""
        said = _TOTAL.search(response.xpath("string(//*[contains(@class,'total')])").get(""))
        return Stated(int(said[1]), int(said[2])) if said else super().stated_total(response)


def _split(path: str) -> tuple[str, int]:
    """A list's path as (path of its column, page number)."""
    number = _NUMBER.search(path)
    return (path[: number.start()], int(number[1])) if number else (path.rstrip("/"), 1)


def _uncarded(label: str) -> str:
    card = _CARD.match(label)
    return card["title"] if card else label
