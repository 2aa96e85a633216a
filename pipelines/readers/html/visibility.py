"""What a browser shows of a page: what is hidden is emptied, struck and raised digits are marked as such.

Afterwards only tags that break lines or build tables mean anything; no style needs to be looked at again.
"""

import re
from collections.abc import Container
from typing import Any

from lxml import etree

from pipelines.readers.html import stylesheets
from pipelines.readers.html.attributes import IDLE
from pipelines.readers.text_marks import Look, raised, struck

LINE_END = "\u2028"  # a line break that the source means as one

_NEVER = ("head", "script", "style", "noscript", "template", "rt", "rp")
_CONTROLS = ("select", "textarea", "object", "iframe")  # shown, but not by the text in them
_SAYS = {"s": "struck", "strike": "struck", "del": "struck", "sup": "raised", "sub": "raised", "pre": "lines"}
_FIGURE = re.compile(r"[\s\d.,]*\d[\s\d.,]*")
_STANDS = {"table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td", "block": "div"}
_PLAIN = ("div", "span", "font", "a", "b", "strong", "i", "em", "u", "label")  # stand as their style says
# not `//*[@style]`: a predicate costs libxml2 five times the walk
_STYLES = etree.XPath("descendant-or-self::*/@style", smart_strings=False)
_STYLED = etree.XPath("descendant-or-self::*/@style/..")
_COLOURED = etree.XPath("descendant-or-self::*/@color/..")
_HIDDEN = etree.XPath("descendant-or-self::*/@hidden/..")


def shown(root: etree._Element) -> str:
    """The page's markup as libxml2 repaired it, less what no browser shows. Changes the tree.

    Hidden elements stay as empty ones with the attribute `hidden`: places in the page count as in its source. Rows of
    no height have `height="0"`.
    """
    stylesheets.inline(root)
    etree.strip_elements(root, *_NEVER, with_tail=False)
    hidden: Any = _HIDDEN(root)  # XPath gives many types
    styles: Any = _STYLES(root)
    styled: Any = _STYLED(root) if any(map(stylesheets.says, set(styles))) else ()
    coloured: Any = _COLOURED(root)
    _rewrite([*root.iter(*_SAYS, *_CONTROLS, "input"), *hidden, *styled, *coloured])
    for row in root.iter("tr"):
        if "no height" in stylesheets.says(row.get("style") or ""):
            row.set("height", "0")
    etree.strip_attributes(root, "style", "color", "bgcolor", *IDLE)
    return etree.tostring(root, encoding="unicode")


def _rewrite(special: list[etree._Element]) -> None:
    looks: dict[etree._Element, Look] = {}
    for element in special:
        said = stylesheets.says(element.get("style") or "") | {_SAYS.get(element.tag, "")}
        if _is_hidden(element, said):
            _empty(element)
            element.set("hidden", "")
        elif element.tag in _CONTROLS:
            _empty(element)
        elif "struck" in said or "raised" in said:
            looks[element] = struck if "struck" in said else raised
        elif _is_pale_figure(element, said) and not _has_ground(element):
            looks[element] = struck  # nobody can see it, unless the page states a ground elsewhere
        if "lines" in said:
            _write(element, lambda text: text.replace("\r\n", "\n").replace("\n", LINE_END))
        if element.tag in _PLAIN:
            element.tag = next((tag for word, tag in _STANDS.items() if word in said), element.tag)
    for element, look in looks.items():
        _write(element, look, looks)


def _is_pale_figure(element: etree._Element, said: frozenset[str]) -> bool:
    """A number in the colour of paper; words so printed are titles on a ground of which the page says nothing."""
    is_pale = "pale" in said or stylesheets.is_pale(element.get("color") or "")
    return is_pale and _FIGURE.fullmatch("".join(map(str, element.itertext()))) is not None


def _has_ground(element: etree._Element) -> bool:
    """Does the page state a ground for the element that is not white?"""
    return any(
        "ground" in stylesheets.says(each.get("style") or "")
        or each.get("background")
        or not stylesheets.is_pale(each.get("bgcolor") or "white")
        for each in (element, *element.iterancestors())
    )


def _write(element: etree._Element, look: Look, others: Container[etree._Element] = ()) -> None:
    """Print all text of an element with this look, but not what is in `others`, which have one of their own."""
    stack = [element]
    while stack:
        part = stack.pop()
        part.text = part.text and look(part.text)
        for child in part:
            child.tail = child.tail and look(child.tail)
            if child not in others:
                stack.append(child)


def _empty(element: etree._Element) -> None:
    element[:] = []
    element.text = None


def _is_hidden(element: etree._Element, said: frozenset[str]) -> bool:
    if "no size" in said and not len(element):  # a list of blocks often has no size of its own, its items do
        return True
    is_field = element.tag == "input" and element.get("type") == "hidden"
    return "hidden" in said or is_field or element.get("hidden") is not None
