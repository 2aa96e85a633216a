"""N14 政府信息公开情况统计表 (2014 to 2018) and LSH, the local sheets before it: one indicator a row, one figure each.

A row is read by its label's exact wording, its figure by the header of the column. What a locality added is a finding
with its text; what the form does not settle (whose 被依法纠错数, which of two columns) is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipelines import templates
from pipelines.align import values
from pipelines.align.cells import Line, Table, is_rectangular, under, unreadable, value
from pipelines.align.statistics_sheets import Sheet, sheets
from pipelines.language import folding
from pipelines.records import Cell, Severity, State, Value
from pipelines.templates import Label, Template

_EVIDENCE = 5  # rows of a form that must be there before a table is taken for it: reports quote single indicators
_BEFORE = re.compile(r"^其中[:.,]?")
_CIRCLED = re.compile(r"[①-⑳]")
_PART = re.compile(r"[一二三四五六七八九十]+[.,]")  # the form's nine parts
_ASIDE = re.compile(r"\(([^()]*)\)")
_OTHER_TIME = re.compile(r"累计|历年|上年|去年|上一年|季度|半年|月")
_COUNTING = frozenset({"甲", "A"})  # 甲 | 乙 | 1 below the header number the columns


@dataclass(frozen=True, slots=True)
class _Found:
    """The label of a row, where it stands, and what its figure's column holds."""

    line: Line
    place: int  # of the label among the row's cells
    figure: Cell | None
    doubt: str = ""  # why the figure cannot be told

    @property
    def label(self) -> Cell:
        return self.line.cells[self.place]


def align(rows: Sequence[Line], template: Template) -> Table:
    """Read the sheets of one form from the rows of all grids."""
    table = Table(template.table)
    if _row_count(template, _names(rows)) < _EVIDENCE:
        return table
    for sheet in sheets(rows, template):
        if _owner(sheet) == template.table:
            table.layout = template.layout
            _Reader(table, template, sheet).read()
    codes = list(template.codes())
    table.values = {code: table.values[code] for code in codes if code in table.values}  # in the form's order
    missing = [code for code in codes if code not in table.values]
    if table.values and missing:
        message = f"{template.table}: the sheet has not {len(missing)} of the form's indicators"
        table.find("ROWS_MISSING", Severity.INFO, message, missing)
    return table


def refuse_text(text: str, template: Template) -> Table:
    """A finding, never a value, where running text holds the form: nothing parts a figure from the next one."""
    table = Table(template.table)
    folded = folding.fold(text)
    count = _printed_rows(template, folded)
    if count >= _EVIDENCE and count == max(_printed_rows(form, folded) for form in _forms()):
        message = f"{template.table} is running text and is not read: nothing parts its figures"
        table.find("TEXT_REFUSED", Severity.WARN, message, template.codes())
    return table


def _printed_rows(form: Template, folded: str) -> int:
    """How many rows' wordings stand in folded text with a unit or a digit right behind them."""
    return sum(1 for row in form.rows if _printed(row).search(folded))


@cache
def _printed(row: Label) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(row.names)))
    units = "|".join(sorted(folding.UNITS, key=len, reverse=True))
    return re.compile(rf"(?:{names})(?:\([^()]*\))?(?:{units})?\d")


def _forms() -> list[Template]:
    return [template for template in templates.load() if template.kind == "list"]


def _names(lines: Sequence[Line]) -> set[str]:
    return {name for line in lines for cell in line.cells if (name := _name(cell.text))}


def _row_count(form: Template, names: set[str]) -> int:
    """How many of the form's rows are among the names."""
    return sum(1 for row in form.rows if not names.isdisjoint(row.names))


def _owner(sheet: Sheet) -> str | None:
    """The form whose rows these are; None when too few are, or as many of both forms."""
    names = _names(sheet.lines)
    counts = {form.table: _row_count(form, names) for form in _forms()}
    best = max(counts.values())
    owners = [table for table, count in counts.items() if count == best]
    if len(owners) > 1 and sheet.columns.codes:
        owners = [table for table in owners if table == "LSH"]
    return owners[0] if best >= _EVIDENCE and len(owners) == 1 else None


