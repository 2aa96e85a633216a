"""T3 三、收到和处理政府信息公开申请情况: rows known by their label and group, seven numbers after the label.

The numbers are taken by their order after the label when there are seven, because real pages shift column spans;
by the header's columns when there are more or fewer; not at all when neither decides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from pipelines.align import values
from pipelines.align.cells import Header, HeaderRows, Line, Table, ambiguity, homes, refuse_row, under, unmerged, value
from pipelines.language import folding
from pipelines.records import Cell, Grid, Severity, State
from pipelines.templates import Label, Template, meaning

_LIKENESS = 80  # rapidfuzz ratio; measured: real misprints score 84 and more, different labels 62 and less
_MARGIN = 10
_RUN_TOGETHER = re.compile(r"\s*\d{2,}(?:\s+\d{2,})+\s*")  # of two digits and more: single ones are a number set wide


def align(lines: Iterable[Line], layouts: Sequence[Template]) -> Table:
    """Read T3 from the rows of all grids; `layouts` are the templates of its layouts, the oldest first."""
    reader = _Reader(layouts)
    for line in lines:
        reader.take(line)
    return reader.finish()


class _Reader:
    def __init__(self, layouts: Sequence[Template]) -> None:
        self.layouts = layouts
        self.template = layouts[0]  # what all layouts have alike: the names of table and fields
        self.table = Table(self.template.table)
        self.rows: dict[str, list[Label]] = {}
        for row in dict.fromkeys(row for template in layouts for row in template.rows):
            for name in row.names:
                self.rows.setdefault(name, []).append(row)
        self.homes = homes(layouts)
        self.columns = {name: column for template in layouts for column in template.columns for name in column.names}
        self.shapes = list(dict.fromkeys(template.columns for template in layouts))  # which columns a row may have
        self.shape = self.shapes[0]  # which it has by the last header
        self.groups = {folding.bare(row.group) for template in layouts for row in template.rows if row.group}
        self.column_groups = frozenset[str]().union(*(template.column_groups for template in layouts))
        self.header = HeaderRows(self.column_groups)
        self.is_inside = False
        self.may_end: Grid | None = None  # the grid that holds the last row of some layouts, but not of all
        self.above: Line | None = None  # the row before
        self.last: Label | None = None
        self.group = ""
        self.has_strays = False  # were there figures under no known label?

    def take(self, line: Line) -> None:
        above, self.above = self.above, line
        if sum(name in self.columns for name in line.names) >= 3 and line.number_count() < 3:
            if self.header.belongs_to(line) and self.header.lines[-1].index != line.index - 1:
                self.header.clear()
            if not self.header.belongs_to(line) and above is not None and self._heads(above, line):
                self.header.add(above)
            self.header.add(line)
            known = self._known_columns()
            self.is_inside = not self._is_complete() or any(len(known) == len(shape) for shape in self.shapes)
            return
        if self.header.belongs_to(line) and self.last is None and self._continues_header(line):
            self.header.add(line)
            return
        if self.may_end is not None and line.grid is not self.may_end:
            self.is_inside, self.may_end = False, None
        self.group = next((group for name in line.names if (group := self._group_of(name))), self.group)
        found = self._row(line)
        if found is None:
            if self.is_inside and line.number_count() >= 3 and self.last is not None:
                text = " | ".join(cell.text.strip() for cell in line.cells)
                self.table.find("UNKNOWN_ROW", Severity.WARN, f"a row of numbers under no known label: {text}")
                self.has_strays = True
            return
        row, place = found
        self._read(row, line, line.cells[place + 1 :])
        self.last = row
        ends = [row.key == template.rows[-1].key for template in self.layouts]
        self.is_inside = not all(ends)
        self.may_end = line.grid if any(ends) else None

    def _is_complete(self) -> bool:
        """True if a layout's last row was read: a narrower table after it counts something else by applicants."""
        return any(
            template.code(template.rows[-1], template.columns[-1]) in self.table.values for template in self.layouts
        )

    def _known_columns(self) -> set[str]:
        return {self.columns[head.name].key for head in self.header.leaves if head.name in self.columns}

    def _heads(self, above: Line, line: Line) -> bool:
        """True for the header's upper half, 自然人 | 法人或其他组织 | 总计, above a sheet without merges."""
        known = self.column_groups | self.columns.keys()
        return above.grid is line.grid and any(name in known for name in above.names) and not above.number_count()

    def _continues_header(self, line: Line) -> bool:
        """True for a second header row: pieces of column labels such as 企业, 机构 below 商业, 科研."""
        return (
            bool(line.cells) and line.number_count() == 0 and not any(name in self.rows for name in line.names if name)
        )

    def _row(self, line: Line) -> tuple[Label, int] | None:
        """The row's label and its place in the line: the rightmost cell that is a label with cells after it."""
        for place in range(len(line.cells) - 2, -1, -1):
            name = line.names[place]
            candidates = self._rows_of(name)
            if not self.is_inside and len(name) < 8:
                continue  # 其他, 总计, 重复申请 mean something else in other tables
            if any(after in self.rows or after in self.columns for after in line.names[place + 1 :]):
                continue  # labels after the label: a header made up by a converter
            if all(values.parse(cell.text).state is State.TEXT for cell in line.cells[place + 1 :]):
                continue  # words alone: the header of another table
            row = self._choose(candidates, line.cells[place].text)
            if row is not None:
                return row, place
        return self._alike(line) if self.is_inside else None

    def _group_of(self, name: str) -> str:
        """The group a cell names, alone or before its row: `不予公开`, `不予公开1.属于国家秘密`."""
        return name if name in self.groups else next((group for group in self.groups if name.startswith(group)), "")

    def _rows_of(self, name: str) -> list[Label]:
        """The rows a cell's name may mean; one that begins with its group is one of the group's."""
        if name in self.rows or name in self.groups or not (group := self._group_of(name)):
            return self.rows.get(name, [])
        own = folding.bare(name[len(group) :].lstrip(".:-/"))
        return [row for row in self.rows.get(own, ()) if folding.bare(row.group) == group]

    def _choose(self, candidates: Sequence[Label], text: str) -> Label | None:
        if len({row.key for row in candidates}) < 2:
            return candidates[0] if candidates else None
        ordinal = folding.ordinal(text)
        by_ordinal = [row for row in candidates if folding.ordinal(row.label) == ordinal]
        by_group = [row for row in candidates if folding.bare(row.group) == self.group]
        chosen = by_ordinal if ordinal else by_group
        return chosen[0] if len({row.key for row in chosen}) == 1 else None

    def _alike(self, line: Line) -> tuple[Label, int] | None:
        """A misprinted label: clearly nearer to one row's wording than to any other's."""
        for place in range(len(line.cells) - 2, -1, -1):
            name = line.names[place]
            if len(name) < 4 or values.parse(line.cells[place].text).state is not State.TEXT or name in self.groups:
                continue
            wordings = [wording for wording in self.rows if meaning.is_misprint(name, wording)]
            alike = process.extract(name, wordings, scorer=fuzz.ratio, score_cutoff=_LIKENESS - _MARGIN, limit=None)
            if not alike or alike[0][1] < _LIKENESS:
                continue
            nearest = self.rows[alike[0][0]]
            others = [score for wording, score, _ in alike if self.rows[wording] != nearest]
            if others and alike[0][1] - others[0] < _MARGIN:
                continue
            row = self._choose(nearest, line.cells[place].text)
            if row is not None and f"{row.key}__total" not in self.table.values:
                codes = [self.template.code(row, column) for column in self._columns(line)]
                message = f"label {line.cells[place].text.strip()!r} read as {row.label}"
                self.table.find("LABEL_LIKENESS", Severity.INFO, message, codes)
                return row, place
        return None

    def _columns(self, line: Line) -> tuple[Label, ...]:
        """The columns of the layout whose own ones the header shows; below no header, those of the one before."""
        if self.header.belongs_to(line) and (known := self._known_columns()):
            self.shape = max(self.shapes, key=lambda shape: 2 * len(known & {c.key for c in shape}) - len(shape))
        return self.shape

    def _read(self, row: Label, line: Line, cells: Sequence[Cell]) -> None:
        columns = self._columns(line)
        header = self.header.leaves if self.header.belongs_to(line) else []
        heads = [head for head in header if head.name in self.columns]
        by_column = {self.columns[head.name].key: head for head in heads}
        self._tell_asides(row, line.cells[len(line.cells) - len(cells) - 1].text, columns, heads)
        if (why := ambiguity(line, line.cells[len(line.cells) - len(cells) - 1], cells)) is not None:
            refuse_row(self.table, self.template, row, columns, cells, why)
            return
        if len(parted := unmerged(cells, heads, len(columns))) > len(cells):
            if not values.adds_up(parted):
                why = "a cell over several columns does not add up with the others"
                refuse_row(self.table, self.template, row, columns, cells, why)
                return
            cells, line = parted, replace(line, cells=(*line.cells[: len(line.cells) - len(cells)], *parted))
        is_standard = [self.columns[head.name].key for head in heads] == [column.key for column in columns]
        # as many cells as columns are not proof where one holds two numbers: then others may stand beside their place
        is_in_order = len(cells) == len(columns) and not any(_RUN_TOGETHER.fullmatch(cell.text) for cell in cells)
        if is_in_order and (is_standard or not by_column):
            self._put(row, {column.key: cell for column, cell in zip(columns, cells, strict=True)})
            return
        if (placed := self._by_header(line, cells, by_column, header)) is not None:
            self._put(row, placed)
            return
        if not self._is_forms_order(by_column, columns, header, cells):
            why = "the header shows another order than the form's, and the cells do not stand below it"
            refuse_row(self.table, self.template, row, columns, cells, why)
            return
        if is_in_order and len(by_column) < len(columns):
            self._put(row, {column.key: cell for column, cell in zip(columns, cells, strict=True)})
            return
        printed = [cell for cell in cells if cell.text.strip()]
        if len(printed) == len(columns) and values.adds_up(printed):  # empty cells before or after: merges filled up
            first, last = cells.index(printed[0]), cells.index(printed[-1])
            if last - first + 1 == len(printed):
                self._put(row, {column.key: cell for column, cell in zip(columns, printed, strict=True)})
                return
        extra = cells[len(columns) :]
        kept = cells[: len(columns)]
        if extra and not any(cell.text.strip() for cell in extra) and values.adds_up(kept):
            self._put(row, {column.key: cell for column, cell in zip(columns, kept, strict=True)})
            return
        why = f"{len(cells)} cells where {len(columns)} belong"
        refuse_row(self.table, self.template, row, columns, cells, why)

    def _is_forms_order(
        self, by_column: Mapping[str, Header], columns: Sequence[Label], header: Sequence[Header], cells: Sequence[Cell]
    ) -> bool:
        """True if the header names its columns in the form's order.

        With a group's head among them two header rows ran into one: 总计 may come early if the row's sum shows it last.
        """
        ran_together = any(head.name in self.column_groups for head in header)
        is_seven = len(cells) == len(columns) and values.parse(cells[-1].text).state is State.NUMBER
        last = {"total"} if ran_together and is_seven and values.adds_up(cells) else set[str]()
        order = [column.key for column in columns if column.key in by_column and column.key not in last]
        return [key for key in by_column if key not in last] == order

    def _tell_asides(self, row: Label, printed: str, columns: Sequence[Label], heads: Sequence[Header]) -> None:
        """A label or header that says more than the form's in brackets may count something else: 自然人（境外）."""
        named = [(self.columns[head.name], head.text) for head in heads]
        said = [(row.label, printed, columns), *((column.label, text, [column]) for column, text in named)]
        for known, text, of in said:
            if aside := meaning.foreign_aside(text, known):
                message = f"{text.strip()!r} says {aside} besides {known}"
                self.table.find("LABEL_ASIDE", Severity.WARN, message, [self.template.code(row, one) for one in of])

    def _by_header(
        self, line: Line, cells: Sequence[Cell], by_column: dict[str, Header], header: Sequence[Header]
    ) -> dict[str, Cell] | None:
        """Cells by the header column they stand under; None unless every printed cell is accounted for."""
        if len(by_column) < 3 or "total" not in by_column:
            return None
        placed = {key: cell for key, head in by_column.items() if (cell := under(line, head.start)) is not None}
        places = [id(cell) for cell in placed.values()]
        if len(placed) < len(by_column) or len(set(places)) < len(places):
            return None
        known = {*self.columns, *self.column_groups}  # under a group's head stand its columns, nothing else
        foreign = [head for head in header if head.name and head.name not in known]
        first = min(head.start for head in by_column.values())
        label = line.cells[len(line.cells) - len(cells) - 1]
        is_full = all(cell.text.strip() for cell in placed.values())
        for cell in cells:
            if id(cell) in places or not cell.text.strip():
                continue
            over = next((head for head in foreign if head.start <= cell.column < head.end), None)
            if over is None or (over.start <= label.column < over.end and not is_full):
                return None  # under the label's own head: the row may stand a column off
            if cell.column < first and cell.text.strip() not in folding.UNITS and values.parse(cell.text).value is None:
                return None  # a second label: the row is one of several under the first
            message = f"the column {over.text.strip()!r} is none of the form's; its figures are left out"
            place = f"{folding.bare(line.cells[0].text)} {cell.text.strip()!r}"
            self.table.find("UNKNOWN_COLUMN", Severity.INFO, message, place=place)
        return placed

    def _put(self, row: Label, cells: dict[str, Cell]) -> None:
        codes = {self.template.code(row, column): cells[column.key] for column in self.shape if column.key in cells}
        self.table.put([value(code, cell, self.homes[code]) for code, cell in codes.items() if code in self.homes])

    def finish(self) -> Table:
        """Settle the layout; what is printed of another one is a heading's or is told of."""
        if self.table.values:
            form = self.table.settle(self.layouts)
            self._drop_headings(form)
            if self.has_strays:
                self._doubt_blank_rows(form)
        return self.table

    def _drop_headings(self, form: Template) -> None:
        """（六）其他处理 is a row of F2019 and a heading of F2021, whose empty cells are no values."""
        groups = {folding.bare(row.group) for row in form.rows}
        for row in (row for template in self.layouts for row in template.rows):
            codes = [self.template.code(row, column) for column in self.shape]
            if row.key in {own.key for own in form.rows} or not row.names & groups:
                continue
            dropped = [self.table.values.pop(code) for code in codes if code in self.table.values]
            if any(v.state is State.NUMBER and v.value for v in dropped):
                shown = ", ".join(v.raw.strip() for v in dropped)
                self.table.find(
                    "HEADING_ROW_NUMBERS", Severity.INFO, f"the heading {row.label} carries numbers: {shown}"
                )

    def _doubt_blank_rows(self, form: Template) -> None:
        """A row may be blank because its figures are the ones under no known label, on the page before or after."""
        for row in form.rows:
            codes = [form.code(row, column) for column in form.columns]
            found = [self.table.values[code] for code in codes if code in self.table.values]
            if found and all(value.state is State.BLANK for value in found):
                self.table.values |= {value.field_code: replace(value, state=State.UNREADABLE) for value in found}
                message = f"{row.label}: blank, while figures stand under no known label"
                self.table.find("ROW_SHAPE", Severity.ERROR, message, codes)
