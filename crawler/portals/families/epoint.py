"""新点 Epoint EWB/WebBuilder: Xuzhou, Yingkou, Xuchang, districts of Shanghai, places in Xinjiang.

`/dynamic/zwgk/govInfoPub.html?categorynum=…` is a shell; its list is asked for by POST at
`<projectName>/rest/lightfrontaction/getgovinfolist`, with the `siteGuid` that stands in `/js/webBuilderCommon.js`.
Elsewhere (Xuchang) `openSubPage.html?specialurl=…&righttitle=…` frames a printed list, which goes on as `2.html`.
"""

import re
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urljoin, urlsplit

from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter

from crawler.portals.base import Portal
from crawler.portals.javascript.names import expression_end
from crawler.portals.javascript.search import strings, values
from crawler.portals.javascript.source import Source
from crawler.portals.page.api_answers import json_data, list_answer, with_drawn
from crawler.portals.page.links import Link, absolute
from crawler.portals.page.own_source import own_source
from crawler.portals.page.pagers import MAX_PAGES, Page
from crawler.portals.page.pages import asked, json_page, referer, referred, sent_json
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from pipelines.language.folding import squeeze

_MARK = re.compile(
    r"EWB-FRONT|EWB_\w{1,40}_Mid|Epoint-MiddleForWeb|webBuilderCommon\.js|/dynamic/\w{1,40}/(?:govInfoPub|openlist)"
    r"|openSubPage\.html\?specialurl|lightfrontaction/getgovinfolist"
)
_SCRIPT = re.compile(r"/(?:webBuilderCommon|ajaxReq)\.js")
_API = "/rest/lightfrontaction/getgovinfolist"
_MIN_CATEGORY = 3  # digits
_ROWS = 20  # the pages' own size; others are not always honoured


class Epoint(Portal):
    """What EWB does differently: the list by POST, its key in a script, lists inside a frame page."""

    name = "epoint"

    def recognises(self, response: TextResponse) -> str | None:
        mark = _MARK.search(response.url) or _MARK.search(own_source(response))
        return mark[0] if mark else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        answer = json_data(response) if response.url.endswith(_API) else None
        custom = answer.get("custom") if isinstance(answer, dict) else None
        if _is_list_shell(response):  # one file serves every category of every organ
            return with_drawn(response, f"<p>{escape(urlsplit(response.url).query)}</p>")
        if not isinstance(custom, dict) or not isinstance(custom.get("data"), list):
            return super().unwrap(response)
        found = [_row(one) for one in custom["data"] if isinstance(one, dict)]
        return list_answer(response, found, records=custom.get("total"))

    def links(self, response: TextResponse) -> list[Link]:
        """A link to a frame page leads to the list inside it, which is all the frame page shows."""
        return [_framed(response, link) for link in super().links(response)]

    def column_evidence(self, response: TextResponse, *, is_expected: bool) -> str | None:
        """The shell has one title for all categories: the link that led here named this one, its list will tell."""
        if is_expected and _is_list_shell(response):
            return f"list of {urlsplit(response.url).query}"
        return super().column_evidence(response, is_expected=is_expected)

    def next_pages(self, response: TextResponse) -> list[Page]:
        """Column page -> script with the site's key -> first page of the list -> its other pages."""
        if response.url.endswith(_API):
            return _other_pages(response, self.stated_total(response).records, len(self.list_items(response)))
        shell = _shell(response)
        source = source_of(response)
        written = _category(source) if _API in response.text else ""
        if written and "categorynum=" not in shell:  # a category's own page, whose script asks for it
            shell = add_or_replace_parameter(shell, "categorynum", written)
            organ = field(source, "deptcode", next(i for i, text in strings(source) if text == written))
            shell = add_or_replace_parameter(shell, "deptcode", organ) if organ else shell
        named = dict(parse_qsl(urlsplit(shell).query))
        if not named.get("categorynum"):
            return _numbered(response, self.links(response)) or super().next_pages(response)
        guid = field(source, "siteGuid")
        if not guid:
            sources = [source for source in response.xpath("//script/@src").getall() if _SCRIPT.search(source)]
            address = absolute(response, sources[0]) if sources else ""
            return [Page(address, headers=referred(shell), is_step=True)] if address else []
        project = next(iter(values(source, "projectName")), "/EWB-FRONT")
        question: dict[str, Any] = {name: named.get(name, "") for name in ("deptcode", "categorynum")}
        question |= {"pageIndex": 0, "pageSize": _ROWS, "siteGuid": guid}
        return [_question(urljoin(response.url, project + _API), question, response)]


