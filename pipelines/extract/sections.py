"""The six sections of a report by the words of their headings; the numeral before them is often wrong, or absent.

国办公开办函〔2021〕30号 names them; 〔2019〕60号 has the same six. A document numbers its headings in one way: 一、 or
1． or （一） or 第一部分, or not at all where the program that made it counts them or prints them bold. Since
（一）主动公开情况 may as well stand under 一、, the way that finds most sections is the document's, first of equals.
"""

import re
from collections.abc import Iterator, Sequence

from pipelines.language import folding, running_text
from pipelines.records import Block, Grid, Section, TextBlock

_HEADINGS = (  # number, what a heading must say; tried in this order
    (4, re.compile(r"行政(?:法)?复议.{0,40}诉讼|复议.{0,40}提起行政诉讼")),
    (3, re.compile(r"(?:收到和处理|受理|处理).{0,40}申请|依申请公开.{0,40}情况$")),
    (5, re.compile(r"问题.{0,40}(?:改进|措施|打算|情况|安排)|主要问题|存在问题")),
    (6, re.compile(r"其他.{0,40}(?:报告|说明).{0,40}事项|其他(?:有关)?事项")),
    (2, re.compile(r"主动公开.{0,40}(?:情况|信息)")),
    (1, re.compile(r"总体情况|概述|总体工作|基本情况|工作总体")),
)
_PLAIN_HEADING = re.compile(  # words that are a heading without a numeral, too
    r"(?:总体情况|概述|主动公开政府信息(?:的)?情况|收到和处理政府信息公开申请(?:的)?情况"
    r"|(?:因)?政府信息公开(?:工作)?(?:被申请|被提起)?行政复议.?(?:被)?(?:提起)?行政诉讼(?:的)?情况"
    r"|(?:政府信息公开工作)?存在的?(?:主要)?问题及改进(?:的)?(?:情况|措施)|其他需要(?:报告|说明)的事项)"
)
_OTHER_NUMERALS = "一二三四五六七八九壹贰叁肆伍陆柒甲乙丙丁戊己庚"  # that are a heading's before such words alone
_MAX_MARK = 7  # characters of a mark that is no Chinese numeral: 01., IV., Part 1, ●
_NUMERALS = (  # ways of numbering headings, on folded text; the first of those that find most sections
    re.compile(r"[一二三四五六七八九][.:]"),
    re.compile(r"第[一二三四五六七八九1-9]+(?:部分|章|节)[.:]?"),
    re.compile(r"[1-9](?:\.|-)(?!\d)"),
    re.compile(r"\([一二三四五六七八九]\)[.]?"),
    re.compile(r"\(?[1-9]\)[.]?"),
    re.compile(rf"(?:[{_OTHER_NUMERALS}][.)]?|[^\u4e00-\u9fff]{{0,{_MAX_MARK}}})(?={_PLAIN_HEADING.pattern}$)"),
)
_MAX_HEADING_LENGTH = (
    42  # characters of the longest heading seen, 因政府信息公开工作被申请行政复议、提起行政诉讼情况, and some
)
_MAX_NUMERAL = 6  # characters of a numeral that may end with a colon: 第一部分：
_INLINE_NUMERAL = re.compile(r"[一二三四五六七八九]\s*、")
_FOOT = re.compile(
    r"^(?:【?(?:关闭|打印|返回|字体)|上一篇|下一篇|附件|版权所有|主办(?:单位)?|承办|ICP|网站(?:地图|标识)|扫一扫|分享|相关(?:链接|文档|信息))"
)


def sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The sections found, by number; tables are left out. A heading printed twice keeps its longer text."""
    lines = _lines(blocks)
    ways = [_sections(lines, numeral) for numeral in _NUMERALS]
    return max(ways, key=len)  # the first of equals


def _sections(lines: Sequence[str], numeral: re.Pattern[str]) -> tuple[Section, ...]:
    found: dict[int, Section] = {}
    current: tuple[int, str] | None = None
    text: list[str] = []

    def close() -> None:
        if current is not None:
            section = Section(number=current[0], heading=current[1], text="\n".join(text))
            if current[0] not in found or len(section.text) > len(found[current[0]].text):
                found[current[0]] = section
        text.clear()

    for line in lines:
        heading = _heading(line, numeral)
        if heading is not None:
            close()
            current = (heading, line)
        elif current is not None and _FOOT.match(line):
            close()
            current = None
        elif current is not None:
            text.append(line)
    close()
    return tuple(found[number] for number in sorted(found))


def _lines(blocks: Sequence[Block]) -> list[str]:
    """Lines of text; a text glued into one line is parted where a numeral with 、 begins a heading."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, TextBlock) or running_text.is_layout(block):
            texts: Iterator[str] = running_text.lines([block])
        else:
            texts = _rows_of_one_cell(block)
        for line in texts:
            lines += [line] if len(line) <= _MAX_HEADING_LENGTH else _part(line)
    return [line for line in lines if line]


def _rows_of_one_cell(grid: Grid) -> Iterator[str]:
    """In a spreadsheet headings and text stand in rows with one filled cell, in one grid with the tables."""
    filled = [[cell.text for cell in row if cell.text.strip()] for row in grid.rows()]
    lines = [line.strip() for row in filled if len(row) == 1 for line in row[0].split("\n")]
    is_whole_report = any(_heading(line, numeral) is not None for line in lines for numeral in _NUMERALS)
    yield from lines if is_whole_report else ()


def _part(line: str) -> list[str]:
    parts: list[str] = []
    start = 0
    numerals = list(_INLINE_NUMERAL.finditer(line))
    ends = [*(match.start() for match in numerals), len(line)][1:]
    for match, end in zip(numerals, ends, strict=True):
        for length in range(min(_MAX_HEADING_LENGTH, end - match.start()), 3, -1):
            candidate = line[match.start() : match.start() + length]
            if _is_whole_heading(candidate):
                parts += [line[start : match.start()].strip(), candidate.strip()]
                start = match.start() + length
                break
    return [*parts, line[start:].strip()]


def _is_whole_heading(text: str) -> bool:
    ends = ("情况", "事项", "措施", "概述", "问题")
    return text.strip().endswith(ends) and not re.search(r"[。；;]", text) and _heading(text, _NUMERALS[0]) is not None


def _heading(line: str, numeral: re.Pattern[str]) -> int | None:
    title = line.strip().rstrip("：: ")
    folded = folding.fold(title)
    match = numeral.match(folded)
    if match is None or len(folded) > _MAX_HEADING_LENGTH or re.search(r"[。；;：:]", title[_MAX_NUMERAL:]):
        return None
    words = folded[match.end() :]
    return next((number for number, pattern in _HEADINGS if pattern.search(words)), None)
