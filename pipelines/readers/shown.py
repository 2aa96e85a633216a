"""What a browser shows of a page: what is hidden is emptied, struck and raised digits are marked as such.

Afterwards only tags that break lines or build tables mean anything; no style needs to be looked at again.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from pipelines.readers.marks import Look, raised, struck

_NEVER = ("head", "script", "style", "noscript", "template", "rt", "rp")
_CONTROLS = ("select", "textarea", "object", "iframe")  # shown, but not by the text in them
_LOOKS: dict[str, Look] = {"s": struck, "strike": struck, "del": struck, "sup": raised, "sub": raised}
_STYLE = re.compile(r' style="([^"]*)"')
_SAYS = (
    ("hidden", re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)),
    ("s", re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)),
    ("no size", re.compile(r"(?:^|;)\s*font-size\s*:\s*0(?:\.0+)?(?:px|pt|r?em|%)?\s*(?:;|!|$)", re.I)),
    ("sup", re.compile(r"vertical-align\s*:\s*(?:super|sub)\b", re.I)),
)


def shown(root: etree._Element) -> str:
    """The page's markup as libxml2 repaired it, less what no browser shows. Changes the tree.

    Hidden elements stay as empty ones with the attribute `hidden`: places in the page count as in its source.
    """
    etree.strip_elements(root, *_NEVER, with_tail=False)
    markup = etree.tostring(root, encoding="unicode")
    special = list(root.iter(*_LOOKS, *_CONTROLS, "input"))
    if " hidden=" in markup or any(map(_says, set(_STYLE.findall(markup)))):
        special += [element for element in root.iter("*") if element.get("style") or element.get("hidden") is not None]
    if special:
        _rewrite(special)
        markup = etree.tostring(root, encoding="unicode")
    return markup


def _rewrite(special: list[etree._Element]) -> None:
    looks: dict[etree._Element, Look] = {}
    for element in special:
        if _is_hidden(element):
            _empty(element)
            element.set("hidden", "")
        elif element.tag in _CONTROLS:
            _empty(element)
        elif look := _LOOKS.get(_says(element.get("style") or "")) or _LOOKS.get(element.tag):
            looks[element] = look
    for element, look in looks.items():
        for part in _parts(element, looks):
            part.text = part.text and look(part.text)
            for child in part:
                child.tail = child.tail and look(child.tail)


def _parts(element: etree._Element, looks: dict[etree._Element, Look]) -> Iterator[etree._Element]:
    """The element and all in it but what has a look of its own."""
    stack = [element]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(child for child in part if child not in looks)


def _empty(element: etree._Element) -> None:
    element[:] = []
    element.text = None


def _is_hidden(element: etree._Element) -> bool:
    said = _says(element.get("style") or "")
    if said == "no size":
        return not len(element)  # a list of blocks often has no size of its own, its items do
    is_field = element.tag == "input" and element.get("type") == "hidden"
    return said == "hidden" or is_field or element.get("hidden") is not None


@lru_cache(4096)
def _says(style: str) -> str:
    """What a style says of the text in it: hidden, no size, s for struck, sup for raised; else ""."""
    return next((said for said, pattern in _SAYS if pattern.search(style)), "")
