"""Jinan, Zibo, Liaocheng: `/gongkai/[site_<organ>/]channel_<id>/doc_<24 hex>.html`.

Every organ has a `site_` of its own with columns of its own. Articles are static pages; some columns are static
too, the others are drawn by a script whose data has no address that is known, and such a column says so
(`crawler.discovery.browser.is_shell`). Beside the report stand 文字解读, 问答解读 and 图解, as rows and as attachments.
"""

import re

from scrapy.http import TextResponse

from crawler.portals.base import ListItem, Portal
from crawler.portals.page.links import Link
from crawler.portals.page.list_items import rows
from pipelines.language import titles

_CHANNEL = re.compile(r"/gongkai/(?:site_\w+/)?channel_[\w.]+/")
_ARTICLE = re.compile(r"/doc_[0-9a-f]{24}\.html?$")


class Gongkai(Portal):
    """What this product does differently: articles beside sub-columns, explainers beside reports."""

    name = "gongkai"

    def recognises(self, response: TextResponse) -> str | None:
        """The address of a column, of this page or linked from it."""
        for address in (response.url, *response.xpath("//a/@href").getall()):
            channel = _CHANNEL.search(address)
            if channel:
                return channel[0]
        return None

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The column's own articles; rows that link elsewhere count where one of them is a report."""
        channel = _CHANNEL.search(response.url)
        own = rows(response, re.compile(rf"{re.escape(channel[0])}doc_[0-9a-f]{{24}}\.html?$")) if channel else []
        return own or super().list_items(response)

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """Without the articles, which lie below the column's folder as its sub-columns do."""
        return [link for link in super().sub_columns(response) if not _ARTICLE.search(link.url)]

    def attachments(self, response: TextResponse) -> list[Link]:
        """Without the explainers: 问答解读.docx lies where other portals have the report."""
        return [link for link in super().attachments(response) if not titles.read(link.text).is_explainer]
