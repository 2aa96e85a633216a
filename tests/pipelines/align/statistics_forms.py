"""Statistics sheets for tests: rows of the forms as grids, whole or made up, and what a reading of them found."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from pipelines import templates
from pipelines.align import statistics
from pipelines.align.cells import Table, lines
from pipelines.records import Block, Cell, Grid, State, TextBlock

(N14,), (LSH,) = templates.of("N14"), templates.of("LSH")
HEAD = ("统计指标", "单位", "统计数")
COUNTING = ("（一）", "1.", "其中：", "其中：1、", "（2）", "　", "①", "其中: （3）", "一、")

Rows = Sequence[Sequence[str]]


def grid(rows: Rows) -> Grid:
    return Grid(
        cells=tuple(
            Cell(row=row, column=column, text=text)
            for row, cells in enumerate(rows)
            for column, text in enumerate(cells)
        )
    )


def read(*blocks: Block | Rows, form: templates.Template = N14) -> Table:
    made = [block if isinstance(block, (Grid, TextBlock)) else grid(block) for block in blocks]
    return statistics.align(list(lines(made)), form)


def numbers(table: Table) -> dict[str, Decimal | None]:
    return {code: value.value for code, value in table.values.items()}


def found(table: Table, rule: str) -> list[str]:
    return [finding.message for finding in table.findings if finding.rule == rule]


def printed(form: templates.Template) -> list[tuple[str, str, str]]:
    """(field code, label, unit) of every row of a form, in its order."""
    layout = form.layout
    codes = list(form.codes())
    return [
        (code, row.label, templates.codebook()[code, layout].unit) for code, row in zip(codes, form.rows, strict=True)
    ]


def sheet(form: templates.Template, *extra: str) -> list[list[str]]:
    """The whole form, the n-th row holding n and `extra` after it."""
    return [[label, unit, str(n), *extra] for n, (_, label, unit) in enumerate(printed(form))]


def in_order(form: templates.Template) -> dict[str, Decimal]:
    return {code: Decimal(n) for n, (code, _, _) in enumerate(printed(form))}


Wanted = dict[str, tuple[State, Decimal | None, str | None]]

_HEADS = {  # columns right of the unit; `-` holds the year's figure
    "plain": ("统计数", "-"),
    "code": ("代 码|本年度", "01|-"),
    "cumulative": ("2016年度|历年累计", "-|?"),
    "parts": ("区政府统计数|乡镇街道统计数|合计", "?|?|-"),
    "months": ("本期实际|本年累计", "?|-"),
}


def made_up(seed: int) -> tuple[str, list[list[str]], Wanted]:
    """(form, rows under a header, what must be read): some of a form's rows, labels counted and spaced as they come."""
    chance = Random(seed)
    form = chance.choice([N14, LSH])
    heads, cells = chance.choice(list(_HEADS.values()))
    wanted: Wanted = {}
    rows = [["统 计 指 标", "计量单位", *heads.split("|")]]
    share = chance.choice([0.0, 0.1, 0.6])
    for code, label, unit in printed(form):
        if chance.random() < share and code not in ("n14_review_total", "n14_suit_total"):
            continue
        figure = chance.choice(["", "/", "0", *(str(chance.randint(0, 10**size)) for size in (1, 2, 3, 4, 5))])
        state = {"": State.BLANK, "/": State.NOT_APPLICABLE}.get(figure, State.NUMBER)
        is_number = state is State.NUMBER
        wanted[code] = (state, Decimal(figure) if is_number else None, unit if is_number else None)
        spaced = chance.choice(COUNTING) + chance.choice(["", " "]).join(label)
        filled = [{"-": figure, "?": str(chance.randint(0, 10**6))}.get(cell, cell) for cell in cells.split("|")]
        rows.append([spaced, unit, *filled])
    return form.table, rows, wanted
