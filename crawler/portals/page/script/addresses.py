"""What a page's scripts hold as data: the nodes of menus and the rows of lists."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from weakref import ref

from scrapy.http import TextResponse

from crawler.portals.javascript.source import Source
from crawler.portals.page.once import once_a_page

_NAME = re.compile(r"name|title|text|label|cname", re.IGNORECASE)
_ADDRESS = re.compile(r"url|href|link|linkurl", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LOOKS_LIKE_ADDRESS = re.compile(r"(?:https?:)?//\S+|\.{0,2}/\S*|[\w./-]+\.(?:s?html?|jhtml|aspx?|jspx?|do|php)\b\S*")
_TITLE = re.compile(r"(?<!\w)\w*(?:title|name|subject)", re.IGNORECASE)
_PLACE = re.compile(r"(?<!\w)\w*(?:url|href|link|path)", re.IGNORECASE)


@once_a_page
def source_of(response: TextResponse) -> Source:
    """The scripts that stand in a page, as one source."""
    scripts = response.xpath("//script[not(@src)]/text()").getall()
    page = ref(response)  # what is kept of a page must not hold the page

    def element(selector: str) -> str | None:
        named = re.fullmatch(r"\w*[#.]?(?P<plain>[\w-]+)|\w*\[name=['\"]?(?P<name>[\w-]+)['\"]?\]", selector)
        name = named["plain"] or named["name"] if named else ""
        shown = page()
        nodes = shown.xpath("//*[@id = $name or @name = $name]", name=name) if name and shown is not None else []
        return nodes[0].attrib.get("value", nodes[0].attrib.get("content")) if nodes else None

    return Source("\n;\n".join(scripts), element)


def menu_nodes(source: Source) -> Iterator[tuple[str, str]]:
    """(name, address) of the nodes of a menu kept in script: `{id:1, name:"信息公开年报", url:"/x/index.html"}`, and of
    dTree's `d.add(1, 0, '信息公开年报', '/x/index.html')`.
    """
    arrays = []
    for value, _ in source.objects():
        arrays += [value] if _is_texts(value) else []
        for node in nodes(value):
            name, address = _member(node, _NAME), _member(node, _ADDRESS)
            if name and address:
                yield name, address
        yield from _named_in_arrays(value)
    for call in source.calls():
        if call.name in ("newArray", "Array") and len(call.given) > 1:
            texts = [source.value(given) for given in call.given]
            arrays += [texts] if _is_texts(texts) else []
        if call.name.endswith(".add") and len(call.given) >= 4:
            added = [source.value(given) for given in call.given[2:4]]
            if all(isinstance(one, str) for one in added):
                yield added[0], added[1]
    for names, addresses in pairwise(arrays):
        yield from _in_step(names, addresses)
        yield from _in_step(addresses, names)


def _named_in_arrays(value: Any) -> Iterator[tuple[str, str]]:
    """`["信息公开", "/gk/index.html"]`: a name beside an address, in an array of its own."""
    if not isinstance(value, list):
        return
    if _is_texts(value):
        names = [text for text in value if _HAN.search(text) and not _LOOKS_LIKE_ADDRESS.fullmatch(text)]
        addresses = [text for text in value if _LOOKS_LIKE_ADDRESS.fullmatch(text)]
        if len(names) == len(addresses) == 1:
            yield names[0], addresses[0]
    for inner in value:
        yield from _named_in_arrays(inner)


def _in_step(names: list[str], addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Two arrays of equal length, one of names, one of addresses."""
    is_menu = len(names) == len(addresses) and all(map(_LOOKS_LIKE_ADDRESS.fullmatch, addresses))
    if is_menu and all(_HAN.search(name) and not _LOOKS_LIKE_ADDRESS.fullmatch(name) for name in names):
        yield from zip(names, addresses, strict=True)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(one, str) for one in value)


def data_rows(source: Source) -> Iterator[tuple[str, str, str]]:
    """(title, address, all its texts) of the rows of a list kept in script, `{"title": "…", "url": "…"}`."""
    for value, _ in source.objects():
        for node in nodes(value):
            title, address = _member(node, _TITLE), _member(node, _PLACE)
            if title and address:
                yield title, address, " ".join(str(one) for one in node.values())


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a literal, those within others after them."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def _member(node: dict[str, Any], name: re.Pattern[str]) -> str:
    """The first text of an object under a name of the kind."""
    return next((one for key, one in node.items() if isinstance(one, str) and one and name.fullmatch(key)), "")
