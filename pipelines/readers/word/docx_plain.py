"""What is plain in a Word table: the elements and values whose look the reader can vouch for (ECMA-376 Part 1, 17).

A document's tags are few and much alike, so each different one is judged once; only where one is not plain is it looked
for in the tables, and the cells it touches are in doubt.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from lxml import etree

from pipelines.readers.geometry.visibility import is_read
from pipelines.readers.word.docx_formatting import W

# elements that change no figure, or change it in ways the reader follows
_PLAIN = frozenset(
    re.findall(
        r"\w+",
        """
        document body p r t tbl tr tc tblPr tblPrEx tblGrid gridCol trPr tcPr pPr rPr sectPr hyperlink bookmarkStart
        bookmarkEnd proofErr lastRenderedPageBreak br cr tab tabs noBreakHyphen softHyphen smartTag smartTagPr customXml
        customXmlPr sdt sdtPr sdtContent sdtEndPr ins del moveFrom moveTo commentRangeStart commentRangeEnd
        commentReference permStart permEnd footnoteReference endnoteReference annotationRef sym background id tag alias
        lock placeholder docPart showingPlcHdr temporary text dataBinding rStyle rFonts b bCs i iCs caps smallCaps sz
        szCs u kern lang spacing fitText noProof snapToGrid bdr strike dstrike vanish vertAlign w cs rPrChange pPrChange
        tblPrChange tcPrChange trPrChange sectPrChange pStyle jc ind keepNext keepLines pageBreakBefore widowControl
        suppressAutoHyphens suppressLineNumbers kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN
        adjustRightInd contextualSpacing mirrorIndents textDirection textAlignment outlineLvl divId pBdr between bar
        cnfStyle tcW gridSpan vMerge hMerge tcBorders top left bottom right start end insideH insideV noWrap tcMar
        tcFitText vAlign hideMark trHeight cantSplit tblHeader gridBefore gridAfter wBefore wAfter hidden tblStyle
        tblpPr tblOverlap tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCellSpacing tblCaption tblDescription
        cellIns cellDel cellMerge pgSz pgMar pgBorders cols docGrid headerReference footerReference titlePg type
        pgNumType style name basedOn next link uiPriority qFormat rsid unhideWhenUsed semiHidden autoRedefine aliases
        locked docDefaults rPrDefault pPrDefault tblStylePr tblStyleRowBandSize tblStyleColBandSize latentStyles
        lsdException styles personal personalCompose personalReply
        """,
    )
)
# switches that put a cell in doubt where they are on; off, as programs write them out, they change nothing (17.17.4)
_SWITCHES = frozenset(
    {"bidi", "rtl", "bidiVisual", "outline", "shadow", "emboss", "imprint", "webHidden", "specVanish"}
)
_OFF = ("0", "false", "off")
_TAG = re.compile(r"(?:(\w++):)?(\w++)([^>]*+)>")
_VALUE = re.compile(r"""\bw:val=["']([^"']*)["']""")
_FILL = re.compile(r"""\bw:fill=["']([^"']*)["']""")
_THEME = re.compile(r"""\bw:theme(?:Color|Fill)=["'](\w+)["']""")
_NUMBERS = re.compile(r"""\bw:(\w+)=["'](-?\d+)["']""")
_DARK_THEMES = ("text1", "dark1", "text2", "dark2")
_PALE = 0.6  # lightness from which text, and below which a ground, is looked at together with the other
_MIN_SIZE, _MAX_SIZE = 8, 96  # half-points
_MAX_OUTDENT = 400  # twips by which text may be set out of its cell
_MAX_MARGIN = 1_000  # twips between a cell's edge and its text
_MAX_INDENT = 5_000  # twips by which a table may be set aside
_MIN_LINE = 160  # 240ths of a line, below which text is set over what stands above it
_MIN_EXACT_LINE, _MIN_ROW = 120, 160  # twips
# elements of which only these values are plain
_PLAIN_VALUES = {
    "bdr": frozenset({"none", "nil"}),
    "u": frozenset({"none", "single", "words", "double", "thick", "dotted", "dash"}),
}
_SIDES = ("left", "start", "firstLine", "right", "end")
_HIGHLIGHTS = {"yellow": 0.89, "cyan": 0.7, "green": 0.59, "lightGray": 0.75, "white": 1.0, "none": 1.0}
_COLOURS = ("color", "shd", "highlight")
_TELLING = (
    "vanish",
    "strike",
    "dstrike",
    "vertAlign",
    "position",
)  # the reader does not follow them in a table's style
_PICTURES = {"drawing", "pict", "object", "AlternateContent"}


def oddities(xml: bytes) -> dict[str, str]:
    """Tag of every kind of element in a part that is not plain -> why; `color`, `shd`, `highlight` are judged later."""
    found: dict[str, str] = {}
    for piece in set(xml.split(b"<")):
        if piece[:1] not in b"/?!":
            tag = piece.partition(b">")[0] + b">"
            if reason := _odd(tag.decode("utf-8", "replace")):
                found.setdefault(reason[0], reason[1])
    return found


@lru_cache(8192)
def _odd(tag: str) -> tuple[str, str] | None:
    """(the element's name, why it is not plain) of a tag as written."""
    match = _TAG.match(tag)
    if match is None:
        return None
    prefix, name, attributes = match[1] or "", match[2], match[3]
    value = _VALUE.search(attributes)
    if prefix == "w" and name in _SWITCHES and value and value[1] in _OFF:
        return None
    if prefix not in ("w", "") or name not in _PLAIN | {"color", "shd", "highlight", "position", "spacing"}:
        return name, f"the element {name}"
    if reason := _odd_value(name, attributes):
        return name, reason
    return None


def _odd_value(name: str, attributes: str) -> str:
    value = _VALUE.search(attributes)
    numbers = {key: int(number) for key, number in _NUMBERS.findall(attributes)}
    if name in ("color", "highlight", "shd"):
        light = _light(name, attributes)
        is_plain = light is not None and (light < _PALE if name == "color" else light > _PALE)
        return "" if is_plain else "a colour"
    if name == "position" and value and abs(numbers.get("val", 0)) not in (0, 1, 2):
        return "" if abs(numbers["val"]) >= 6 else "raised type"  # further off the reader marks it
    if name in ("sz", "szCs") and not _MIN_SIZE <= numbers.get("val", 24) <= _MAX_SIZE:
        return "type too small or too large to read"
    if name in _PLAIN_VALUES and value and value[1] not in _PLAIN_VALUES[name]:
        return f"the element {name} with {value[1][:20]}"
    if name == "w" and not 50 <= numbers.get("val", 100) <= 200:
        return "type out of shape"
    if name == "spacing" and numbers.get("val", 0) < -60:
        return "type set over type"
    if name == "textDirection" and value and value[1] not in ("lrTb", "lrTbV", "tbRlV", "tbRl", "btLr"):
        return "turned type"
    return _odd_place(name, attributes, numbers)


def _odd_place(name: str, attributes: str, numbers: Mapping[str, int]) -> str:
    """What sets text out of its place or over other text."""
    is_exact = "exact" in attributes
    match name:
        case "ind" if min(numbers.get(side, 0) for side in _SIDES) < -_MAX_OUTDENT:
            return "text set out of its cell"
        case "spacing" if numbers.get("line", 240) < (_MIN_EXACT_LINE if is_exact else _MIN_LINE):
            return "a line too low to read"
        case "trHeight" if is_exact and numbers.get("val", 240) < _MIN_ROW:
            return "a row too low to read"
        case "top" | "left" | "bottom" | "right" | "start" | "end" if numbers.get("w", 0) > _MAX_MARGIN:
            return "a margin that leaves no room"
        case "tblInd" if not -_MAX_INDENT < numbers.get("w", 0) < _MAX_INDENT:
            return "a table set off its page"
        case "tblpPr" if not all(0 <= numbers.get(side, 0) < _MAX_INDENT for side in ("tblpX", "tblpY")):
            return "a table set off its page"
    return ""


@lru_cache(1024)
def _light(name: str, attributes: str) -> float | None:
    """How light a colour is, None for one the reader does not know."""
    theme, value = _THEME.search(attributes), (_FILL if name == "shd" else _VALUE).search(attributes)
    stated = value[1] if value else "auto"
    if theme:
        return 0.0 if theme[1] in _DARK_THEMES else None
    if name == "highlight":
        return _HIGHLIGHTS.get(stated, 0.1)
    if name == "shd" and 'val="solid"' in attributes:
        return None
    if stated == "auto":
        return 0.0 if name == "color" else 1.0
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", stated):
        return None
    red, green, blue = (int(stated[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def of_cell(cell: etree._Element, odd: dict[str, str]) -> str:
    """Why a cell has to be looked at, by what is in it; "" where all is plain."""
    tags = [f"{W}{name}" for name in odd]
    elements = [*cell.iter(*tags), *(each for each in _around(cell) for tag in tags for each in each.iter(tag))]
    for element in (*elements, *_foreign(cell, odd)):
        name = _local(element)
        if name in _COLOURS:
            if _is_unread(cell):
                return "text in the colour of its ground"
        elif reason := _of_element(element, odd):
            return reason
    return ""


def _of_element(element: etree._Element, odd: dict[str, str]) -> str:
    """The reason of this very element: of its kind, others may be plain."""
    if element.tag == f"{W}delText" and next(element.iterancestors(f"{W}del", f"{W}moveFrom"), None) is not None:
        return ""
    attributes = _written(element)
    is_word = str(element.tag).startswith(W)
    found = _odd(f"{'w' if is_word else 'x'}:{_local(element)}{attributes}>")
    return found[1] if found else ""


def _foreign(cell: etree._Element, odd: dict[str, str]) -> Iterator[etree._Element]:
    """Elements of other vocabularies: drawings, effects."""
    names = [f"{{*}}{name}" for name in odd if name not in ("color", "shd", "highlight")]
    return (each for each in cell.iter(*names) if not str(each.tag).startswith(W)) if names else iter(())


def _around(cell: etree._Element) -> Iterator[etree._Element]:
    """What is said of a cell's row and table."""
    for ancestor in cell.iterancestors(f"{W}tr", f"{W}tbl"):
        properties = ancestor.find(f"{W}{_local(ancestor)}Pr")
        if properties is not None:
            yield properties
        if ancestor.tag == f"{W}tbl":
            break


def _is_unread(cell: etree._Element) -> bool:
    """True if a run of the cell has the lightness of what it stands on."""
    for run in cell.iter(f"{W}r"):
        if next(run.iter(f"{W}t"), None) is None:
            continue
        text = _stated(run, "color", 0.0)
        ground = next(
            (
                light
                for holder in (run, *run.iterancestors(f"{W}p", f"{W}tc", f"{W}tbl"))
                for name in ("highlight", "shd")
                if (light := _stated(holder, name, 1.0)) != 1.0
            ),
            1.0,
        )
        if text is None or ground is None or not is_read(text, ground):
            return True
    return False


def _stated(holder: etree._Element, name: str, default: float) -> float | None:
    found = holder.find(f"{W}{_local(holder)}Pr/{W}{name}")
    if found is None:
        return default
    return _light(name, _written(found))


def of_styles(root: etree._Element, odd: Iterable[str]) -> dict[str, str]:
    """Id of every style that is not plain, by the part's `oddities` -> why; "" stands for what all text has."""
    tags = [f"{{*}}{name}" for name in {*odd, *_COLOURS, *_TELLING}]  # the others need not be looked at one by one
    styles = {style.get(f"{W}styleId") or "": style for style in root.iter(f"{W}style")}
    own = {name: _of_style(style, tags) for name, style in styles.items()}
    defaults = [name for name, style in styles.items() if style.get(f"{W}default") in ("1", "true", "on")]
    found = {name: _inherited(name, styles, own) for name in styles}
    common = next((found[name] for name in defaults if found[name]), "")
    for each in root.iterfind(f"{W}docDefaults"):
        common = common or _of_style(each, tags)
    return {name: reason for name, reason in found.items() if reason} | ({"": common} if common else {})


def _inherited(name: str, styles: dict[str, etree._Element], own: dict[str, str]) -> str:
    seen = set[str]()
    while name in styles and name not in seen:
        if own[name]:
            return own[name]
        seen.add(name)
        base = styles[name].find(f"{W}basedOn")
        name = "" if base is None else base.get(f"{W}val") or ""
    return ""


def _of_style(style: etree._Element, tags: Iterable[str]) -> str:
    """Why what is set in a style has to be looked at."""
    is_of_table = style.get(f"{W}type") == "table"
    for each in style.iter(*tags):
        name = _local(each)
        if name in _COLOURS:
            holder = each.getparent()
            if name == "color" and holder is not None and not _is_read_in(holder, each):
                return "text in the colour of its ground"
            if name != "color" and not is_of_table and _odd_value(name, _written(each)):
                return "a ground of its own"
        elif is_of_table and name in _TELLING:
            return f"a table's style with {name}"
        elif reason := _of_element(each, {}):
            return reason
    return ""


def _is_read_in(run_properties: etree._Element, colour: etree._Element) -> bool:
    """True if text of a style's colour is read on the ground the same part of the style states."""
    holder = run_properties.getparent()
    shade = next(holder.iter(f"{W}shd"), None) if holder is not None else None
    text = _light("color", _written(colour))
    ground = 1.0 if shade is None else _light("shd", _written(shade))
    return text is not None and ground is not None and is_read(text, ground)


def _written(element: etree._Element) -> str:
    return "".join(f' w:{_name(key)}="{value!s}"' for key, value in element.items())


def styles_of(cell: etree._Element) -> Iterable[str]:
    """Ids of the styles that take part in a cell: of its runs, its paragraphs and its table."""
    table = next(cell.iterancestors(f"{W}tbl"), None)
    named = [*cell.iter(f"{W}rStyle", f"{W}pStyle")]
    if table is not None:
        named += table.iterfind(f"{W}tblPr/{W}tblStyle")
    return ("", *(each.get(f"{W}val") or "" for each in named))


def _name(key: object) -> str:
    return str(key).rpartition("}")[2]


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
