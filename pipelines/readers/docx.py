"""DOCX, from `word/document.xml`: paragraphs as text blocks, tables as grids, in document order.

ECMA-376 Part 1, 17.4: `w:gridSpan` is a column span, `w:vMerge` without `restart` continues the cell above,
`w:gridBefore` leaves columns free before a row's first cell; `w:sdt` (content controls) may wrap rows and cells.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.media_types import DOCX
from pipelines.readers.marks import PICTURE, raised, struck
from pipelines.records import Block, Cell, Grid, Metadata, Reading, TextBlock

MEDIA_TYPES = (DOCX,)

MAX_XML = 60 * 1024 * 1024  # bytes of one unpacked part; real reports stay under 3 MB
MAX_COLUMNS = 60
MAX_CELLS = 20_000
MAX_TABLES = 200
_SLIVER = 60  # twips, 1 mm
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"  # ISO 29500 strict writes another namespace
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats the Choice beside it
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_DELETED = {f"{_W}del", f"{_W}moveFrom"}
_SHOWN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SHOWN |= {f"{_W}sym": PICTURE, _MATH: PICTURE}
_PICTURES = (f"{_W}drawing", f"{_W}pict", f"{_W}object", f"{_W}txbxContent", f"{_W}tbl")
_WRAPPERS = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"}


def read(body: bytes) -> Reading:
    """Blocks of a DOCX; raises UnreadableDocument for a damaged package, LimitExceeded for a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            root = _part(package, "word/document.xml")
            title = _title(package)
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise UnreadableDocument(f"not a whole Word package: {error}") from error
    content = root.find(f"{_W}body")
    if content is None:
        raise UnreadableDocument("word/document.xml has no body")
    return Reading(blocks=tuple(_Walk().blocks(content)), metadata=Metadata(title=title))


def _part(package: zipfile.ZipFile, name: str) -> etree._Element:
    with package.open(name) as file:
        data = file.read(MAX_XML + 1)  # counted while unpacking: the size in the directory may lie
    if len(data) > MAX_XML:
        raise LimitExceeded(f"{name} unpacks to more than {MAX_XML // 1024 // 1024} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data.replace(_STRICT[1:-1].encode(), _W[1:-1].encode()), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"{name} is not well-formed XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:  # ECMA-376 Part 2 forbids it; its entities would be lost
        raise UnreadableDocument(f"{name} declares a document type, which no Word file does")
    return root


def _title(package: zipfile.ZipFile) -> str:
    if "docProps/core.xml" not in package.namelist():
        return ""
    found = _part(package, "docProps/core.xml").find("{http://purl.org/dc/elements/1.1/}title")
    return (found.text or "").strip() if found is not None else ""


class _Walk:
    def __init__(self) -> None:
        self.tables = 0

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        for element in _unwrapped(container):
            if element.tag == f"{_W}p":
                yield from (
                    TextBlock(text=line.strip())
                    for line in _text(element).split("\n")
                    if line.replace(PICTURE, "").strip()
                )
                for box in element.iter(f"{_W}txbxContent"):  # text boxes hold titles, now and then a table
                    if next(box.iterancestors(_FALLBACK), None) is None:
                        yield from self.blocks(box)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        self.tables += 1
        if self.tables > MAX_TABLES:
            raise LimitExceeded(f"more than {MAX_TABLES} tables")
        grid = _grid(table)
        if grid.cells:
            yield grid
        for row in _rows(table):
            for cell in _unwrapped(row, f"{_W}tc"):
                for inner in _unwrapped(cell, f"{_W}tbl"):
                    yield from self._table(inner)


def _unwrapped(container: etree._Element, tag: str | None = None) -> Iterator[etree._Element]:
    """The container's children, content controls and tracked insertions opened, tracked deletions left out."""
    for child in container:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child, tag)
        elif child.tag not in _DELETED and (tag is None or child.tag == tag):
            yield child


def _rows(table: etree._Element) -> list[etree._Element]:
    return [
        row
        for row in _unwrapped(table, f"{_W}tr")
        if row.find(f"{_W}trPr/{_W}del") is None and not _is_on(row, f"{_W}trPr/{_W}hidden")
    ]


