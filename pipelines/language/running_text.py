"""The running text of a document, also where a table only lays it out or a sheet has its title in a cell."""

from collections.abc import Iterable, Iterator

from pipelines.records import Block, Cell, Grid, TextBlock


def lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Every line of text outside the tables proper, in order, blanks stripped.

    Rows of one cell count, since some pages are a table from title to signature; so do first and last rows with one
    filled cell, which hold title, period and signature of a spreadsheet.
    """
    for block in blocks:
        texts = [block.text] if isinstance(block, TextBlock) else _outer(block)
        for text in texts:
            yield from (line.strip() for line in text.split("\n") if line.strip())


def is_layout(grid: Grid) -> bool:
    """True if the grid only lays paragraphs out: no row with two filled cells, and a cell of several lines."""
    return all(len(row) < 2 for row in _filled(grid)) and any("\n" in cell.text.strip() for cell in grid.cells)


def _outer(grid: Grid) -> list[str]:
    filled = _filled(grid)
    tabular = [place for place, row in enumerate(filled) if len(row) > 1] or [len(filled)]
    return [
        row[0].text
        for place, (row, whole) in enumerate(zip(filled, grid.rows(), strict=True))
        if len(row) == 1 and (len(whole) == 1 or not tabular[0] < place < tabular[-1])
    ]


def _filled(grid: Grid) -> list[list[Cell]]:
    return [[cell for cell in row if cell.text.strip()] for row in grid.rows()]
