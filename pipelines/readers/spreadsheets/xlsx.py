"""Spreadsheets, XLSX and XLS (WPS's .et is one of the two): each table of a sheet as a grid, merged ranges as spans.

Numbers come as the sheet stores them, printed the way a spreadsheet does (`8`, not `8.0`), and rounded as plain formats
round them; cells with other formats are in doubt. Percentages are followed in XLSX alone. Sheets, rows and columns that
are hidden are not read, and findings say so.
"""

import datetime
import io
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipelines.exceptions import UnreadableDocument
from pipelines.intake.zip_errors import DAMAGED
from pipelines.readers import libreoffice
from pipelines.readers.limits import check_area, checked
from pipelines.readers.spreadsheets import xls_hidden, xlsx_hidden
from pipelines.readers.spreadsheets.xlsx_borders import with_borders
from pipelines.readers.spreadsheets.xlsx_hidden import Marks
from pipelines.readers.text_marks import struck
from pipelines.records import PICTURE, Cell, Finding, Grid, Reading, Severity

MEDIA_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
)

Range = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, (row, column) from 0, both included
_Value = str | float | bool | datetime.date | datetime.time | datetime.datetime | datetime.timedelta
_LISTED = 12  # rows, columns or cells a finding names


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a sheet shows: its rows of texts and its merged ranges, and where they stand in the sheet itself."""

    name: str
    rows: list[list[str]]
    ranges: list[Range]  # in places of `rows`
    numbers: list[int]  # of the rows, from 0
    columns: list[int]  # numbers of the columns, from 0


def read(body: bytes) -> Reading:
    """The tables of all visible sheets, in the workbook's order.

    Raises UnreadableDocument for a damaged or encrypted one.
    """
    marks = _marks(body)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
    except PasswordError as error:
        raise UnreadableDocument("the workbook is encrypted; only someone with its password can open it") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableDocument(f"the workbook is damaged: {error}") from error
    grids: list[Grid] = []
    hidden: list[str] = []
    findings: list[Finding] = []
    for metadata in workbook.sheets_metadata:
        if metadata.typ != SheetTypeEnum.WorkSheet:  # charts and macros
            continue
        if metadata.visible != SheetVisibleEnum.Visible:
            hidden.append(metadata.name)
            continue
        try:
            sheet = workbook.get_sheet_by_name(metadata.name)
            of_sheet = marks.get(metadata.name, Marks())
            grids += _grids(sheet, of_sheet)
            findings += _findings(metadata.name, of_sheet)
        except (CalamineError, OSError, ValueError) as error:
            raise UnreadableDocument(f"sheet {metadata.name} is damaged: {error}") from error
    if hidden:
        message = f"hidden sheets were not read: {'、'.join(hidden)}"
        findings.append(Finding(rule="HIDDEN_SHEETS", severity=Severity.INFO, message=message))
    return Reading(blocks=checked(grids), findings=tuple(findings))


def draw(body: bytes) -> bytes:
    """The workbook as PDF, as LibreOffice prints it; raises UnreadableDocument where it is not installed."""
    if not body.startswith(b"PK"):
        return libreoffice.print_to_pdf(body, ".xls")
    return libreoffice.print_to_pdf(with_borders(body), ".xlsx")


def _marks(body: bytes) -> dict[str, Marks]:
    if not body.startswith(b"PK"):
        try:
            return xls_hidden.of_xls(body)
        except (OSError, ValueError, IndexError, struct.error) as error:
            raise UnreadableDocument(f"the OLE file is damaged: {error}") from error
    try:
        return xlsx_hidden.of_xlsx(body)
    except DAMAGED as error:
        raise UnreadableDocument(f"not a whole spreadsheet package: {error}") from error


def _findings(sheet: str, marks: Marks) -> Iterator[Finding]:
    if marks.rows or marks.columns:
        parts = [f"rows {_listed(str(row + 1) for row in sorted(marks.rows))}"] if marks.rows else []
        parts += [f"columns {_listed(map(_letters, sorted(marks.columns)))}"] if marks.columns else []
        message = f"{sheet}: hidden {' and '.join(parts)} were not read"
        yield Finding(rule="HIDDEN_CELLS", severity=Severity.INFO, message=message)
    shown = marks.shown.items()
    without = [f"{_letters(column)}{row + 1}" for (row, column), text in shown if text == PICTURE or text[0] == "#"]
    if without:
        message = f"{sheet}: cells with an error or a formula without a result: {_listed(without)}"
        yield Finding(rule="CELLS_WITHOUT_VALUE", severity=Severity.WARN, message=message)


def _listed(names: Iterable[str]) -> str:
    """The first names, since a sheet may hide all its columns to the right of the form."""
    shown = list(names)
    return ", ".join(shown[:_LISTED]) + (f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else "")


def _grids(sheet: CalamineSheet, marks: Marks) -> Iterator[Grid]:
    if sheet.start is None or sheet.end is None:  # an empty sheet
        return
    check_area(sheet.end[0] - sheet.start[0] + 1, sheet.end[1] - sheet.start[1] + 1)
    check_area(sheet.end[0] + 1, sheet.end[1] + 1)
    cells = [[_printed(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in marks.shown.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = text
    for row, column in marks.struck:
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = struck(cells[row][column])
    seen = _seen(sheet, cells, marks)
    for first, after in _tables(seen.rows, seen.ranges):
        yield _grid(seen, first, after, marks)


def _seen(sheet: CalamineSheet, cells: list[list[str]], marks: Marks) -> _Seen:
    """The sheet without its hidden rows and columns; what a merged range says is seen in what is left of it."""
    rows = [row for row in range(len(cells)) if row not in marks.rows]
    columns = [column for column in range(max(map(len, cells), default=0)) if column not in marks.columns]
    seen = [[cells[row][column] if column < len(cells[row]) else "" for column in columns] for row in rows]
    ranges: list[Range] = []
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        first, after = bisect_left(rows, top), bisect_right(rows, bottom)
        begin, end = bisect_left(columns, left), bisect_right(columns, right)
        if first < after and begin < end:
            ranges.append(((first, begin), (after - 1, end - 1)))
            seen[first][begin] = cells[top][left]
    return _Seen(sheet.name, seen, ranges, rows, columns)


def _tables(rows: list[list[str]], ranges: list[Range]) -> Iterator[tuple[int, int]]:
    """(first row, row after the last) of each table: an empty row and then a heading alone in its row begin another.

    An empty row that no heading follows is a gap within a table.
    """
    covered = {row for (top, _), (bottom, _) in ranges for row in range(top + 1, min(bottom, len(rows)) + 1)}
    filled = [sum(bool(text.strip()) for text in row) for row in rows]
    first: int | None = None
    last = 0
    for number, count in enumerate(filled):
        if not count:
            continue
        if first is None:
            first = number
        elif count == 1 and number - last > 1 and not covered.intersection(range(last + 1, number)):
            yield first, last + 1
            first = number
        last = number
    if first is not None:
        yield first, last + 1


def _grid(seen: _Seen, first: int, after: int, marks: Marks) -> Grid:
    """The cells of some rows, empty columns left and right cut off; what a merged range covers is not printed."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in seen.ranges:
        if not first <= top < after:
            continue
        bottom = min(bottom, after - 1)
        check_area(bottom - top + 1, right - left + 1)
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        covered.remove((top, left))
    used = {column for row in seen.rows[first:after] for column, text in enumerate(row) if text.strip()}
    used.update(place for (_, left), (_, width) in spans.items() for place in (left, left + width - 1))
    left, right = min(used), max(used)
    letters = [_letters(column) for column in seen.columns]
    cells = []
    for row in range(first, after):
        for column in range(left, right + 1):
            if (row, column) in covered:
                continue
            rowspan, colspan = spans.get((row, column), (1, 1))
            cells.append(
                Cell(
                    row=row - first,
                    column=column - left,
                    text=seen.rows[row][column],
                    rowspan=rowspan,
                    colspan=colspan,
                    path=f"{seen.name}!{letters[column]}{seen.numbers[row] + 1}",
                    doubt=marks.doubts.get((seen.numbers[row], seen.columns[column]), marks.everywhere),
                )
            )
    return Grid(cells=tuple(cells))


def _letters(column: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _printed(value: _Value) -> str:
    if isinstance(value, str):  # most cells, empty ones among them
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        # 15 digits are all a spreadsheet keeps; more would show the binary fraction
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
