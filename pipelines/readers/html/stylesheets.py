"""What styles say, an element's own and those of the sheets in the page, as far as it decides what is shown and how.

The sheets' declarations go into the elements' own `style`, the strongest last: whoever looks at an element need not
know where a declaration comes from. Rules for paper, narrow screens and the mouse are none of a reader's.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

from cssselect import HTMLTranslator, SelectorError, parse
from cssselect.parser import Selector
from lxml import etree

from pipelines.readers.html import plain
from pipelines.readers.html.colours import ground_light, text_light
from pipelines.readers.html.css_rules import Rule, holds_on_a_screen, rules, web_fonts

_NO_SIZE = re.compile(r"0(?:\.0+)?(?:px|pt|r?em|%)?")
_NO_HEIGHT = re.compile(r"0(?:\.0+)?(?:px|pt|cm|mm|in)?")
_FAR_AWAY = re.compile(r"-(?:999|\d{4,})")
_IN_LINE = re.compile(r"(?:inline(?!-table)|none|contents|inherit|initial|unset|revert).*|")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([^)]*\)|[a-z]+")
_LIGHT_TEXT, _DARK_GROUND = 0.5, 0.7  # dark text on light ground is read, whatever the two are
_STILL = re.compile(r":(?:hover|focus(?:-within|-visible)?|active|visited|target|checked:focus|-(?:ms|moz|o)-[\w-]+)\b")
_ALONE = re.compile(r"(?:^|(?<=,))\s*:(?:where|is)\(([^(),]+)\)")  # which says what stands in it
_SHORTHANDS = ("background", "font", "text-decoration", "overflow", "list-style", "margin", "flex")
_DEAD = re.compile(r"::?-(?:webkit|moz|ms|o)-|expression\(")  # parts of controls, and words only old browsers knew
_DRAWN = ("before", "after")  # pseudo-elements that print something of their own
_OF_TEXT = ("first-letter", "first-line", "marker")
MAX_SELECTORS = 2_000  # each is one search of the page; sheets in pages of portals have some dozen that tell anything
_UNSEEN = ("script", "style", "title")
_FORM = 15  # cells; the smallest statutory table has 15 figures

Doubts = dict[etree._Element, str]


@lru_cache(8192)
def says(style: str) -> frozenset[str]:
    """What a style says of the text in its element: `hidden`, `no size`, `struck`, `raised`, `lines` as in the source,
    and how the element stands: of `no height`, as `table`, `table-row`, `table-cell` or, of other kinds than in a line,
    as `block`. `coloured` is a style that states a colour or a ground by which text may not be seen."""
    value = plain.declarations(style)
    display = value.get("display", "")
    decoration = " ".join(text for name, text in value.items() if name.startswith("text-decoration"))
    places = " ".join(value.get(name, "") for name in ("left", "top", "text-indent"))
    is_away = bool(_FAR_AWAY.search(places)) or "rect(0" in value.get("clip", "").replace("1px", "0")
    is_seen = value.get("visibility") not in ("hidden", "collapse") and value.get("opacity") not in ("0", "0.0", "0%")
    text, ground = lights(style)
    found = {
        "coloured": (text is not None and text > _LIGHT_TEXT) or (ground is not None and ground < _DARK_GROUND),
        "hidden": display == "none" or is_away or not is_seen,
        "no size": bool(_NO_SIZE.fullmatch(value.get("font-size", ""))),
        "no height": bool(_NO_HEIGHT.fullmatch(value.get("height", ""))),
        "struck": "line-through" in decoration,
        "raised": value.get("vertical-align") in ("super", "sub"),
        "lines": value.get("white-space", "").startswith(("pre", "break-spaces")),
        display if "table" in display else "block": not _IN_LINE.fullmatch(display),
    }
    return frozenset(word for word, is_so in found.items() if is_so)


@lru_cache(8192)
def lights(style: str) -> tuple[float | None, float | None]:
    """How light the text and the ground of an element are, as far as its style says."""
    value = plain.declarations(style)
    text = text_light(value["color"]) if "color" in value else None
    grounds = (_COLOUR.findall(value.get(name, "")) for name in ("background", "background-color"))
    found = (ground_light(colour) for colours in grounds for colour in colours)
    return text, next((ground for ground in found if ground is not None), None)


def may_tell(css: str) -> bool:
    """True if a sheet may change what is seen of a table."""
    return bool(web_fonts(css)) or any(says(rule.style) or _is_odd(rule) for rule in rules(css))


def inline(root: etree._Element) -> Doubts:
    """Write what the page's sheets say of an element into its style. Changes the tree.

    Gives what of the sheets cannot be vouched for, by the element it is said of; by the root where nobody can tell.
    Where they hide every table that could be a form, or the text, a script must show it: then they count for nothing,
    and all of the page has to be looked at.
    """
    doubts: Doubts = {}
    said: dict[etree._Element, list[tuple[bool, bool, tuple[int, int, int], int, str]]] = {}
    for place, (rule, selector) in enumerate(islice(_selectors(root, doubts), MAX_SELECTORS)):
        for element in _chosen(root, selector, doubts):
            if selector.pseudo_element is not None:
                doubts.setdefault(element, _of_pseudo(rule, str(selector.pseudo_element)))
                continue
            if rule.condition:
                doubts.setdefault(element, f"a rule under {rule.condition[:40]}")
            said.setdefault(element, []).extend(
                (is_important, is_important is rule.is_layered, selector.specificity(), place, declaration)
                for declaration in rule.style.split(";")
                for is_important in ("!important" in declaration,)
            )
    doubts = {element: reason for element, reason in doubts.items() if reason}
    styles = {element: _cascaded(element.get("style") or "", sorted(strengths)) for element, strengths in said.items()}
    hiding = {element for element, style in styles.items() if "hidden" in says(style)}
    if styles and _is_undone_by_a_script(root, hiding):
        return doubts | {root: "a style sheet that hides all of it"}
    for element, style in styles.items():
        element.set("style", style)
    return doubts


def fonts(root: etree._Element) -> frozenset[str]:
    """The names of the fonts the page's sheets bring along."""
    return frozenset[str]().union(*(web_fonts(_text(sheet)) for sheet in root.iter("style")))


