"""Units: the nearest statement wins, and two that contradict one another are told of."""

import pytest

from pipelines.align import values
from pipelines.records import Severity, State, Value
from tests.city.forms.layout import F2021
from tests.city.forms.sheet import SheetCell, table2, table3
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
        ("本年收费金额", "单位：百元", "", "百元", "caption"),
        ("本年收费金额", "", "说明：表中收费金额以元计。", "元", "note"),
        ("本年收费金额", "单位：美元", "", "美元", "caption"),
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


@pytest.mark.parametrize("said", ["单位：元", "注：收费金额单位为元"])
def test_a_statement_some_lines_away_is_read_too(said: str) -> None:
    page = (said, "（2023年）", sheet("本年收费金额（单位：万元）")) if said[0] == "单" else (
        sheet("本年收费金额（单位：万元）"), "以上数据由各部门提供。", said)  # fmt: skip
    assert "UNIT_CONTRADICTS" in rules(read(*page))
    assert "UNIT_CONTRADICTS" not in rules(read(sheet("本年收费金额（单位：万元）"), "三、收到申请情况", said))


@pytest.mark.parametrize("said", ["单位：万件", "计量单位：百件", "单位：万", "注：数量以千件计。"])
def test_counts_stated_by_the_hundred_and_more_are_told_of(said: str) -> None:
    found = [finding for finding in read(said, sheet("本年收费金额")).findings if finding.rule == "UNIT_CONTRADICTS"]
    assert [finding.severity for finding in found] == [Severity.WARN]
    assert "t2_license_decisions" in found[0].fields
    assert FEE not in found[0].fields


def labelled(label: str, header: str) -> list[list[SheetCell]]:
    return [[SheetCell(label) if cell.text == "行政事业性收费" else cell for cell in row] for row in sheet(header)]


def test_the_unit_of_a_rows_label_counts_and_one_that_contradicts_the_header_is_refused() -> None:
    assert fee(labelled("行政事业性收费（元）", "本年收费金额")).unit == "元"
    assert fee(labelled("行政事业性收费（元）", "本年收费金额（单位：万元）")).state is State.UNREADABLE
    assert fee(labelled("行政事业性收费（项）", "本年收费金额（单位：万元）")).unit == "万元"


def test_a_unit_in_a_row_of_its_own_is_the_tables_caption() -> None:
    rows = [[SheetCell("单位：元", colspan=4)], *sheet("本年收费金额")]
    assert (fee(rows).unit, fee(rows).unit_source) == ("元", "caption")


def test_a_table_without_money_has_no_use_for_a_unit_of_money_and_tells_of_counts() -> None:
    applications = table3(F2021, only(busy_figures(F2021), "t3_"))
    assert "UNIT_CONTRADICTS" not in rules(read("单位：万元", applications))
    assert "UNIT_CONTRADICTS" in rules(read("单位：千件", applications))
