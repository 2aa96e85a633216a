"""Table 3 in other shapes than the form's: followed where the header shows the way, refused where nothing does."""

from dataclasses import replace

import pytest

from tests.city.forms.layout import F2021, T3_COLUMNS
from tests.city.forms.sheet import SheetCell, table3
from tests.pipelines.align.sheets import busy_figures, flagged, numbers, only, read, rules, without_merges

FIGURES = only(busy_figures(), "t3_")
NAMES = [label for _, label in T3_COLUMNS]
Row = list[SheetCell]


def sheet() -> list[Row]:
    return [list(row) for row in table3(F2021, FIGURES)]


def reordered(order: list[int], names: list[str]) -> list[Row]:
    """The sheet under one flat header, its value cells in another order."""
    rows = [[c for c in row if not c.code] + [[c for c in row if c.code][at] for at in order] for row in sheet()[3:]]
    return [[SheetCell("项目", colspan=3), *(SheetCell(name) for name in names)], *rows]


def test_the_form_reads_cell_by_cell() -> None:
    assert numbers(read(sheet())) == FIGURES


def test_moved_columns_are_followed_by_the_header() -> None:
    order = [6, 0, 2, 1, 3, 4, 5]
    assert numbers(read(reordered(order, [NAMES[at] for at in order]))) == FIGURES


def test_a_column_of_unknown_name_is_not_read_and_said() -> None:
    found = read(reordered(list(range(7)), [*NAMES[:2], "科学院", *NAMES[3:]]))
    assert not any(code.endswith("org_research") for code in numbers(found))
    assert {code for code in FIGURES if code.endswith("org_research")} <= flagged(found)


def test_of_years_side_by_side_the_latest_is_read_and_the_other_said() -> None:
    rows = [[SheetCell("项目", rowspan=2), SheetCell("2021年", colspan=7), SheetCell("2022年", colspan=7)]]
    rows += [[SheetCell(name) for name in NAMES * 2]]
    rows += [[replace(row[-8], colspan=1), *[SheetCell("5")] * 7, *row[-7:]] for row in sheet()[3:]]
    found = read(rows)
    assert numbers(found) == FIGURES
    assert "COMPARISON_TABLE" in rules(found)


def test_a_comparison_beside_the_form_takes_nothing_from_it() -> None:
    words = ("项目", "2020年", "2021年", "2022年"), ("本年新收政府信息公开申请数量", "1", "2", "3")
    found = read([[SheetCell(word) for word in row] for row in words], sheet())
    assert numbers(found) == FIGURES


def test_a_row_for_last_year_under_each_label_is_never_this_year() -> None:
    rows = sheet()[:3]
    rows[0][0] = replace(rows[0][0], colspan=4)
    for row in sheet()[3:]:
        label = [replace(cell, rowspan=cell.rowspan * 2) for cell in row if not cell.code]
        rows += [[*label, SheetCell("去年"), *[SheetCell("3")] * 6, SheetCell("18")]]
        rows += [[SheetCell("此期"), *(cell for cell in row if cell.code)]]
    found = read(rows)
    assert numbers(found) == {}
    assert set(FIGURES) <= flagged(found)


@pytest.mark.parametrize("text", ["0", "/", ""])
def test_a_merged_zero_is_the_zero_of_every_column(text: str) -> None:
    rows = sheet()
    place = next(at for at, row in enumerate(rows) if {cell.text for cell in row if cell.code} == {"0"})
    rows[place] = [*(cell for cell in rows[place] if not cell.code), SheetCell(text, colspan=7)]
    found = read(rows)
    codes = {cell.code for cell in sheet()[place] if cell.code}
    assert {value.raw for value in found.values if value.field_code in codes} == {text}
    assert {code: text for code, text in numbers(found).items() if code not in codes} == {
        code: text for code, text in FIGURES.items() if code not in codes
    }
    assert codes.isdisjoint(flagged(found))


def test_a_merged_zero_of_the_organisations_stands_only_where_the_row_adds_up() -> None:
    rows = sheet()
    rows[4] = [rows[4][0], SheetCell("3"), SheetCell("0", colspan=5), SheetCell("3")]
    codes = {code for code in FIGURES if code.startswith("t3_carried_in__")}
    assert {code for code in codes if code in numbers(read(rows))} == codes
    rows[4][-1] = SheetCell("4")
    assert codes <= flagged(read(rows))