def _grid(table: etree._Element) -> Grid:
    cells: list[Cell] = []
    open_above: dict[int, int] = {}  # column -> index in `cells` of the cell a vMerge below would continue
    for index, row in enumerate(_rows(table)):
        column = _number(row, f"{_W}trPr/{_W}gridBefore", 0)
        kept = (cell for cell in _unwrapped(row, f"{_W}tc") if cell.find(f"{_W}tcPr/{_W}cellDel") is None)
        for place, element in enumerate(kept):
            colspan = min(_number(element, f"{_W}tcPr/{_W}gridSpan", 1), MAX_COLUMNS)
            merge = element.find(f"{_W}tcPr/{_W}vMerge")
            above = open_above.get(column)
            if merge is not None and merge.get(f"{_W}val", "continue") != "restart" and above is not None:
                cells[above] = cells[above]._replace(rowspan=index - cells[above].row + 1)
            else:
                text = _cell_text(element)
                path = f"tbl/tr[{index + 1}]/tc[{place + 1}]"
                cells.append(Cell(row=index, column=column, colspan=colspan, text=text, path=path))
                for covered in range(column, column + colspan):
                    open_above.pop(covered, None)
                if merge is not None:
                    open_above[column] = len(cells) - 1
            column += colspan
            if len(cells) > MAX_CELLS:
                raise LimitExceeded(f"a table of more than {MAX_CELLS} cells")
    return Grid(cells=_without_slivers(cells, table))


def _without_slivers(cells: list[Cell], table: etree._Element) -> tuple[Cell, ...]:
    """The cells with grid columns under 1 mm closed: rounding of edges leaves them, as in what LibreOffice converts.

    Left as they are where the table states no widths, or where a cell with text would vanish.
    """
    widths = [width.get(f"{_W}w") or "" for width in table.findall(f"{_W}tblGrid/{_W}gridCol")]
    if not all(re.fullmatch(r"\d{1,6}", width) for width in widths):
        return tuple(cells)
    places, first, edge = [0], 0, 0  # new number of each old column; the left edge of the last new column; this edge
    for width in widths:
        edge += int(width)
        is_new = edge - first > _SLIVER
        places.append(places[-1] + is_new)
        first = edge if is_new else first
    if any(cell.column + cell.colspan > len(places) - 1 for cell in cells):
        return tuple(cells)
    closed: list[Cell] = []
    for cell in cells:
        column, end = places[cell.column], places[cell.column + cell.colspan]
        if column < end:
            closed.append(cell._replace(column=column, colspan=end - column))
        elif cell.text.strip():
            return tuple(cells)
    return tuple(closed)


def _cell_text(cell: etree._Element) -> str:
    text = "\n".join(filter(None, (_text(p) for p in _unwrapped(cell, f"{_W}p"))))
    is_picture = not text.strip() and next(cell.iter(*_PICTURES), None) is not None
    return PICTURE if is_picture else text


def _number(element: etree._Element, path: str, default: int) -> int:
    found = element.find(path)
    value = "" if found is None else found.get(f"{_W}val") or ""
    return max(int(value), default) if re.fullmatch(r"\d{1,6}", value) else default


def _text(paragraph: etree._Element) -> str:
    """The runs' text as shown: tabs and breaks kept, deleted and hidden runs and field codes left out."""
    parts: list[str] = []
    for node in paragraph.iter(f"{_W}t", *_SHOWN):
        parent = node.getparent()
        if node.tag == f"{_W}tab" and parent is not None and parent.tag == f"{_W}tabs":
            continue  # a tab stop of the paragraph's format, not a tab in its text
        if _is_hidden(node, paragraph):
            continue
        parts.append(_look(parent)(node.text or "") if node.tag == f"{_W}t" else _SHOWN[node.tag])
    return "".join(parts)


def _is_hidden(node: etree._Element, paragraph: etree._Element) -> bool:
    for ancestor in node.iterancestors():
        if ancestor is paragraph:
            return False
        if ancestor.tag in _DELETED or ancestor.tag in (f"{_W}txbxContent", _FALLBACK):
            return True
        if ancestor.tag == f"{_W}r" and _is_on(ancestor, f"{_W}rPr/{_W}vanish"):
            return True
    return False


def _look(run: etree._Element | None) -> Callable[[str], str]:
    """How a run prints its text: struck through, raised or lowered, or plain."""
    if run is None:
        return str
    if _is_on(run, f"{_W}rPr/{_W}strike") or _is_on(run, f"{_W}rPr/{_W}dstrike"):
        return struck
    align = run.find(f"{_W}rPr/{_W}vertAlign")
    return raised if align is not None and align.get(f"{_W}val") in ("superscript", "subscript") else str


def _is_on(element: etree._Element, path: str) -> bool:
    """A switch of the format: there, and not turned off by its value (ECMA-376 Part 1, 17.17.4 ST_OnOff)."""
    found = element.find(path)
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")
