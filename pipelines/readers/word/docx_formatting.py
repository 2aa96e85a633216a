"""How Word prints a run's text: not at all, struck through, raised, white, or plain; by its own words or its style's.

ECMA-376 Part 1, 17.7.2: a run's own property goes before its character style's, that before its paragraph's style's; a
style takes what it does not say from the one it is based on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from pipelines.readers.text_marks import raised, struck

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPEAKING = (
    b"vertAlign",
    b"vanish",
    b"strike",
    b"position",
    b'"FFFFFF"',
    b'"background1"',
    b'"light1"',
)  # styles without these words change no look
_STRIKES = (f"{W}strike", f"{W}dstrike")
_WHITE = "FFFFFF"
_WHITE_THEMES = ("background1", "light1")
_RAISED_BY = 6  # half-points off the line from which text is a mark beside the text and not a line set a little higher


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of the looks of a text; None where nothing is said."""

    is_hidden: bool | None = None
    is_struck: bool | None = None
    is_raised: bool | None = None
    is_white: bool | None = None

    def over(self, other: "Look") -> "Look":
        """This look, and the other where this one says nothing."""
        return Look(*(b if a is None else a for a, b in zip(self._parts(), other._parts(), strict=True)))

    def _parts(self) -> tuple[bool | None, ...]:
        return self.is_hidden, self.is_struck, self.is_raised, self.is_white

    def printed(self, text: str) -> str:
        """The text as it is seen, in characters that show it."""
        if self.is_hidden:
            return ""
        text = raised(text) if self.is_raised else text
        return struck(text) if self.is_struck or self.is_white else text


PLAIN = Look()


class Styles:
    """The looks of a document's styles by their ids; only those that say something of looks."""

    def __init__(self, root: etree._Element | None) -> None:
        found = {} if root is None else {style.get(f"{W}styleId") or "": style for style in root.iter(f"{W}style")}
        looks = ((name, _inherited(name, found)) for name in found)
        self.looks = {name: look for name, look in looks if look != PLAIN}

    def look(self, run: etree._Element) -> Look:
        """How a run prints its text."""
        properties = run.find(f"{W}rPr")
        own = PLAIN if properties is None else _said(properties)
        for name in _named(run, properties) if self.looks else ():
            own = own.over(self.looks.get(name, PLAIN))
        return replace(own, is_white=False) if own.is_white and not _is_on_paper(run) else own


def change_looks(styles: bytes) -> bool:
    """True if a part of styles may say something of looks; a table's own styles (17.7.6) are none that runs name."""
    each = (style.partition(b">") for style in styles.split(b"<w:style "))
    texts = [text for attributes, _, text in each if b'w:type="table"' not in attributes]
    return any(word in text for text in texts for word in _SPEAKING)


def is_on(element: etree._Element, path: str) -> bool:
    """True for a switch of the format that is there and not turned off by its value (17.17.4 ST_OnOff)."""
    found = element.find(path)
    return found is not None and _is_set(found)


def _is_set(switch: etree._Element) -> bool:
    return switch.get(f"{W}val") not in ("0", "false", "off")


def _said(properties: etree._Element) -> Look:
    hidden: bool | None = None
    struck_through: bool | None = None
    beside: bool | None = None
    white: bool | None = None
    for each in properties:
        if each.tag == f"{W}vanish":
            hidden = _is_set(each)
        elif each.tag in _STRIKES:
            struck_through = struck_through or _is_set(each)
        elif each.tag == f"{W}vertAlign":
            beside = beside or each.get(f"{W}val") in ("superscript", "subscript")
        elif each.tag == f"{W}position":
            off = (each.get(f"{W}val") or "").removeprefix("-")
            beside = beside or (off.isdecimal() and int(off) >= _RAISED_BY)
        elif each.tag == f"{W}color":
            theme = each.get(f"{W}themeColor")  # goes before the value, in Word alone
            white = theme in _WHITE_THEMES if theme else each.get(f"{W}val") == _WHITE
    return Look(hidden, struck_through, beside, white)


def _is_on_paper(run: etree._Element) -> bool:
    """True if a run stands in a table's cell, and nothing around it is said to be shaded. Titles have many grounds."""
    around = [run, *run.iterancestors(f"{W}p", f"{W}tc", f"{W}tr", f"{W}tbl")]
    shades = (shade for each in around for shade in each.iterfind(f"{W}{_local(each)}Pr/{W}shd"))
    is_shaded = any(shade.get(f"{W}fill") not in (None, "auto", _WHITE) for shade in shades)
    return not is_shaded and any(each.tag == f"{W}tc" for each in around)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(run: etree._Element, properties: etree._Element | None) -> Iterator[str]:
    """Ids of the styles of a run and of its paragraph, the nearest first."""
    paragraph = next(run.iterancestors(f"{W}p"), None)
    style = None if properties is None else properties.find(f"{W}rStyle")
    for named in (style, None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")):
        if named is not None:
            yield named.get(f"{W}val") or ""


def _inherited(name: str, styles: dict[str, etree._Element]) -> Look:
    look, seen = PLAIN, set[str]()
    while name in styles and name not in seen:
        seen.add(name)
        properties, base = styles[name].find(f"{W}rPr"), styles[name].find(f"{W}basedOn")
        look = look if properties is None else look.over(_said(properties))
        name = "" if base is None else base.get(f"{W}val") or ""
    return look
