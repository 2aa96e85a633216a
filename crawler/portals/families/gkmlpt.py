"""Guangdong: the disclosure platform gkmlpt (政府信息公开目录管理平台) and the portals of NFCMS around it.

Pages of `/gkmlpt/` are shells of a script. What they would draw stands in `window._CONFIG`: the site's number `SID`,
the catalogue `TREE`, on an article its `DETAIL` with the body. Lists come from
`/gkmlpt/api/all/<catalogue>?page=N&sid=…`
below the organ's own path, 100 rows a page; page 0 is page 1, a page past the end is a 404.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from scrapy.http import TextResponse

from crawler.heuristics import TARGET, column_score
from crawler.portals.base import Portal
from crawler.portals.page.api_answers import json_data, list_answer, report_page, with_drawn
from crawler.portals.page.links import Link
from crawler.portals.page.list_items import ListItem, rows
from crawler.portals.page.own_source import own_source
from crawler.portals.page.pagers import MAX_PAGES, Page
from crawler.portals.page.pages import AJAX, referred
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from pipelines.language import dates, folding

_MARK = re.compile(r"window\._CONFIG\s*=|/gkmlpt/(?:gkml|static|index|annualreport)|NFCMS_(?:SITE|POST|CAT)_ID\s*=")
_PART = re.compile(r"^(?P<base>https?://[^?#]*?/gkmlpt)/(?P<page>[^?#]*)")
_POST = re.compile(r"/m?post_\d+\.html$")
_FRAGMENT = re.compile(r"/gkmlpt/annualreport/?#(\d+)$")
_YEARLY = re.compile(r"年报|年度报告|公开(?:工作)?报告")
_PAGE_SIZE = 100  # the interface knows no other
_CHINA = timedelta(hours=8)


class Gkmlpt(Portal):
    """What gkmlpt does differently: the script's menu, lists and article bodies."""

    name = "gkmlpt"

    def recognises(self, response: TextResponse) -> str | None:
        mark = _MARK.search(own_source(response))
        return mark[0] if mark else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        part = _PART.match(response.url)
        if part and part["page"].startswith("api/all/"):
            answer = json_data(response)
            if isinstance(answer, dict) and isinstance(answer.get("articles"), list):
                found = [_row(article) for article in answer["articles"] if isinstance(article, dict)]
                return list_answer(response, found, records=_total(answer))
        detail = _config(response, "DETAIL")
        if isinstance(detail, dict) and detail.get("content"):
            return report_page(
                response,
                str(detail["content"]),
                title=folding.squeeze(str(detail.get("title", ""))),
                published=_day(detail),
                organ=str(detail.get("publisher") or ""),
                files=_files(detail.get("attachment")),
            )
        if part and _config(response, "TREE") is not None:
            return with_drawn(response, _drawn(part["base"], part["page"]))
        return super().unwrap(response)

    def links(self, response: TextResponse) -> list[Link]:
        """The page's own; `/gkmlpt/annualreport#4711` keeps the catalogue it names, which `TREE` may leave out."""
        hrefs = (response.urljoin(href.strip()) for href in response.xpath("//a/@href").getall() if "#" in href)
        named = {url.partition("#")[0]: url for url in hrefs if _FRAGMENT.search(url)}
        return [replace(link, url=named.get(link.url, link.url)) for link in super().links(response)]

    def column_evidence(self, response: TextResponse, *, is_expected: bool) -> str | None:
        part = _PART.match(response.url)
        nodes = _columns(response)
        if part and part["page"].startswith("annualreport") and nodes:
            return "TREE " + ", ".join(f"{node['name']} ({node['id']})" for node in nodes)
        if part and part["page"].startswith("annualreport") and _asked_catalogue(response):
            return f"annualreport#{_asked_catalogue(response)}"
        return super().column_evidence(response, is_expected=is_expected)

    def list_items(self, response: TextResponse) -> list[ListItem]:
        found = super().list_items(response)
        if found or self.is_column_page(response) or self.report_page_year(response) is not None:
            return found
        return [item for item in rows(response, _POST) if item.date]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """Of the shell the first page of each catalogue of annual reports, of an answer all its other pages."""
        part, site = _PART.match(response.url), field(source_of(response), "SID")
        if part is None:
            return super().next_pages(response)
        if part["page"].startswith("annualreport") and site:
            listed = [str(node["id"]) for node in _columns(response)] or [*filter(None, [_asked_catalogue(response)])]
            return [_ask(part["base"], f"api/all/{cat}?page=1&sid={site}", cat, response.url) for cat in listed]
        current = re.fullmatch(r"api/all/(\d+)", part["page"])
        if current and "page=1&" in response.url:
            last = -(-(self.stated_total(response).records or 0) // _PAGE_SIZE)
            return [
                Page(response.url.replace("page=1&", f"page={number}&"), block=current[1])
                for number in range(2, min(last, MAX_PAGES) + 1)
            ]
        return []


def _asked_catalogue(response: TextResponse) -> str:
    """The catalogue named by the fragment of the link that led to this shell, `""` without one."""
    found = _FRAGMENT.search(response.request.url) if response.request is not None else None
    return found[1] if found else ""


def _drawn(base: str, page: str) -> str:
    """What the script adds to a shell, as far as it matters: all shells of a site have the same text without it."""
    name = "政府信息公开年报"
    heading = name if page.startswith("annualreport") else "政府信息公开目录"
    return f'<h2>{heading}</h2><ul><li><a href="{escape(base)}/annualreport">{name}</a></li></ul>'


def _ask(base: str, path: str, cat: str, shell: str) -> Page:
    return Page(f"{base}/{path}", headers=(*AJAX, *referred(shell)), block=cat)


def _config(response: TextResponse, name: str) -> Any:
    """One value of `window._CONFIG`, a script's object; None when it is not there."""
    if "_CONFIG" not in response.text:
        return None
    source = source_of(response)
    told = (source.value(where) for given, where in source.assignments if given == "window._CONFIG")
    return next((config[name] for config in told if isinstance(config, dict) and name in config), None)


def _columns(response: TextResponse) -> list[dict[str, Any]]:
    """The catalogues of annual reports, the best named ones; one that only jumps elsewhere has no list.

    `all/<id>` holds what lies below, too, so children of one found are not asked for.
    """
    scored = list(_scored(_config(response, "TREE") or ()))
    best = max((score for score, _ in scored), default=0)
    return [node for score, node in scored if score == best]


def _scored(nodes: Iterable[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    for node in nodes:
        if not isinstance(node, dict) or node.get("jump_url") or "id" not in node:
            continue
        name = str(node.get("name", ""))
        score = column_score(name, inside=True).value if _YEARLY.search(name) else 0
        if score >= TARGET:
            yield score, node
        else:
            yield from _scored(node.get("children") or ())


def _row(article: dict[str, Any]) -> tuple[str, str, str]:
    return str(article.get("url") or article.get("post_url") or ""), str(article.get("title", "")), _day(article)


def _total(answer: dict[str, Any]) -> Any:
    classify = answer.get("classify")
    return answer.get("total", classify.get("post_count") if isinstance(classify, dict) else None)


def _day(article: dict[str, Any]) -> str:
    """The day of publication; seconds since 1970 in most fields, a text in some. China's time."""
    for name in ("display_publish_time", "date", "created_at"):
        value = article.get(name)
        if str(value).isdigit() and int(str(value)) > 0:
            return (datetime.fromtimestamp(int(str(value)), UTC) + _CHINA).date().isoformat()
        if isinstance(value, str) and dates.first_iso(value):
            return dates.first_iso(value)
    return ""


def _files(attachments: Any) -> str:
    listed = attachments if isinstance(attachments, list) else []
    return "".join(
        f'<p><a href="{escape(str(file["url"]))}">{escape(str(file.get("name") or "附件"))}</a></p>'
        for file in listed
        if isinstance(file, dict) and file.get("url")
    )
