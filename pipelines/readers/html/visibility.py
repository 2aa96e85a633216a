"""What a browser shows of a page: what is hidden is emptied, struck and raised digits are marked as such.

Afterwards only tags that break lines or build tables mean anything; no style needs to be looked at again. Cells in
whose look something takes part that is not plain bear the attribute `doubt`.
"""

import re
from collections.abc import Container, Iterator, Set
from typing import Any

from lxml import etree

from pipelines.readers.geometry.visibility import is_read
from pipelines.readers.html import plain, scripts, stylesheets
from pipelines.readers.html.attributes import IDLE
from pipelines.readers.html.cell_doubts import Doubts, forms, mark, of_surroundings
from pipelines.readers.html.colours import ground_light, text_light
from pipelines.readers.text_marks import Look, raised, struck

LINE_END = "\u2028"  # a line break that the source means as one

_NEVER = ("head", "script", "style", "noscript", "template", "rt", "rp")
_CONTROLS = ("select", "textarea", "object", "iframe")  # shown, but not by the text in them
_FALLBACKS = ("audio", "video", "canvas", "datalist", "noembed", "noframes", "title", "meter", "progress")
_SAYS = {"s": "struck", "strike": "struck", "del": "struck", "sup": "raised", "sub": "raised", "pre": "lines"}
_FIGURE = re.compile(r"\d[\d,.]*")
_STANDS = {"table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td", "block": "div"}
_HOLDERS = {"caption": ("table",), "colgroup": ("table",), "col": ("table", "colgroup")}
_OWN_DISPLAY = {"tr": "table-row", "td": "table-cell", "th": "table-cell", "tbody": "table-row-group"}
_OWN_DISPLAY |= {"thead": "table-header-group", "tfoot": "table-footer-group"}
_PLAIN = ("div", "span", "font", "a", "b", "strong", "i", "em", "u", "label")  # stand as their style says
_INLINE = frozenset(_PLAIN) - {"div"} | {"sup", "sub", "small", "big", "s", "del", "ins", "code", "nobr"}
# not `//*[@style]`: a predicate costs libxml2 five times as much as the pass over all elements
_STYLES = etree.XPath("descendant-or-self::*/@style", smart_strings=False)
_STYLED = etree.XPath("descendant-or-self::*/@style/..")
_COLOURED = etree.XPath("descendant-or-self::*/@color/.. | descendant-or-self::*/@bgcolor/..")
_HIDDEN = etree.XPath("descendant-or-self::*/@hidden/..")


def visible_markup(root: etree._Element) -> str:
    """The page's markup as libxml2 repaired it, less what no browser shows. Changes the tree.

    Hidden elements stay as empty ones with the attribute `hidden`: places in the page count as in its source. Rows of
    no height have `height="0"`.
    """
    tables = list(forms(root))
    doubts: Doubts = scripts.writing(root, tables) if tables else {}
    doubts |= stylesheets.inline(root)
    web_fonts = stylesheets.fonts(root)
    for reading in root.iter("rt", "rp") if tables else ():
        doubts |= dict.fromkeys(reading.iterancestors("td", "th"), f"the tag {reading.tag}")  # shown without a ruby
    etree.strip_elements(root, *_NEVER, with_tail=False)
    hidden: Any = _HIDDEN(root)  # XPath gives many types
    styles: Any = _STYLES(root)
    told = {style for style in set(styles) if stylesheets.says(style) or plain.odd(style, is_inline=True)}
    elements: Any = _STYLED(root) if told else ()
    styled = [each for each in elements if each.get("style") in told]
    coloured: Any = _COLOURED(root)
    doubts = {element: reason for element, reason in doubts.items() if _is_of_text(element, root)}
    doubts |= of_surroundings(tables) if told else {}
    for table in tables:
        doubts.update(_odd_parts(table, told, web_fonts))
    mark(doubts)
    for element in (each for table in tables for each in table.iter("*") if len(each.attrib)):
        if any(str(name).startswith("data-") for name in element.attrib) and _is_counted_up(element):
            _write(element, struck)  # what it shows in the end, only the page's own script knows
    _rewrite([*root.iter(*_SAYS, *_CONTROLS, *_FALLBACKS, "input", "details"), *hidden, *styled, *coloured])
    for row in root.iter("tr"):
        if "no height" in stylesheets.says(row.get("style") or ""):
            row.set("height", "0")
    etree.strip_attributes(root, "style", "color", "bgcolor", *IDLE)
    return etree.tostring(root, encoding="unicode")


def _is_of_text(element: etree._Element, root: etree._Element) -> bool:
    """True for what stands in a table's cell, for the tables themselves, and for the page as a whole."""
    return element is root or element.tag == "table" or next(element.iterancestors("table"), None) is not None


