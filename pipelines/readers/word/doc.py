"""Word 97-2003 and Kingsoft .wps files, straight from their OLE streams; what this reader refuses goes to LibreOffice.

A table in these files is a run of paragraphs: a mark ends each cell, another each row, and the row's mark carries the
positions of the cell edges in twips (1/1440 inch) and the merge flags. Columns are found by joining the edges of all
rows of a table.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers import libreoffice
from pipelines.readers.limits import check_area, checked
from pipelines.readers.text_marks import PICTURE
from pipelines.readers.word import binary, binary_plain
from pipelines.readers.word import binary_properties as codes
from pipelines.readers.word.binary import Paragraph
from pipelines.records import Block, Cell, Grid, Reading, TextBlock

MEDIA_TYPES = ("application/msword",)

SAME_EDGE = 60  # twips, 1 mm: rows drawn apart by rounding share the edge; no printed column is this narrow

_NOT_PLAIN = "formatting, a number of a list, a field or a picture"
_CONTINUED, _STARTS = 1, 3  # vertical merge, [MS-DOC] 2.9.354
_SWALLOWED = 1  # horizontal merge: the cell belongs to the one before it


def read(body: bytes) -> Reading:
    """Paragraphs and tables in order, text boxes last. A table within a cell follows the table that holds it."""
    try:
        story, boxes = binary.paragraphs(body)
        return Reading(blocks=checked([*_blocks(story), *_blocks(boxes)]))
    except (binary.Locked, LimitExceeded):
        raise
    except UnreadableDocument as error:
        return libreoffice.read_instead(body, ".doc", error)


def draw(body: bytes) -> bytes:
    """The document as PDF, as LibreOffice prints it; raises UnreadableDocument where it is not installed."""
    return libreoffice.print_to_pdf(body, ".doc")


@dataclass(slots=True)
class _Row:
    texts: list[str]
    edges: tuple[int, ...]  # of its cells, in twips; empty when the file does not say
    down: list[int]  # vertical merge of each cell
    across: list[int]  # horizontal merge of each cell


@dataclass(slots=True)
class _Table:
    rows: list[_Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)  # of the row being read
    lines: list[str] = field(default_factory=list)  # of the cell being read
    inner: list[Grid] = field(default_factory=list)  # tables within its cells


def _blocks(story: Iterable[Paragraph]) -> Iterator[Block]:
    open_tables: list[_Table] = []  # the outermost first
    for paragraph in story:
        while len(open_tables) > paragraph.depth:
            yield from _closed(open_tables)
        while len(open_tables) < paragraph.depth:
            open_tables.append(_Table())
        if paragraph.depth:
            _add(paragraph, open_tables)
        else:
            yield from (TextBlock(text=line.strip()) for line in paragraph.text.split("\n") if line.strip())
    while open_tables:
        yield from _closed(open_tables)


def _closed(open_tables: list[_Table]) -> Iterator[Grid]:
    """Ends the innermost table; one within a cell waits until the table that holds it is whole."""
    table = open_tables.pop()
    if table.cells or any(line.strip() for line in table.lines):  # a last row without its mark
        table.rows.append(_Row([*table.cells, "\n".join(table.lines)], (), [], []))
    is_frame = len(table.rows) == 1 and len(table.rows[0].texts) == 1
    if open_tables and is_frame:  # a box drawn around a text of the outer cell
        open_tables[-1].lines += table.rows[0].texts
        open_tables[-1].inner += table.inner
        return
    grids = [_grid(table.rows), *table.inner] if table.rows else table.inner
    if open_tables:
        open_tables[-1].inner += grids
    else:
        yield from grids


def _add(paragraph: Paragraph, open_tables: list[_Table]) -> None:
    table = open_tables[-1]
    is_inner = paragraph.depth > 1
    if paragraph.flag(codes.INNER_ROW_END if is_inner else codes.ROW_END):
        table.rows.append(_row(table.cells, paragraph))
        table.cells, table.lines = [], []
        return
    table.lines.append(
        f"{PICTURE}{paragraph.text}" if binary_plain.is_numbered(paragraph.properties) else paragraph.text
    )
    if paragraph.flag(codes.INNER_CELL_END) if is_inner else paragraph.end == "\x07":
        table.cells.append("\n".join(filter(None, table.lines)))
        table.lines = []


def _row(texts: list[str], mark: Paragraph) -> _Row:
    """A row by its mark: edges and merge flags of TDefTableOperand, then what later modifiers changed."""
    definition = (mark.properties.get(codes.ROW_CELLS) or [b""])[-1]
    count = definition[0] if definition else 0
    if len(definition) < 1 + 2 * (count + 1):
        return _Row(texts, (), [0] * len(texts), [0] * len(texts))
    edges = struct.unpack_from(f"<{count + 1}h", definition, 1)
    looks = definition[1 + 2 * (count + 1) :]  # 20 bytes a cell; those left out at the end are zero
    flags = [struct.unpack_from("<H", looks, at)[0] if at + 2 <= len(looks) else 0 for at in range(0, 20 * count, 20)]
    across, down = [flag & 3 for flag in flags], [flag >> 5 & 3 for flag in flags]
    for cell, merge in _pairs(mark, codes.VERTICAL_MERGE):
        if cell < count:
            down[cell] = merge
    for code, first_value, value in ((codes.MERGE, 2, _SWALLOWED), (codes.SPLIT, 0, 0)):
        for first, limit in _pairs(mark, code):
            across[first:limit] = [first_value, *[value] * (limit - first - 1)][: len(across[first:limit])]
    return _Row(texts, edges, down, across)


def _pairs(mark: Paragraph, code: int) -> Iterator[tuple[int, int]]:
    return ((operand[0], operand[1]) for operand in mark.properties.get(code, ()) if len(operand) >= 2)


def _grid(rows: Sequence[_Row]) -> Grid:
    """Places the cells by their edges; by their number in the row where edges are missing or useless."""
    for tolerance in (SAME_EDGE, 0):
        columns = _columns((edge for row in rows for edge in row.edges), tolerance)
        spans = [_spans(row, columns) for row in rows]
        if all(spans):
            break
    else:
        spans = [[(index, index + 1) for index in range(len(row.texts))] for row in rows]
    check_area(len(rows), max((end for row in spans for _, end in row), default=0))
    cells: list[Cell] = []
    above: dict[tuple[int, int], int] = {}  # columns of a cell that may go on downwards -> its place in `cells`
    for number, (row, places) in enumerate(zip(rows, spans, strict=True)):
        going_on: dict[tuple[int, int], int] = {}
        for start, end, text, down in _merged_across(row, places):
            if start == end:
                continue
            if down == _CONTINUED and (start, end) in above:
                place = above[start, end]
                top = cells[place]
                cells[place] = Cell(
                    row=top.row, column=top.column, text=top.text, rowspan=number - top.row + 1, colspan=top.colspan
                )
                going_on[start, end] = place
                continue
            if down in (_CONTINUED, _STARTS):
                going_on[start, end] = len(cells)
            cells.append(Cell(row=number, column=start, text=text, colspan=end - start))
        above = going_on
    told = (cell._replace(doubt=_NOT_PLAIN) if PICTURE in cell.text else cell for cell in cells)
    return Grid(cells=tuple(sorted(told, key=lambda cell: (cell.row, cell.column))))


def _columns(edges: Iterable[int], tolerance: int) -> dict[int, int]:
    """Edge -> number of its column, edges within the tolerance of a column's first one joined."""
    columns: dict[int, int] = {}
    first, number = 0, -1
    for edge in sorted(set(edges)):
        if number < 0 or edge - first > tolerance:
            first, number = edge, number + 1
        columns[edge] = number
    return columns


def _spans(row: _Row, columns: dict[int, int]) -> list[tuple[int, int]]:
    """(first column, column after the last) of each cell; empty when a cell with text would get no column."""
    spans = [(columns[left], columns[right]) for left, right in pairwise(row.edges)]
    if len(spans) < len(row.texts):
        return []
    widths = [end - start for start, end in spans]
    if any(width < 0 or (width == 0 and text.strip()) for width, text in zip(widths, row.texts, strict=False)):
        return []
    return spans[: len(row.texts)]


def _merged_across(row: _Row, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str, int]]:
    """(first column, column after the last, text, vertical merge) of each printed cell."""
    pending: tuple[int, int, str, int] | None = None
    for index, ((start, end), text) in enumerate(zip(places, row.texts, strict=True)):
        if pending and index < len(row.across) and row.across[index] == _SWALLOWED:
            pending = (pending[0], end, pending[2], pending[3])
            continue
        if pending:
            yield pending
        pending = (start, end, text, row.down[index] if index < len(row.down) else 0)
    if pending:
        yield pending
