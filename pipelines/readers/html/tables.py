"""Tables as HTML writes them: from the tags to rows of cells, and from these, with their spans, to a grid.

Works on reduced markup: of the tags left, those that build no table stand for a line's end, a picture or nothing. A
cell belongs to the row begun last, as in browsers: what else stands between a table and its rows (a form, say) is of no
account.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from html import unescape

from pipelines.exceptions import LimitExceeded
from pipelines.readers.html import cell_doubts
from pipelines.readers.limits import MAX_CELLS
from pipelines.readers.text_marks import PICTURE
from pipelines.records import Cell, Grid

MAX_ROWS = 500  # the statutory forms have 30
MAX_COLUMNS = 60
_FRAMES = 3  # tables of one cell that stand as frames round a cell's text
_ARTICLE = 300  # characters; the longest label of the forms has 60
_MAX_DEPTH = 100  # tables within tables; layout tables reach ten
_TOKEN = re.compile(
    r"<(t[dh])([^>]*)(?<!/)>([^<]*)</t[dh]>"  # a cell with nothing but text in it
    r"|<(/?[^\s/>]+)([^>]*?)(/?)>"
    r"|([^<]+)"
)
_SPAN = re.compile(r' (col|row)span="\s*(\d{1,9})\s*"')
_NO_HEIGHT = re.compile(r' height="\s*0\s*"')
_HIDDEN = ' hidden="'
_DOUBT = f' {cell_doubts.ATTRIBUTE}="'
_LINES = "p div br li ul ol dl dd dt h1 h2 h3 h4 h5 h6 section article header footer center pre form"
_TABLES = "td th tr thead tbody tfoot caption table"  # outside every table, and cells closed twice
_PICTURES = "img object canvas svg input textarea select iframe"
_STANDS = {f"{end}{name}": "\n" for name in f"{_LINES} {_TABLES}".split() for end in ("", "/")}
_STANDS |= dict.fromkeys(_PICTURES.split(), PICTURE)

_cell = partial(tuple.__new__, Cell)  # `Cell._make` without its call of a Python function, for every cell of a page

Tokens = Iterator[tuple[str, ...]]
Paths = Callable[[], str]  # the place in the page of the table that begins next
Content = list["str | Table"]  # text, with "\n" where a line ends, and tables, in order
Inside = str | Content  # of a cell: a text where there is no table in it


@dataclass(slots=True)
class Row:
    """One row: its attributes, its place in the page, and of each cell shown the attributes, the place, the inside."""

    attributes: str
    path: str
    is_foot: bool
    cells: list[tuple[str, str, Inside]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=lambda: {"td": 0, "th": 0})  # of its cells so far, hidden or not

    @property
    def is_shown(self) -> bool:
        """True unless hidden, or empty and of no height: so Word and LibreOffice end a table, to carry widths."""
        if not self.attributes or _HIDDEN in self.attributes:
            return not self.attributes
        return not _NO_HEIGHT.search(self.attributes) or any(words(inside) for _, _, inside in self.cells)


@dataclass(slots=True)
class Table:
    """A table as shown: its rows from top to bottom, and what is written in it outside every cell."""

    rows: list[Row]
    beside: Content

    def insides(self) -> list[Inside]:
        """What is in its cells, in order."""
        return [inside for row in self.rows for _, _, inside in row.cells]

    def is_frame(self) -> bool:
        """True if it stands round something, or puts things under each other: one column is no table."""
        return all(len(row.cells) < 2 for row in self.rows)

    def pages(self) -> list[Inside]:
        """The insides of those cells that make it a layout table."""
        suspects = (inside for inside in self.insides() if not isinstance(inside, str) or len(inside) > _ARTICLE)
        return [inside for inside in suspects if holds_a_page(inside)]


def content(markup: str, paths: Paths) -> Content:
    """The text and the tables of a page, in order; raises LimitExceeded."""
    return _content(iter(_TOKEN.findall(markup)), "the end", paths, 0)


def _content(tokens: Tokens, end: str, paths: Paths, depth: int) -> Content:
    pieces: Content = []
    for cell, _, simple, tag, _, empty, text in tokens:
        if text:
            pieces.append(unescape(text))
        elif tag == "table":
            pieces.append(_table(tokens, empty, paths, depth + 1))
        elif tag == end:
            break
        elif cell:  # outside every table
            pieces.append(f"\n{unescape(simple)}\n")
        else:
            pieces.append(_STANDS.get(tag, ""))
    return pieces


def _table(tokens: Tokens, empty_table: str, paths: Paths, depth: int) -> Table:  # noqa: C901 - a branch for each tag
    if depth > _MAX_DEPTH:
        raise LimitExceeded(f"tables within tables, {_MAX_DEPTH} deep")
    rows: list[Row] = []
    beside: Content = []
    path = part = paths()  # of the table, and of that part of it the next row stands in
    numbers: dict[str, int] = {}  # of the parts and of the rows of each so far
    row: Row | None = None
    for cell, attributes, simple, tag, others, empty, text in () if empty_table else tokens:
        if cell or tag in ("td", "th"):
            if row is None:
                row = Row("", f"{part}/tr", is_foot=False)
                rows.append(row)
            name = cell or tag
            number = row.numbers[name] = row.numbers[name] + 1
            if cell:
                inside: Inside = unescape(simple)
            else:
                attributes, inside = others, "" if empty else _inside(_content(tokens, f"/{tag}", paths, depth))
            if _HIDDEN not in attributes:
                row.cells.append((attributes, f"{row.path}/{name}[{number}]", inside))
        elif tag == "tr":
            number = numbers[part] = numbers.get(part, 0) + 1
            row = Row(others, f"{part}/tr[{number}]", is_foot=part.startswith(f"{path}/tfoot"))
            rows.append(row)
        elif text:
            beside.append(unescape(text))
        elif tag == "table":  # in none of its cells
            beside.append(_table(tokens, empty, paths, depth + 1))
        elif tag == "/table":
            break
        elif tag in ("thead", "tbody", "tfoot"):
            number = numbers[tag] = numbers.get(tag, 0) + 1
            part, row = path if empty else f"{path}/{tag}[{number}]", None
        elif tag in ("/thead", "/tbody", "/tfoot"):
            part, row = path, None
        elif tag != "/tr":
            beside.append(_STANDS.get(tag, ""))
    return Table(sorted((row for row in rows if row.is_shown), key=lambda row: row.is_foot), beside)


def _inside(pieces: Content) -> Inside:
    texts = [piece for piece in pieces if isinstance(piece, str)]
    return "".join(texts) if len(texts) == len(pieces) else pieces


def words(inside: Inside) -> str:
    """All text in a cell, tables and all, on one line."""
    if isinstance(inside, str):
        return inside.replace("\n", "").replace(PICTURE, "").strip()
    pieces = (
        piece if isinstance(piece, str) else "".join(map(words, [piece.beside, *piece.insides()])) for piece in inside
    )
    return words("".join(pieces))


def holds_a_page(inside: Inside) -> bool:
    """True if this cell of a layout table holds tables or an article, which are then read as the page's own."""
    is_layout = any(number > _FRAMES or len(table.insides()) > 1 for number, table in enumerate(_tables(inside), 1))
    return is_layout or len(words(inside)) > _ARTICLE


