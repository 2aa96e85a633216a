"""Plain text: tables whose cells stand behind tabs or between pipes as grids, every other line as a block.

Three ways of writing a table are grids here, because they show where a row ends and which cells are empty:
a line per cell that begins with a tab, rows parted by blank lines (what word processors save as text);
lines of as many tabs each (what is copied out of a spreadsheet); cells between `|` (Markdown and most page-to-text
converters).
"""

import re
from collections.abc import Iterator

from pipelines.intake.charsets import decode
from pipelines.records import Block, Cell, Grid, Metadata, Reading, TextBlock

MEDIA_TYPES = ("text/plain",)

MAX_COLUMNS = 60  # as in the other readers; a line of more cells is no row of a form
_MAX_CELL_LINES = 40  # lines; a label of the forms over one character a line has 34
_MIN_ROWS = 5  # a block of a form whose merged cells were left out has fewer, and reads better as text
_RULE = re.compile(r"^(?=[\s|:+]*-)[\s|:+-]+$")  # |---|---|


def read(body: bytes) -> Reading:
    """Blocks of a plain text in any charset; raises UnreadableDocument when it does not decode."""
    text, charset = decode(body)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Reading(blocks=tuple(_blocks(lines)), metadata=Metadata(charset=charset))


def _blocks(lines: list[str]) -> Iterator[Block]:
    position = 0
    while position < len(lines):
        for table in (_piped, _tabbed, _even):
            end, rows = table(lines, position)
            if rows:
                yield _grid(rows)
                position = end
                break
        else:
            text = lines[position].strip().strip("| ").strip()
            if text:
                yield TextBlock(text=text)
            position += 1


def _grid(rows: list[list[str]]) -> Grid:
    return Grid(
        cells=tuple(
            Cell(row=row, column=column, text=text)
            for row, cells in enumerate(rows)
            for column, text in enumerate(cells)
        )
    )


def _piped(lines: list[str], start: int) -> tuple[int, list[list[str]]]:
    """Consecutive lines of two and more cells between pipes; a pipe at either end only closes the row.

    One printed cell and empty ones do not begin a table: converters that put a cell on a line each write a merged
    cell so.
    """
    rows: list[list[str]] = []
    position = start
    if sum(map(bool, _pipe_cells(lines[start]) or ())) < 2:
        return start, rows
    while position < len(lines) and (cells := _pipe_cells(lines[position])) is not None:
        if not _RULE.match(lines[position]):
            rows.append(cells)
        position += 1
    return position, rows


def _even(lines: list[str], start: int) -> tuple[int, list[list[str]]]:
    """Consecutive lines with tabs, as many in each: then a place between tabs is a column, an empty one an empty cell.

    Where the numbers differ, merged cells were left out in the writing, and nobody can tell the columns.
    """
    rows: list[list[str]] = []
    position = start
    if start and "\t" in lines[start - 1]:
        return start, rows  # within a run of lines that was no table
    while position < len(lines) and "\t" in lines[position]:
        rows.append(lines[position].split("\t"))
        position += 1
    is_table = len(rows) >= _MIN_ROWS and len({len(row) for row in rows}) == 1 and len(rows[0]) <= MAX_COLUMNS
    return (position, rows) if is_table else (start, [])


def _pipe_cells(line: str) -> list[str] | None:
    stripped = line.strip()
    if "|" not in stripped:
        return None
    cells = [cell.strip() for cell in stripped.removeprefix("|").removesuffix("|").split("|")]
    return cells if 1 < len(cells) <= MAX_COLUMNS and any(cells) else None


def _tabbed(lines: list[str], start: int) -> tuple[int, list[list[str]]]:
    """Lines that begin with a tab are cells, lines without one continue the cell, a blank line ends the row.

    A table ends at a second blank line, at a line without a tab after a blank one, and before a row too long for one:
    a paragraph indented by a tab does not swallow the text below it.
    """
    rows: list[list[str]] = [[]]
    position, row_start, continued, blank = start, start, 0, False
    while position < len(lines):
        line = lines[position]
        if line.startswith("\t"):
            rows[-1].extend(line[1:].split("\t"))
            blank, continued = False, 0
        elif not line.strip():
            if blank or not rows[-1]:
                break
            rows.append([])
            blank, row_start = True, position + 1
        elif rows[-1]:
            rows[-1][-1] += "\n" + line
            continued += 1
        else:
            break
        if continued > _MAX_CELL_LINES or len(rows[-1]) > MAX_COLUMNS:
            position = row_start
            del rows[-1]
            break
        position += 1
    return position, [row for row in rows if row]
