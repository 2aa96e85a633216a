"""T4 四、政府信息公开行政复议、行政诉讼情况: fifteen numbers, five results for each of three routes.

Printed as one row of fifteen, as a row for each route, or as a table for each route. The header must show which
number is which. Where it shows another order than the form's, or labels that are cut, each route must add up.
"""

import re
from collections.abc import Iterable, Sequence

from pipelines import templates
from pipelines.align import values
from pipelines.align.cells import Header, HeaderRows, Line, Table, is_rectangular, refuse_row, under, value
from pipelines.language import folding
from pipelines.records import Cell, State
from pipelines.templates import Label, Template, meaning

_NOT_LEAVES = frozenset({"行政诉讼"})
_AROUND_ROUTE = re.compile(r"行政诉讼|案件|情况|[().:,-]")  # what a row's label may print beside its route
_AROUND = re.compile(r"[因被]?(?:政府)?信息公开(?:工作)?|被?(?:申请|提起)|本年度?|案件|情况|数量?|件|[^\u4e00-\u9fff]")
Field = tuple[Label, Label]  # route, result


def align(lines: Iterable[Line], layouts: Sequence[Template]) -> Table:
    """Read T4 from the rows of all grids; `layouts` are the templates of its layouts, the oldest first.

    Each shape that the layouts have is tried, and the one that fits most cells is taken.
    """
    rows = list(lines)
    shapes = {tuple(template.codes()): template for template in reversed(layouts)}
    tables = [_read(rows, template) for template in reversed(shapes.values())]
    table = max(tables, key=lambda table: sum(value.state is not State.UNREADABLE for value in table.values.values()))
    if table.values:
        table.settle(layouts)
    return table


def _read(lines: Sequence[Line], template: Template) -> Table:
    reader = _Reader(template)
    for line in lines:
        reader.take(line)
    return reader.table


