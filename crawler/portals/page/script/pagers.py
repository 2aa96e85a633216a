"""The second page of a list, as the page's scripts and forms would ask for it. They are read, not run."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.javascript.names import Range
from crawler.portals.javascript.source import Source
from crawler.portals.page.links import absolute
from crawler.portals.page.pages import Page, form_body, form_page
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.select_boxes import sent_fields
from crawler.portals.page.turning import PAGE_NAME, SIZE_NAME

_NAVIGATES = re.compile(r"(?:.*\.)?(?:location|href|src|action)")
_OPENS = re.compile(r"(?:window\.)?open|(?:.*\.)?location\.(?:replace|assign)|(?:.*\.)?load")
_SECOND = 2


def second_pages(response: TextResponse) -> list[Page]:
    """What may be the list's second page, as probes: new rows prove one, the same rows or none end it."""
    found = {page.url + repr(page.body): page for page in (*_by_script(response), *_by_form(response))}
    return [page for page in found.values() if page.url != response.url or page.body]


def hangs_on(source: Source, node: Selector) -> bool:
    """True when a script names the element by its id or by one of its classes."""
    names = [f"#{node.attrib['id']}"] if node.attrib.get("id") else []
    names += [f".{name}" for name in node.attrib.get("class", "").split()]
    told = " ".join(token.text for token in source.tokens.all if token.kind == "string")
    is_named = any(re.search(rf"{re.escape(name)}(?![\w-])", told) for name in names)
    return is_named or (
        bool(node.attrib.get("id")) and f"getElementById('{node.attrib['id']}'" in source.text.replace('"', "'")
    )


def navigations(source: Source) -> Iterator[Range]:
    """Every expression that a script makes the address of the page, of a frame or of a form."""
    for name, where in source.assignments:
        if _NAVIGATES.fullmatch(name):
            yield where
    for call in source.calls():
        if call.given and _OPENS.fullmatch(call.name):
            yield call.given[0]
        if (
            call.name.endswith("attr")
            and len(call.given) == 2
            and source.value(call.given[0]) in ("src", "href", "action")
        ):
            yield call.given[1]


def _by_script(response: TextResponse) -> Iterator[Page]:
    source = source_of(response)
    handlers = [Source(text, source.element) for text in response.xpath("//@onclick | //@onchange").getall()]
    for one in (source, *handlers):
        for where in navigations(one):
            address = one.value(where, _names(one, where))
            url = absolute(response, address) if isinstance(address, str) else ""
            if url and urlsplit(url).hostname == urlsplit(response.url).hostname and _names(one, where):
                yield Page(url, is_probe=True)


def _names(source: Source, where: Range) -> dict[str, Any]:
    """The names in an expression that count pages, each with the second page's number; a lone open name is one."""
    every = source.tokens.all
    said = {token.text for token in every[where[0] : where[1]] if token.kind == "name"}
    counted = {name: _SECOND for name in said if PAGE_NAME.fullmatch(name) and not SIZE_NAME.fullmatch(name)}
    opened = source.unknown_names(where, counted)
    counted |= {name: _SECOND for name in opened if PAGE_NAME.fullmatch(name.rpartition(".")[2])}
    rest = [name for name in opened if name not in counted]
    is_lone = not counted and len(rest) == 1 and "location" not in rest[0] and "href" not in rest[0]
    return {rest[0]: _SECOND} if is_lone else counted


def _by_form(response: TextResponse) -> Iterator[Page]:
    """Forms with a field for the page's number; none where a script of the page sends one: what it changes before was
    not understood, and a form without the column's number would list another column."""
    if ".submit(" in source_of(response).text:
        return
    for form in response.xpath("//form[.//input[@name] or .//select[@name]]"):
        fields = sent_fields(form)
        counted = [name for name in fields if PAGE_NAME.fullmatch(name) and not SIZE_NAME.fullmatch(name)]
        if len(counted) != 1 or not (fields[counted[0]] or "1").isdecimal():
            continue
        number = max(int(fields[counted[0]] or 1), 1) + 1
        sent = fields | {counted[0]: str(number)}
        action = absolute(response, form.attrib.get("action", "")) or response.url
        if form.attrib.get("method", "get").lower() == "post":
            posted = form_page(action, sent, source=response.url, charset=response.encoding)
            yield replace(posted, is_probe=True)
        else:
            yield Page(f"{action.split('?', 1)[0]}?{form_body(sent, response.encoding)}", is_probe=True)
