"""What the aligners' tests share: a valid sheet as rows of cells, changed, and read back."""

from collections.abc import Mapping, Sequence
from random import Random

from pipelines.align import Aligned, align
from pipelines.records import Cell, Grid, TextBlock
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2021
from tests.city.forms.sheet import SheetCell

Rows = Sequence[Sequence[SheetCell]]


def busy_figures(layout: str = F2021) -> dict[str, str]:
    """Figures whose cells are nearly all different, so that a swap of two shows."""
    chance = Random(7)

    def integer(low: int, high: int) -> int:
        return 0 if (low, high) == (0, 2) else chance.randint(low, high)

    return valid_figures(integer, layout, layout, busiest=400)


def read(*tables: Rows | str) -> Aligned:
    """The tables, and lines of text between them, read as one document."""
    return align([TextBlock(text=table) if isinstance(table, str) else grid(table) for table in tables])


def numbers(aligned: Aligned) -> dict[str, str]:
    """Field code -> number, of the cells that were read."""
    return {value.field_code: f"{value.value}" for value in aligned.values if value.value is not None}


def flagged(aligned: Aligned) -> set[str]:
    """Field codes a finding of weight speaks of."""
    return {code for finding in aligned.findings if finding.severity != "info" for code in finding.fields}


def rules(aligned: Aligned) -> set[str]:
    return {finding.rule for finding in aligned.findings}


def only(printed: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {code: text for code, text in printed.items() if code.startswith(prefix)}


def grid(rows: Rows) -> Grid:
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for row, printed in enumerate(rows):
        column = 0
        for cell in printed:
            while (row, column) in taken:
                column += 1
            taken |= {(row + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
            cells.append(Cell(row=row, column=column, text=cell.text, rowspan=cell.rowspan, colspan=cell.colspan))
            column += cell.colspan
    return Grid(cells=tuple(cells))


def without_merges(rows: Rows) -> list[list[SheetCell]]:
    """The table as a sheet shows it whose merged cells were parted: text in the first, the others empty."""
    shown = grid(rows)
    texts = {(cell.row, cell.column): cell.text for cell in shown.cells}
    return [
        [SheetCell(texts.get((row, column), "")) for column in range(shown.column_count)]
        for row in range(shown.row_count)
    ]
