"""DOCX, from `word/document.xml`: paragraphs as text blocks, tables as grids, in document order.

ECMA-376 Part 1, 17.4: `w:gridSpan` is a column span, `w:vMerge` without `restart` continues the cell above,
`w:gridBefore` leaves columns free before a row's first cell; `w:sdt` (content controls) may wrap rows and cells.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from pipelines import readers
from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake import media_types
from pipelines.intake.zip_errors import DAMAGED
from pipelines.readers import libreoffice
from pipelines.readers.limits import MAX_CELLS
from pipelines.readers.text_marks import PICTURE
from pipelines.readers.word import docx_plain
from pipelines.readers.word.docx_formatting import PLAIN, Styles, W, is_on
from pipelines.readers.word.docx_package import Package
from pipelines.records import Block, Cell, Finding, Grid, Metadata, Reading, Severity, TextBlock

MEDIA_TYPES = (media_types.DOCX,)

MAX_COLUMNS = 60
MAX_TABLES = 200
_SLIVER = 60  # twips, 1 mm
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats the Choice beside it
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FOREIGN = ("text/html", "message/rfc822", "text/plain")
_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_DELETED = {f"{W}del", f"{W}moveFrom"}
_SHOWN = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SHOWN |= {f"{W}sym": PICTURE, _MATH: PICTURE}
_PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object", f"{W}txbxContent", f"{W}tbl")
_WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"}


def read(body: bytes) -> Reading:
    """Blocks of a DOCX; raises UnreadableDocument for a damaged package, LimitExceeded for a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            package = Package(file)
            content = package.document().find(f"{W}body")
            if content is None:
                raise UnreadableDocument(f"{package.main} has no body")
            part = _BodyReader(package, content)
            blocks = tuple(part.blocks(content))
            metadata = Metadata(title=package.title())
            return Reading(blocks=blocks, metadata=metadata, findings=tuple(part.findings))
    except DAMAGED as error:
        raise UnreadableDocument(f"not a whole Word package: {error}") from error


def draw(body: bytes) -> bytes:
    """The document as PDF, as LibreOffice prints it; raises UnreadableDocument where it is not installed."""
    return libreoffice.print_to_pdf(body, ".docx")


class _BodyReader:
    def __init__(self, package: Package, content: etree._Element) -> None:
        self.package = package
        self.styles = package.styles()
        self.odd, self.odd_styles = package.oddities()
        self.floating = "a text box that lies over the page" if _has_loose_figure(content) else ""
        self.tables = 0
        self.findings: list[Finding] = []

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        for element in _unwrapped(container):
            if element.tag == f"{W}p":
                yield from (
                    TextBlock(text=line.strip())
                    for line in _text(element, self.styles).split("\n")
                    if line.replace(PICTURE, "").strip()
                )
                for box in element.iter(f"{W}txbxContent"):  # text boxes hold titles, now and then a table
                    if next(box.iterancestors(_FALLBACK), None) is None:
                        yield from self.blocks(box)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag == f"{W}altChunk":
                yield from self._foreign(element)

    def _foreign(self, chunk: etree._Element) -> Iterator[Block]:
        """A page put into the package as it is (17.17.2.1), which is how some portals export Word files."""
        part = self.package.related.get(chunk.get(_ID) or "")
        body = self.package.bytes(part.name) if part is not None else b""
        media_type = media_types.sniff(body)
        if media_type in _FOREIGN:
            yield from readers.read(body, media_type).blocks
        else:
            message = f"the document holds a part of type {media_type}, which was not read"
            self.findings.append(Finding(rule="PART_NOT_READ", severity=Severity.WARN, message=message))

    def _table(self, table: etree._Element) -> Iterator[Block]:
        self.tables += 1
        if self.tables > MAX_TABLES:
            raise LimitExceeded(f"more than {MAX_TABLES} tables")
        over = "a drawing that lies over the table" if _has_loose_drawing(table) else ""
        grid = _grid(table, self.styles, lambda cell: self._doubt(cell) or over)
        if grid.cells:
            yield grid
        for row in _rows(table):
            for cell in _unwrapped(row, f"{W}tc"):
                for inner in _unwrapped(cell, f"{W}tbl"):
                    yield from self._table(inner)

    def _doubt(self, cell: etree._Element) -> str:
        """What of a cell's look is not plain."""
        reason = docx_plain.of_cell(cell, self.odd) if self.odd else ""
        if not reason and self.odd_styles:
            reason = next(filter(None, map(self.odd_styles.get, docx_plain.styles_of(cell))), "")
        return reason or self.floating


