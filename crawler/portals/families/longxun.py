"""龙讯 "Ls": Anhui, and places in Sichuan, Gansu, Qinghai, Hunan, Jiangxi, Hubei.

Lists of news are printed, with a pager `Ls.pagination(…)` that states total and pages. The pages of 信息公开
(`/public/column/<organ>?catId=…`) are shells: their list is `/site/label/8888?labelName=publicInfoList&…`, which
answers only with the page's own `siteId`, `organId`, `file` and `catId`, and an organ's menu is the label `columnTree`.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.heuristics import TARGET, best_score
from crawler.portals.base import Portal
from crawler.portals.javascript.search import arguments, calls_of, strings, whole
from crawler.portals.page.api_answers import json_data, menu_answer, with_drawn
from crawler.portals.page.links import Link, absolute
from crawler.portals.page.list_items import ListItem, rows
from crawler.portals.page.own_source import own_source
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated
from crawler.portals.page.pages import AJAX, referred
from crawler.portals.page.script.addresses import nodes, source_of
from crawler.portals.page.script.fields import field
from crawler.portals.page.script.pagers import navigations
from pipelines.language import organ_names

_MARK = re.compile(r"Ls\.pagination\(|/site/label/8888|global_siteId\s*=|技术支持[:：]\s*龙讯")
_ARTICLE = re.compile(r"/(?:public/)?\d{2,}/\d{5,}\.html$")
_LABEL = re.compile(r"(?<![\w./:-])[\w./:-]*/site/label/8888")
_ORGAN_PAGE = re.compile(r"/public/column/(\d+)")
_SENT = ("siteId", "organId", "catId", "file", "isDate", "dateFormat", "length", "result")
_ASKED = ("id", "organId", "siteId", "catId", "type", "isChild")  # of the menu
_ROWS = 50  # a page; honoured, and spares most lists a second request


class Longxun(Portal):
    """What Ls does differently: labels for lists and menus, a pager made by script."""

    name = "longxun"

    def recognises(self, response: TextResponse) -> str | None:
        mark = _MARK.search(own_source(response))
        return mark[0] if mark else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """The menu an organ's page asks for, as links; a shell with the name of what it is to show."""
        nodes = json_data(response) if "labelName=columnTree" in response.url else None
        query = _list_query(response)
        if query:  # without the list, which comes by script, all catalogues of an organ have the same text
            drawn = f"<p>{escape(query['organId'])} {escape(query['catId'])}</p>"
            return with_drawn(response, drawn)
        if not isinstance(nodes, list):
            return super().unwrap(response)
        menu = [(_address(response, node), str(node.get("name") or "")) for node in _flat(nodes)]
        return menu_answer(response, menu)

    def links(self, response: TextResponse) -> list[Link]:
        """The page's own; with the menu that only a script would show, unless the column stands there already."""
        found = super().links(response)
        is_asked = any("columnTree" in text for _, text in strings(source_of(response)))
        if not is_asked or any(best_score(link.labels, link.url, inside=True).value >= TARGET for link in found):
            return found
        query = {"labelName": "columnTree", "isJson": "true"}
        given = _sent(response, _ASKED, "columnTree")
        text = "政府信息公开目录"
        return [*found, Link(f"{_label(response)}?{urlencode({**query, **given})}", text, (text,))]

    def list_items(self, response: TextResponse) -> list[ListItem]:
        if "labelName=publicInfoList" in response.url:
            return rows(response)  # nothing else stands in a fragment; a page of it may hold no report
        found = super().list_items(response)
        if found or self.is_column_page(response) or self.report_page_year(response) is not None:
            return found
        return [item for item in rows(response, _ARTICLE) if item.date]

    def next_pages(self, response: TextResponse) -> list[Page]:
        asked = dict(parse_qsl(urlsplit(response.url).query))
        numbers = range(2, min(_paged(response).pages or 1, MAX_PAGES) + 1)
        if asked.get("labelName") == "publicInfoList":
            address = response.url.split("?", 1)[0]
            wanted = [asked | {"pageIndex": str(number)} for number in numbers] if asked["pageIndex"] == "1" else []
            return [Page(f"{address}?{urlencode(query)}", headers=AJAX) for query in wanted]
        if _turned(response, 1):
            return [Page(_turned(response, number)) for number in numbers]
        first = _list_query(response)
        if first:
            return [Page(f"{_label(response)}?{urlencode(first)}", headers=(*AJAX, *referred(response.url)))]
        return super().next_pages(response)

    def script_pages(self, response: TextResponse) -> list[Page]:
        """Never the label of lists without a catalogue: it lists everything the organ ever published."""
        return [page for page in super().script_pages(response) if "labelName=publicInfoList" not in page.url]

    def stated_total(self, response: TextResponse) -> Stated:
        said = _paged(response)
        return super().stated_total(response) if said.pages is None else said

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """Years and groups. The organs named beside a list lead to their own pages, not to columns inside it."""
        inside = [link for link in super().sub_columns(response) if not organ_names.is_organ_name(link.text)]
        if not _ORGAN_PAGE.search(response.url):
            return inside
        return [link for link in inside if _ORGAN_PAGE.findall(link.url) == _ORGAN_PAGE.findall(response.url)]


