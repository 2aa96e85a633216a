"""Pieces of a table on consecutive pages -> one table."""

from dataclasses import replace

from pipelines.readers.geometry.lattice import Rule
from pipelines.readers.geometry.pages import Sheet, blocks
from pipelines.records import Grid
from tests.pipelines.readers.geometry.sheets import line, shape, sheet


def test_a_table_over_two_pages_is_one_grid() -> None:
    found = blocks([sheet(1, [["a", "1"]], top=780), sheet(2, [["b", "2"]], top=60)])
    assert shape(found) == [[["a", "1"], ["b", "2"]]]
    assert isinstance(found[0], Grid)
    assert [cell.page for cell in found[0].cells] == [1, 1, 2, 2]


def test_a_table_over_three_pages_is_one_grid() -> None:
    pages = [sheet(number, [[name, "1"]]) for number, name in ((1, "a"), (2, "b"), (3, "c"))]
    assert shape(blocks(pages)) == [[["a", "1"], ["b", "1"], ["c", "1"]]]


def test_text_between_two_tables_keeps_them_apart() -> None:
    found = blocks([sheet(1, [["a", "1"]], extra=line("四、", 50, 300)), sheet(2, [["b", "2"]])])
    assert shape(found) == [[["a", "1"]], "四、", [["b", "2"]]]


def test_tables_of_different_columns_are_not_joined() -> None:
    found = blocks(
        [
            sheet(1, [["a", "1", "2", "3"]], widths=(100, 100, 100, 100)),
            sheet(2, [["b", "1", "2", "3", "4"]], widths=(170, 60, 60, 60, 50)),
        ]
    )
    assert len(found) == 2


def test_running_heads_are_kept_once_page_numbers_not_and_neither_cuts_a_table() -> None:
    found = blocks([
        sheet(
            number, [[f"row {number}", str(number)]],
            extra=line("某某区 2024 年报", 50, 30) + line(f"- {number} -", 300, 810),
        )
        for number in (1, 2, 3)
    ])  # fmt: skip
    assert shape(found) == [
        "某某区 2024 年报",
        [["row 1", "1"], ["row 2", "2"], ["row 3", "3"]],
    ]


def test_rows_of_a_table_without_rules_are_no_running_heads() -> None:
    page = sheet(1, [["a", "1"]], top=300, extra=line("其他 4 5", 50, 60))
    again = sheet(2, [["a", "1"]], top=300, extra=line("其他 7 9", 50, 60))
    assert [text for text in shape(blocks([page, again])) if isinstance(text, str)] == ["其他 4 5", "其他 7 9"]


def test_a_header_printed_again_is_left_out() -> None:
    head = ["指标", "数量"]
    found = blocks([sheet(1, [head, ["a", "1"]]), sheet(2, [head, ["b", "2"]])])
    assert shape(found) == [[head, ["a", "1"], ["b", "2"]]]


def test_a_row_cut_by_the_page_is_one_row() -> None:
    found = blocks(
        [sheet(1, [["1.甲", "3"], ["2.乙乙", "4"]], is_open_below=True), sheet(2, [["丙丙", ""], ["3.丁", "5"]])]
    )
    assert shape(found) == [[["1.甲", "3"], ["2.乙乙\n丙丙", "4"], ["3.丁", "5"]]]


def test_a_cut_row_is_known_by_its_label_when_both_borders_are_drawn() -> None:
    found = blocks([sheet(1, [["1.甲", "3"], ["2.乙乙", "4"]]), sheet(2, [["丙丙", ""], ["3.丁", "5"]])])
    assert shape(found) == [[["1.甲", "3"], ["2.乙乙\n丙丙", "4"], ["3.丁", "5"]]]


def test_a_cut_row_may_have_some_of_its_values_on_each_page() -> None:
    first = sheet(1, [["1.甲", "3", "5"], ["2.乙乙", "", "6"]])
    assert shape(blocks([first, sheet(2, [["丙丙", "4", ""], ["3.丁", "5", "7"]])])) == [
        [["1.甲", "3", "5"], ["2.乙乙\n丙丙", "4", "6"], ["3.丁", "5", "7"]]
    ]
    found = blocks([first, sheet(2, [["丙丙", "4", "8"], ["3.丁", "5", "7"]])])
    assert shape(found)[0] == [["1.甲", "3", "5"], ["2.乙乙", "", "6"], ["丙丙", "4", "8"], ["3.丁", "5", "7"]]


