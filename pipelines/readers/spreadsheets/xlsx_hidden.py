"""What the spreadsheet engine does not tell of an XLSX: rows and columns that are hidden, and cells it gives as blank
or as bare numbers although the sheet shows something else in them. ECMA-376 Part 1, 18.3 and 18.8.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from pipelines.exceptions import LimitExceeded
from pipelines.readers.limits import check_area
from pipelines.readers.spreadsheets import xlsx_looks
from pipelines.readers.spreadsheets.xlsx_overlays import Read
from pipelines.records import PICTURE

MAX_SHEET_XML = 20 << 20  # bytes; a sheet of 20,000 cells, the most we read, has some 2 MB
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>((?:(?!<(?:\w+:)?c\s).)*?)</(?:\w+:)?c>", re.S)
_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_MAY_HIDE = (
    b"hidden=",
    b' ht="0',
    b" ht='0",
    b' width="0',
    b" width='0",
)  # found without a pattern, which would take as long as the whole reading
_UNTOLD = (b'"e"', b"'e'", b"<f", b":f")  # in a cell with an error or a formula, and rarely anywhere else
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']|\b(?:ht|width)=["']0(?:\.0+)?["']""")
_PERCENT = (9, 10)  # number formats built in: 0% and 0.00%

Place = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True)
class Marks:
    rows: frozenset[int] = frozenset()  # hidden, from 0
    columns: frozenset[int] = frozenset()
    shown: Mapping[Place, str] = field(default_factory=dict)  # a cell -> what it shows; PICTURE where none can tell
    doubts: Mapping[Place, str] = field(default_factory=dict)  # a cell -> what of its look is not plain
    everywhere: str = ""  # what of the whole sheet is not plain
    struck: frozenset[Place] = frozenset()


def of_xlsx(body: bytes) -> dict[str, Marks]:
    """Marks by the name of the sheet.

    Raises LimitExceeded before a sheet is laid out in memory: one cell at XFD1048576 makes it 17 thousand million.
    """
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = {part: sheet for sheet, part in _sheets(archive)}
        percents = _percent_styles(archive)
        read = partial(_read, archive)
        styles = xlsx_looks.styles(read)
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return {names.get(name, name): _with_looks(name, read, styles, percents) for name in parts}


def _with_looks(name: str, read: Read, styles: xlsx_looks.Styles, percents: frozenset[bytes]) -> Marks:
    xml = read(name)
    marks = _of_xml(xml, percents)
    looks = xlsx_looks.of_sheet(xml, name, styles, read, ((match[1], match[2]) for match in _CELL.finditer(xml)))
    return replace(
        marks,
        shown={**looks.shown, **marks.shown},
        doubts=looks.doubts,
        everywhere=looks.everywhere,
        struck=frozenset(looks.struck),
    )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.NameToInfo:
        return b""
    with archive.open(name) as part:
        xml = part.read(MAX_SHEET_XML + 1)
    if len(xml) > MAX_SHEET_XML:
        raise LimitExceeded(f"{name} unpacks to more than {MAX_SHEET_XML >> 20} MB")
    return xml


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name, part) of each sheet of the workbook."""
    targets = {
        _attribute(tag, b"Id"): posixpath.normpath(posixpath.join("/xl", _attribute(tag, b"Target"))).lstrip("/")
        for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", _read(archive, "xl/_rels/workbook.xml.rels"))
    }
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", _read(archive, "xl/workbook.xml")):
        yield _attribute(tag, b"name"), targets.get(_attribute(tag, rb"\w+:id"), "")


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"""=(["'])(.*?)\1""", tag)
    return html.unescape(found[2].decode("utf-8", "replace")) if found else ""


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Numbers of the cell styles that show a share as a percentage."""
    xml = _read(archive, "xl/styles.xml")
    formats = set(map(str, _PERCENT))
    for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", xml):
        if "%" in re.sub(r'"[^"]*"|\\.', "", _attribute(tag, b"formatCode")):
            formats.add(_attribute(tag, b"numFmtId"))
    used = re.search(rb"<(?:\w+:)?cellXfs\b(?:(?!<(?:\w+:)?cellXfs\b).)*?</(?:\w+:)?cellXfs>", xml, re.S)
    styles = re.findall(rb"<(?:\w+:)?xf\s[^>]*>", used[0]) if used else []
    return frozenset(b"%d" % at for at, tag in enumerate(styles) if _attribute(tag, b"numFmtId") in formats)


def _of_xml(xml: bytes, percents: frozenset[bytes]) -> Marks:
    addresses = [(_number(letters), int(row)) for letters, row in _ADDRESS.findall(xml)]
    if addresses:
        columns, rows = zip(*addresses, strict=True)
        check_area(max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    if any(word in xml for word in _MAY_HIDE):
        for tag in re.findall(rb"<(?:\w+:)?row\s[^>]*>", xml):
            if _HIDDEN.search(tag) and (number := _attribute(tag, b"r")).isdecimal():
                hidden_rows.add(int(number) - 1)
        for tag in re.findall(rb"<(?:\w+:)?col\s[^>]*>", xml):
            first, last = _attribute(tag, b"min"), _attribute(tag, b"max")
            if _HIDDEN.search(tag) and first.isdecimal() and last.isdecimal():
                hidden_columns.update(range(int(first) - 1, min(int(last), 1 << 14)))
    is_untold = percents or any(word in xml for word in _UNTOLD)
    cells = _CELL.findall(xml) if is_untold else []
    shown = dict(filter(None, (_untold(attributes, content, percents) for attributes, content in cells)))
    return Marks(frozenset(hidden_rows), frozenset(hidden_columns), shown)


def _untold(attributes: bytes, content: bytes, percents: frozenset[bytes]) -> tuple[Place, str] | None:
    """The place of a cell that shows something else than the engine gives, and what."""
    address = re.search(rb"""\br=["']([A-Z]+)([0-9]+)["']""", attributes)
    result = re.search(rb"<(?:\w+:)?v>([^<]+)</", content)
    shown = ""
    if re.search(rb"""\bt=["']e["']""", attributes):
        shown = result[1].decode("utf-8", "replace") if result else PICTURE
    elif result is None and re.search(rb"<(?:\w+:)?f[\s>/]", content):
        shown = PICTURE  # a formula nobody has worked out
    elif result and (style := re.search(rb"""\bs=["']([0-9]+)["']""", attributes)) and style[1] in percents:
        is_number = re.fullmatch(rb"-?[0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?", result[1])
        shown = f"{float(result[1]) * 100:.15g}%" if is_number and b"t=" not in attributes else ""
    return ((int(address[2]) - 1, _number(address[1]) - 1), shown) if address and shown else None


def _number(letters: bytes) -> int:
    """Column number of its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
