"""T2 二、主动公开政府信息情况: blocks under 第二十条第（N）项, each with a header that tells its layout.

Columns may stand in any order under their names in full, beside others that number, explain or give the unit.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pipelines.align.cells import (
    BESIDE,
    Header,
    HeaderRows,
    Line,
    Table,
    ambiguity,
    is_rectangular,
    refuse_row,
    under,
    value,
)
from pipelines.language import folding
from pipelines.records import Cell, Severity
from pipelines.templates import Label, Template, codebook, meaning

_HEADING = re.compile(r"第二十条第?\(?[一二三四五六七八九十]\)?项")
_FIRST_COLUMN = "信息内容"
_GLUED = re.compile(r"(?P<name>\D+?)(?P<digits>\d+)?")
_LIKENESS = 75


def align(lines: Iterable[Line], layouts: Sequence[Template]) -> Table:
    """Read T2 from the rows of all grids; `layouts` are the templates of its layouts."""
    reader = _Reader(layouts)
    for line in lines:
        reader.take(line)
    return reader.finish()


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of the form in one layout, with its block's columns."""

    template: Template
    row: Label
    columns: tuple[Label, ...]

    @property
    def codes(self) -> list[str]:
        return [self.template.code(self.row, column) for column in self.columns]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of figures and the header it stands under."""

    line: Line
    name: str
    cells: Sequence[Cell]
    header: Sequence[Header]  # empty where it is lost
    is_under: bool  # the header stands in the row's own grid
    note: str
    unit: str = ""  # what a column of units says of the row


class _Reader:
    def __init__(self, layouts: Sequence[Template]) -> None:
        self.layouts = layouts
        self.table = Table(layouts[0].table)
        self.row_names = {name for template in layouts for row in template.rows for name in row.names}
        self.column_names = {
            name
            for template in layouts
            for block in template.blocks
            for column in block.columns
            for name in column.names
        }
        self.header = HeaderRows()
        self.is_inside = False
        self.was_data = False
        self.waiting: list[_Row] = []  # rows whose header is lost, or means different fields in two layouts

    def take(self, line: Line) -> None:
        if any(_HEADING.search(folding.fold(cell.text)) for cell in line.cells):
            self.is_inside, self.was_data = True, False
            self.header.clear()
            return
        found = self._row(line)
        if found is not None:
            name, place, note = found
            if self.is_inside or self.header.lines:
                self.was_data = True
                self._read(line, name, line.cells[place + 1 :], note)
        elif _FIRST_COLUMN in line.names or any(name in self.column_names for name in line.names):
            if self.was_data:
                self.header.clear()
            self.header.add(line)
            self.is_inside, self.was_data = True, False
        elif self.header.belongs_to(line) and not self.was_data and line.number_count() == 0:
            self.header.add(line)  # 制作数量 below 本年新
        elif line.is_first:
            self.is_inside = self.is_inside and any(name in self.row_names for name in line.names)

    def _row(self, line: Line) -> tuple[str, int, str] | None:
        """(row name, place of the label, label as printed when digits are glued to it)."""
        for place, name in enumerate(line.names[:-1]):
            match = _GLUED.fullmatch(name)
            if match and match["name"] in self.row_names:
                return match["name"], place, line.cells[place].text.strip() if match["digits"] else ""
        return None

    def _read(self, line: Line, name: str, cells: Sequence[Cell], note: str) -> None:
        printed = _own_columns(
            _Row(line, name, cells, self._leaves(line), self.header.belongs_to(line), note), self._beside(line)
        )
        if not printed.header:
            self.waiting.append(printed)
            return
        places = _places(self.layouts, printed)
        if not places:
            shown = " | ".join(h.text.strip() for h in printed.header)
            message = f"no layout of the form has the columns {shown}"
            self.table.find("UNKNOWN_COLUMNS", Severity.ERROR, message, self._every_code(name), place=name)
        elif len({tuple(place.codes) for place in places}) > 1:
            self.waiting.append(printed)
        else:
            self._put(printed, places[0])

    def _leaves(self, line: Line) -> list[Header]:
        """Header columns right of 信息内容; empty ones pad the row and are left out.

        Programs without merged cells print a heading over each of the columns it spans: such columns are one.
        """
        leaves = self.header.leaves
        if leaves and (leaves[0].name in ("", _FIRST_COLUMN) or leaves[0].name.startswith(_FIRST_COLUMN)):
            leaves = leaves[1:]
        found: list[Header] = []
        for leaf in leaves:
            if found and leaf.name == found[-1].name and leaf.start == found[-1].end:
                found[-1] = replace(found[-1], end=leaf.end)
            elif leaf.name and leaf.name != _FIRST_COLUMN and leaf.name not in BESIDE:
                found.append(leaf)
        return found

    def _beside(self, line: Line) -> list[Header]:
        """Columns of the row's own grid that are none of the form's: 备注, 单位, 序号."""
        return [leaf for leaf in self.header.leaves if leaf.name in BESIDE] if self.header.belongs_to(line) else []

    def _put(self, printed: _Row, place: _Place) -> None:
        line, cells, header, columns = printed.line, printed.cells, printed.header, place.columns
        if len(cells) == len(columns):
            placed: Sequence[Cell | None] = cells
        elif printed.is_under and is_rectangular(line.grid):
            placed = [under(line, head.start) for head in header]
        else:
            placed = [] if any(cell.text.strip() for cell in cells[len(columns) :]) else list(cells[: len(columns)])
        again = {(head.start, cell.text) for head, cell in zip(header, placed, strict=False) if cell is not None}
        rest = [
            cell
            for cell in cells
            if cell not in placed
            and cell.text.strip()
            and not any(head.start <= cell.column < head.end and (head.start, cell.text) in again for head in header)
        ]
        label = line.cells[len(line.cells) - len(cells) - 1]
        if aside := meaning.foreign_aside(label.text, place.row.label):
            message = f"the label {label.text.strip()!r} says {aside} besides {place.row.label}"
            self.table.find("LABEL_ASIDE", Severity.WARN, message, place.codes)
        if (why := ambiguity(line, label, cells)) is not None:
            refuse_row(self.table, place.template, place.row, columns, cells, why)
            return
        if len(placed) != len(columns) or None in placed or rest or len({id(cell) for cell in placed}) < len(placed):
            why = f"{len(cells)} cells where {len(columns)} belong"
            refuse_row(self.table, place.template, place.row, columns, cells, why)
            return
        words = [head.text for head in header] or [""] * len(columns)
        unit = printed.unit or _weighty_unit(label.text)
        is_of_code = [_fits(unit, code, place.template.layout) for code in place.codes]
        if any(fits and folding.unit(text) not in (None, unit) for text, fits in zip(words, is_of_code, strict=True)):
            why = f"the header has another unit than {unit}"
            refuse_row(self.table, place.template, place.row, columns, cells, why)
            return
        words = [f"{text}（{unit}）" if fits else text for text, fits in zip(words, is_of_code, strict=True)]
        self.table.put(
            [
                value(code, cell, place.template, header=text, note=printed.note)
                for code, cell, text in zip(place.codes, placed, words, strict=True)
                if cell is not None
            ]
        )

    def _every_code(self, name: str) -> list[str]:
        return list(dict.fromkeys(code for place in _named(self.layouts, name) for code in place.codes))

    def finish(self) -> Table:
        """Rows that wait are read only when the others settle the layout: by their header, or if the count fits."""
        if not self.table.values:
            return self.table
        form = self.table.settle(self.layouts)
        for printed in self.waiting:
            if printed.header:
                for place in _places([form], printed)[:1]:
                    self._put(printed, place)
                continue
            for place in _named([form], printed.name):
                if len(printed.cells) == len(place.columns):
                    self._put(printed, place)
                else:
                    why = "its header is lost and the count does not fit"
                    refuse_row(self.table, place.template, place.row, place.columns, printed.cells, why)
        self.table.settle(self.layouts)
        return self.table


def _own_columns(printed: _Row, beside: Sequence[Header]) -> _Row:
    """The row without what stands under columns that are none of the form's; a unit there is the figures' own."""
    if not beside or not is_rectangular(printed.line.grid):
        return printed
    out = [cell for cell in printed.cells if any(head.start <= cell.column < head.end for head in beside)]
    unit = next((text for cell in out if (text := folding.fold(cell.text)) in folding.UNITS), "")
    return replace(printed, cells=[cell for cell in printed.cells if cell not in out], unit=unit)


def _weighty_unit(label: str) -> str:
    """The unit of money, or of counts by the hundred and more, that a row's label states: 行政事业性收费（元）."""
    unit = folding.unit(label) or ""
    return unit if unit in folding.MONEY | folding.SCALED else ""