class _Reader:
    def __init__(self, template: Template) -> None:
        self.template = template
        self.table = Table(template.table)
        self.leaf_names = {name: column for column in template.columns for name in column.names}
        self.route_names = {name: row for row in template.rows for name in row.names}
        self.order = [(row, column) for row in template.rows for column in template.columns]
        self.header = HeaderRows(_NOT_LEAVES)
        self.is_waiting = False  # a header was seen, its numbers not yet
        self.has_read = False  # numbers were read under this header
        self.above: list[Line] = []  # rows that name a route and nothing else, the header's upper part if one follows

    def take(self, line: Line) -> None:
        if self._names_routes_only(line):
            if self.is_waiting and not self.has_read and self.header.belongs_to(line):
                self.header.add(line)
            else:
                self.above = [above for above in self.above if above.grid is line.grid] + [line]
        elif self._is_header(line):
            if not self.is_waiting or self.has_read:
                self.header.clear()
            for above in self.above:
                if above.grid is line.grid:
                    self.header.add(above)
            self.header.add(line)
            self.above = []
            self.is_waiting, self.has_read = True, False
        elif self.is_waiting and line.cells and not _numbers_columns(line):
            is_own = self.header.belongs_to(line)
            if is_own and not self.has_read and line.number_count() == 0 and any(line.names):
                self.header.add(line)  # 维持, 纠正 below 结果: pieces of labels, never a row of empty number cells
            elif self.has_read and (not is_own or line.number_count() < len(self.template.columns)):
                self.is_waiting = is_own
            else:
                self._read(line)
                self.has_read = self.has_read or line.number_count() > 0 or not is_own

    def _names_routes_only(self, line: Line) -> bool:
        return any(line.names) and all(
            not name or name in self.route_names or name in _NOT_LEAVES for name in line.names
        )

    def _is_header(self, line: Line) -> bool:
        if line.number_count():
            return False
        routes = sum(name in self.route_names or name in _NOT_LEAVES for name in line.names)
        is_below_routes = any(above.grid is line.grid for above in self.above)
        long_leaves = sum(name in self.leaf_names and (len(name) >= 4 or is_below_routes) for name in line.names)
        return routes >= 2 or long_leaves >= 3

    def _read(self, line: Line) -> None:
        """One row of numbers. A second row under one header must say the same, or neither is believed."""
        cells = line.cells
        while len(cells) > 1 and values.parse(cells[0].text).state is State.TEXT:
            cells = cells[1:]
        fields = self._of_one_route(line.cells[: len(line.cells) - len(cells)], line) or self._fields(line.before)
        if fields and len(fields) == len(cells) and (self._is_as_prescribed(fields) or self._adds_up(fields, cells)):
            self._put(zip(fields, cells, strict=True))
        elif (placed := self._by_header(line)) is not None:
            self._put(placed)
        elif len(cells) >= len(self.template.columns) or line.number_count():
            why = f"{len(cells)} cells where {len(self.order)} belong, or not in the form's order"
            for row in self._named_routes() or self.template.rows:
                refuse_row(self.table, self.template, row, self.template.columns, cells, why)

    def _of_one_route(self, labels: Sequence[Cell], line: Line) -> list[Field]:
        """The fields of a row that its own label gives to one route; empty when no label names a route."""
        names = [_AROUND_ROUTE.sub("", folding.fold(label.text)) for label in labels]
        routes = [route for name in names if (route := self.route_names.get(name)) is not None]
        leaves = [leaf for head in self.header.leaves if (leaf := self._leaf(head)) is not None]
        if len(routes) != 1 or not self.header.belongs_to(line):
            return []
        return [(routes[0], leaf) for leaf in leaves] if set(leaves) == set(self.template.columns) else []

    def _fields(self, before: str) -> list[Field]:
        """The fields the header's columns stand for, all of one or more routes; empty when it does not tell."""
        if not is_rectangular(self.header.lines[-1].grid):
            return self.order if self._is_in_order() else []
        if self._is_padded():
            return self.order
        found: list[Field] = []
        route = self._route_above(folding.fold(before))
        for head in self.header.leaves:
            route = (
                self._route(folding.fold(head.text)) or route
            )  # without merges a route stands over its first column only
            if (leaf := self._leaf(head)) is not None and route is not None:
                found.append((route, leaf))
        if not found:
            return self.order if self._is_in_order() else []
        if len(set(found)) == len(found) and set(found) == set(self._in_order(found)):
            return found
        return self.order if self._is_cut() else []

    def _in_order(self, fields: Sequence[Field]) -> list[Field]:
        """All fields of the routes that are named, in the form's order."""
        routes = {route for route, _ in fields}
        return [field for field in self.order if field[0] in routes]

    def _is_as_prescribed(self, fields: Sequence[Field]) -> bool:
        """True if routes and results stand in the form's order below labels in full; else the sums must prove it."""
        return fields == self._in_order(fields) and not self._is_cut() and not self._is_padded()

    def _is_padded(self) -> bool:
        """True if all results are named in order, but not above their figures: rows without their merges, filled up."""
        names = [name for line in self.header.lines for name in line.names]
        count = sum(name in self.leaf_names for name in names)
        leaves = sum(self._leaf(head) is not None for head in self.header.leaves)
        is_filled_up = is_rectangular(self.header.lines[-1].grid)
        return is_filled_up and count == len(self.order) != leaves and self._is_in_order()

    def _is_cut(self) -> bool:
        """True if the header shows a piece of each label, in the form's order: 维持, 纠正, 结果, 审结, 总计."""
        routed = [(head, self._route(folding.fold(head.text))) for head in self.header.leaves]
        heads = [head for head, route in routed if route is not None]
        is_in_order = [route for _, route in routed if route is not None] == [route for route, _ in self.order]
        if not is_in_order or all(self._leaf(head) for head in heads):
            return False
        pairs = zip(heads, self.order, strict=True)
        return all(any(self._result(head.name) in name for name in column.names) for head, (_, column) in pairs)

    def _result(self, name: str) -> str:
        """A leaf's name without the route above it."""
        return max((name.removeprefix(route) for route in self.route_names), key=lambda rest: len(name) - len(rest))

    def _adds_up(self, fields: Sequence[Field], cells: Sequence[Cell]) -> bool:
        """True if in each route the results make the total, blanks as 0, and every cell is a number or empty."""
        read = {field: values.parse(cell.text) for field, cell in zip(fields, cells, strict=True)}
        if any(parsed.state in (State.TEXT, State.UNREADABLE) for parsed in read.values()):
            return False
        return all(
            sum(read[row, part].value or 0 for part in total.parts) == (read[row, total.whole].value or 0)
            for row in {row for row, _ in fields}
            for total in templates.sums(self.template.columns)
        )

    def _named_routes(self) -> list[Label]:
        """The routes the header speaks of."""
        named = {self.route_names.get(name) for line in self.header.lines for name in line.names}
        return [row for row in self.template.rows if row in named]

    def _is_in_order(self) -> bool:
        """True if the routes and results that the header names come in the form's order, and it names nothing else."""
        names = [name for line in self.header.lines for name in line.names]
        if not all(map(self._is_known, names)):
            return False
        routes = [self.template.rows.index(self.route_names[name]) for name in names if name in self.route_names]
        results = [self.template.columns.index(self.leaf_names[name]) for name in names if name in self.leaf_names]
        size = len(self.template.columns)
        runs = [results[start : start + size] for start in range(0, len(results), size)]
        return routes == sorted(set(routes)) and all(run == sorted(set(run)) for run in runs)

    def _leaf(self, head: Header) -> Label | None:
        endings = [name for name in self.leaf_names if head.name.endswith(name)]
        if not endings:
            return None
        ending = max(endings, key=len)
        before = head.name.removesuffix(ending)
        for route in sorted(self.route_names, key=len, reverse=True):
            before = before.replace(route, "")
        return None if meaning.carries_meaning(before) else self.leaf_names[ending]  # 结果未维持 is not 维持

    def _route(self, name: str) -> Label | None:
        """The route that a header names; None where it says anything else: 不服行政复议, 未经复议间接起诉."""
        found = [route for route in self.route_names if route in name]
        return self.route_names[max(found, key=len)] if found and self._is_known(name) else None

    def _route_above(self, heading: str) -> Label | None:
        """The one route that a heading above the table names, as where each has a table of its own."""
        found = {row for route, row in self.route_names.items() if route in heading}
        route = found.pop() if len(found) == 1 else None
        is_of_all = any(group in heading for group in _NOT_LEAVES) and route is not None and not route.group
        return None if is_of_all else route

    def _is_known(self, name: str) -> bool:
        """True if a header says nothing but routes, results, or pieces of them."""
        known = (*self.route_names, *self.leaf_names, *_NOT_LEAVES)
        rest = _AROUND.sub("", name)
        for word in sorted(known, key=len, reverse=True):
            rest = rest.replace(word, "")
        return any(rest in word for word in known)

    def _by_header(self, line: Line) -> list[tuple[Field, Cell]] | None:
        """Cells by the header column they stand under, when the header shows all fifteen and every cell is used."""
        heads = [head for head in self.header.leaves if self._leaf(head) is not None]
        fields = self._fields(line.before)
        if not self.header.belongs_to(line) or set(fields) != set(self.order) or len(heads) != len(self.order):
            return None
        cells = [under(line, head.start) for head in heads]
        used = {id(cell) for cell in cells}
        rest = [cell for cell in line.cells if id(cell) not in used and values.parse(cell.text).state is State.NUMBER]
        if len(used) < len(cells) or rest:
            return None
        placed = [(name, cell) for name, cell in zip(fields, cells, strict=True) if cell is not None]
        if len(placed) < len(self.order):
            return None
        is_told = self._is_as_prescribed(fields) or self._adds_up(fields, [cell for _, cell in placed])
        return placed if is_told else None

    def _put(self, placed: Iterable[tuple[Field, Cell]]) -> None:
        found = [value(self.template.code(row, column), cell, self.template) for (row, column), cell in placed]
        known = [self.table.values.get(each.field_code) for each in found]
        if not any(each.raw.strip() for each in found) and any(known):
            return  # an empty row below the numbers
        if all(each is None or each.state is State.BLANK for each in known):  # or above them
            for each in found:
                self.table.values.pop(each.field_code, None)
        self.table.put(found)


def _numbers_columns(line: Line) -> bool:
    """True if the row numbers the columns, 1 to 15: then it holds no figure."""
    numbers = [values.parse(cell.text).value for cell in line.cells]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
