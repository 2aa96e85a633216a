"""The tables of the report's own year: one that a heading gives to another year is left out, and said.

Reports print last year's tables beside this year's, above or below them, in an annex or on a sheet of their own. What
stands right above a table, or in its first row, tells whose it is: `2022年情况（上年）：`, `附：2022年情况`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipelines.records import Block, Finding, Grid, Severity, TextBlock

_MAX_HEADING = 45  # characters; longer lines are prose, which speaks of any year
_PROSE = re.compile(r"[。；;，]")
_DAY = re.compile(r"(?:19|20)\d\d\s*(?:年\s*\d{1,2}\s*月|[-/.]\s*\d{1,2}\s*[-/.])(?:\s*\d{1,2}\s*日?)?")
_PAPER = re.compile(
    r"[〔\[(（【]\s*(?:19|20)\d\d\s*[〕\])）】]\s{0,5}\d{0,6}\s{0,5}号|(?:19|20)\d\d\s*年?(?:修订|修正|令)"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*年)|(?<=\()(20\d\d)(?=\s*\))")  # 2016 alone is a figure
_BEFORE = re.compile(r"上一?年度?(?:情况|数据|统计|报告)|[(（]\s*(?:上一?年度?|去年)|去年(?:情况|数据|统计)")
_NOW = re.compile(r"本年度?(?:情况|数据|统计)|[(（]\s*(?:本年度?|今年)\s*[)）]")
_SECTION = re.compile(r"\s*[一二三四五六七]\s*[、．.].*(?:情况|事项|问题)")


def of_year(blocks: Sequence[Block], year: int | None) -> tuple[Sequence[Block], list[Finding]]:
    """The blocks without the tables (and the lines of tables) of other years; a finding for each heading of theirs.

    A heading speaks of what follows it up to prose, the next section or a line that names the report's own year.
    """
    if year is None:
        return blocks, []
    own: list[Block] = []
    left: dict[str, list[Block]] = {}  # heading -> what was left out under it
    heading, is_menu = "", False  # of another year; was it one of several, as in a menu of years?
    for block in blocks:
        for line in [block.text] if isinstance(block, TextBlock) else _first_rows(block):
            kind = _speaks_of(line, year)
            if kind == "other":
                is_menu = bool(heading) and isinstance(block, TextBlock) and _years(heading) != _years(line)
                heading = line.strip()
            elif kind == "own" or len(line) > _MAX_HEADING or _SECTION.match(line):
                heading = ""
        if heading and not is_menu:
            left.setdefault(heading, []).append(block)
        else:
            own.append(block)
    return own, [
        Finding(rule="OTHER_YEAR", severity=Severity.INFO, message=f"what stands under {heading!r} was left out")
        for heading, out in left.items()
        if len(out) > 3 or any(isinstance(block, Grid) and block.row_count > 1 for block in out)
    ]


def _first_rows(grid: Grid) -> Iterator[str]:
    """The rows of one cell above a grid's first proper row: its title."""
    for row in grid.rows():
        filled = [cell.text for cell in row if cell.text.strip()]
        if len(filled) > 1:
            return
        yield from filled


def _speaks_of(line: str, year: int) -> str:
    """`own`, `other` or nothing: which year's table a line heads."""
    text = _PAPER.sub("", unicodedata.normalize("NFKC", line))
    if re.search(rf"(?<!\d){year}\s*年", text):
        return "own"
    text = _DAY.sub("", text)
    if len(text) > _MAX_HEADING or _PROSE.search(text):
        return ""
    years = _years(text)
    if years and max(years) < year:
        return "other"
    if _NOW.search(text):
        return "own"
    return "other" if _BEFORE.search(text) and not years else ""


def _years(text: str) -> set[int]:
    return {int(match[1] or match[2]) for match in _YEAR.finditer(text)}
