"""The six sections of a report by the words of their headings; the numeral before them is often wrong.

国办公开办函〔2021〕30号 names them; 〔2019〕60号 has the same six.
"""

import re
from collections.abc import Sequence

from pipelines.language import folding, running_text
from pipelines.records import Block, Section, TextBlock

_HEADINGS = (  # number, what a heading must say; tried in this order
    (4, re.compile(r"行政(?:法)?复议.*诉讼|复议.*提起行政诉讼")),
    (3, re.compile(r"(?:收到和处理|受理|处理).*申请|依申请公开.*情况$")),
    (5, re.compile(r"问题.*(?:改进|措施|打算|情况|安排)|主要问题|存在问题")),
    (6, re.compile(r"其他.*(?:报告|说明).*事项|其他(?:有关)?事项")),
    (2, re.compile(r"主动公开.*(?:情况|信息)")),
    (1, re.compile(r"总体情况|概述|总体工作|基本情况|工作总体")),
)
_MAX_HEADING_LENGTH = (
    42  # characters of the longest heading seen, 因政府信息公开工作被申请行政复议、提起行政诉讼情况, and some
)
_NUMERAL = re.compile(r"[一二三四五六七八九]\s*、")
_FOOT = re.compile(
    r"^(?:【?(?:关闭|打印|返回|字体)|上一篇|下一篇|附件|版权所有|主办(?:单位)?|承办|ICP|网站(?:地图|标识)|扫一扫|分享|相关(?:链接|文档|信息))"
)


def sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The sections found, by number; tables are left out. A heading printed twice keeps its longer text."""
    found: dict[int, Section] = {}
    current: tuple[int, str] | None = None
    lines: list[str] = []

    def close() -> None:
        if current is not None:
            section = Section(number=current[0], heading=current[1], text="\n".join(lines))
            if current[0] not in found or len(section.text) > len(found[current[0]].text):
                found[current[0]] = section
        lines.clear()

    for line in _lines(blocks):
        heading = _heading(line)
        if heading is not None:
            close()
            current = (heading, line)
        elif current is not None and _FOOT.match(line):
            close()
            current = None
        elif current is not None:
            lines.append(line)
    close()
    return tuple(found[number] for number in sorted(found))


def _lines(blocks: Sequence[Block]) -> list[str]:
    """Lines of text; a text glued into one line is parted where a numeral with 、 begins a heading."""
    lines: list[str] = []
    for line in running_text.lines(
        block for block in blocks if isinstance(block, TextBlock) or running_text.is_layout(block)
    ):
        lines += [line] if len(line) <= _MAX_HEADING_LENGTH else _part(line)
    return [line for line in lines if line]


def _part(line: str) -> list[str]:
    parts: list[str] = []
    start = 0
    numerals = list(_NUMERAL.finditer(line))
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
    return text.strip().endswith(ends) and not re.search(r"[。；;]", text) and _heading(text) is not None


def _heading(line: str) -> int | None:
    folded = folding.fold(line)
    if (
        not re.match(r"[一二三四五六七八九][.]", folded)
        or len(folded) > _MAX_HEADING_LENGTH
        or re.search(r"[。；;：:]", line)
    ):
        return None
    words = folded[2:]
    return next((number for number, pattern in _HEADINGS if pattern.search(words)), None)
