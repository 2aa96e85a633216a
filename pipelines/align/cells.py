"""What the aligners share: rows of grids with their labels folded, header columns, cells made into values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines import templates
from pipelines.align import values
from pipelines.language import folding
from pipelines.records import Block, Cell, Finding, Grid, Severity, State, TextBlock, Value
from pipelines.templates import Label, Template


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a grid: the cells anchored in it, and their labels folded."""

    grid: Grid
    index: int
    cells: tuple[Cell, ...]
    names: tuple[str, ...]  # labels.bare of each cell
    before: str  # the text block just before the grid

    @property
    def is_first(self) -> bool:
        return self.index == 0

    def number_count(self, start: int = 0) -> int:
        """How many cells from `start` on hold a number."""
        return sum(values.parse(cell.text).state is State.NUMBER for cell in self.cells[start:])


_MAX_PLACES = 4  # named in a finding that speaks of more


@dataclass(slots=True)
class Table:
    """What was read of one statutory table; grows while its aligner reads the lines."""

    name: str
    layout: str | None = None
    values: dict[str, Value] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    told: dict[tuple[str, str], tuple[list[str], Finding]] = field(default_factory=dict)  # (rule, message) -> places
    alike: tuple[Template, ...] = ()  # the layouts that what is printed fits equally well, `layout` being the first

    def find(self, rule: str, severity: Severity, message: str, fields: Iterable[str] = (), *, place: str = "") -> None:
        """Add a finding. What is said again of another place becomes one finding of all: a header misprinted once is
        met in each of the rows below it.
        """
        places, known = self.told.get((rule, message)) or ([], None)
        places = [*places, place] if place else places
        shown = "; ".join(places[:_MAX_PLACES]) + (
            f"; and {rest} more" if (rest := len(places) - _MAX_PLACES) > 0 else ""
        )
        told = " ".join(f"{message}{': ' if shown else ''}{shown}".split())  # cells of several lines are quoted in it
        every = dict.fromkeys((*(known.fields if known else ()), *fields))
        found = Finding(rule=rule, severity=severity, message=told, fields=tuple(every))
        if known is None:
            self.findings.append(found)
        else:
            self.findings[self.findings.index(known)] = found
        self.told[rule, message] = places, found

    def settle(self, layouts: Sequence[Template]) -> Template:
        """Take the layout whose own rows are printed, the oldest where nothing tells."""
        self.alike = templates.printed(layouts, self.values)
        form = self.alike[0]
        self.layout = form.layout
        return form

    def put(self, found: Sequence[Value]) -> None:
        """Add a row's values. A row printed twice must say the same twice; else nothing of either is believed: where
        they are alike, both may be parts of a whole.
        """
        pairs = [(self.values.setdefault(value.field_code, value), value) for value in found]
        if all((known.state, known.value) == (value.state, value.value) for known, value in pairs):
            return
        twice = {value.field_code: f"{known.raw} / {value.raw}" for known, value in pairs}
        self.values |= {code: unreadable(code, raw, self.name) for code, raw in twice.items()}
        message = f"a row is printed twice and differently: {' | '.join(twice.values())}"
        self.find("PRINTED_TWICE", Severity.ERROR, message, twice)


@dataclass(frozen=True, slots=True)
class Header:
    """One leaf column of a table's header: the grid columns it covers and its words from top to bottom."""

    start: int
    end: int  # exclusive
    text: str  # raw, joined
    name: str  # labels.bare of the joined text


@dataclass(slots=True)
class HeaderRows:
    """The header lines an aligner has seen above the rows it reads, and the leaf columns they make."""

    ignored: frozenset[str] = frozenset()  # headings over several columns, folded
    lines: list[Line] = field(default_factory=list)
    known: list[Header] | None = None  # found once a header, not once a row: grids have 20,000 cells

    def add(self, line: Line) -> None:
        """One more line; a line of another grid begins the header anew."""
        if not self.belongs_to(line):
            self.clear()
        self.lines.append(line)
        self.known = None

    def clear(self) -> None:
        self.lines, self.known = [], None

    @property
    def leaves(self) -> list[Header]:
        if self.known is None:
            self.known = headers(self.lines, self.ignored)
        return self.known

    def belongs_to(self, line: Line) -> bool:
        """True if the header stands in this line's grid."""
        return bool(self.lines) and self.lines[-1].grid is line.grid


