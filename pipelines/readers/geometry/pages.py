"""Pages of strokes and characters -> the text lines and grids of a document, in reading order."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pipelines.readers.geometry.borderless import gather_rows
from pipelines.readers.geometry.cells import cell_text, is_in_cell, torn_numbers, with_lone_marks
from pipelines.readers.geometry.cells_in_doubt import Doubt, in_doubt
from pipelines.readers.geometry.crowding import crowding
from pipelines.readers.geometry.glyphs import Glyph, Line, pieces_of_lines, turned_box
from pipelines.readers.geometry.lattice import Lattice, Rule, find_lattices
from pipelines.readers.geometry.paragraphs import join_wrapped
from pipelines.readers.geometry.stitching import Fragment, is_continued, stitch, without_blank_ends
from pipelines.readers.geometry.strikethrough import struck_out
from pipelines.records import Block, Cell, Grid, TextBlock

_EDGE = 0.12  # share of a page's height, above and below, where running heads and page numbers stand
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*+第?\s{0,20}\d{1,3}\s{0,20}页?(\W{0,3}共?\s{0,20}\d{1,3}\s{0,20}页?)?\W*+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is drawn on one page, in points from its top left, as a viewer shows it (/Rotate applied)."""

    number: int  # 1-based
    width: float
    height: float
    horizontal: Sequence[Rule]
    vertical: Sequence[Rule]
    glyphs: Sequence[Glyph]
    doubts: Sequence[Doubt] = ()  # areas in which something takes part that the reader cannot vouch for


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page's tables and the lines outside them, laid so that most of its text stands upright."""

    number: int
    height: float
    tables: tuple[Fragment, ...]  # by their top edge
    lines: tuple[Line, ...]  # from top to bottom


def blocks(sheets: Iterable[Sheet]) -> tuple[Block, ...]:
    """Text and grids of a document; tables cut by pages are whole, running heads are kept once, page numbers not."""
    layouts = [lay_out(sheet) for sheet in sheets]
    furniture = [_furniture(layout, layouts) for layout in layouts]
    tables = _whole_tables(layouts, furniture)
    return tuple(
        block
        for page, layout in enumerate(layouts)
        for block in _page_blocks(layout, furniture[page], {n: t for (p, n), t in tables.items() if p == page})
    )


def lay_out(sheet: Sheet) -> Layout:
    """Finds the tables of a page and puts its characters into their cells."""
    turn = main_turn(sheet.glyphs)
    upright = turn_sheet(sheet, turn)
    lattices = [
        lattice for lattice in find_lattices(upright.horizontal, upright.vertical) if lattice.xs[1] != lattice.xs[-1]
    ]  # one of a single column only frames what stands in it
    inside: list[dict[int, list[Glyph]]] = [{} for _ in lattices]
    outside = []
    # The smallest table first: one that lies in another's cell owns its text.
    order = sorted(range(len(lattices)), key=lambda index: _area(lattices[index]))
    for glyph in struck_out(upright.glyphs, upright.horizontal):
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        for index in order:
            region = lattices[index].find(x, y)
            if region is not None:
                if is_in_cell(glyph, lattices[index].box(lattices[index].regions[region])):
                    inside[index].setdefault(region, []).append(glyph)
                break
        else:
            outside.append(glyph)
    _take_in_cut_lines(lattices, inside, outside, upright.height)
    tables = tuple(
        _fragment(lattice, glyphs, outside, upright, turn) for lattice, glyphs in zip(lattices, inside, strict=True)
    )
    lines = sorted((line for line in gather_rows(pieces_of_lines(outside)) if line.text), key=lambda line: line.box[1])
    lines = join_wrapped(lines, [edge for table in tables for edge in (table.top, table.bottom)])
    return Layout(number=sheet.number, height=upright.height, tables=tables, lines=tuple(lines))


def main_turn(glyphs: Iterable[Glyph]) -> int:
    """How most characters of a page lie; /Rotate says how the paper lies, which is something else."""
    turns = Counter(glyph.turn for glyph in glyphs)
    return max(turns, key=lambda turn: turns[turn], default=0)


def turn_sheet(sheet: Sheet, turn: int) -> Sheet:
    """The sheet laid so that text turned by `turn` stands upright."""
    if not turn:
        return sheet

    def boxed(across: Iterable[Rule], down: Iterable[Rule]) -> Iterator[tuple[float, float, float, float]]:
        yield from (turned_box((rule.start, rule.at, rule.end, rule.at), turn, *size) for rule in across)
        yield from (turned_box((rule.at, rule.start, rule.at, rule.end), turn, *size) for rule in down)

    size = (sheet.width, sheet.height)
    horizontal, vertical = [], []
    for x0, top, x1, bottom in boxed(sheet.horizontal, sheet.vertical):
        if top == bottom:
            horizontal.append(Rule(top, x0, x1))
        else:
            vertical.append(Rule(x0, top, bottom))
    return Sheet(
        number=sheet.number,
        width=sheet.height if turn % 2 else sheet.width,
        height=sheet.width if turn % 2 else sheet.height,
        horizontal=horizontal,
        vertical=vertical,
        glyphs=[
            Glyph(*turned_box(glyph[:4], turn, *size), glyph.text, (glyph.turn - turn) % 4, glyph.score)
            for glyph in sheet.glyphs
        ],
        doubts=[Doubt(turned_box(doubt.box, turn, *size), doubt.reason) for doubt in sheet.doubts],
    )


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _take_in_cut_lines(
    lattices: Sequence[Lattice], inside: Sequence[dict[int, list[Glyph]]], outside: list[Glyph], height: float
) -> None:
    """Moves the line that runs through the bottom border of a table at the foot of the page into its cell.

    Browsers break the page in the middle of a cell, below a line that no longer fits into the part above.
    """
    for table, cells in zip(lattices, inside, strict=True):
        if table.ys[-1] < (1 - _EDGE) * height:
            continue
        for glyph in list(outside):
            region = table.find((glyph.x0 + glyph.x1) / 2, table.ys[-1] - 0.1)
            if region is not None and glyph.top < table.ys[-1] < glyph.middle:
                cells.setdefault(region, []).append(glyph)
                outside.remove(glyph)


