"""Spreadsheets, XLSX and XLS (WPS's .et is one of the two): each table of a sheet as a grid, merged ranges as spans.

Numbers come as the sheet stores them, printed the way a spreadsheet does (`8`, not `8.0`); their display formats are
not known here, so a percentage is a fraction. Sheets that are hidden are not read, and a finding says so.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.limits import check_area, checked
from pipelines.readers.packages import DAMAGED
from pipelines.records import Cell, Finding, Grid, Reading, Severity

MEDIA_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
)

MAX_SHEET_XML = 20 << 20  # bytes; a sheet of 20,000 cells, the most we read, has some 2 MB
_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.S)
_SUSPECT = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[\s>/]""")  # a cell with an error or a formula, somewhere

Range = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, (row, column) from 0, both included
_Value = str | float | bool | datetime.date | datetime.time | datetime.datetime | datetime.timedelta


def read(body: bytes) -> Reading:
    """The tables of all visible sheets, in the workbook's order."""
    findings: list[Finding] = []
    if body.startswith(b"PK"):
        findings += _checked_package(body)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
    except PasswordError as error:
        raise UnreadableDocument("the workbook is encrypted; only someone with its password can open it") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableDocument(f"the workbook is damaged: {error}") from error
    grids: list[Grid] = []
    hidden: list[str] = []
    for metadata in workbook.sheets_metadata:
        if metadata.typ != SheetTypeEnum.WorkSheet:  # charts and macros
            continue
        if metadata.visible != SheetVisibleEnum.Visible:
            hidden.append(metadata.name)
            continue
        try:
            grids += _grids(workbook.get_sheet_by_name(metadata.name))
        except (CalamineError, OSError, ValueError) as error:
            raise UnreadableDocument(f"sheet {metadata.name} is damaged: {error}") from error
    if hidden:
        message = f"hidden sheets were not read: {'、'.join(hidden)}"
        findings.append(Finding(rule="hidden_sheets", severity=Severity.INFO, message=message))
    return Reading(blocks=checked(grids), findings=tuple(findings))


def _checked_package(body: bytes) -> Iterator[Finding]:
    """What the engine would pass over in silence in an XLSX: cells too far out, and cells it reads as blank.

    Raises LimitExceeded before a sheet is laid out in memory: one cell at XFD1048576 makes it 17 thousand million.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                if not name.startswith("xl/worksheets/"):
                    continue
                with archive.open(name) as part:
                    xml = part.read(MAX_SHEET_XML + 1)
                if len(xml) > MAX_SHEET_XML:
                    raise LimitExceeded(f"{name} unpacks to more than {MAX_SHEET_XML >> 20} MB")
                addresses = [(_number(letters), int(row)) for letters, row in _ADDRESS.findall(xml)]
                if addresses:
                    columns, rows = zip(*addresses, strict=True)
                    check_area(max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
                found = _CELL.findall(xml) if _SUSPECT.search(xml) else ()
                lost = [address.decode() for address in map(_lost, found) if address]
                if lost:
                    message = (
                        f"{name}: cells with an error or a formula without a result read as blank: {', '.join(lost)}"
                    )
                    yield Finding(rule="cells_without_value", severity=Severity.WARN, message=message)
    except DAMAGED as error:
        raise UnreadableDocument(f"not a whole spreadsheet package: {error}") from error


def _lost(cell: tuple[bytes, bytes]) -> bytes | None:
    """Address of a cell that shows something the engine gives as blank."""
    attributes, content = cell
    is_error = re.search(rb"""\bt=["']e["']""", attributes)
    is_unsolved = re.search(rb"<(?:\w+:)?f[\s>/]", content) and not re.search(rb"<(?:\w+:)?v>", content)
    found = re.search(rb"""\br=["']([A-Z]+[0-9]+)["']""", attributes) if is_error or is_unsolved else None
    return found[1] if found else None


def _number(letters: bytes) -> int:
    """Column number of its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _grids(sheet: CalamineSheet) -> Iterator[Grid]:
    if sheet.start is None or sheet.end is None:  # an empty sheet
        return
    check_area(sheet.end[0] - sheet.start[0] + 1, sheet.end[1] - sheet.start[1] + 1)
    check_area(sheet.end[0] + 1, sheet.end[1] + 1)
    rows = [[_printed(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    ranges: list[Range] = sheet.merged_cell_ranges or []
    for first, after in _tables(rows, ranges):
        yield _grid(sheet.name, rows, first, after, ranges)


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


def _grid(sheet: str, rows: list[list[str]], first: int, after: int, ranges: list[Range]) -> Grid:
    """The cells of some rows, empty columns left and right cut off; what a merged range covers is not printed."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in ranges:
        if not first <= top < after:
            continue
        bottom = min(bottom, after - 1)
        check_area(bottom - top + 1, right - left + 1)
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        covered.remove((top, left))
    used = {column for row in rows[first:after] for column, text in enumerate(row) if text.strip()}
    used.update(place for (_, left), (_, width) in spans.items() for place in (left, left + width - 1))
    left, right = min(used), max(used)
    cells = []
    for row in range(first, after):
        for column in range(left, right + 1):
            if (row, column) in covered:
                continue
            rowspan, colspan = spans.get((row, column), (1, 1))
            text = rows[row][column] if column < len(rows[row]) else ""
            cells.append(
                Cell(
                    row=row - first,
                    column=column - left,
                    text=text,
                    rowspan=rowspan,
                    colspan=colspan,
                    path=f"{sheet}!{_letters(column)}{row + 1}",
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
