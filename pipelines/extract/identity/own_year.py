"""The tables of the report's own year: one that a heading gives to another year is left out, and said.

Reports print last year's tables beside this year's, above or below them, in an annex or on a sheet of their own. What
stands right above a table, or in its first row, tells whose it is: `2022年情况（上年）：`, `附：2022年情况`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipelines.language import dates
from pipelines.records import Block, Finding, Grid, Severity, TextBlock

_MAX_HEADING = 45  # characters; longer lines are prose, which speaks of any year
_PROSE = re.compile(r"[。；;，]")
_DAY = re.compile(r"(?:19|20)\d\d\s*(?:年\s*\d{1,2}\s*月|[-/.]\s*\d{1,2}\s*[-/.])(?:\s*\d{1,2}\s*日?)?")
_PAPER = re.compile(
    r"[〔\[(（【]\s*(?:19|20)\d\d\s*[〕\])）】]\s{0,5}\d{0,6}\s{0,5}号|(?:19|20)\d\d\s*年?(?:修订|修正|令)"
)
_YEAR = re.compile(  # 2016 alone is a figure; 22年度 is 2022's
    r"(?<!\d)(20\d\d)(?=\s*年)|(?<=\()(20\d\d)(?=\s*\))|(?<!\d)([12]\d)(?=\s*年度)"
)
_ANOTHER = (
    r"(?:上一?年度?(?!度?(?:结转|项目))|上一?期|去年|前一?年度?|往年|历年|同期"
    r"|近[一二三四五六七八九十\d]+年|“?十[一二三四]五”?)"
)
_TABLE = r"(?:主动公开|收到和处理|申请(?:办理)?的?情况|复议|诉讼|信息公开[^\n]{0,8}(?:情况|统计|数据)|统计表)"
_BEFORE = re.compile(
    rf"{_ANOTHER}(?:情况|数据|统计|报告|数$)|[(]\s*{_ANOTHER}|{_ANOTHER}[^\n]{{0,12}}{_TABLE}|^\s*{_ANOTHER}\s*[:]?$"
)
_MONTHS = r"(?!0?1\s*[-—–~至]\s*12\s*月)\d{1,2}\s*[-—–~至]\s*\d{1,2}\s*月(?!\s*\d)"  # some, not all twelve
_PART = re.compile(rf"[上下]半年|第?[一二三四1-4]季度|年\s*{_MONTHS}|年\s*\d{{1,2}}\s*月(?!\s*\d)")  # of the year
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
    """`own`, `other` or nothing: which year's table a line heads. A part of the year is not the year."""
    text = _PAPER.sub("", dates.with_digits(unicodedata.normalize("NFKC", line)))
    is_prose = len(text) > _MAX_HEADING or bool(_PROSE.search(text))
    is_of_table = re.search(_TABLE, text) is not None
    if is_of_table and not is_prose and _PART.search(text):
        return "other"
    if year in (_years(text.rpartition(":")[2]) or _years(text)):
        return "own"
    text = _DAY.sub("", text)
    if is_prose:
        return ""
    years = _years(text.rpartition(":")[2]) or _years(text)
    if years and (max(years) < year or is_of_table):
        return "other"
    if _NOW.search(text):
        return "own"
    return "other" if _BEFORE.search(text) and not years else ""


def _years(text: str) -> set[int]:
    return {2000 + int(match[0]) % 100 for match in _YEAR.finditer(text)}
