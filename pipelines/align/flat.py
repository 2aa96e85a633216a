"""T2 in one row or one column: each figure stands under (or beside) the names of its row and its column.

Read only where such a header names all cells of a layout, each once.
"""

from collections.abc import Iterable, Sequence

from pipelines.align.cells import Header, Line, Table, headers, is_rectangular, under, value
from pipelines.templates import Template


def align(lines: Iterable[Line], layouts: Sequence[Template]) -> Table:
    """T2 from the rows of all grids; an empty table when none of them is a row of all its figures."""
    table = Table(layouts[0].table)
    least = min(sum(1 for _ in template.codes()) for template in layouts)
    header: list[Line] = []
    for line in lines:
        if header and header[-1].grid is not line.grid:
            header = []
        if line.number_count() < least // 2:  # some cells may be blank
            header.append(line)
        elif len(line.cells) >= least and is_rectangular(line.grid):
            _read(table, line, headers(header), layouts)
    if table.values:
        table.settle(layouts)
    return table


def _read(table: Table, line: Line, leaves: Sequence[Header], layouts: Sequence[Template]) -> None:
    for template in layouts:
        places = _places(leaves, template)
        cells = {code: under(line, head.start) for code, head in places.items()}
        if set(cells) == set(template.codes()) and len({id(cell) for cell in cells.values()}) == len(cells):
            found = [(code, cell) for code, cell in cells.items() if cell is not None]
            table.put([value(code, cell, template, header=places[code].text) for code, cell in found])


def _places(leaves: Sequence[Header], template: Template) -> dict[str, Header]:
    """Field code -> the column whose words are the names of its row and its column; none where one is named twice."""
    found: dict[str, Header] = {}
    for block in template.blocks:
        for row in block.rows:
            for column in block.columns:
                names = {rows + columns for rows in row.names for columns in column.names}
                heads = [leaf for leaf in leaves if leaf.name in names]
                if len(heads) == 1 and not row.is_local:
                    found[template.code(row, column)] = heads[0]
    return found
