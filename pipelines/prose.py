"""The running text of a document, also where a table only lays it out or a sheet has its title in a cell."""

from collections.abc import Iterable, Iterator

from pipelines.records import Block, Cell, Grid, TextBlock


def lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Every line of text outside the tables proper, in order, blanks stripped.

    A table's first and last rows count when one cell of each is filled: title, period and signature of a spreadsheet.
    """
    for block in blocks:
        texts = [block.text] if isinstance(block, TextBlock) else _outer(block)
        for text in texts:
            yield from (line.strip() for line in text.split("\n") if line.strip())


def is_layout(grid: Grid) -> bool:
    """Does the grid only lay paragraphs out: no row with two filled cells, and a cell of several lines?"""
    return all(len(row) < 2 for row in _filled(grid)) and any("\n" in cell.text.strip() for cell in grid.cells)


def _outer(grid: Grid) -> list[str]:
    rows = _filled(grid)
    tabular = [place for place, row in enumerate(rows) if len(row) > 1]
    if not tabular:
        return [cell.text for row in rows for cell in row]
    return [cell.text for row in (*rows[: tabular[0]], *rows[tabular[-1] + 1 :]) for cell in row]


def _filled(grid: Grid) -> list[list[Cell]]:
    return [[cell for cell in row if cell.text.strip()] for row in grid.rows()]
