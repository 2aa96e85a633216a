"""A table that sets years side by side, cut down to the report's own year: `2024年 | 2025年` under each label."""

import re
from collections.abc import Callable

from pipelines.align.transposed import turned
from pipelines.align.values import parse
from pipelines.language import folding
from pipelines.records import Cell, Grid, State

_YEAR = re.compile(r"\(?((?:19|20)\d\d)年?度?\)?")
_NOW = re.compile(r"\(?[本今]年度?\)?")
_COMPARED = re.compile(
    r"\(?(?:(?:19|20)\d\d年度?|[本上去今前]年度?|[同环]比.*|占比|比例|比重|增长率?|增减|增减变化|变化|增幅|较[上去]年.*)\)?"
)


def of_this_year(grid: Grid, year: int | None) -> Grid | None:
    """The grid without the columns, or rows, of other years and of changes; None where it shows not the year's own.

    Without a year the latest one printed is the report's own.
    """
    for turn in (_as_it_is, turned):
        upright = turn(grid)
        row = next((row for row in range(upright.row_count) if len(_words(upright, row)) > 1), None)
        if row is not None:
            cut = _cut(upright, row, year)
            return turn(cut) if cut is not None else None
    return None


def compares(grid: Grid) -> bool:
    """True if a grid sets years side by side, as reports do beside the form. No layout of T3 and T4 does.

    Two different words for a year or a change, each a cell of its own, in one row or one column.
    """
    words: dict[tuple[str, int], set[str]] = {}
    for cell in grid.cells:
        if is_compared(cell.text):
            for place in (("row", cell.row), ("column", cell.column)):
                words.setdefault(place, set()).add(folding.fold(cell.text))
    return any(len(found) > 1 for found in words.values())


def is_compared(text: str) -> bool:
    """True if a cell is a word for a year or a change: 2022年, 上年, 同比."""
    return len(text) < 20 and _COMPARED.fullmatch(folding.fold(text)) is not None


def _as_it_is(grid: Grid) -> Grid:
    return grid


def _words(grid: Grid, row: int) -> set[str]:
    """The words for years and changes in a row."""
    return {folding.fold(cell.text) for cell in grid.cells if cell.row == row and is_compared(cell.text)}


def _cut(grid: Grid, row: int, year: int | None) -> Grid | None:
    is_own = _own(_words(grid, row), year)
    heads = [cell for cell in grid.cells if cell.row == row and is_compared(cell.text)]
    own = [head for head in heads if is_own(folding.fold(head.text))]
    out = {column for head in heads if head not in own for column in range(head.column, head.column + head.colspan)}
    kept = [column for column in range(grid.column_count) if column not in out]
    if not own or not out:
        return None
    cells = []
    for cell in grid.cells:
        covered = [place for place, column in enumerate(kept) if cell.column <= column < cell.column + cell.colspan]
        if covered:
            text = "" if cell in own and _names_more(grid, cell) else cell.text
            cells.append(cell._replace(column=covered[0], colspan=len(covered), text=text))
    return Grid(cells=tuple(cells), page=grid.page)


def _names_more(grid: Grid, head: Cell) -> bool:
    """True if words above or below a year name its column, too: 自然人 above 2024年. Else the year is all its name."""
    return any(
        cell.column <= head.column < cell.column + cell.colspan
        and cell.row - 1 <= head.row <= cell.row + cell.rowspan
        and cell is not head
        and parse(cell.text).state is State.TEXT
        for cell in grid.cells
    )


def _own(words: set[str], year: int | None) -> Callable[[str], bool]:
    """Which of the words for years means the report's own."""
    years = {int(match[1]) for word in words if (match := _YEAR.fullmatch(word))}
    wanted = year if year is not None else max(years, default=None)
    if years:
        return lambda word: (match := _YEAR.fullmatch(word)) is not None and int(match[1]) == wanted
    return lambda word: _NOW.fullmatch(word) is not None