def test_a_merged_figure_makes_its_row_unreadable() -> None:
    rows = sheet()
    rows[4] = [rows[4][0], SheetCell("3", colspan=7)]
    found = read(rows)
    codes = {code for code in FIGURES if code.startswith("t3_carried_in__")}
    assert codes <= flagged(found)
    assert not codes & set(numbers(found))


def test_two_sheets_that_differ_leave_no_differing_number() -> None:
    other = {code: str(int(text) + 1) for code, text in FIGURES.items()}
    found = read(sheet(), table3(F2021, other))
    assert numbers(found) == {}
    assert set(FIGURES) <= flagged(found)


def test_a_table_whose_last_row_is_lost_does_not_run_on_into_the_next_header() -> None:
    header = [SheetCell(text) for text in ("重复申请", "渠道", "网络", "信函", "当面", "传真", "电话", "邮件")]
    found = read(sheet()[:-1], [header])
    assert numbers(found) == {code: text for code, text in FIGURES.items() if "carried_out" not in code}


def test_a_sheet_without_its_merges_is_read_by_its_header() -> None:
    assert numbers(read(without_merges(sheet()))) == FIGURES


def test_a_misprint_near_two_wordings_of_one_row_is_that_row() -> None:
    rows = sheet()
    place = next(at for at, row in enumerate(rows) if row[0].text.startswith("一、"))
    rows[place][0] = replace(rows[place][0], text="一、本年新收政府信息公开申请数")
    assert numbers(read(rows)) == FIGURES


def test_a_table_by_applicants_after_the_form_takes_nothing_from_it() -> None:
    rows = (("单位", "自然人", "商业企业", "总计"), ("财政局", "3", "2", "5"), ("其他", "1", "1", "2"))
    beside = [[SheetCell(text) for text in row] for row in rows]
    assert numbers(read(sheet(), "附件：各单位办理情况", beside)) == FIGURES


def test_a_number_over_two_rows_is_of_neither() -> None:
    rows = sheet()
    upper, lower = (
        next(row for row in rows[3:] if row[-8].text.startswith(start)) for start in ("1.属于", "2.其他法律")
    )
    code, other = upper[-3].code, lower[-3].code
    upper[-3] = replace(upper[-3], rowspan=2)
    del lower[-3]
    found = read(rows)
    assert {code, other}.isdisjoint(numbers(found))
    assert {code, other} <= flagged(found)


def test_figures_that_stand_a_column_off_are_not_given_to_the_columns_they_stand_under() -> None:
    rows = sheet()
    row = next(row for row in rows if row[0].text.startswith("（七）"))
    row[0] = replace(row[0], colspan=row[0].colspan - 1)
    row.append(SheetCell(""))
    assert numbers(read(rows)) == FIGURES
    row[-2] = replace(row[-2], text="99999")  # then no sum shows which are the seven
    found = read(rows)
    codes = {cell.code for cell in row if cell.code}
    assert codes.isdisjoint(numbers(found))
    assert codes <= flagged(found)


def test_a_number_in_doubt_is_told_of_though_its_label_was_told_of() -> None:
    rows = sheet()
    row = next(row for row in rows if row[0].text.startswith("一、"))
    place = rows.index(row)
    cells = [replace(row[1], text="1 28\n6"), *row[2:]]
    rows[place] = [replace(row[0], text="一、本年新收政府信息公开申请数里"), *cells]
    found = read(rows)
    assert "LABEL_LIKENESS" in rules(found)
    told = next(finding for finding in found.findings if finding.rule == "CELL_UNREADABLE")
    assert told.fields == (row[1].code,)
    assert told.message.endswith("cannot be read for certain: 1 28 6")