# columns beside a form's own: they number or explain its rows, or state their unit
BESIDE = frozenset({"备注", "说明", "单位", "计量单位", "序号", "行次", "栏次", "编号", "代码", "指标代码"})


def lines(blocks: Sequence[Block]) -> Iterator[Line]:
    """Every row of every grid, in document order."""
    before = ""
    for block in blocks:
        if isinstance(block, TextBlock):
            before = block.text
            continue
        for index, cells in enumerate(block.rows()):
            yield Line(block, index, cells, tuple(folding.bare(cell.text) for cell in cells), before)
        before = ""


def is_rectangular(grid: Grid) -> bool:
    """True if all rows cover the same columns. Grids made from text often do not, and then columns mean nothing."""
    widths = [0] * grid.row_count
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            widths[row] += cell.colspan
    return len({width for width in widths if width}) <= 1


def headers(header: Sequence[Line], ignored: frozenset[str] = frozenset()) -> list[Header]:
    """The leaf columns under a header of one or more lines; `ignored` are headings over several columns, folded."""
    if not header:
        return []
    grid, last = header[-1].grid, header[-1]
    if not is_rectangular(grid):
        return [Header(cell.column, cell.column + 1, cell.text, folding.bare(cell.text)) for cell in last.cells]
    rows = {line.index for line in header if line.grid is grid}
    stacks: list[tuple[Cell, ...]] = [() for _ in range(grid.column_count)]
    for cell in grid.cells:
        if rows.intersection(range(cell.row, cell.row + cell.rowspan)):
            for column in range(cell.column, cell.column + cell.colspan):
                stacks[column] += (cell,)
    found: list[Header] = []
    for column, stack in enumerate(stacks):
        if column and found and _is_same_leaf(stack, stacks[column - 1]):
            found[-1] = Header(found[-1].start, column + 1, found[-1].text, found[-1].name)
            continue
        text = "".join(cell.text for cell in stack if folding.fold(cell.text) not in ignored)
        found.append(Header(column, column + 1, text, folding.bare(text)))
    return found


def _is_same_leaf(stack: tuple[Cell, ...], before: tuple[Cell, ...]) -> bool:
    """True if two columns make one leaf: the same cells, or one cell that reaches under two wide headings.

    Converters round edges apart, so that a leaf ends a column late. A note below several leaves parts none of them.
    """
    if stack == before:
        return True
    headings = (*stack[:-1], *before[:-1])
    return bool(stack and before) and stack[-1] is before[-1] and all(cell.colspan > 1 for cell in headings)


def under(line: Line, column: int) -> Cell | None:
    """The cell of this row that covers a grid column; a cell that reaches down from above is not the row's own."""
    return next((cell for cell in line.cells if cell.column <= column < cell.column + cell.colspan), None)


def unmerged(cells: Sequence[Cell], header: Sequence[Header], count: int) -> Sequence[Cell]:
    """The figures of a row with one cell over several columns as a cell for each: a zero, a dash, or nothing.

    Any other number over several columns belongs to none of them. Without a header only a row that is one cell, as
    wide as the form has columns, tells its columns.
    """
    found: list[Cell] = []
    for cell in cells:
        end = cell.column + cell.colspan
        heads = [head for head in header if head.name and cell.column <= head.start and head.end <= end]
        starts = [head.start for head in heads]
        if not header and len(cells) == 1 and cell.colspan == count:
            starts = list(range(cell.column, end))
        if len(starts) < 2 or values.parse(cell.text).value:
            found.append(cell)
        elif values.parse(cell.text).state in (State.NUMBER, State.NOT_APPLICABLE, State.BLANK):
            found += [cell._replace(column=start, colspan=1) for start in starts]
        else:
            found.append(cell)
    return found