def _has_loose_figure(content: etree._Element) -> bool:
    """True if a text box or a framed paragraph holds nothing but a figure: it may lie over any cell."""
    framed = (frame.getparent() for frame in content.iter(f"{W}framePr"))
    holders = [*content.iter(f"{W}txbxContent"), *(each.getparent() for each in framed if each is not None)]
    texts = ("".join(text.text or "" for text in box.iter(f"{W}t")) for box in holders if box is not None)
    return any(re.fullmatch(r"[\s\d.,，]*\d[\s\d.,，]*", text) for text in texts)


def _has_loose_drawing(table: etree._Element) -> bool:
    """True if a drawing that is anchored in a table stands where it says and not in the line: it may cover any cell."""
    if next(table.iter(_ANCHOR), None) is not None:
        return True
    shapes = (shape for pict in table.iter(f"{W}pict") for shape in pict.iter("*"))
    return any("position:absolute" in (shape.get("style") or "").replace(" ", "") for shape in shapes)


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
        for row in _unwrapped(table, f"{W}tr")
        if row.find(f"{W}trPr/{W}del") is None and not is_on(row, f"{W}trPr/{W}hidden")
    ]


def _grid(table: etree._Element, styles: Styles, doubt: Callable[[etree._Element], str]) -> Grid:
    cells: list[Cell] = []
    open_above: dict[int, int] = {}  # column -> index in `cells` of the cell a vMerge below would continue
    for index, row in enumerate(_rows(table)):
        column = _number(row, f"{W}trPr/{W}gridBefore", 0)
        kept = (cell for cell in _unwrapped(row, f"{W}tc") if cell.find(f"{W}tcPr/{W}cellDel") is None)
        for place, element in enumerate(kept):
            colspan = min(_number(element, f"{W}tcPr/{W}gridSpan", 1), MAX_COLUMNS)
            merge = element.find(f"{W}tcPr/{W}vMerge")
            above = open_above.get(column)
            if merge is not None and merge.get(f"{W}val", "continue") != "restart" and above is not None:
                cells[above] = cells[above]._replace(rowspan=index - cells[above].row + 1)
            else:
                text = _cell_text(element, styles)
                path = f"tbl/tr[{index + 1}]/tc[{place + 1}]"
                told = doubt(element)
                cells.append(Cell(row=index, column=column, colspan=colspan, text=text, path=path, doubt=told))
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
    widths = [width.get(f"{W}w") or "" for width in table.findall(f"{W}tblGrid/{W}gridCol")]
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


def _cell_text(cell: etree._Element, styles: Styles) -> str:
    text = "\n".join(filter(None, (_text(p, styles) for p in _unwrapped(cell, f"{W}p"))))
    is_picture = not text.strip() and next(cell.iter(*_PICTURES), None) is not None
    return PICTURE if is_picture else text


def _number(element: etree._Element, path: str, default: int) -> int:
    found = element.find(path)
    value = "" if found is None else found.get(f"{W}val") or ""
    return max(int(value), default) if re.fullmatch(r"\d{1,6}", value) else default


def _text(paragraph: etree._Element, styles: Styles) -> str:
    """The runs' text as shown: tabs and breaks kept, deleted and hidden runs and field codes left out."""
    parts: list[str] = []
    for node in paragraph.iter(f"{W}t", *_SHOWN):
        parent = node.getparent()
        if node.tag == f"{W}tab" and parent is not None and parent.tag == f"{W}tabs":
            continue  # a tab stop of the paragraph's format, not a tab in its text
        if _is_hidden(node, paragraph):
            continue
        look = PLAIN if parent is None or parent.tag != f"{W}r" else styles.look(parent)
        parts.append(look.printed(node.text or "" if node.tag == f"{W}t" else _SHOWN[node.tag]))
    return "".join(parts)


def _is_hidden(node: etree._Element, paragraph: etree._Element) -> bool:
    for ancestor in node.iterancestors():
        if ancestor is paragraph:
            return False
        if ancestor.tag in _DELETED or ancestor.tag in (f"{W}txbxContent", _FALLBACK):
            return True
    return False
