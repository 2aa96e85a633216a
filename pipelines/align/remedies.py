"""T4 四、政府信息公开行政复议、行政诉讼情况: one row of fifteen numbers, five for each of three routes.

Also read: three tables of five numbers, one for each route, which some converters and portals make of it.
"""

from collections.abc import Iterable, Sequence

from pipelines import labels, values
from pipelines.align.rows import Header, Line, Table, headers, is_rectangular, refuse_row, under, value
from pipelines.records import Cell, State
from pipelines.templates import Label, Template

_NOT_LEAVES = frozenset({"行政诉讼"})


def align(lines: Iterable[Line], template: Template, layout: str) -> Table:
    """Read T4 from the rows of all grids. Its labels are the same in both layouts: `layout` is that of the other tables."""
    reader = _Reader(template, layout)
    for line in lines:
        reader.take(line)
    return reader.table


class _Reader:
    def __init__(self, template: Template, layout: str) -> None:
        self.template = template
        self.layout = layout
        self.table = Table(template.table)
        self.leaf_names = {name: column for column in template.columns for name in column.names}
        self.route_names = {name: row for row in template.rows for name in row.names}
        self.order = [(row.key, column.key) for row in template.rows for column in template.columns]
        self.header: list[Line] = []
        self.is_waiting = False  # a header was seen, its numbers not yet

    def take(self, line: Line) -> None:
        if self._is_header(line):
            if not self.is_waiting or self.header[-1].grid is not line.grid:
                self.header = []
            self.header.append(line)
            self.is_waiting = True
        elif self.is_waiting and line.cells:
            if self.header[-1].grid is line.grid and line.number_count() == 0 and self._is_rest_of_header(line):
                self.header.append(line)
            else:
                self._read(line)

    def _is_header(self, line: Line) -> bool:
        if line.number_count():
            return False
        routes = sum(name in self.route_names or name in _NOT_LEAVES for name in line.names)
        long_leaves = sum(name in self.leaf_names and len(name) >= 4 for name in line.names)
        return routes >= 2 or long_leaves >= 3

    def _is_rest_of_header(self, line: Line) -> bool:
        """维持, 纠正 below 结果: pieces of labels, never a row of empty number cells."""
        return any(name for name in line.names)

    def _read(self, line: Line) -> None:
        leaves = self._leaves(line)
        cells = line.cells
        if len(cells) > 1 and values.parse(cells[0].text).state is State.TEXT:
            cells = cells[1:]
        routes = [route for route, _ in leaves]
        if len(cells) == len(self.order) and (not leaves or [(r.key, c.key) for r, c in leaves] == self.order):
            self._put([(row, column, cell) for (row, column), cell in zip(self._all(), cells, strict=True)])
        elif len(leaves) == len(cells) == len(self.template.columns) and len({route.key for route in routes}) == 1:
            self._put([(row, column, cell) for (row, column), cell in zip(leaves, cells, strict=True)])
        elif (placed := self._by_header(line)) is not None:
            self._put(placed)
        elif len(cells) >= len(self.template.columns) or line.number_count():
            why = f"{len(cells)} cells where {len(self.order)} belong"
            for row in self.template.rows:
                refuse_row(self.table, self.template, row, self.template.columns, cells, why)
        self.is_waiting = False

    def _all(self) -> list[tuple[Label, Label]]:
        return [(row, column) for row in self.template.rows for column in self.template.columns]

    def _leaves(self, line: Line) -> list[tuple[Label, Label]]:
        """Route and result of each header column; empty when the header does not show them."""
        if not is_rectangular(self.header[-1].grid):
            return []
        found = []
        for head in headers(self.header, _NOT_LEAVES):
            leaf = self._leaf(head)
            if leaf is None:
                continue
            route = self._route(head.name) or self._route(labels.fold(line.before))
            if route is not None:
                found.append((route, leaf))
        return found

    def _leaf(self, head: Header) -> Label | None:
        endings = [name for name in self.leaf_names if head.name.endswith(name)]
        return self.leaf_names[max(endings, key=len)] if endings else None

    def _route(self, name: str) -> Label | None:
        found = [(len(route), self.route_names[route]) for route in self.route_names if route in name]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def _by_header(self, line: Line) -> list[tuple[Label, Label, Cell]] | None:
        """Cells by the header column they stand under, when the header shows all fifteen and every cell is used."""
        heads = [head for head in headers(self.header, _NOT_LEAVES) if self._leaf(head) is not None]
        leaves = self._leaves(line)
        if len(heads) != len(self.order) or [(r.key, c.key) for r, c in leaves] != self.order:
            return None
        if self.header[-1].grid is not line.grid:
            return None
        cells = [under(line, head.start) for head in heads]
        used = {id(cell) for cell in cells}
        rest = [cell for cell in line.cells if id(cell) not in used and values.parse(cell.text).state is State.NUMBER]
        if None in cells or len(used) < len(cells) or rest:
            return None
        return [(row, column, cell) for (row, column), cell in zip(leaves, cells, strict=True) if cell is not None]

    def _put(self, placed: Sequence[tuple[Label, Label, Cell]]) -> None:
        found = [value(self.template.code(row, column), cell, self.template, self.layout) for row, column, cell in placed]
        self.table.put(found)
        self.table.layout = self.layout
