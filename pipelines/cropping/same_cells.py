"""A cell in another reading of its document: by the figures of its row, where the labels read otherwise."""

from collections.abc import Iterable, Iterator

from pipelines.align.values import parse
from pipelines.records import Block, Cell, Grid, State


def same_cell(grid: Grid, cell: Cell, others: Iterable[Block]) -> Cell | None:
    """The cell that stands in the other reading where `cell` stands in its row of figures; None where that is unsure.

    A row is known by all its figures in their order. Rows alike are told apart by their order, as long as there are as
    many in both readings.
    """
    own = [row for row in _rows([grid]) if any(each is cell for each in row)]
    if not own:
        return None
    wanted = _figures(own[0])
    here = [row for row in _rows([grid]) if _figures(row) == wanted]
    there = [row for row in _rows(others) if _figures(row) == wanted]
    if len(here) != len(there):
        return None
    twin = there[next(index for index, row in enumerate(here) if row[0] is own[0][0])]
    return twin[next(index for index, each in enumerate(own[0]) if each is cell)]


def _rows(blocks: Iterable[Block]) -> Iterator[list[Cell]]:
    """The cells with figures of every row that has some."""
    for block in blocks:
        if isinstance(block, Grid):
            for row in block.rows():
                if found := [cell for cell in row if parse(cell.text, is_signed=True).state is State.NUMBER]:
                    yield found


def _figures(row: list[Cell]) -> list[object]:
    return [parse(cell.text, is_signed=True).value for cell in row]