class _Reader:
    def __init__(self, table: Table, template: Template, sheet: Sheet) -> None:
        self.table = table
        self.template = template
        self.columns = sheet.columns
        self.lines = sheet.lines
        self.is_of_part_of_year = sheet.is_of_part_of_year
        self.by_name: dict[str, list[Label]] = {}
        for row in template.rows:
            for name in row.names:
                self.by_name.setdefault(name, []).append(row)
        self.groups = {row.group for row in template.rows if row.group}
        self.group: str | None = None  # the last row above that says whose rows follow
        self.doubts: dict[str, list[str]] = {}  # why -> field codes
        self.is_plain = self.columns.figure is None and all(  # no header, and one figure in every row
            len(self._figures(line, place)) <= 1 for line in self.lines for place in self._places(line)
        )

    def read(self) -> None:
        for line in self.lines:
            places = self._places(line)
            if len({_name(line.cells[place].text) for place in places}) == 1:
                places = places[-1:]  # the part's heading beside its only row says the same
            for place in self._labels(line):
                if place not in places:
                    self._note_group(line, place)
            if len(places) == 1:
                self._read(line, places[0])
            elif places:
                shown = " | ".join(cell.text.strip() for cell in line.cells)
                self.table.find("ROW_SHAPE", Severity.ERROR, f"{len(places)} indicators in one row: {shown}")
            else:
                self._report_unknown(line)
        for doubt, codes in self.doubts.items():
            self.table.find("FIGURE_UNCLEAR", Severity.ERROR, f"{self.table.name}: {doubt}", codes)

    def _places(self, line: Line) -> list[int]:
        """Places of the cells that hold a label of the form."""
        return [place for place in self._labels(line) if _name(line.cells[place].text) in self.by_name]

    def _figures(self, line: Line, place: int) -> list[Cell]:
        """The cells right of a label that hold neither unit nor code."""
        rest = [cell for cell in line.cells[place + 1 :] if folding.fold(cell.text) not in folding.UNITS]
        return [cell for cell in rest if not self.columns.codes or cell.column != self.columns.codes.start]

    def _labels(self, line: Line) -> list[int]:
        """Places of the cells that may be labels: those with words, left of the columns of units and figures."""
        ends = [header.start for header in (self.columns.unit, self.columns.figure) if header is not None]
        end = min(ends, default=line.grid.column_count)
        return [place for place, cell in enumerate(line.cells) if cell.column < end and _has_words(cell.text)]

    def _note_group(self, line: Line, place: int) -> None:
        """四、行政复议情况 tells whose rows follow; a local indicator that names a group leaves it in doubt."""
        text, rest = line.cells[place].text, line.cells[place + 1 :]
        named = [group for group in self.groups if group in _name(text)]
        if named:
            is_part = bool(_PART.match(folding.fold(text)))
            is_beside = any(_name(cell.text) in self.by_name for cell in rest)
            is_heading = is_part or is_beside or line.number_count(place + 1) == 0
            self.group = named[0] if len(named) == 1 and is_heading else None

    def _read(self, line: Line, place: int) -> None:
        name = _name(line.cells[place].text)
        found = self._find(line, place)
        row = self._row(name)
        if row is None:
            if found.figure is None or found.figure.text.strip():
                codes = [self._code(row) for row in self.by_name[name]]
                message = f"{name}: the rows above do not say whose it is: {_shown(found)}"
                self.table.find("AMBIGUOUS_ROW", Severity.ERROR, message, codes)
            return
        code = self._code(row)
        if found.doubt:
            self.doubts.setdefault(found.doubt, []).append(code)
            self.table.put([unreadable(code, _shown(found), self.table.name, found.label)])
        elif found.figure is not None:
            self.table.put([self._value(row, found, found.figure)])

    def _row(self, name: str) -> Label | None:
        """The row of a wording; one of a group only below a row that names the group."""
        for row in self.by_name[name]:
            if not row.group or row.group in name:
                self.group = row.group or None
                return row
            if row.group == self.group:
                return row
        return None

    def _find(self, line: Line, place: int) -> _Found:
        label, rest = line.cells[place], line.cells[place + 1 :]
        if self.is_of_part_of_year:
            return _Found(line, place, None, "the sheet is of a part of the year")
        if self.columns.doubt and self.columns.named:
            return _Found(line, place, None, self.columns.doubt)
        if self.columns.figure is None:
            figures = self._figures(line, place)
            doubt = "" if self.is_plain else "no header says which column is the year's"
            return _Found(line, place, figures[0] if self.is_plain and figures else None, doubt)
        figure = under(line, self.columns.figure.start)
        is_bare = not is_rectangular(line.grid) and not any(cell.text.strip() for cell in rest)
        if figure is label or (figure is None and is_bare):
            return _Found(line, place, None)
        return _Found(line, place, figure, self._doubt(line, place, figure))

    def _doubt(self, line: Line, place: int, figure: Cell | None) -> str:
        """Why the cell below the header may not be the row's figure."""
        head, label = self.columns.figure, line.cells[place]
        if head is None or figure is None:
            return "the figure's cell is missing or shared with another row"
        if not is_rectangular(line.grid) and len(line.cells) != len(self.columns.named):
            return "the row has more or fewer cells than the header"
        if figure.rowspan != label.rowspan or figure.column != head.start or figure.colspan > head.end - head.start:
            return "the figure's cell is shared with another row or column"
        unit = under(line, self.columns.unit.start) if self.columns.unit else None
        if unit is not None and values.parse(unit.text).state is State.NUMBER:
            return "a number stands in the column of units"
        if any(cell.text.strip() and not self.columns.holds(cell.column) for cell in line.cells[place + 1 :]):
            return "something stands in a column without a header"
        return ""

    def _value(self, row: Label, found: _Found, figure: Cell) -> Value:
        """The figure with the unit of its cell, its unit column or its label; money without a stated unit has none."""
        code = self._code(row)
        header = self.columns.figure.text if self.columns.figure else ""
        read = value(code, figure, self.template, header=header, note=_note(row, found.label.text))
        if read.state is State.NUMBER and read.unit_source != "cell":
            printed = self._unit(found) or folding.unit(found.label.text)
            if printed:
                read = replace(read, unit=printed, unit_source="header")
            elif read.unit_source == "form" and templates.codebook()[code, self.template.layout].value_type == "money":
                read = replace(read, unit=None, unit_source=None)
        return read

    def _unit(self, found: _Found) -> str | None:
        """The unit in the row's own cell, as printed."""
        if self.columns.unit is None:
            units = (folding.fold(cell.text) for cell in found.line.cells[found.place + 1 :])
            return next((unit for unit in units if unit in folding.UNITS), None)
        cell = under(found.line, self.columns.unit.start)
        text = folding.fold(cell.text) if cell is not None else ""
        return text if _has_words(text) else None

    def _report_unknown(self, line: Line) -> None:
        """An indicator the form does not know keeps its text in a finding; a heading has no figure and needs none."""
        places = self._labels(line)
        rest = [cell.text.strip() for cell in line.cells if cell.text.strip()]
        figures = [cell.text for cell in (self._figures(line, places[-1]) if places else [])]
        has_figure = any(any(map(str.isalnum, text)) and text.strip() not in values.NOT_APPLICABLE for text in figures)
        if has_figure and _name(rest[0]) not in _COUNTING:
            self.table.find("UNKNOWN_ROW", Severity.INFO, f"{self.table.name}: not of the form: {' | '.join(rest)}")

    def _code(self, row: Label) -> str:
        return self.template.code(row, self.template.columns[0])


@lru_cache(maxsize=4096)  # every cell is asked for its name by several rules
def _name(text: str) -> str:
    """A label without 其中, ordinals and asides: `其中：（1）涉及国家秘密（件）` -> `涉及国家秘密`.

    Empty when an aside speaks of another time than the year.
    """
    name = folding.fold(_CIRCLED.sub("", text))
    if any(_OTHER_TIME.search(aside) for aside in _ASIDE.findall(name)):
        return ""
    while (shorter := folding.bare(_BEFORE.sub("", name))) != name:
        name = shorter
    return name


def _note(row: Label, printed: str) -> str:
    """Asides of the label that neither the form prints nor state a unit: what a locality says of its own counting."""
    known = set(_ASIDE.findall(folding.fold(row.label)))
    asides = _ASIDE.findall(folding.fold(printed))
    return "; ".join(
        aside
        for aside in asides
        if aside not in known
        and not folding.unit(f"({aside})")
        and not re.fullmatch(r"[一二三四五六七八九十\d]+", aside)
    )


def _has_words(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", folding.fold(text)))


def _shown(found: _Found) -> str:
    return " | ".join(cell.text.strip() for cell in found.line.cells[found.place + 1 :])
