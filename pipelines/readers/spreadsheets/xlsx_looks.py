"""What an XLSX's cells look like, as far as that is not plain: number formats, fonts, fills, rich text, drawings.

ECMA-376 Part 1, 18.3 (sheets), 18.4 (strings), 18.8 (styles), 20.5 (anchors of drawings).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lxml import etree

from pipelines.readers.spreadsheets import plain
from pipelines.readers.spreadsheets.plain import Font
from pipelines.readers.spreadsheets.xlsx_overlays import Read, column_of, over, root
from pipelines.readers.spreadsheets.xlsx_sizes import Place

_ADDRESS = re.compile(rb"""\br=["']([A-Z]+)([0-9]+)["']""")
_STYLE = re.compile(rb"""\bs=["']([0-9]+)["']""")
_KIND = re.compile(rb"""\bt=["'](\w+)["']""")
_RESULT = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_ODD_CELLS = (
    b"<r>",
    b":r>",
    b'"str"',
    b"'str'",
    b"inlineStr",
)  # in a sheet whose cells differ in more than their styles
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_RUN = re.compile(rb"<(?:\w+:)?r>")
_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?")
_FONT_PARTS = frozenset(
    ("name", "rFont", "family", "charset", "scheme", "sz", "color", "b", "i", "u", "strike", "vertAlign", "condense")
) | {"extend"}
_ALIGNMENTS = {  # values that leave a figure whole, in its cell and level (18.8.1)
    "horizontal": frozenset({"general", "left", "center", "right", "centerContinuous"}),
    "vertical": frozenset({"top", "center", "bottom"}),
    "textRotation": frozenset({"0"}),
    "indent": frozenset("012345"),
    "relativeIndent": frozenset({"0"}),
    "readingOrder": frozenset("01"),
    **dict.fromkeys(("wrapText", "shrinkToFit", "justifyLastLine"), frozenset(("0", "1", "false", "true"))),
}
_TURNED = "turned type"  # which may reach over its neighbours
_BLANKS = re.compile(rb"\s{20}")  # so many push a figure out of its cell
_FILLS = frozenset({"none", "solid", "gray125"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell styles of a workbook that are not plain, by their numbers."""

    doubts: Mapping[bytes, str] = field(default_factory=dict)
    struck: frozenset[bytes] = frozenset()
    formats: Mapping[bytes, str] = field(default_factory=dict)  # those that are not General
    strings: Mapping[int, str] = field(default_factory=dict)  # shared strings of several looks: why they are in doubt


@dataclass(slots=True)
class Looks:
    """What of one sheet has to be looked at."""

    everywhere: str = ""
    doubts: dict[Place, str] = field(default_factory=dict)
    shown: dict[Place, str] = field(default_factory=dict)  # a number -> as its format rounds it
    struck: set[Place] = field(default_factory=set)


def styles(read: Read) -> Styles:
    """The styles of a workbook that change what is seen of a figure."""
    xml = read("xl/styles.xml")
    tree = root(xml) if xml else None
    strings = _strings(read("xl/sharedStrings.xml"))
    if tree is None:
        return Styles(strings=strings)
    codes = {each.get("numFmtId"): each.get("formatCode") or "" for each in tree.iter("{*}numFmt")}
    fonts = [_font(each) for each in tree.iterfind("{*}fonts/{*}font")]
    grounds = [_ground(each) for each in tree.iterfind("{*}fills/{*}fill")]
    crossed = [_across(each) for each in tree.iterfind("{*}borders/{*}border")]
    doubts, struck, formats = {}, set(), {}
    for number, style in enumerate(tree.iterfind("{*}cellXfs/{*}xf")):
        key = b"%d" % number
        font, ground = _at(fonts, style.get("fontId"), Font()), _at(grounds, style.get("fillId"), 1.0)
        across = _at(crossed, style.get("borderId"), "")
        if reason := font.doubt_on(ground) or across or _aligned(style.find("{*}alignment")):
            doubts[key] = reason
        if font.is_struck:
            struck.add(key)
        format_number = style.get("numFmtId") or "0"
        code: str = codes.get(format_number) or (
            plain.BUILT_IN.get(int(format_number), "") if format_number.isdecimal() else ""
        )
        if code != "General":
            formats[key] = code
    return Styles(doubts, frozenset(struck), formats, strings)


def of_sheet(xml: bytes, name: str, known: Styles, read: Read, cells: Iterator[tuple[bytes, bytes]]) -> Looks:
    """What of a sheet has to be looked at; `cells` are the attributes and the content of each."""
    looks = Looks()
    for reason, area in over(xml, name, read):
        if area is None:
            looks.everywhere = reason
        else:
            looks.doubts.update(dict.fromkeys(area, reason))
    is_told_of = known.doubts or known.struck or known.formats or known.strings
    if not is_told_of and not any(mark in xml for mark in _ODD_CELLS):
        return looks
    for attributes, content in cells:
        address = _ADDRESS.search(attributes)
        if address is not None:
            _of_cell(looks, (int(address[2]) - 1, column_of(address[1].decode())), attributes, content, known)
    return looks


def _of_cell(looks: Looks, place: Place, attributes: bytes, content: bytes, known: Styles) -> None:
    style, stated, result = _STYLE.search(attributes), _KIND.search(attributes), _RESULT.search(content)
    key, kind = style[1] if style else b"0", stated[1] if stated else b"n"
    if key in known.doubts and (result or b"<is>" in content):
        looks.doubts[place] = known.doubts[key]
        if known.doubts[key] == _TURNED:
            around = ((place[0] + down, place[1] + across) for down in (-1, 0, 1) for across in (-1, 0, 1))
            looks.doubts |= {beside: _TURNED for beside in around if beside not in looks.doubts}
    if key in known.struck:
        looks.struck.add(place)
    if kind == b"s" and result and result[1].isdigit():
        reason = known.strings.get(int(result[1]), "")
    elif kind == b"inlineStr" and _BLANKS.search(content):
        reason = "blanks that push it aside"
    elif kind == b"inlineStr" and _RUN.search(content):
        reason = _of_runs(root(b"<c>" + content + b"</c>"))
    elif kind == b"str" and _FORMULA.search(content):
        reason = "a formula that gives text"
    else:
        reason = ""
        if kind == b"n" and key in known.formats and result and _NUMBER.fullmatch(result[1]):
            _format(looks, place, known.formats[key], result[1].decode())
    if reason:
        looks.doubts[place] = reason


def _format(looks: Looks, place: Place, code: str, value: str) -> None:
    if "%" in re.sub(r'"[^"]*"|\\.', "", code):
        return  # told by the reader
    shown = plain.printed(code, value)
    if shown is None:
        looks.doubts[place] = f"the number format {code[:30]}" if code else "a number format of its own"
    elif shown != value:
        looks.shown[place] = shown


def _at(found: list[T], number: str | None, default: T) -> T:
    place = int(number) if number and number.isdecimal() else -1
    return found[place] if 0 <= place < len(found) else default


def _font(font: etree._Element) -> Font:
    parts = {etree.QName(each).localname: each for each in font}
    odd = next((f"the font's {name}" for name in parts if name not in _FONT_PARTS), "")
    if "u" in parts and parts["u"].get("val", "single") not in ("none", "single"):
        odd = odd or "an underline of its own kind"
    colour = parts.get("color")
    align = parts["vertAlign"].get("val") if "vertAlign" in parts else None
    size = parts["sz"].get("val") if "sz" in parts else None
    return Font(
        size=float(size) if size and re.fullmatch(r"\d+(?:\.\d+)?", size) else 11.0,
        light=plain.light_of({str(name): str(value) for name, value in colour.items()}) if colour is not None else 0.0,
        is_struck="strike" in parts and parts["strike"].get("val", "1") not in ("0", "false"),
        is_raised=align in ("superscript", "subscript"),
        odd=odd,
    )


def _ground(fill: etree._Element) -> float | None:
    """How light a fill is; None for one nobody knows."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return None
    kind = pattern.get("patternType") or "none"
    if kind not in _FILLS:
        return None
    colour = pattern.find("{*}fgColor")
    if kind != "solid":
        return 1.0
    if colour is None:
        return None
    said = {str(name): str(value) for name, value in colour.items()}
    return None if "auto" in said else plain.light_of(said)


def _across(border: etree._Element) -> str:
    """What of a border runs through the cell."""
    is_crossed = any(border.get(name) in ("1", "true") for name in ("diagonalUp", "diagonalDown"))
    return "a line across the cell" if is_crossed else ""


def _aligned(alignment: etree._Element | None) -> str:
    """What of an alignment is not plain."""
    said = {str(name): str(value) for name, value in alignment.items()} if alignment is not None else {}
    for name, value in said.items():
        if value not in _ALIGNMENTS.get(name, ()):
            return _TURNED if name == "textRotation" else f"the alignment {name}: {value[:20]}"
    return ""


def _strings(xml: bytes) -> dict[int, str]:
    """The shared strings whose parts look different, or that blanks push aside, by number."""
    if b"<r>" not in xml and b":r>" not in xml and b"rPh" not in xml and not _BLANKS.search(xml):
        return {}
    found = ((number, _of_runs(string)) for number, string in enumerate(root(xml).iterfind("{*}si")))
    return {number: reason for number, reason in found if reason}


def _of_runs(string: etree._Element) -> str:
    """Why a string of several runs has to be looked at."""
    if next(string.iter("{*}rPh"), None) is not None:
        return "a reading beside the text"
    for properties in string.iter("{*}rPr"):
        font = _font(properties)
        if reason := "struck type" if font.is_struck else font.doubt_on(1.0):
            return reason
    is_pushed = any(_BLANKS.search((text.text or "").encode()) for text in string.iter("{*}t"))
    return "blanks that push it aside" if is_pushed else ""