def _is_list_shell(response: TextResponse) -> bool:
    return "categorynum=" in response.url and bool(
        _SCRIPT.search(response.text) or field(source_of(response), "siteGuid")
    )


def _category(source: Source) -> str:
    """The category that a page's script asks for; `""` when it names none."""
    found = values(source, "categorynum")
    return next((text for text in found if text.isdecimal() and len(text) >= _MIN_CATEGORY), "")


def _wraps_question(source: Source) -> bool:
    """True for a script that puts its question into `params`: Yingkou's project, others."""
    every = source.tokens.all
    for i, token in enumerate(every[:-1]):
        if token.text.strip("'\"") == "params" and every[i + 1].text == ":":
            end = expression_end(source.tokens, i + 2)
            if any(one.text.strip("'\"") == "categorynum" for one in every[i + 2 : end]):
                return True
    return False


def _numbered(response: TextResponse, links: list[Link]) -> list[Page]:
    """Printed lists continue as `2.html`, `3.html` beside the first page, whatever that is called."""
    folder = response.url.rsplit("/", 1)[0]
    found = [
        int(match[1]) for link in links if (match := re.fullmatch(rf"{re.escape(folder)}/(\d{{1,3}})\.html", link.url))
    ]
    return [Page(f"{folder}/{number}.html") for number in range(2, min(max(found, default=1), MAX_PAGES) + 1)]


def _shell(response: TextResponse) -> str:
    """The column's page: the one itself, or the one a script belongs to, as the browser tells it."""
    is_script = response.request is not None and _SCRIPT.search(response.url)
    return referer(response) if is_script else response.url


def _question(address: str, question: dict[str, Any], response: TextResponse) -> Page:
    is_asked_wrapped = "params" in sent_json(asked(response))
    is_wrapped = "_Mid/" in address or _wraps_question(source_of(response)) or is_asked_wrapped
    wrapped = {"token": "", "params": question} if is_wrapped else question
    return json_page(address, wrapped, source=_shell(response))


def _other_pages(response: TextResponse, records: int | None, size: int) -> list[Page]:
    """All pages after the first answer. Servers count from 0 or from 1, where 0 is 1 too: one page more is asked for.

    The size is what came, as the one asked for may be ignored.
    """
    posted = sent_json(asked(response))
    question = posted.get("params", posted)
    if question.get("pageIndex") != 0 or not records or not 0 < size < records:
        return []
    last = min(-(-records // size), MAX_PAGES)
    pages = [_question(response.url, question | {"pageIndex": number}, response) for number in range(1, last + 1)]
    return [*pages[:-1], replace(pages[-1], is_probe=True)]


def _row(one: dict[str, Any]) -> tuple[str, str, str]:
    address = next((str(one[key]) for key in ("infourl", "visiturl", "linkurl") if one.get(key)), "")
    return address, squeeze(str(one.get("realtitle") or one.get("title") or "")), str(one.get("infodate") or "")[:10]


def _framed(response: TextResponse, link: Link) -> Link:
    if "specialurl=" not in link.url:
        return link
    query = parse_qs(urlsplit(link.url).query)
    inner = absolute(response.replace(url=link.url), query["specialurl"][0])
    name = squeeze(query.get("righttitle", [""])[0])
    labels = link.labels if link.text or not name else (name,)
    return Link(inner or link.url, link.text or name, labels)