def ambiguity(line: Line, label: Cell, cells: Iterable[Cell]) -> str | None:
    """Why the figures right of a label may not be its own: one is the row's below as well, or those below have none."""
    if any(cell.rowspan > label.rowspan for cell in cells):
        return "a cell is shared with the row below"
    if label.rowspan == 1 or any(cell.rowspan == label.rowspan for cell in cells):
        return None
    below = [
        cell
        for cell in line.grid.cells
        if label.row < cell.row < label.row + label.rowspan and cell.column > label.column and cell.text.strip()
    ]
    states = {values.parse(cell.text).state for cell in below}
    return "the figures below have no label of their own" if below and State.TEXT not in states else None


def homes(layouts: Sequence[Template]) -> Mapping[str, Template]:
    """Field code -> the oldest layout that has it."""
    return {code: form for form in reversed(layouts) for code in form.codes(with_local=True)}


def value(code: str, cell: Cell, template: Template, *, header: str = "", note: str = "") -> Value:
    """A cell as the value of a field: unit from the cell, else from its header, else from the form."""
    entry = templates.codebook()[code, template.layout]
    parsed = values.parse(cell.text, is_signed=entry.value_type == "signed_count")
    if cell.doubt:  # a blank in doubt is no blank, and a number in doubt no number
        return unreadable(code, cell.text, template.table, cell)
    if cell.score == 0 and parsed.state is not State.NUMBER:  # ink that nobody could read, not an empty cell
        return unreadable(code, cell.text, template.table, cell)
    if (money := values.SHORT_MONEY.get(parsed.unit or "")) is not None:
        parsed = replace(parsed, unit=money) if entry.value_type == "money" else values.Parsed(State.TEXT)
    stated = folding.unit(header) if header else None
    unit, source = (parsed.unit, "cell") if parsed.unit else (stated, "header") if stated else (entry.unit, "form")
    if parsed.state is State.NUMBER and unit and (why := _misfit(unit, entry.value_type)):
        return replace(unreadable(code, cell.text, template.table, cell), doubt=why)
    if parsed.state is not State.NUMBER:
        unit = ""
    return Value(
        field_code=code,
        raw=cell.text,
        state=parsed.state,
        value=parsed.value,
        unit=unit or None,
        unit_source=source if unit else None,
        note="; ".join(filter(None, (parsed.note, note))) or None,
        table=template.table,
        page=cell.page,
        row=cell.row,
        column=cell.column,
        bbox=cell.bbox,
        score=0.0 if parsed.is_doubtful else cell.score,
    )


def _misfit(unit: str, value_type: str) -> str:
    """Why a unit is none of a field's: a count in 万件 is no count of 件, an amount has no 件. `""` when it is."""
    if value_type == "money":
        return "" if unit in folding.MONEY else f"an amount in {unit}"
    return f"a count in {unit}" if unit in folding.MONEY | folding.SCALED else ""


def unreadable(code: str, raw: str, table: str, cell: Cell | None = None) -> Value:
    """A field whose cell is there and cannot be told for certain."""
    return Value(
        field_code=code,
        raw=raw,
        state=State.UNREADABLE,
        table=table,
        page=cell.page if cell else None,
        row=cell.row if cell else None,
        column=cell.column if cell else None,
        bbox=cell.bbox if cell else None,
        score=cell.score if cell else None,
        doubt=cell.doubt if cell else "",
    )


def refuse_row(
    table: Table, template: Template, row: Label, columns: Sequence[Label], cells: Sequence[Cell], why: str
) -> None:
    """Record a row whose cells cannot be told apart: its fields are unreadable, and a finding says why."""
    raw = " | ".join(cell.text.strip() for cell in cells)
    codes = [template.code(row, column) for column in columns]
    table.put([unreadable(code, raw, table.name, cells[0] if cells else None) for code in codes])
    table.find("ROW_SHAPE", Severity.ERROR, why, codes, place=f"{row.label}: {raw}")
