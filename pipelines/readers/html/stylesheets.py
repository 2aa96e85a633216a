"""What styles say, an element's own and those of the sheets in the page, as far as it decides what is shown and how.

The sheets' declarations go into the elements' own `style`, the strongest last: whoever looks at an element need not
know where a declaration comes from. Rules for paper, narrow screens and the mouse are none of a reader's.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import islice
from typing import Any

from cssselect import HTMLTranslator, SelectorError, parse
from cssselect.parser import Selector
from lxml import etree

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_PROPERTIES = (
    "display|visibility|opacity|position|left|top|text-indent|clip|text-decoration|vertical-align|white-space|font-size"
    "|height"
)
_DECLARATION = re.compile(rf"(?:^|;)\s*((?:{_PROPERTIES})[a-z-]*)\s*:\s*([^;]*)", re.I)
# colours only where a tag itself states them: sheets give every other element one
_OWN_DECLARATION = re.compile(rf"(?:^|;)\s*((?:{_PROPERTIES}|color|background)[a-z-]*)\s*:\s*([^;]*)", re.I)
_NO_SIZE = re.compile(r"0(?:\.0+)?(?:px|pt|r?em|%)?")
_NO_HEIGHT = re.compile(r"0(?:\.0+)?(?:px|pt|cm|mm|in)?")
_FAR_AWAY = re.compile(r"-(?:999|\d{4,})")
_IN_LINE = re.compile(r"(?:inline(?!-table)|none|contents|inherit|initial|unset|revert).*|")
_PALE = re.compile(
    r"#f{3}|#(?:f[a-f]){3}|white|transparent|rgba?\((?:\s*25[0-5]\s*,?){3}.*|rgba\(.*[,/]\s*0(?:\.0*)?\s*\)"
)
_NO_GROUND = ("none", "inherit", "initial", "unset")
_SCREEN = 1280  # pixels wide: a desk's
_WIDTH = re.compile(r"(min|max)-(?:device-)?width\s*:\s*(\d+)")
_MAX_SELECTORS = 500  # each is one search of the page; sheets in pages of portals have some dozen that tell anything
_UNSEEN = ("script", "style", "title")
_FORM = 15  # cells; the smallest statutory table has 15 figures


@lru_cache(4096)
def says(style: str) -> frozenset[str]:
    """What a style says of the text in its element: `hidden`, `no size`, `struck`, `raised`, `lines` as in the source,
    and how the element stands: of `no height`, as `table`, `table-row`, `table-cell` or, of other kinds than in a line,
    as `block`. `pale` is text in the colour of paper, `ground` an element that is not."""
    said = {name.lower(): value.lower() for name, value in _OWN_DECLARATION.findall(style)}
    value = {name: text.replace("!important", "").strip() for name, text in said.items()}
    display = value.get("display", "")
    decoration = " ".join(text for name, text in value.items() if name.startswith("text-decoration"))
    places = " ".join(value.get(name, "") for name in ("left", "top", "text-indent"))
    is_away = bool(_FAR_AWAY.search(places)) or "rect(0" in value.get("clip", "").replace("1px", "0")
    is_seen = value.get("visibility") not in ("hidden", "collapse") and value.get("opacity") not in ("0", "0.0", "0%")
    grounds = [text for name, text in value.items() if name.startswith("background")]
    found = {
        "pale": is_pale(value.get("color", "")),
        "ground": any(text and not text.startswith(_NO_GROUND) and not is_pale(text) for text in grounds),
        "hidden": display == "none" or is_away or not is_seen,
        "no size": bool(_NO_SIZE.fullmatch(value.get("font-size", ""))),
        "no height": bool(_NO_HEIGHT.fullmatch(value.get("height", ""))),
        "struck": "line-through" in decoration,
        "raised": value.get("vertical-align") in ("super", "sub"),
        "lines": value.get("white-space", "").startswith(("pre", "break-spaces")),
        display if "table" in display else "block": not _IN_LINE.fullmatch(display),
    }
    return frozenset(word for word, is_so in found.items() if is_so)


def is_pale(colour: str) -> bool:
    """Is the colour that of paper, or none?"""
    return bool(_PALE.fullmatch(colour.strip().lower()))


def inline(root: etree._Element) -> None:
    """Write what the page's sheets say of an element into its style. Changes the tree.

    Where they hide every table that could be a form, or the text, a script must show it: then they count for nothing.
    """
    said: dict[etree._Element, list[tuple[bool, tuple[int, int, int], int, str]]] = {}
    for place, (selector, declarations) in enumerate(islice(_selectors(root), _MAX_SELECTORS)):
        elements: Any = etree.XPath(HTMLTranslator().selector_to_xpath(selector))(root)  # XPath gives many types
        for element in elements:
            said.setdefault(element, []).extend(
                ("!important" in declaration, selector.specificity(), place, declaration)
                for declaration in declarations
            )
    if not said:
        return
    styles = {}
    for element, strengths in said.items():
        ordered = sorted(strengths)
        weak = [declaration for is_important, *_, declaration in ordered if not is_important]
        strong = [declaration for is_important, *_, declaration in ordered if is_important]
        styles[element] = ";".join([*weak, element.get("style") or "", *strong])
    hiding = {element for element, style in styles.items() if "hidden" in says(style)}
    if not _is_undone_by_a_script(root, hiding):
        for element, style in styles.items():
            element.set("style", style)


def _is_undone_by_a_script(root: etree._Element, hiding: Set[etree._Element]) -> bool:
    """Would every table that could be a form be unseen or, on a page without one, most of the text?"""
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


def _selectors(root: etree._Element) -> Iterator[tuple[Selector, list[str]]]:
    """Every selector with what the declarations of its rule tell, in order."""
    sheets = (sheet for sheet in root.iter("style") if _is_for_a_screen(f"@media {sheet.get('media', '')}".lower()))
    for sheet in sheets:
        for selectors, declarations in telling("".join(map(str, sheet.itertext()))):
            yield from ((selector, declarations) for selector in _parsed(selectors))


@lru_cache(64)
def telling(css: str) -> list[tuple[str, list[str]]]:
    """The rules of a sheet that say something of what is shown: their selectors, and the declarations that do."""
    rules = []
    for selectors, body in _rules(_COMMENT.sub("", css)):
        declarations = [f"{name}:{value}" for name, value in _DECLARATION.findall(body)]
        if declarations and says(";".join(declarations)):
            rules.append((selectors, declarations))
    return rules


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules that hold on a screen."""
    parts = re.split(r"([{}])", css)
    within: list[str] = []
    for text, brace in zip(parts[::2], parts[1::2], strict=False):
        if brace == "{":
            within.append(text.rpartition(";")[2].strip())
        elif within:
            selectors = within.pop()
            if not selectors.startswith("@") and all(map(_is_for_a_screen, within)):
                yield selectors, text


def _is_for_a_screen(medium: str) -> bool:
    if not medium.startswith("@media") or re.search(r"\b(?:print|not|speech)\b", medium):
        return False
    widths = [(bound, int(pixels)) for bound, pixels in _WIDTH.findall(medium)]
    return all(pixels <= _SCREEN if bound == "min" else pixels >= _SCREEN for bound, pixels in widths)


def _parsed(selectors: str) -> list[Selector]:
    try:
        return [selector for selector in parse(selectors) if selector.pseudo_element is None]
    except SelectorError:  # a browser understands none of it either
        return []
