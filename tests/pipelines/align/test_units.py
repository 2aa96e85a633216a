"""Units: the nearest statement wins, and two that contradict one another are told of."""

import pytest

from pipelines.align import values
from pipelines.records import State, Value
from tests.city.forms.layout import F2021
from tests.city.forms.sheet import SheetCell, table2
from tests.pipelines.align.sheets import busy_figures, only, read, rules

FEE = "t2_fee_amount"


def sheet(header: str) -> list[list[SheetCell]]:
    rows = table2(F2021, only(busy_figures(F2021), "t2_"))
    return [[SheetCell(header) if cell.text.startswith("本年收费金额") else cell for cell in row] for row in rows]


def fee(*parts: str | list[list[SheetCell]]) -> Value:
    (found,) = [value for value in read(*parts).values if value.field_code == FEE]
    return found


@pytest.mark.parametrize(
    ("header", "above", "below", "unit", "source"),
    [
        ("本年收费金额（单位：万元）", "", "", "万元", "header"),
        ("本年收费金额（单位：元）", "", "", "元", "header"),
        ("本年收费金额（计量单位：元）", "", "", "元", "header"),
        ("本年收费金额", "单位：元", "", "元", "caption"),
        ("本年收费金额", "（单位：件、亿元）", "", "亿元", "caption"),
        ("本年收费金额", "", "注：本表收费金额单位为元。", "元", "note"),
        ("本年收费金额", "单位：件", "", "万元", "form"),
    ],
)
def test_the_nearest_statement_of_a_unit_wins(header: str, above: str, below: str, unit: str, source: str) -> None:
    found = fee(above, sheet(header), below)
    assert (found.unit, found.unit_source) == (unit, source)


def test_a_note_that_contradicts_the_header_is_told_of() -> None:
    parts = (sheet("本年收费金额（单位：万元）"), "注：本表收费金额单位为元。")
    assert fee(*parts).unit == "万元"
    assert "UNIT_CONTRADICTS" in rules(read(*parts))
    assert "UNIT_CONTRADICTS" not in rules(read(sheet("本年收费金额（单位：万元）"), "单位：万元"))


def test_a_count_in_ten_thousands_is_no_count_of_the_form() -> None:
    rows = [
        [SheetCell("本年处理决定数量（单位：万件）") if "处理决定数量" in cell.text else cell for cell in row]
        for row in sheet("本年收费金额（单位：万元）")
    ]
    found = {value.field_code: value for value in read(rows).values}
    assert found["t2_license_decisions"].state is State.UNREADABLE
    assert found["t2_license_decisions"].doubt == "a count in 万件"


@pytest.mark.parametrize("text", ["12（更正为3）", "12（应为3）", "12（实为3件）"])
def test_a_figure_that_corrects_itself_is_none_of_the_two(text: str) -> None:
    assert values.parse(text).state is State.UNREADABLE


def test_a_note_beside_a_figure_is_no_correction() -> None:
    assert values.parse("22（其中修订16件）").value == 22
