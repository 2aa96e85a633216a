"""Tables 3 and 4 on their side, as narrow pages show them."""

from pipelines.align import align
from pipelines.align.transposed import turned
from pipelines.records import Grid
from tests.city.forms.layout import F2021
from tests.city.forms.sheet import SheetCell, table3, table4
from tests.pipelines.align.sheets import busy_figures, flagged, grid, numbers, only, rules

FIGURES = busy_figures()
SHEETS = [
    grid([list(row) for row in sheet]) for sheet in (table3(F2021, only(FIGURES, "t3_")), table4(only(FIGURES, "t4_")))
]


def test_tables_on_their_side_read_cell_by_cell_and_say_where_each_stood() -> None:
    printed = [turned(sheet) for sheet in SHEETS]
    found = align(printed)
    assert numbers(found) == only(FIGURES, "t3_") | only(FIGURES, "t4_")
    for value in found.values:
        places = [sheet for sheet in printed for cell in sheet.cells
                  if (cell.row, cell.column, cell.text) == (value.row, value.column, value.raw)]  # fmt: skip
        assert places


def test_results_in_rows_and_routes_in_columns_are_table_four() -> None:
    names = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    figures = list(only(FIGURES, "t4_").values())
    rows = [[SheetCell("", rowspan=2), SheetCell("行政复议", rowspan=2), SheetCell("行政诉讼", colspan=2)]]
    rows += [[SheetCell("未经复议直接起诉"), SheetCell("复议后起诉")]]
    rows += [[SheetCell(text) for text in (name, *figures[place::5])] for place, name in enumerate(names)]
    assert numbers(align([grid(rows)])) == only(FIGURES, "t4_")


def test_a_column_of_unknown_name_is_not_read_on_its_side_either() -> None:
    cells = [cell._replace(text="科学院") if cell.text == "科研机构" else cell for cell in turned(SHEETS[0]).cells]
    found = align([Grid(cells=tuple(cells))])
    lost = {code for code in FIGURES if code.endswith("org_research")}
    assert not lost & set(numbers(found))
    assert lost <= flagged(found)


def test_years_side_by_side_are_no_form_on_their_side_either() -> None:
    cells = [
        cell._replace(text={"自然人": "2021年", "总计": "2022年"}.get(cell.text, cell.text))
        for cell in turned(SHEETS[0]).cells
    ]
    found = align([Grid(cells=tuple(cells))])
    assert numbers(found) == {}
    assert "COMPARISON_TABLE" in rules(found)
