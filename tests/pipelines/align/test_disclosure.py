"""Table 2 has no sums: what its header does not settle is refused."""

from dataclasses import replace

import pytest

from tests.city.forms.layout import F2019, F2021
from tests.city.forms.sheet import SheetCell, table2
from tests.pipelines.align.sheets import busy_figures, flagged, numbers, only, read

Row = list[SheetCell]


def sheet(layout: str) -> list[Row]:
    return [list(row) for row in table2(layout, only(busy_figures(layout), "t2_"))]


@pytest.mark.parametrize("layout", [F2019, F2021])
def test_both_layouts_read_cell_by_cell_and_in_any_order_of_rows(layout: str) -> None:
    expected = {code: float(text) for code, text in only(busy_figures(layout), "t2_").items()}
    rows = sheet(layout)
    rows[2], rows[3] = rows[3], rows[2]
    assert {code: float(number) for code, number in numbers(read(rows)).items()} == expected


@pytest.mark.parametrize("layout", [F2019, F2021])
def test_columns_in_another_order_are_read_under_their_headers(layout: str) -> None:
    rows = [[row[0], row[3], row[1], row[2]] if len(row) == 4 else row for row in sheet(layout)]
    expected = {code: float(text) for code, text in only(busy_figures(layout), "t2_").items()}
    assert {code: float(number) for code, number in numbers(read(rows)).items()} == expected


@pytest.mark.parametrize(
    ("head", "place", "text"), [("单位", 1, "件"), ("备注", 4, "见附件3"), ("备注", 4, "12"), ("序号", 0, "3")]
)
def test_a_column_that_numbers_explains_or_gives_the_unit_is_none_of_the_form(head: str, place: int, text: str) -> None:
    rows = sheet(F2021)
    for row in rows:
        if len(row) > 1:
            own = "万元" if head == "单位" and row[-1].code == "t2_fee_amount" else text
            row.insert(min(place, len(row)), SheetCell(own if any(cell.code for cell in row) else head))
        else:
            row[0] = replace(row[0], colspan=5)
    expected = {code: float(text) for code, text in only(busy_figures(F2021), "t2_").items()}
    assert {code: float(number) for code, number in numbers(read(rows)).items()} == expected


def test_the_unit_of_a_row_is_what_its_column_of_units_says() -> None:
    rows = sheet(F2021)
    for row in rows:
        if len(row) > 1:
            row.insert(1, SheetCell("元" if any(cell.code for cell in row) else "单位"))
        else:
            row[0] = replace(row[0], colspan=5)
    fee = rows[-2]
    fee[-1] = replace(fee[-1], text="本年收费金额")
    (value,) = (value for value in read(rows).values if value.field_code == "t2_fee_amount")
    assert (value.unit, value.unit_source) == ("元", "header")


@pytest.mark.parametrize("layout", [F2019, F2021])
def test_columns_in_another_order_and_one_misprinted_are_refused(layout: str) -> None:
    rows = [[row[0], row[3], row[1], row[2]] if len(row) == 4 else row for row in sheet(layout)]
    rows[1][1] = SheetCell("本年制废件")
    found = read(rows)
    moved = {code for code in only(busy_figures(layout), "t2_") if "normdoc" in code or "regulation" in code}
    assert not moved & set(numbers(found))
    assert moved <= flagged(found)


@pytest.mark.parametrize("other", ["", "8"])
def test_a_figure_printed_in_each_column_it_spans_is_one_figure(other: str) -> None:
    rows = [[replace(cell, colspan=1) for cell in row for _ in range(cell.colspan)] for row in sheet(F2021)]
    code = rows[6][1].code
    rows[6][2] = replace(rows[6][2], text=other or rows[6][2].text)
    found = read(rows)
    expected = only(busy_figures(F2021), "t2_")
    assert numbers(found) == ({key: text for key, text in expected.items() if key != code} if other else expected)
    assert (code in flagged(found)) == bool(other)


def test_last_year_beside_this_year_is_refused() -> None:
    rows = [[row[0], *(c for cell in row[1:] for c in (SheetCell("7"), cell))] for row in sheet(F2021)]
    assert numbers(read(rows)) == {}


def test_a_list_of_powers_is_no_table_two() -> None:
    words = ("类别", "数量"), ("行政许可", "55"), ("行政处罚", "66"), ("行政强制", "77")
    assert numbers(read([[SheetCell(word) for word in row] for row in words])) == {}


def test_a_table_that_cannot_be_read_leaves_the_report_partial() -> None:
    found = read("二、主动公开政府信息情况", [row[:1] + row[:0:-1] for row in sheet(F2019)], sheet(F2021)[-3:])
    assert found.status == "partial"
    assert found.findings


def test_a_value_over_two_rows_is_of_neither() -> None:
    rows = sheet(F2021)
    rows[9][1] = SheetCell("12", rowspan=2, colspan=3)
    rows[10] = rows[10][:1]
    found = read(rows)
    assert {"t2_penalty_decisions", "t2_coercion_decisions"}.isdisjoint(numbers(found))
    assert {"t2_penalty_decisions", "t2_coercion_decisions"} <= flagged(found)


def test_figures_below_those_of_a_label_are_not_the_next_ones() -> None:
    rows = sheet(F2021)
    rows[6][0] = replace(rows[6][0], rowspan=2)
    rows.insert(7, [SheetCell("5", colspan=3)])
    found = read(rows)
    assert "t2_license_decisions" not in numbers(found)
    assert "t2_license_decisions" in flagged(found)


def test_a_note_below_the_columns_parts_none_of_them() -> None:
    rows = sheet(F2021)
    rows.insert(2, [SheetCell(""), SheetCell("（单位：件）", colspan=3)])
    expected = {code: float(text) for code, text in only(busy_figures(F2021), "t2_").items()}
    assert {code: float(number) for code, number in numbers(read(rows)).items()} == expected


@pytest.mark.parametrize("layout", [F2019, F2021])
@pytest.mark.parametrize("is_turned", [False, True])
def test_one_row_of_all_figures_is_read_by_the_names_above_them(layout: str, is_turned: bool) -> None:
    expected = only(busy_figures(layout), "t2_")
    labels: Row = []
    names = [SheetCell("单位")]
    heads, figures = [SheetCell("")], [SheetCell("白沙镇人民政府")]
    for row in sheet(layout):
        codes = [cell for cell in row if cell.code]
        if codes:
            names += [row[0]] * len(codes)
            heads += labels
            figures += [replace(cell, colspan=1) for cell in codes]
        else:
            labels = [replace(cell, colspan=1) for cell in row[1:]]
    rows = [names, heads, figures]
    found = read([list(row) for row in zip(*rows, strict=True)] if is_turned else rows)
    assert {code: float(text) for code, text in numbers(found).items()} == {c: float(t) for c, t in expected.items()}
    heads[2] = SheetCell("本年重复件数")
    assert numbers(read([names, heads, figures])) == {}


@pytest.mark.parametrize("layout", [F2019, F2021])
def test_rows_whose_header_is_lost_never_give_a_wrong_figure(layout: str) -> None:
    rows = sheet(layout)
    expected = only(busy_figures(layout), "t2_")
    place = next(at for at, row in enumerate(rows) if row[0].text == "行政许可")
    found = read([*rows[: place - 2], rows[place], *rows[place + 1 :]])  # without heading and header of 行政许可
    right = {code: float(text) for code, text in expected.items()}
    given = {code: float(text) for code, text in numbers(found).items()}
    assert given.items() <= right.items()
    assert len(given) >= len(right) - 6  # the two rows of the block that lost its header
