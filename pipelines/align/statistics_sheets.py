"""Statistics sheets cut out of the rows, and which of their columns holds the year's figure, if headers tell."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.align.cells import Header, Line, headers, is_rectangular, under
from pipelines.language import folding
from pipelines.templates import Template

_LABEL = frozenset(
    {"统计指标", "统计指标名称", "指标名称", "指标", "指标内容", "统计项目", "统计内容", "项目", "项目名称"}
)
_UNIT = frozenset({"单位", "计量单位", "计算单位", "统计单位"})
_BESIDE = frozenset({"代码", "指标代码", "序号", "编号", "行次", "行号", "备注", "说明", "注", "填报说明", "指标解释"})
_CODE = frozenset({"代码", "指标代码"})
_WHEN = r"(?:\d{4}(?:年度?)?|[〇○零一二三四五六七八九]{4}年度?|本年度?|当年度?|全年度?|年度)"
_YEAR = re.compile(rf"{_WHEN}(?:累计数?|实际数?|发生数|数)?")
_TOTAL = re.compile(rf"{_WHEN}?(?:合计|总计|汇总)数?")
# 历年累计 counts from the first year on; 本期 and 季度 are a part of the year
_OTHER = re.compile(r"累计|历年|往年|上年|去年|上一年|以来|截至|同比|增减|增长|半年|季度|本期|上期|同期|本月|上月")
_PART_OF_YEAR = re.compile(r"[一二三四1-4]季度|[上下]半年|(?<!至)(?:[一二三四五六七八九十]|\d)月份?(?:统计|$|\))")
_CAPTION = 60  # characters; a paragraph may speak of quarters without being the sheet's


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one sheet; `doubt` says why no column can be taken for the year's, empty when one can."""

    label: Header | None = None
    unit: Header | None = None
    figure: Header | None = None
    named: tuple[Header, ...] = ()  # every column with a header
    codes: Header | None = None
    doubt: str = ""

    def holds(self, column: int) -> bool:
        """True if the grid column has a header of its own."""
        return any(header.start <= column < header.end for header in self.named)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under one header, over as many grids as the page breaks made of it."""

    columns: Columns
    lines: tuple[Line, ...]

    @property
    def is_of_part_of_year(self) -> bool:
        """True if the line before the sheet, or the row that titles it, speaks of a quarter, half-year or month."""
        captions = [self.lines[0].before, *(cell.text for cell in self.lines[0].grid.cells if cell.row == 0)]
        return any(len(text) < _CAPTION and _PART_OF_YEAR.search(folding.fold(text)) for text in captions)


def sheets(rows: Iterable[Line], form: Template) -> Iterator[Sheet]:
    """Rows cut at each new header. The same header again, or a grid as wide without one, goes on with the sheet."""
    header: list[Line] = []
    body: list[Line] = []
    last: Line | None = None
    for line in rows:
        is_heading = _is_header(line, form)
        is_apart = last is None or (last.grid is not line.grid and _is_apart(last, line))
        if is_heading and header and not is_apart and line.names == header[0].names:
            last = line
            continue
        is_next = bool(header) and not body and last is not None and last.grid is line.grid
        if is_next and not is_heading and _is_below(header, line, form):
            header.append(line)
            last = line
            continue
        if is_heading or is_apart:
            if body:
                yield Sheet(_columns(header, form), tuple(body))
            header, body = [line] if is_heading else [], [] if is_heading else [line]
        else:
            body.append(line)
        last = line
    if body:
        yield Sheet(_columns(header, form), tuple(body))


def _is_apart(last: Line, line: Line) -> bool:
    """True if another table begins: of another width, or with words before it. A page number is no words."""
    return last.grid.column_count != line.grid.column_count or bool(re.search(r"[\u4e00-\u9fff]", line.before))


def _is_header(line: Line, form: Template) -> bool:
    """True if a row names the columns of a statistics sheet: label and unit, label and figure, or unit and figure."""
    kinds = {_kind(name, form) for name in line.names}
    return ("label" in kinds and bool(kinds & {"unit", "year", "total", "other"})) or {"unit", "year"} <= kinds


def _is_below(header: Sequence[Line], line: Line, form: Template) -> bool:
    """True for the header's second row: no figures, and nothing below 统计指标."""
    label = _columns(header, form).label
    if label is None or not is_rectangular(line.grid) or line.number_count():
        return False
    cell = under(line, label.start)
    return (cell is None or not cell.text.strip()) and any(other.text.strip() for other in line.cells)


def _columns(header: Sequence[Line], form: Template) -> Columns:
    """One column of the year, or the sum of several organs' columns, is the figure's.

    Two columns that both could be, or columns of several organs without their sum, leave a doubt and no figure.
    """
    found = [leaf for leaf in headers(header) if leaf.name]
    by_kind: dict[str, list[Header]] = {}
    labelled = next((leaf for leaf in found if _kind(leaf.name, form) == "label"), None)
    for leaf in found:
        is_left = labelled is not None and leaf.start < labelled.start  # 类别, 部分: no figures stand there
        by_kind.setdefault("beside" if is_left else _kind(leaf.name, form), []).append(leaf)
    years, totals, parts = (by_kind.get(kind, []) for kind in ("year", "total", "part"))
    names, units = by_kind.get("label", []), by_kind.get("unit", [])
    candidates = totals if parts else years + totals
    figure = candidates[0] if len(candidates) == 1 else None
    doubt = ""
    if len(names) > 1 or len(units) > 1:
        doubt, figure = "the sheet stands in two halves side by side", None
    elif figure is None:
        shown = " | ".join(folding.fold(leaf.text) for leaf in found)
        doubt = f"{len(candidates) or 'no'} columns could be the year's: {shown}"
    return Columns(
        label=names[0] if names else None,
        unit=units[0] if units else None,
        figure=figure,
        named=tuple(found),
        codes=next((leaf for leaf in found if leaf.name in _CODE), None),
        doubt=doubt,
    )


def _kind(name: str, form: Template) -> str:
    """label | unit | beside | year | total | other (not this year) | part (an organ's share, or unknown) | blank."""
    if not name:
        return "blank"
    for names, kind in ((_LABEL, "label"), (_UNIT, "unit"), (_BESIDE, "beside")):
        if name in names:
            return kind
    rest = _without_figure_words(name, form.columns[0].names)
    if not rest or _YEAR.fullmatch(rest):
        return "year"
    if _TOTAL.fullmatch(rest):
        return "total"
    return "other" if _OTHER.search(rest) else "part"


@lru_cache(maxsize=4096)
def _without_figure_words(name: str, words: frozenset[str]) -> str:
    """`区政府统计数` -> `区政府`, `统计数合计` -> `合计`, `统计数` -> ``."""
    for word in sorted(words, key=len, reverse=True):
        if name.startswith(word) or name.endswith(word):
            return name.removeprefix(word).removesuffix(word)
    return name