def _fragment(
    lattice: Lattice, glyphs: Mapping[int, Sequence[Glyph]], outside: list[Glyph], sheet: Sheet, turn: int
) -> Fragment:
    cells = []
    glyphs = with_lone_marks(glyphs)
    torn = torn_numbers(glyphs, outside)
    crowded = (crowding(within, lattice.box(lattice.regions[index])) for index, within in glyphs.items())
    doubts = in_doubt(lattice, chain(sheet.doubts, *crowded))
    for index, region in enumerate(lattice.regions):
        box = lattice.box(region)
        text, score = cell_text(glyphs.get(index, ()), box)
        cells.append(
            Cell(
                row=region.row,
                column=region.column,
                rowspan=region.rowspan,
                colspan=region.colspan,
                text=text,
                page=sheet.number,
                bbox=turned_box(box, -turn % 4, sheet.width, sheet.height),
                score=0.0 if index in torn else score,
                doubt=doubts.get(index, ""),
            )
        )
    return without_blank_ends(
        Fragment(
            xs=lattice.xs,
            row_count=len(lattice.ys) - 1,
            cells=tuple(cells),
            page=sheet.number,
            top=lattice.ys[0],
            bottom=lattice.ys[-1],
            is_open_above=lattice.is_open_above,
            is_open_below=lattice.is_open_below,
        )
    )


def _furniture(layout: Layout, layouts: Sequence[Layout]) -> dict[int, bool]:
    """Lines that do not belong to the text: index of the line -> whether it is left out.

    Page numbers are, and running heads on every page but the first that shows them. A number that only one page has at
    its edge may be anything, so it stays.
    """
    found = {}
    for index, line in enumerate(layout.lines):
        if not _is_at_edge(line, layout):
            continue
        twins = [
            other.number
            for other in layouts
            if other is not layout and any(_is_repeated(line, twin, other, layout) for twin in other.lines)
        ]
        if twins:
            found[index] = min(twins) < layout.number or bool(_PAGE_NUMBER.fullmatch(line.text))
        elif _PAGE_NUMBER.fullmatch(line.text):
            found[index] = False
    return found


def _is_at_edge(line: Line, layout: Layout) -> bool:
    return line.box[3] < _EDGE * layout.height or line.box[1] > (1 - _EDGE) * layout.height


def _is_repeated(line: Line, twin: Line, its_page: Layout, page: Layout) -> bool:
    """True for the same words at the same height, but for one number that counts the pages.

    Other numbers must be the same: two rows of a borderless table differ in theirs.
    """
    if abs(line.box[1] - twin.box[1]) > 4 or _NUMBERS.sub("#", line.text) != _NUMBERS.sub("#", twin.text):
        return False
    pairs = zip(_NUMBERS.findall(line.text), _NUMBERS.findall(twin.text), strict=True)
    steps = [int(here) - int(there) for here, there in pairs if here != there]
    return steps in ([], [page.number - its_page.number])


def _whole_tables(layouts: Sequence[Layout], furniture: Sequence[dict[int, bool]]) -> dict[tuple[int, int], Fragment]:
    """(page, index of the table on it) -> the table, joined with its continuations on the pages after it."""
    whole: dict[tuple[int, int], Fragment] = {}
    running: list[tuple[int, int]] = []  # the tables that may go on: nothing but furniture stands below them
    for page, layout in enumerate(layouts):
        text = [line for index, line in enumerate(layout.lines) if index not in furniture[page]]
        first = min((table.bottom for table in layout.tables), default=0.0)
        last = max((table.top for table in layout.tables), default=0.0)
        names: dict[int, tuple[int, int]] = {}
        for number, table in enumerate(layout.tables):
            is_first = table.top < first and not any(line.box[1] < table.top for line in text)
            above = next((name for name in running if is_first and is_continued(whole[name], table)), None)
            names[number] = above or (page, number)
            whole[names[number]] = table if above is None else stitch(whole[above], table)
        is_closed = any(line.box[3] > layout.tables[-1].bottom for line in text) if layout.tables else True
        running = [] if is_closed else [name for number, name in names.items() if layout.tables[number].bottom > last]
    return whole


def _page_blocks(layout: Layout, furniture: dict[int, bool], tables: dict[int, Fragment]) -> Iterator[Block]:
    items: list[tuple[float, Block]] = [
        (line.box[1], TextBlock(text=line.text, page=layout.number))
        for index, line in enumerate(layout.lines)
        if not furniture.get(index, False)
    ]
    items += [
        (layout.tables[number].top, Grid(cells=table.cells, page=layout.number)) for number, table in tables.items()
    ]
    return (block for _, block in sorted(items, key=lambda item: item[0]))