def _cascaded(own: str, strengths: list[tuple[bool, bool, tuple[int, int, int], int, str]]) -> str:
    weak = [declaration for is_important, *_, declaration in strengths if not is_important]
    strong = [declaration for is_important, *_, declaration in strengths if is_important]
    return ";".join([*weak, own, *strong])


def _is_undone_by_a_script(root: etree._Element, hiding: Set[etree._Element]) -> bool:
    """True if all tables that may be forms would be unseen or, on a page without one, most of the text."""
    forms = [table for table in root.iter("table") if len(list(islice(table.iter("td", "th"), _FORM))) == _FORM]
    if forms:
        return all(not hiding.isdisjoint((form, *form.iterancestors())) for form in forms)
    outermost = (element for element in hiding if hiding.isdisjoint(element.iterancestors()))
    return 2 * sum(map(_length, outermost)) > _length(root)


def _length(element: etree._Element) -> int:
    return sum(
        len(str(text).strip())
        for part in element.iter("*")
        if part.tag not in _UNSEEN
        for text in (part.text or "", part.tail or "")
    )


def _selectors(root: etree._Element, doubts: Doubts) -> Iterator[tuple[Rule, Selector]]:
    """Every selector of the rules that may change what is seen, and of those that may undo that, in order."""
    held: list[Rule] = []
    for sheet in root.iter("style"):
        holds, condition = holds_on_a_screen(sheet.get("media", ""))
        if holds:
            held += (replace(rule, condition=rule.condition or condition) for rule in rules(_text(sheet)))
    has_fonts = bool(fonts(root))
    telling = [
        rule for rule in held if says(rule.style) or _is_odd(rule) or (has_fonts and "font" in _properties(rule))
    ]
    told = set[str]().union(*(_properties(rule) for rule in telling))
    for rule in held if telling else ():
        if rule in telling or not told.isdisjoint(_properties(rule)):
            for selector in _parsed(rule.selectors, root, doubts):
                yield rule, selector


def _properties(rule: Rule) -> Set[str]:
    """What a rule speaks of; a shorthand and its parts by the shorthand's name."""
    return {name.partition("-")[0] if name.startswith(_SHORTHANDS) else name for name in plain.declarations(rule.style)}


def _text(sheet: etree._Element) -> str:
    return "".join(map(str, sheet.itertext()))


def _is_odd(rule: Rule) -> bool:
    """True if a rule's declarations are not all plain, or it prints something of its own."""
    is_pseudo = any(f":{name}" in rule.selectors for name in (*_DRAWN, *_OF_TEXT))
    return bool(is_pseudo or rule.condition or plain.odd(rule.style, is_inline=True))


def _of_pseudo(rule: Rule, name: str) -> str:
    """What a rule for a part of an element adds to its look, "" where that is nothing."""
    if name in _DRAWN:
        content = plain.declarations(rule.style).get("content", "none")
        return "" if content in ("none", "normal", "initial") else f"generated content {content[:20]}"
    if name in _OF_TEXT and (says(rule.style) or plain.odd(rule.style, is_inline=True)):
        return f"a style of its ::{name}"
    return ""


def _chosen(root: etree._Element, selector: Selector, doubts: Doubts) -> list[etree._Element]:
    try:
        found: Any = etree.XPath(HTMLTranslator().selector_to_xpath(selector))(root)  # XPath gives many types
    except (SelectorError, etree.XPathError):
        doubts.setdefault(root, f"the selector {selector.canonical()[:40]}")
        return []
    return list(found)


def _parsed(selectors: str, root: etree._Element, doubts: Doubts) -> list[Selector]:
    try:
        return list(parse(_STILL.sub(":not(*)", _ALONE.sub(r"\1", selectors))))
    except SelectorError:
        if not _DEAD.search(selectors):
            doubts.setdefault(root, f"the selector {selectors[:40]}")
        return []
