"""Select boxes: the address that each of their choices opens, by a script or by the form around them."""

import re
from collections.abc import Iterator

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.page.pages import form_body
from crawler.portals.page.script import addresses

_SUBMITS = re.compile(r"\.submit\(\s*\)")
_CHOSEN = (
    r"this\.value|this\.options\[[^\]]*\]\.value|\$\(\s*this\s*\)(?:\.find\([^()]*\))?\.val\(\)"
    r"|\$\(\s*['\"][#.]?{name}\b[^'\"]*['\"]\s*\)\.val\(\)|document\.getElementById\(\s*['\"]{name}['\"]\s*\)\.value"
)
_CHANGED = (  # a jQuery handler, its body
    r"\$\(\s*['\"][#.]?{name}['\"]\s*\)\.(?:change\(|on\(\s*['\"]change['\"]\s*,)"
    r"\s*function\s*\(\w*\)\s*\{{([^{{}}]*)\}}"
)


def choices(response: TextResponse) -> Iterator[tuple[str, str]]:
    """(name, address as the page writes it) of every choice; the address is `""` where it is not known."""
    for select in response.xpath("//select"):
        script = _script(select, response.text)
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


def _script(select: Selector, source: str) -> str:
    """What runs when another choice is made: the box's own `onchange`, else what the page's scripts hang on it."""
    if own := select.attrib.get("onchange", ""):
        return own
    for name in _names(select):
        if hung := re.search(_CHANGED.format(name=re.escape(name)), source):
            return hung[1]
    return ""


def _opened(response: TextResponse, select: Selector, script: str, value: str) -> str:
    """The address that the choice of `value` opens; `""` when its script or its form is not understood."""
    form, name = select.xpath("ancestor::form[1]"), select.attrib.get("name", "")
    if _SUBMITS.search(script) and form and name and form.attrib.get("method", "get").lower() == "get":
        query = form_body(sent_fields(form[0]) | {name: value}, response.encoding)
        return f"{form.attrib.get('action', '') or response.url.split('?', 1)[0]}?{query}"
    for own in _names(select):
        script = re.sub(_CHOSEN.format(name=re.escape(own)), f'"{value}"', script)
    return addresses.known_address(script) or addresses.address_by_function(script, response.text)


def _names(select: Selector) -> list[str]:
    return [select.attrib[key] for key in ("id", "name", "class") if select.attrib.get(key)] or ["-"]
