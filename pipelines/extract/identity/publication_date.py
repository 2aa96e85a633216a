"""The day a report was published: only from a label or a place that says so, and which one it was.

Never the statistical period (统计时间, 时间范围), never the clock of a page's header (今天是, 当前时间).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from pipelines.document import Document
from pipelines.language import dates, folding, organ_names
from pipelines.records import Block, Grid, Metadata

_ANOTHER = "".join(  # words that make another label of a label: 下次更新时间, 条例公布时间
    rf"(?<!{word})"
    for word in (
        "上次",
        "下次",
        "预计",
        "计划",
        "网站",
        "系统",
        "条例",
        "办法",
        "规定",
        "法规",
        "数据",
        "拟",
        "应",
        "未",
    )
)
_LABELS = (  # of a date on the page, best first; a word before the label makes it another one: 统计时间
    re.compile(_ANOTHER + r"(?:发布|公开|发文|公布|上网|发稿)(?:日期|时间)"),
    re.compile(_ANOTHER + r"(?:更新|生成|成文|印发|形成|制作|录入)(?:日期|时间)"),
    re.compile(r"(?<![\u4e00-\u9fff])(?:日期|时间)(?=\s*[:：\]】])"),
)
_LABEL_WORDS = ("日期", "时间")  # one of them stands in every label
_BYLINE = re.compile(r"来源|作者|字[号体]|浏览|阅读|点击|访问|编辑|打印|分享|发布机构|发布单位")
_CLOCK = re.compile(r"今天|今日|现在|当前|星期|农历|统计|期限|范围|[起止至]")
_MARKS = re.compile(r"[\s\d:.\-/\\|()（）\[\]【】]*")  # what is no word: times of day, brackets, rules
_MAX_TABLES = 3  # tables looked at; those of the content management stand above the report's
_MAX_BYLINE_LENGTH = 80  # characters
_MAX_SIGNATURE_LENGTH = 40


def published(
    blocks: Sequence[Block], lines: Sequence[str], metadata: Metadata, document: Document
) -> tuple[str | None, str]:
    """(ISO date, where it stood): page_label | label | signature | byline | list; (None, "") where nothing says it."""
    if (day := dates.parse(metadata.published)) is not None:
        return day.isoformat(), "page_label"
    common = map(folding.common, (*lines[:40], *labelled_cells(blocks)))
    texts = [text for text in common if any(word in text for word in _LABEL_WORDS)]
    for label in _LABELS:
        for text in texts:
            if (match := label.search(text)) and (day := dates.leading_date(text[match.end() :])) is not None:
                return day.isoformat(), "label"
    if (day := next(_signed(lines), None)) is not None:
        return day.isoformat(), "signature"
    for line in lines[:12]:
        found = dates.date_and_rest(line) if len(line) <= _MAX_BYLINE_LENGTH else None
        if found and not _CLOCK.search(line) and (_is_no_word(found[1]) and _is_byline(found[2])):
            return found[0].isoformat(), "byline"
    return (document.published_hint, "list") if document.published_hint else (None, "")


def labelled_cells(blocks: Sequence[Block]) -> Iterator[str]:
    """Neighbouring cells of the first tables as one line each, `发布日期2023-01-18`: beside or above."""
    grids = [block for block in blocks if isinstance(block, Grid)][:_MAX_TABLES]
    for grid in grids:
        rows = list(grid.rows())
        yield from (left.text + right.text for row in rows for left, right in pairwise(row))
        for upper, lower in pairwise(rows):
            below = {cell.column: cell.text for cell in lower}
            yield from (cell.text + below[cell.column] for cell in upper if cell.column in below)


def _signed(lines: Sequence[str]) -> Iterator[date]:
    """Dates under the text, best first: alone on a line, then beside an organ's name. News have dates there, too."""
    found = [parted for line in reversed(lines[-12:]) if (parted := _parted(line))]
    yield from (day for day, before, after in found if _is_no_word(before + after))
    yield from (
        day for day, before, after in found if organ_names.kind(organ_names.clean(before)) and _is_no_word(after)
    )


def _parted(line: str) -> tuple[date, str, str] | None:
    return dates.date_and_rest(line) if len(line) <= _MAX_SIGNATURE_LENGTH and not _CLOCK.search(line) else None


def _is_no_word(text: str) -> bool:
    return bool(_MARKS.fullmatch(text))


def _is_byline(text: str) -> bool:
    return _is_no_word(text) or bool(_BYLINE.search(text))
