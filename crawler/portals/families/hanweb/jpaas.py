"""Hanweb jpaas, the 集约化 generation: each block of a column page is asked of `build/unit` with the ids in its
`queryData`; the page number counts only inside `paramJson`."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.javascript.source import Source
from crawler.portals.page.api_answers import column_page, json_data
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated
from crawler.portals.page.pages import referer, referred

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_LIST = re.compile(r"列表|list|内容|分页|信息公开", re.IGNORECASE)  # tagIds of blocks that are lists; others are menus
_PAGE_SIZE = 15


class Jpaas(Portal):
    """A page holds several blocks (`tagId`); `count` and `rows` of an answer's pagination say how long its list is."""

    name = "jpaas"

    def recognises(self, response: TextResponse) -> str | None:
        """The gateway's address."""
        return "/api-gateway/jpaas-publish-server/" if "/api-gateway/jpaas-publish-server/" in response.text else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """`{"data": {"html": …}}`, or `data` itself the text, as a page of the column."""
        data = json_data(response) if urlsplit(response.url).path.endswith(_UNIT) else None
        html = data.get("data") if isinstance(data, dict) else None
        html = html.get("html") if isinstance(html, dict) else html
        if not isinstance(html, str):
            return super().unwrap(response)
        return column_page(response, html)

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The column's blocks; of a block's first answer, its other pages."""
        parts = urlsplit(response.url)
        if parts.path.endswith(_UNIT):
            query = dict(parse_qsl(parts.query))
            asked = json.loads(query.get("paramJson") or "{}")
            size, total = self._pagination(response)
            last = -(-total // size) if size else 1
            if asked.get("pageNo") != 1:
                return []
            return [self._page(response, query, number, size) for number in range(2, min(last, MAX_PAGES) + 1)]
        blocks = list(self._blocks(response))
        if not blocks:
            return super().next_pages(response)
        return [self._page(response, block, 1, _PAGE_SIZE) for block in blocks]

    def stated_total(self, response: TextResponse) -> Stated:
        """`count` of the pagination in a block's answer."""
        total = self._pagination(response)[1]
        return Stated(total) if total else super().stated_total(response)

    def _pagination(self, response: TextResponse) -> tuple[int, int]:
        """(rows a page, rows in all), 0 where not said."""
        node = response.xpath("//*[@count and @rows]")
        if not node or not (node[0].attrib["rows"] + node[0].attrib["count"]).isdigit():
            return 0, 0
        return int(node[0].attrib["rows"]), int(node[0].attrib["count"])

    def _blocks(self, response: TextResponse) -> Iterator[dict[str, str]]:
        """The parameters of every block that can be a list; all of them when no tagId sounds like one."""
        found = []
        for given in response.xpath("//@*[translate(name(), 'QD', 'qd') = 'querydata']").getall():
            source = Source(f"({given})")
            block = source.value((0, len(source.tokens.all)))
            told = (
                {key: text for key, text in block.items() if isinstance(text, str)} if isinstance(block, dict) else {}
            )
            if told.get("tagId") and told.get("pageId"):
                found.append(told)
        named = [block for block in found if _LIST.search(block["tagId"])]
        yield from {json.dumps(block, sort_keys=True): block for block in named or found}.values()

    def _page(self, response: TextResponse, block: dict[str, str], number: int, size: int) -> Page:
        given = {key: text for key, text in block.items() if key != "paramJson"}
        given.setdefault("parseType", "bulidstatic")  # sic: the gateway knows no other spelling
        given.setdefault("pageType", "column")
        param = json.dumps({"pageNo": number, "pageSize": str(size)}, separators=(",", ":"))
        address = urlsplit(urljoin(response.url, _UNIT))
        query = urlencode({**given, "paramJson": param})
        is_answer = urlsplit(response.url).path.endswith(_UNIT)
        headers = referred((is_answer and referer(response)) or response.url)
        return Page(urlunsplit(address._replace(query=query)), headers=headers, block=block.get("tagId", ""))