def _list_query(response: TextResponse) -> dict[str, str]:
    """The parameters of the page's call of the label `publicInfoList`; empty when it makes none or names no catalogue.

    Without `catId` the label lists everything the organ ever published.
    """
    organ = _ORGAN_PAGE.search(response.url)
    if organ is None:
        return {}
    if "publicInfoList" not in response.text:
        return {}
    query = _sent(response, _SENT, "publicInfoList")
    in_address = dict(parse_qsl(urlsplit(response.url).query))
    query["organId"] = query.get("organId", organ[1])
    query["catId"] = query.get("catId") or in_address.get("catId", "")
    if not query["catId"] or not query.get("siteId"):
        return {}
    fixed = {"IsAjax": "1", "dataType": "html", "labelName": "publicInfoList", "action": "list", "type": "4"}
    return fixed | query | {"pageSize": str(_ROWS), "pageIndex": "1"}


def _sent(response: TextResponse, names: tuple[str, ...], label: str) -> dict[str, str]:
    """The parameters that the page's script sends with the name of a label; empty where it asks for none of that
    name."""
    source = source_of(response)
    call = next((i for i, text in strings(source) if label in text), None)
    found = {} if call is None else {name: field(source, name, call) for name in names}
    return {name: value for name, value in found.items() if value}


def _paged(response: TextResponse) -> Stated:
    """Total and pages of the call `Ls.pagination({pageCount: 9, total: 120, …})`."""
    if "Ls.pagination" not in response.text:
        return Stated()
    source = source_of(response)
    given = [node for call in calls_of(source, "Ls.pagination") for node in nodes(arguments(source, call))]
    told = next((node for node in given if whole(node.get("pageCount")) is not None), {})
    return Stated(whole(told.get("total")), whole(told.get("pageCount")))


def _turned(response: TextResponse, number: int) -> str:
    """Address of a page as the pager opens it, `location.href = '…?pageIndex=' + n`; `""` where it opens none."""
    source = source_of(response)
    for where in navigations(source):
        names = dict.fromkeys(source.unknown_names(where), str(number))
        address = source.value(where, names)
        if isinstance(address, str) and f"pageIndex={number}" in address:
            return absolute(response, address)
    return ""


def _flat(nodes: list[Any]) -> Iterator[dict[str, Any]]:
    """The nodes of a menu, those below others after them."""
    for node in nodes:
        if isinstance(node, dict):
            yield node
            yield from _flat(node.get("children") or [])


def _address(response: TextResponse, node: dict[str, Any]) -> str:
    """Where a node of a menu leads; one that names only itself is a catalogue of the organ whose menu it is."""
    named = next((str(node[key]) for key in ("htmlPath", "url", "href", "link") if node.get(key)), "")
    organ = node.get("organId") or dict(parse_qsl(urlsplit(response.url).query)).get("organId")
    if named or not organ or not node.get("id"):
        return named
    return f"/public/column/{organ}?type=4&catId={node['id']}&action=list"


def _label(response: TextResponse) -> str:
    """Address of the label service: some sites have it below a path of their own."""
    written = _LABEL.search(response.text)
    return urljoin(response.url, written[0] if written else "/site/label/8888")