def test_a_row_left_blank_is_not_taken_for_a_cut_one() -> None:
    found = blocks([sheet(1, [["1.甲", "3"], ["2.乙", "4"]]), sheet(2, [["3.丙", ""], ["4.丁", "5"]])])
    assert shape(found) == [[["1.甲", "3"], ["2.乙", "4"], ["3.丙", ""], ["4.丁", "5"]]]
    found = blocks([sheet(1, [["规章", "3"]]), sheet(2, [["规范性文件", ""], ["许可", "5"]])])
    assert shape(found) == [[["规章", "3"], ["规范性文件", ""], ["许可", "5"]]]


def test_two_rows_with_numbers_are_never_one() -> None:
    found = blocks(
        [sheet(1, [["1.甲", "3"]], is_open_below=True, top=700), sheet(2, [["乙", "4"]], is_open_above=True)]
    )
    assert shape(found) == [[["1.甲", "3"], ["乙", "4"]]]


def test_a_number_of_several_lines_cut_by_the_page_is_whole_and_doubted() -> None:
    found = blocks([sheet(1, [["1.甲", "8", "2763"]], top=700), sheet(2, [["", "", "5"], ["2.乙", "4", "6"]])])
    assert shape(found) == [[["1.甲", "8", "27635"], ["2.乙", "4", "6"]]]
    grid = found[0]
    assert isinstance(grid, Grid)
    assert [cell.score for cell in grid.cells] == [None, None, 0, None, None, None]


def test_a_merged_label_runs_over_the_page() -> None:
    first = sheet(1, [["（四）无", "1.甲", "3"], ["", "2.乙", "4"]], first=2)
    second = sheet(2, [["法提供", "3.丙", "5"], ["（五）", "1.丁", "6"]])
    grid = blocks([first, second])[0]
    assert isinstance(grid, Grid)
    assert (grid.cells[0].text, grid.cells[0].rowspan) == ("（四）无\n法提供", 3)
    assert [[cell.text for cell in row] for row in grid.rows()][2:] == [["3.丙", "5"], ["（五）", "1.丁", "6"]]


def test_a_blank_row_where_only_verticals_run_on_is_no_row() -> None:
    found = blocks([sheet(1, [["a", "1"], ["", ""]], is_open_below=True), sheet(2, [["b", "2"]], is_open_above=True)])
    assert shape(found) == [[["a", "1"], ["b", "2"]]]


def beside(left: Sheet, right: Sheet, apart: float = 260) -> Sheet:
    """Both pages' tables on one page, the second some points to the right."""
    return replace(
        left,
        horizontal=[*left.horizontal, *(Rule(r.at, r.start + apart, r.end + apart) for r in right.horizontal)],
        vertical=[*left.vertical, *(Rule(r.at + apart, r.start, r.end) for r in right.vertical)],
        glyphs=[*left.glyphs, *(g._replace(x0=g.x0 + apart, x1=g.x1 + apart) for g in right.glyphs)],
    )


def test_each_of_two_tables_side_by_side_goes_on_below_itself() -> None:
    first = beside(sheet(1, [["2021", "1"], ["a", "9"]], top=780), sheet(1, [["2022", "2"], ["a", "8"]], top=780))
    second = beside(sheet(2, [["b", "3"]], top=50), sheet(2, [["b", "4"]], top=50))
    assert shape(blocks([first, second])) == [
        [["2021", "1"], ["a", "9"], ["b", "3"]],
        [["2022", "2"], ["a", "8"], ["b", "4"]],
    ]


def test_a_table_that_stands_above_another_does_not_go_on() -> None:
    above, below = sheet(1, [["a", "1"]], top=700), sheet(1, [["b", "2"]], top=760)
    page = beside(above, below, apart=0)
    assert shape(blocks([page, sheet(2, [["c", "3"]], top=50)])) == [[["a", "1"]], [["b", "2"], ["c", "3"]]]


def test_a_word_cut_by_the_foot_of_the_left_table_is_its_own() -> None:
    tables = beside(sheet(1, [["a", "1"]], top=800), sheet(1, [["b", "2"]], top=800))
    page = replace(tables, glyphs=[*tables.glyphs, *line("理", 60, 814)])
    assert shape(blocks([page])) == [[["a\n理", "1"]], [["b", "2"]]]