def test_a_row_is_not_blank_where_its_figures_stand_under_the_first_half_of_its_label() -> None:
    rows = sheet()
    row = next(row for row in rows if any("行政查询事项" in cell.text for cell in row))
    place = rows.index(row)
    label = next(at for at, cell in enumerate(row) if "行政查询事项" in cell.text)
    codes = {cell.code for cell in row if cell.code}
    rows[place] = [replace(cell, text="") if cell.code else cell for cell in row]
    assert codes.isdisjoint(flagged(read(rows))), "a blank row alone is blank"
    half = [replace(cell, text="8.属", colspan=1) if at == label else cell for at, cell in enumerate(row)]
    rows.insert(place, half)
    assert codes <= flagged(read(rows))


def test_a_header_misprinted_once_is_one_finding_not_one_a_row() -> None:
    rows = sheet()
    place, head = next(
        (at, column) for at, row in enumerate(rows) for column, cell in enumerate(row) if cell.text == "商业企业"
    )
    rows[place][head] = replace(rows[place][head], text="另一栏目")
    found = [finding for finding in read(rows).findings if finding.rule == "UNKNOWN_COLUMN"]
    assert len(found) == 1
    assert "另一栏目" in found[0].message
    assert "and " in found[0].message  # of 25 rows some are named


@pytest.mark.parametrize(
    ("printed", "label", "ending"),
    [("自然人（境外）", "自然人", "__natural_person"), ("2.重复申请（百件）", "2.重复申请", "")],
)
def test_a_label_that_says_more_in_brackets_is_told_of(printed: str, label: str, ending: str) -> None:
    rows = [[replace(cell, text=printed) if cell.text == label else cell for cell in row] for row in sheet()]
    found = read(rows)
    told = {code for finding in found.findings if finding.rule == "LABEL_ASIDE" for code in finding.fields}
    assert told == {code for code in FIGURES if code.endswith(ending) and (ending or "reject_repeat" in code)}
    assert "LABEL_ASIDE" not in rules(read(sheet()))


def test_moved_columns_that_stand_one_off_their_headers_are_refused() -> None:
    order = [1, 0, 2, 3, 4, 5, 6]
    rows = reordered(order, [NAMES[at] for at in order])
    for row in rows[1:]:
        labels = [cell for cell in row if not cell.code]
        labels[-1] = replace(labels[-1], colspan=labels[-1].colspan + 1)
        row[: len(labels)] = labels
    found = read(rows)
    wrong = {code: text for code, text in numbers(found).items() if text != FIGURES[code]}
    assert wrong == {}
    assert set(FIGURES) <= flagged(found)


def test_a_total_over_two_cells_gives_no_wrong_total() -> None:
    rows = [[*row, SheetCell("7")] if any(cell.code for cell in row) else row for row in sheet()]
    for row in rows:
        if row[-1].text == "总计":
            row[-1] = replace(row[-1], colspan=2)
    found = read(rows)
    assert {code for code, text in numbers(found).items() if text != FIGURES[code]} == set()
    lost = FIGURES.keys() - numbers(found).keys()
    assert lost <= flagged(found)


def ran_together(change: int = 0) -> list[Row]:
    """The sheet under both header rows in one, 总计 before the kinds of organisations; `change` is added to a total."""
    header = [NAMES[0], "法人或其他组织", NAMES[6], *NAMES[1:6]]
    head = [SheetCell("项目", colspan=3), *(SheetCell(name) for name in header)]
    rows = sheet()[3:]
    rows[0][-1] = replace(rows[0][-1], text=str(int(rows[0][-1].text) + change))
    return [head, *rows]


def test_two_header_rows_that_ran_into_one_are_followed_where_the_rows_sums_show_the_total() -> None:
    assert numbers(read(ran_together())) == FIGURES


def test_under_such_a_header_a_row_whose_sum_fails_is_refused() -> None:
    found = read(ran_together(change=1))
    lost = {code for code in FIGURES if code.startswith("t3_new_received__")}
    assert numbers(found) == {code: number for code, number in FIGURES.items() if code not in lost}
    assert lost <= flagged(found)


def test_two_numbers_in_one_of_seven_cells_are_no_number_and_move_no_other() -> None:
    rows = sheet()
    first, *_ = (cell for cell in rows[3] if cell.code)
    place = rows[3].index(first)
    rows[3][place] = replace(first, text="12 34")
    found = numbers(read(rows))
    assert found == {code: number for code, number in FIGURES.items() if code in found}
    assert first.code not in found