def _fits(unit: str, code: str, layout: str) -> bool:
    """True if the unit is said of this field: money of an amount, any other of a count."""
    return bool(unit) and (unit in folding.MONEY) == (codebook()[code, layout].value_type == "money")


def _named(layouts: Sequence[Template], name: str) -> list[_Place]:
    """The rows of that name."""
    return [
        _Place(template, row, block.columns)
        for template in layouts
        for block in template.blocks
        for row in block.rows
        if name in row.names
    ]


def _places(layouts: Sequence[Template], printed: _Row) -> list[_Place]:
    """The rows of the form that name and header fit best; several where layouts agree."""
    scored = [(_score(printed.header, place.columns), place) for place in _named(layouts, printed.name)]
    best = max((score for score, _ in scored), default=0)
    found = [place for score, place in scored if score == best and score]
    return found or [moved for _, place in scored if (moved := _moved(printed.header, place)) is not None]


def _moved(header: Sequence[Header], place: _Place) -> _Place | None:
    """The place with its columns in the header's order, where the header prints each of their names, in full."""
    named = [next((column for column in place.columns if head.name in column.names), None) for head in header]
    columns = tuple(column for column in named if column is not None)
    is_whole = len(columns) == len(header) == len(place.columns) == len(set(columns))
    return replace(place, columns=columns) if is_whole else None


def _score(header: Sequence[Header], columns: Sequence[Label]) -> int:
    """How well header words fit a layout's columns, in order; 0 when the number or any of the words does not fit."""
    if len(header) != len(columns):
        return 0
    scores = [_likeness(head.name, column) for head, column in zip(header, columns, strict=True)]
    return sum(scores) if all(scores) else 0


def _likeness(name: str, column: Label) -> int:
    """100 for the label or an alias, less for a misprint, 50 for a label cut after a line (本年新), else 0."""
    if name == folding.bare(column.label):
        return 100
    if name in column.names:
        return 95
    ratio = max((fuzz.ratio(name, other) for other in column.names if meaning.is_misprint(name, other)), default=0)
    if ratio >= _LIKENESS:
        return int(ratio)
    is_cut = len(name) >= 3 and any(other.startswith(name) for other in column.names)
    return 50 if is_cut else 0
