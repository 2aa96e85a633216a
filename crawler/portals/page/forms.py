"""Pagers that send a form: a script puts the page's number into a field and submits the form around the list."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.javascript.names import Range
from crawler.portals.javascript.search import element_before
from crawler.portals.javascript.source import Source
from crawler.portals.page.links import absolute
from crawler.portals.page.pages import Page, form_page
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.jumps import invoked
from crawler.portals.page.select_boxes import sent_fields

_CHANGES_MORE = ("appendChild", "attr")  # calls after which the form is another one


def sent(response: TextResponse, anchor: Selector) -> Page | None:
    """The request that a click posts; None where the click sends no form, or one it changes in ways that are not
    understood: a form without the column's number would list another column."""
    for text in (anchor.attrib.get("onclick") or "", unquote(anchor.attrib.get("href") or "")):
        call, page = Source(text), source_of(response)
        function, given = invoked(call, page, {})
        source, where = (call, (0, len(call.tokens.all))) if function is None else (page, function.body)
        name = _submitted(source, where)
        if not name or _changes_more(source, where):
            continue
        form = response.xpath("//form[@id = $name or @name = $name]", name=name)[:1]
        changed = _changed(response, source, where, given)
        if form and changed and form.attrib.get("method", "").lower() == "post":
            action = absolute(response, form.attrib.get("action", "")) or response.url
            return form_page(action, sent_fields(form[0]) | changed, charset=response.encoding)
    return None


def _submitted(source: Source, where: Range) -> str:
    """Id or name of the form that a part of a script submits; `""` when it submits none."""
    for call in source.calls(where):
        if call.name.rpartition(".")[2] == "submit" and not call.given:
            return _element(source, call.name, call.start)
    return ""


def _changes_more(source: Source, where: Range) -> bool:
    """True for a script that decides (`if`), makes fields, or sends the form elsewhere."""
    every = source.tokens.all
    for name, expression in source.assignments:
        if where[0] <= expression[0] < where[1] and name.rpartition(".")[2] == "action":
            return True
    for call in source.calls(where):
        last = call.name.rpartition(".")[2]
        values = [source.value(one) for one in call.given]
        is_elsewhere = last == "setAttribute" and values[:1] == ["action"] and not str(values[-1]).startswith("?")
        if last in _CHANGES_MORE or is_elsewhere:
            return True
    return any(token.text == "if" for token in every[where[0] : where[1]])


def _changed(response: TextResponse, source: Source, where: Range, given: Mapping[str, Any]) -> dict[str, str]:
    """Field name -> the value a script gives it; empty when one of the values is not known."""
    sets = [
        (name.removesuffix("value").removesuffix("."), one[0] - 2, one)
        for name, one in source.assignments
        if where[0] <= one[0] < where[1] and name.rpartition(".")[2] == "value"
    ]
    sets += [
        ("", call.start, call.given[0])
        for call in source.calls(where)
        if call.name.rpartition(".")[2] == "val" and call.given
    ]
    changed = {}
    for owner, place, expression in sets:
        element = element_before(source, place).lstrip("#")
        named = response.xpath("//*[@id = $id]/@name", id=element).get("") if element else owner.rpartition(".")[2]
        value = source.value(expression, given)
        if not named or not isinstance(value, str | int):
            return {}
        changed[named] = str(value)
    return changed


def _element(source: Source, name: str, start: int) -> str:
    """Id or name of the element whose method is called: `$("#f").submit`, `document.forms["f"].submit`,
    `document.f.submit`."""
    owner = name.split(".")[:-1]
    return element_before(source, start).lstrip("#") or (owner[-1] if len(owner) > 1 else "")
