"""A report as plain text, in the shapes that tables take when a document is flattened."""

from collections.abc import Callable, Iterator

from .report import Paragraph, ReportForm, blocks
from .sheet import Sheet, occupied

STYLES = ("tabs", "lines", "pipes", "glued")


def text(report: ReportForm, style: str = "tabs") -> str:
    """The report in one of STYLES: `tabs` one cell a line after a tab, rows apart by a blank line; `lines` one cell a
    line, nothing else; `pipes` one row a line; `glued` without any separator (table 2 cannot be read back from it)."""
    table = _TABLES[style]
    return "".join(f"{block.text}\n" if isinstance(block, Paragraph) else table(block) for block in blocks(report))


def _tabs(sheet: Sheet) -> str:
    return "\n".join("".join(f"\t{cell}\n" for cell in row) for row in _texts(sheet)) + "\n"


def _lines(sheet: Sheet) -> str:
    return "".join(f"{cell.text}\n" for row in sheet for cell in row)


def _pipes(sheet: Sheet) -> str:
    return "".join(f"| {' | '.join(cell.replace(chr(10), '') for cell in row)} |\n" for row in _texts(sheet))


def _glued(sheet: Sheet) -> str:
    return "".join(cell.text.replace("\n", "") for row in sheet for cell in row) + "\n"


def _texts(sheet: Sheet) -> Iterator[list[str]]:
    """Each row's texts; a cell that began in a row above is printed empty, as word processors do."""
    for row in occupied(sheet):
        yield [cell.text if is_start else "" for _, cell, is_start in row]


_TABLES: dict[str, Callable[[Sheet], str]] = {"tabs": _tabs, "lines": _lines, "pipes": _pipes, "glued": _glued}
