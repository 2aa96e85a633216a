"""Huai'an and its counties: `/cmsweb/zwgk/<xx>/index.html?topic=…&orgid=…` is a shell, its list comes by POST.

`/articleCommonController/lists.do` takes the form `page, pagesize, topic, title, docNo, orgname, summary, key`, with
`deptid` or `rdeptid` where the page's script names one, and gives `{"value": {"list": [{"title", "link", "path",
"domain", "releaseTime"}]}}`. Not every answer states a total, and the size asked for may be cut: an answer with rows is
followed by one more question.
"""

import re
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.page.api_answers import json_data, list_answer, with_drawn
from crawler.portals.page.pagers import MAX_PAGES, Page
from crawler.portals.page.pages import asked, form_page, referer, sent_form
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from pipelines.language.folding import squeeze

_API = "/articleCommonController/lists.do"
_ORGAN = re.compile(r"r?deptid")
_FIELDS = ("title", "docNo", "orgname", "summary", "key")


class Huaian(Portal):
    """What Huai'an does differently: the list by POST, asked for by the topic in the shell's own address."""

    name = "huaian"

    def recognises(self, response: TextResponse) -> str | None:
        return _API if _API in response.text or response.url.endswith(_API) else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """The answer as a list; a shell with the topic it was asked for, as one file serves all of them."""
        if not response.url.endswith(_API):
            shown = escape(urlsplit(response.url).query)
            return with_drawn(response, f"<p>{shown}</p>") if _is_shell(response) else super().unwrap(response)
        answer = json_data(response)
        value = answer.get("value") if isinstance(answer, dict) else None
        listed = value.get("list") if isinstance(value, dict) else None
        found = [_row(one) for one in listed or () if isinstance(one, dict)]
        return list_answer(response, found, records=value.get("total") if isinstance(value, dict) else None)

    def column_evidence(self, response: TextResponse, *, is_expected: bool) -> str | None:
        """The shell has one title for all topics: the link that led here named this one, its list will tell."""
        if is_expected and _is_shell(response):
            return f"list of {urlsplit(response.url).query}"
        return super().column_evidence(response, is_expected=is_expected)

    def next_pages(self, response: TextResponse) -> list[Page]:
        """Shell -> first answer -> the one after each answer that had rows, up to the total where one is stated."""
        if not response.url.endswith(_API):
            return [_question(response)] if _is_shell(response) else super().next_pages(response)
        form, records = sent_form(asked(response)), self.stated_total(response).records
        if not form or not self.list_items(response):
            return []
        number = int(form["page"])
        if number >= MAX_PAGES or (records is not None and records <= len(self.list_items(response))):
            return []
        following = form_page(response.url, form | {"page": number + 1}, source=referer(response), is_ajax=True)
        return [replace(following, is_probe=True)]


def _is_shell(response: TextResponse) -> bool:
    return "topic=" in response.url and _API in response.text


def _question(response: TextResponse) -> Page:
    query = dict(parse_qsl(urlsplit(response.url).query))
    source = source_of(response)
    size = field(source, "pagesize")
    organ = next((token.text for token in source.tokens.all if _ORGAN.fullmatch(token.text.strip("'\""))), "")
    form = {"page": "1", "pagesize": size if size.isdecimal() else "15", "topic": query.get("topic", "")}
    form |= dict.fromkeys(_FIELDS, "")
    if organ and query.get("orgid"):
        form[organ.strip("'\"")] = query["orgid"]
    return form_page(urljoin(response.url, _API), form, source=response.url, is_ajax=True)


def _row(one: dict[str, Any]) -> tuple[str, str, str]:
    address = str(one.get("link") or "") or f"{one.get('domain') or ''}{one.get('path') or ''}"
    return address, squeeze(str(one.get("title") or "")), str(one.get("releaseTime") or "")[:10]