def _tables(inside: Inside) -> Iterator[Table]:
    for piece in () if isinstance(inside, str) else inside:
        if isinstance(piece, Table):
            yield piece
            for inner in piece.insides():
                yield from _tables(inner)


def grid(table: Table) -> Grid:
    """The table's cells in their places; one that holds a page is marked as a picture. Raises LimitExceeded."""
    if len(table.rows) > MAX_ROWS:
        raise LimitExceeded(f"a table of {len(table.rows)} rows")
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()  # by cells that began in a row above
    area = 0
    for index, row in enumerate(table.rows):
        column = 0
        for attributes, path, inside in row.cells:
            while taken and (index, column) in taken:
                column += 1
            rowspan, colspan = _spans(attributes)
            if rowspan > 1:
                rowspan = min(rowspan, len(table.rows) - index)
                taken.update((r, c) for r in range(index + 1, index + rowspan) for c in range(column, column + colspan))
            area += rowspan * colspan
            if area > MAX_CELLS:
                raise LimitExceeded(f"a table of more than {MAX_CELLS} cells")
            text = _tidy(inside) if isinstance(inside, str) else cell_text(inside)
            doubt = _doubt(attributes) if _DOUBT in attributes else ""
            cells.append(_cell((index, column, text, rowspan, colspan, None, None, path, None, doubt)))
            column += colspan
    return Grid(cells=tuple(cells))


def cell_text(inside: Inside) -> str:
    """A cell's text without its empty lines; PICTURE where there is something, but not the text of a cell."""
    if isinstance(inside, str):
        return _tidy(inside)
    if holds_a_page(inside):
        return PICTURE
    return _tidy("".join(piece if isinstance(piece, str) else f"\n{_framed(piece)}\n" for piece in inside))


@lru_cache(4096)  # most cells of all forms print one of a few hundred things
def _tidy(text: str) -> str:
    if len(text) > _ARTICLE and holds_a_page(text):
        return PICTURE
    text = "\n".join(line for line in text.split("\n") if line.strip(" \t"))
    if PICTURE in text:
        text = text.replace(PICTURE, "")
        return text if text.strip() else PICTURE
    return text


def _framed(table: Table) -> str:
    return "\n".join(map(cell_text, [_inside(table.beside), *table.insides()]))


def _doubt(attributes: str) -> str:
    return unescape(attributes.partition(_DOUBT)[2].partition('"')[0])


@lru_cache(4096)
def _spans(attributes: str) -> tuple[int, int]:
    """(rows, columns) a cell's attributes state."""
    stated = {name: max(1, int(number)) for name, number in _SPAN.findall(attributes)}
    return stated.get("row", 1), min(stated.get("col", 1), MAX_COLUMNS)
