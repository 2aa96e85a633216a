"""Tables printed on their side: what the form has in columns stands in rows, as narrow pages show them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipelines.align.cells import Line, Table, is_rectangular, lines
from pipelines.records import Block, Grid, State

Reader = Callable[[Iterable[Line]], Table]


def read_either_way(read: Reader, rows: Iterable[Line], blocks: Sequence[Block]) -> Table:
    """The table as the rows have it; where they have none that can be read, as the grids have it on their side."""
    upright = read(rows)
    if _is_read(upright):
        return upright
    table = read(lines([turned(block) if isinstance(block, Grid) else block for block in blocks]))
    if not _is_read(table):
        return upright if upright.values or upright.findings else table
    places = {code: replace(value, row=value.column, column=value.row) for code, value in table.values.items()}
    return replace(table, values=places)


def _is_read(table: Table) -> bool:
    return any(value.state is not State.UNREADABLE for value in table.values.values())


def turned(grid: Grid) -> Grid:
    """The grid with rows for columns; one whose rows differ in length has no columns, and stays."""
    if not is_rectangular(grid):
        return grid
    cells = (
        cell._replace(row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)
        for cell in grid.cells
    )
    return replace(grid, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
