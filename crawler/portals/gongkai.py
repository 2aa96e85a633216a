"""Jinan, Zibo, Liaocheng: `/gongkai/[site_<organ>/]channel_<id>/doc_<24 hex>.html`.

Every organ has a `site_` of its own with columns of its own. Articles are static pages; some columns are static
too, the others are drawn by a script whose data has no address that is known, and such a column says so
(`crawler.browser.is_shell`). Beside the report stand 文字解读, 问答解读 and 图解, as rows and as attachments.
"""

import re

from scrapy.http import TextResponse

from crawler import titles
from crawler.portals.base import ListItem, Portal
from crawler.portals.links import Link

_CHANNEL = re.compile(r"/gongkai/(?:site_[A-Za-z0-9_]+/)?channel_[A-Za-z0-9_.]+/")
_ARTICLE = re.compile(r"/doc_[0-9a-f]{24}\.html?$")


class Gongkai(Portal):
    name = "gongkai"

    def recognises(self, response: TextResponse) -> str | None:
        """The address of a column, of this page or linked from it."""
        for address in (response.url, *response.xpath("//a/@href").getall()):
            channel = _CHANNEL.search(address)
            if channel:
                return channel[0]
        return None

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The rows that are articles: the same block links the organ's other columns."""
        return [item for item in super().list_items(response) if _ARTICLE.search(item.url) or self.is_file(item.url)]

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """Without the articles, which lie below the column's folder as its sub-columns do."""
        return [link for link in super().sub_columns(response) if not _ARTICLE.search(link.url)]

    def attachments(self, response: TextResponse) -> list[Link]:
        """Without the explainers, unless nothing else is offered: 问答解读.docx stands in the place of the report."""
        files = super().attachments(response)
        plain = [link for link in files if not titles.is_explainer(link.text)]
        return plain or ([] if response.xpath("//table//td") else files)
