"""A statutory table filled in: rows of cells with spans, and on request the liberties portals take with the form."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .layout import (
    T2,
    T3_AFTER,
    T3_BEFORE,
    T3_COLUMNS,
    T3_NOTE,
    T3_SIDE,
    T3_TOTAL,
    T4_GROUPS,
    T4_RESULTS,
    T4_SUIT,
    Row,
    t3_outcomes,
)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell at its top left place; `code` is set if and only if it holds a figure."""

    text: str  # as printed; a line break in a label is `\n`
    code: str = ""
    rowspan: int = 1
    colspan: int = 1


Sheet = tuple[tuple[SheetCell, ...], ...]  # rows; positions covered by a span hold no cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Liberties:
    """What a portal changes in the form's own words and shape. The default changes nothing."""

    labels: Mapping[str, str] = field(default_factory=dict)  # `行政许可` -> `行政许可229`
    headers: Mapping[str, str] = field(
        default_factory=dict
    )  # `采购总金额` or `第二十条第（六）项/处理决定数量` -> its text
    numeral_mark: str = "."  # `、` prints `1、属于国家秘密`
    is_side_label_twice: bool = False  # 三、本年度办理结果 over two spans, as in 平潭 2019 and 2020
    is_header_split: bool = False  # 商业|企业 in two header rows, as in 徐闻
    is_label_spaced: bool = False  # `总 计`, `结 果维持`


AS_PRESCRIBED = Liberties()


def table2(layout: str, printed: Mapping[str, str], liberties: Liberties = AS_PRESCRIBED) -> Sheet:
    """Table 2, four columns wide; codes missing from `printed` are left blank."""
    rows: list[tuple[SheetCell, ...]] = []
    for block in T2[layout]:
        spans = {3: (1, 1, 1), 2: (1, 2), 1: (3,)}[len(block.columns)]
        heads = [liberties.headers.get(f"{block.heading}/{head}", head) for head in block.columns]
        heads = [liberties.headers.get(head, head) for head in heads]
        rows.append((SheetCell(block.heading, colspan=4),))
        rows.append((SheetCell("信息内容"), *_span(heads, spans)))
        for label, row_codes in block.rows:
            values = (
                SheetCell(printed.get(code, ""), code, 1, span) for code, span in zip(row_codes, spans, strict=True)
            )
            rows.append((SheetCell(label), *values))
    return _liberal(tuple(rows), liberties)


def table3(layout: str, printed: Mapping[str, str], liberties: Liberties = AS_PRESCRIBED) -> Sheet:
    """Table 3, three label columns and seven of figures."""
    rows = [*_table3_header(liberties)]
    rows += [(SheetCell(row.label, colspan=3), *_figures(row, printed)) for row in T3_BEFORE]
    outcomes = t3_outcomes(layout)
    sides = {0: 10, 10: len(outcomes) + 1 - 10} if liberties.is_side_label_twice else {0: len(outcomes) + 1}
    for index, row in enumerate((*outcomes, T3_TOTAL)):
        labels = [SheetCell(T3_SIDE, rowspan=sides[index])] if index in sides else []
        if not row.group:
            labels.append(SheetCell(row.label, colspan=2))
        else:
            if row.group != outcomes[index - 1].group:
                size = sum(other.group == row.group for other in outcomes)
                labels.append(SheetCell(row.group, rowspan=size))
            labels.append(SheetCell(row.label))
        rows.append((*labels, *_figures(row, printed)))
    rows.append((SheetCell(T3_AFTER.label, colspan=3), *_figures(T3_AFTER, printed)))
    return _liberal(tuple(rows), liberties)


def table4(printed: Mapping[str, str], liberties: Liberties = AS_PRESCRIBED) -> Sheet:
    """Table 4: three header rows and one of fifteen figures. Both forms print it alike."""
    results = tuple(SheetCell(label) for _, label in T4_RESULTS)
    review, *suits = T4_GROUPS
    codes = [f"{group}_{result}" for group, _ in T4_GROUPS for result, _ in T4_RESULTS]
    rows = (
        (SheetCell(review[1], colspan=5), SheetCell(T4_SUIT, colspan=10)),
        (*(replace(cell, rowspan=2) for cell in results), *(SheetCell(label, colspan=5) for _, label in suits)),
        (*results, *results),
        tuple(SheetCell(printed.get(code, ""), code) for code in codes),
    )
    return _liberal(rows, liberties)


def occupied(sheet: Sheet) -> Iterator[tuple[tuple[int, SheetCell, bool], ...]]:
    """For each row all cells that stand in it, as (column, cell, whether it begins here); spans from above included."""
    open_spans: dict[int, tuple[SheetCell, int]] = {}  # column -> cell, rows it still covers
    for row in sheet:
        placed: list[tuple[int, SheetCell, bool]] = []
        cells = iter(row)
        column = 0
        while True:
            if column in open_spans:
                cell, is_start = open_spans[column][0], False
            elif (following := next(cells, None)) is not None:
                cell, is_start = following, True
                open_spans[column] = (cell, cell.rowspan)
            else:
                break
            placed.append((column, cell, is_start))
            column += cell.colspan
        open_spans = {at: (cell, left - 1) for at, (cell, left) in open_spans.items() if left > 1}
        yield tuple(placed)


def _table3_header(liberties: Liberties) -> Iterator[tuple[SheetCell, ...]]:
    person, *organisations, total = (liberties.headers.get(label, label) for _, label in T3_COLUMNS)
    height = 3 if liberties.is_header_split else 2
    yield (SheetCell(T3_NOTE, rowspan=height + 1, colspan=3), SheetCell("申请人情况", colspan=7))
    yield (
        SheetCell(person, rowspan=height),
        SheetCell("法人或其他组织", colspan=5),
        SheetCell(total, rowspan=height),
    )
    if liberties.is_header_split:
        yield tuple(SheetCell(label[:-2] or label) for label in organisations)
        yield tuple(SheetCell(label[-2:] if len(label) > 2 else "") for label in organisations)
    else:
        yield tuple(SheetCell(label) for label in organisations)


def _figures(row: Row, printed: Mapping[str, str]) -> Iterator[SheetCell]:
    for column, _ in T3_COLUMNS:
        code = f"{row.code}__{column}"
        yield SheetCell(printed.get(code, ""), code)


def _span(labels: list[str], spans: tuple[int, ...]) -> Iterator[SheetCell]:
    return (SheetCell(label, colspan=span) for label, span in zip(labels, spans, strict=True))


def _liberal(sheet: Sheet, liberties: Liberties) -> Sheet:
    return tuple(
        tuple(cell if cell.code else replace(cell, text=_label(cell.text, liberties)) for cell in row) for row in sheet
    )


def _label(text: str, liberties: Liberties) -> str:
    text = liberties.labels.get(text, text)
    text = re.sub(r"^(\d)\.", rf"\1{liberties.numeral_mark}", text)
    if liberties.is_label_spaced and 2 <= len(text) <= 4:
        text = f"{text[0]} {text[1:]}"
    return text
