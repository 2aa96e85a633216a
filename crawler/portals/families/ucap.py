"""UCAP (开普), the `.shtml` platform: `createPageHTML` with six arguments is generic; lists drawn by script are asked
of `/common/search/<channel>`, as JSON where the page does so, as HTML pages where the search is the list."""

import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.page.api_answers import json_data, list_answer
from crawler.portals.page.list_items import ListItem, rows
from crawler.portals.page.pagers import MAX_PAGES, Page, create_page_html
from crawler.portals.page.pages import asked, form_page, referer, sent_form
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from pipelines.language.dates import first_iso

_SEARCH = re.compile(r"/(?:common/search|es-search/search|searchList|search)/([0-9a-f]{32})\b")
_ENDPOINT = re.compile(r"/(?:common/search|es-search/search|searchList)/")
_CHANNEL = re.compile(r"[0-9a-f]{32}")
_FILE_LIST = "/getFileListByCodeId"  # the tax offices' column pages ask it by POST
_FILES = re.compile(rf"(?<![\w/.:-])[\w/.:-]*{_FILE_LIST}\b")
_LABEL = re.compile(r"<meta\s+name=['\"]channelId['\"]", re.IGNORECASE)
_TAG = re.compile(
    r"<ucap(?:content|title)|<CMSPRO_\w+|/xhtml/js/page\.js|redirect_(?:first|second)Channel\.shtml", re.IGNORECASE
)
_ARTICLE = re.compile(r"/(?:\d{4}-\d{2}/\d{2}/content_\w+|\d{6}/(?:[0-9a-f]{32}|c\d+_\d+))\.shtml$")
_PAGE_SIZE = 15  # what the product's own templates ask for; larger sizes are cut on some sites


class Ucap(Portal):
    """The static lists count from 1 (`list.shtml`, `list_2.shtml`); the search counts from 1 by `page` alone."""

    name = "ucap"

    def recognises(self, response: TextResponse) -> str | None:
        """The pager of six arguments, a channel's search, or a tag of the template language left in the page."""
        pager = create_page_html(source_of(response))
        if pager is not None:
            return None if pager.is_zero_based else f"createPageHTML('…', {pager.pages}, {pager.current}, …) from 1"
        found = _TAG.search(response.text) or _SEARCH.search(response.text) or _SEARCH.search(response.url)
        if found is None and _channel(response):
            # the script puts both together; where it lies in a file of its own, the page still says its channel
            found = _ENDPOINT.search(response.text) or _LABEL.search(response.text) or _FILES.search(response.text)
        return found[0] if found else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """`{"data": {"total", "rows", "results": [{"title", "url", "publishedTimeStr"}]}}` as a list page."""
        path = urlsplit(response.url).path
        data = json_data(response) if _SEARCH.search(path) or path.endswith(_FILE_LIST) else None
        data = data.get("results", data) if isinstance(data, dict) else None
        found = data.get("data") if isinstance(data, dict) else None
        if not isinstance(found, dict) or not isinstance(found.get("results"), list):
            return super().unwrap(response)
        rows = [
            (str(row.get("url") or ""), str(row.get("title") or ""), first_iso(str(row.get("publishedTimeStr") or "")))
            for row in found["results"]
        ]
        total, size = int(found.get("total") or 0), int(found.get("rows") or 0) or len(rows)
        return list_answer(response, rows, records=total, pages=-(-total // size) if size else None)

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The generic rows; where titles give no report away, the articles of the folder most of them lie in."""
        is_list = create_page_html(source_of(response)) is not None or _SEARCH.search(urlsplit(response.url).path)
        if (found := super().list_items(response)) or not is_list:
            return found
        articles = rows(response, _ARTICLE)
        folders = Counter(_ARTICLE.sub("", item.url) for item in articles)
        return [item for item in articles if _ARTICLE.sub("", item.url) == folders.most_common(1)[0][0]]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """Pages of the search when this is one of its answers or the page draws its list from it."""
        path = urlsplit(response.url).path
        last = self.stated_total(response).pages
        if _SEARCH.search(path) and last is not None:
            return [Page(_with_page(response.url, number)) for number in range(2, min(last, MAX_PAGES) + 1)]
        if path.endswith(_FILE_LIST):
            return self._further_files(response)
        printed = super().next_pages(response)
        channel = self._channel(response)
        is_paged = create_page_html(source_of(response)) is not None or any(not page.is_probe for page in printed)
        if not channel or is_paged:
            return printed
        if listed := _FILES.search(response.text):
            body = {"channelId": channel.rpartition("/")[2], "page": 1, "size": _PAGE_SIZE}
            return [_post(urljoin(response.url, listed[0]), body, response.url)]
        if self._shows_all(response):
            return printed
        return [Page(urljoin(response.url, f"{channel}?{urlencode(_QUESTION)}"), is_step=True)]

    def _further_files(self, response: TextResponse) -> list[Page]:
        """Of the first answer to a POST, all its other pages."""
        form, last = sent_form(asked(response)), self.stated_total(response).pages or 1
        numbers = range(2, min(last, MAX_PAGES) + 1) if form.get("page") == "1" else ()
        return [_post(response.url, {**form, "page": number}, referer(response)) for number in numbers]

    def _shows_all(self, response: TextResponse) -> bool:
        """True when the page prints rows of its own and speaks of no others."""
        shown, said = len(self.list_items(response)), self.stated_total(response)
        return bool(shown) and (said.records or 0) <= shown and (said.pages or 1) == 1 and not said.has_unread_pager

    def _channel(self, response: TextResponse) -> str:
        """Path of the search that fills this page's list; `""` when the page names none."""
        text = response.text
        if literal := _SEARCH.search(text):
            return literal[0]
        channel, endpoint = _channel(response), _ENDPOINT.search(text)
        return f"{endpoint[0] if endpoint else '/common/search/'}{channel}" if channel else ""


_QUESTION = {
    "_isAgg": "true",
    "_isJson": "true",
    "_pageSize": _PAGE_SIZE,
    "_template": "index",
    "_rangeTimeGte": "",
    "_channelName": "",
    "page": 1,
}


def _channel(response: TextResponse) -> str:
    """The channel that a script or a label of the page names; `""` when it names none."""
    found = field(source_of(response), "channelId") if "channelid" in response.text.lower() else ""
    return found if _CHANNEL.fullmatch(found) else ""


def _post(url: str, form: dict[str, Any], source: str) -> Page:
    return form_page(url, form, source=source, is_ajax=True)


def _with_page(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [(key, text) for key, text in parse_qsl(parts.query, keep_blank_values=True) if key != "page"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", number)])))
