"""Select boxes: the address that each of their choices opens, by a script or by the form around them."""

import re
from collections.abc import Iterator, Mapping

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.javascript.names import Range
from crawler.portals.javascript.search import element_before
from crawler.portals.javascript.source import Source
from crawler.portals.page.pages import form_body
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.jumps import address_by_function, known_address

Script = tuple[Source, Range]  # a source, and the part of it that runs

_CHOSEN = (  # how scripts write the value of the choice, without blanks
    r"this\.value|this\.options\[[^\]]*\]\.value|\$\(this\)(?:\.find\([^()]*\))?\.val\(\)"
    r"|\$\(['\"][#.]?{name}\b[^'\"]*['\"]\)\.val\(\)|document\.getElementById\(['\"]{name}['\"]\)\.value"
)


def choices(response: TextResponse) -> Iterator[tuple[str, str]]:
    """(name, address as the page writes it) of every choice; the address is `""` where it is not known."""
    selects = response.xpath("//select")
    source = source_of(response)
    hung = _hung(source) if selects else {}
    for select in selects:
        script = _script(select, source, hung)
        for option in select.xpath(".//option[@value]"):
            value, name = option.attrib["value"].strip(), option.xpath("string()").get("")
            is_address = "/" in value or ".htm" in value
            yield name, value if is_address else _opened(response, select, script, value) if value else ""


def sent_fields(form: Selector) -> dict[str, str]:
    """What a browser would send of a form nobody filled in, its buttons left out."""
    found = {}
    for field in form.xpath(".//input[@name] | .//select[@name]"):
        if field.root.tag == "select":
            options = field.xpath(".//option[@selected]/@value").getall() or field.xpath(".//option/@value").getall()
            found[field.attrib["name"]] = options[0] if options else ""
        elif field.attrib.get("type", "text").lower() in ("hidden", "text") or "checked" in field.attrib:
            found[field.attrib["name"]] = field.attrib.get("value", "")
    return found


def _script(select: Selector, page: Source, hung: Mapping[str, Range]) -> Script | None:
    """What runs when another choice is made: the box's own `onchange`, else what the page's scripts hang on it."""
    if own := select.attrib.get("onchange", ""):
        source = Source(own)
        return source, (0, len(source.tokens.all))
    return next(((page, hung[name]) for name in _names(select) if name in hung), None)


def _hung(page: Source) -> dict[str, Range]:
    """Name of an element -> the body of the function that a script hangs on its change, the first of each."""
    found: dict[str, Range] = {}
    for call in page.calls():
        last = call.name.rpartition(".")[2]
        if last == "change" or (last == "on" and call.given and page.value(call.given[0]) == "change"):
            bodies = (one.body for one in page.functions if call.start <= one.body[0] < call.end)
            if body := next(bodies, None):
                found.setdefault(element_before(page, call.start).lstrip("#."), body)
    return found


def _opened(response: TextResponse, select: Selector, script: Script | None, value: str) -> str:
    """The address that the choice of `value` opens; `""` when its script or its form is not understood."""
    if script is None:
        return ""
    (source, where), (form, name) = script, (select.xpath("ancestor::form[1]"), select.attrib.get("name", ""))
    is_sent = any(call.name.rpartition(".")[2] == "submit" for call in source.calls(where))
    if is_sent and form and name and form.attrib.get("method", "get").lower() == "get":
        query = form_body(sent_fields(form[0]) | {name: value}, response.encoding)
        return f"{form.attrib.get('action', '') or response.url.split('?', 1)[0]}?{query}"
    text = source.tokens.text(*where)
    ways = (re.finditer(_CHOSEN.format(name=re.escape(own)), text) for own in _names(select))
    names = {chosen[0]: value for found in ways for chosen in found}
    return known_address(source, where, names) or address_by_function(source, source_of(response), names)


def _names(select: Selector) -> list[str]:
    return [select.attrib[key] for key in ("id", "name", "class") if select.attrib.get(key)] or ["-"]