def _odd_parts(
    table: etree._Element, told: Container[str], web_fonts: Set[str]
) -> Iterator[tuple[etree._Element, str]]:
    """What in a table is not plain by its tag, its direction, its style or its font."""
    for element in table.iter("*"):
        style, direction = element.get("style"), element.get("dir")
        if element.tag not in plain.TAGS and ":" not in element.tag:
            yield element, f"the tag {element.tag}"
        elif _is_misplaced(element):  # browsers build another table of it
            yield table, f"the tag {element.tag} within a cell"
        elif element.get("popover") is not None or (element.get("hidden") or "").lower() == "until-found":
            yield element, "shown on a reader's word"
        elif direction is not None and direction.lower() != "ltr":
            yield element, f"dir={direction}"
        elif style in told and (odd := plain.odd(style or "", is_inline=element.tag in _INLINE)):
            yield element, odd
        elif style and (display := _other_display(element.tag, style)):
            yield table, f"display: {display} of a {element.tag}"
        elif web_fonts and _is_in(web_fonts, element):
            yield element, "a font the page brings along"


def _other_display(tag: str, style: str) -> str:
    """How a row or cell stands in place of as one, "" where it does not: the columns of its table are others then."""
    own = _OWN_DISPLAY.get(tag)
    if own is None or "display" not in style.lower():
        return ""
    display = plain.declarations(style).get("display", own)
    kept = (own, "none", "inherit", "initial", "revert", "unset", "", "inline-block" if own == "table-cell" else "")
    return "" if display in kept else display


def _is_misplaced(element: etree._Element) -> bool:
    """True for a part of tables that stands where no such part may."""
    holders, parent = _HOLDERS.get(element.tag), element.getparent()
    return holders is not None and parent is not None and parent.tag not in holders


def _is_replaced(element: etree._Element) -> bool:
    """True for a deletion right before the insertion that takes its place: what is inserted is what is meant."""
    after = element.getnext() if element.tag == "del" and not (element.tail or "").strip() else None
    return after is not None and after.tag == "ins" and bool("".join(map(str, after.itertext())).strip())


def _is_counted_up(element: etree._Element) -> bool:
    """True for a number that is a script's beginning: the one it ends at is kept in an attribute."""
    printed = "".join(map(str, element.itertext())).strip()
    attributes = ((str(name), str(value).strip()) for name, value in element.items())
    kept = [value for name, value in attributes if name.startswith("data-") and name not in plain.DATA]
    return bool(_FIGURE.fullmatch(printed)) and any(_FIGURE.fullmatch(value) and value != printed for value in kept)


def _is_in(fonts: Set[str], element: etree._Element) -> bool:
    """True if an element, or what it stands in, is set in one of the fonts."""
    for each in (element, *element.iterancestors()):
        said = plain.declarations(each.get("style") or "")
        if families := f"{said.get('font-family', '')} {said.get('font', '')}".strip():
            return any(name in families for name in fonts)
    return False


def _rewrite(special: list[etree._Element]) -> None:
    looks: dict[etree._Element, Look] = {}
    doubts: Doubts = {}
    for element in special:
        said = stylesheets.says(element.get("style") or "") | {_SAYS.get(element.tag, "")}
        if _is_hidden(element, said):
            _empty(element)
            element.set("hidden", "")
        elif element.tag in _CONTROLS or element.tag in _FALLBACKS or _is_replaced(element):
            _empty(element)
        elif "struck" in said or "raised" in said:
            looks[element] = struck if "struck" in said else raised
        elif not _is_seen(element, said):
            doubts[element] = "text in the colour of its ground"
        if "lines" in said:
            _write(element, lambda text: text.replace("\r\n", "\n").replace("\n", LINE_END))
        if element.tag in _PLAIN:
            element.tag = next((tag for word, tag in _STANDS.items() if word in said), element.tag)
    for element, look in looks.items():
        _write(element, look, looks)
    mark(doubts)


def _is_seen(element: etree._Element, said: frozenset[str]) -> bool:
    """True unless text is in the colour of its ground, as far as the page says both; else paper is white."""
    if "coloured" not in said and element.get("color") is None and element.get("bgcolor") is None:
        return True
    text = ground = None
    for each in (element, *element.iterancestors()):
        of_text, of_ground = stylesheets.lights(each.get("style") or "")
        if text is None:
            text = of_text if of_text is not None else _attribute(each, "color", text_light)
        if ground is None:
            ground = of_ground if of_ground is not None else _attribute(each, "bgcolor", ground_light)
        if ground is None and each.get("background"):
            return True  # a picture nobody fetched
    return is_read(0.0 if text is None else text, 1.0 if ground is None else ground)


def _attribute(element: etree._Element, name: str, lightness: Any) -> float | None:
    value = element.get(name)
    found: float | None = None if value is None else lightness(value)
    return found


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
