"""Characters and strokes of pages -> lines and grids in order."""

from dataclasses import replace

import pytest

from pipelines.readers.glyphs import Glyph, text_lines
from pipelines.readers.lattice import Rule
from pipelines.readers.pages import Sheet, blocks, turn_sheet
from pipelines.records import Block, Grid, TextBlock


def line(text: str, x: float, top: float, size: float = 10) -> list[Glyph]:
    glyphs = []
    for character in text:
        width = size / 2 if character.isascii() else size
        glyphs.append(Glyph(x, top, x + width, top + size, character))
        x += width
    return glyphs


def sheet(
    number: int,
    rows: list[list[str]],
    *,
    top: float = 100,
    extra: list[Glyph] | None = None,
    first: int = 0,
    is_open_above: bool = False,
    is_open_below: bool = False,
    pitch: float = 20,
    widths: tuple[float, ...] = (),
) -> Sheet:
    """A page with one ruled table; `first` merges that many rows of column 0 from the top."""
    widths = widths or (100.0,) * max(len(row) for row in rows)
    xs = [50 + sum(widths[:index]) for index in range(len(widths) + 1)]
    bottom = top + pitch * len(rows)
    horizontal = [
        Rule(top + pitch * index, xs[1] if 0 < index < first else xs[0], xs[-1])
        for index in range(len(rows) + 1)
        if not (index == 0 and is_open_above) and not (index == len(rows) and is_open_below)
    ]
    glyphs = [
        glyph
        for index, row in enumerate(rows)
        for column, text in enumerate(row)
        for glyph in line(text, xs[column] + 5, top + pitch * index + 5)
    ]
    return Sheet(
        number=number, width=595, height=842, horizontal=horizontal,
        vertical=[Rule(x, top, bottom) for x in xs], glyphs=[*glyphs, *(extra or [])],
    )  # fmt: skip


def shape(found: tuple[Block, ...]) -> list[object]:
    return [
        block.text if isinstance(block, TextBlock) else [[cell.text for cell in row] for row in block.rows()]
        for block in found
    ]


def test_text_and_tables_come_in_reading_order() -> None:
    page = sheet(1, [["a", "1"], ["b", "2"]], extra=line("Below", 50, 300) + line("Above", 50, 50))
    assert shape(blocks([page])) == ["Above", [["a", "1"], ["b", "2"]], "Below"]


def test_lines_of_a_cell_are_kept_apart() -> None:
    page = sheet(1, [["", "1"], ["b", "2"]], pitch=40, extra=line("商业", 55, 105) + line("企业", 55, 118))
    assert shape(blocks([page])) == [[["商业\n企业", "1"], ["b", "2"]]]


def test_a_cell_says_where_it_stands() -> None:
    grid = blocks([sheet(1, [["a", "1"]])])[0]
    assert isinstance(grid, Grid)
    assert (grid.cells[1].page, grid.cells[1].bbox) == (1, (150, 100, 250, 120))


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


def test_digits_struck_out_are_marked_and_digits_underlined_are_not() -> None:
    rows = [["a", "12 345"], ["b", "67"]]
    page = sheet(1, rows)
    lines = [Rule(109.5, 154, 166), Rule(135, 154, 166)]  # through 12, below 67
    found = blocks([replace(page, horizontal=[*page.horizontal, *lines])])
    assert shape(found) == [[["a", "1\u03362\u0336 345"], ["b", "67"]]]


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


def test_sideways_pages_are_read_like_upright_ones_and_say_where_they_were() -> None:
    upright = sheet(1, [["甲乙", "12"], ["丙", "34"]], extra=line("标题", 50, 50))
    for turn in (1, 2, 3):
        lying = turn_sheet(upright, turn)
        assert {glyph.turn for glyph in lying.glyphs} == {-turn % 4}
        found = blocks([lying])
        assert shape(found) == ["标题", [["甲乙", "12"], ["丙", "34"]]]
        grid = found[1]
        assert isinstance(grid, Grid)
        assert grid.cells[0].bbox is not None
        x0, top, x1, bottom = grid.cells[0].bbox
        inside = [glyph for glyph in lying.glyphs if x0 < glyph.x0 < x1 and top < glyph.top < bottom]
        assert {glyph.text for glyph in inside} == {"甲", "乙"}


def test_a_label_turned_in_its_cell_is_read() -> None:
    label = [glyph._replace(turn=1, x0=60, x1=70, top=130 - 10 * n, bottom=140 - 10 * n)
             for n, glyph in enumerate(line("三本年", 0, 0))]  # fmt: skip
    page = sheet(1, [["", "1"], ["", "2"]], first=2, extra=[*label, *line("正文正文正文正文", 50, 50)])
    assert shape(blocks([page]))[1] == [["三本年", "1"], ["2"]]


def test_a_frame_round_lines_is_no_table() -> None:
    page = sheet(1, [["规章", "3", "5"], ["许可", "4", "6"]])
    frame = replace(
        page, horizontal=[page.horizontal[0], page.horizontal[-1]], vertical=[Rule(50, 100, 140), Rule(350, 100, 140)]
    )
    assert shape(blocks([frame])) == ["规章 3 5", "许可 4 6"]


def test_a_number_that_runs_over_a_rule_is_scored_zero_on_both_sides() -> None:
    page = sheet(1, [["", "", "7"], ["1", "2", "3"]], extra=line("11398889", 135, 105))
    grid = blocks([page])[0]
    assert isinstance(grid, Grid)
    assert [cell.score for cell in grid.cells] == [0, 0, None, None, None, None]


def numbers(top: float, values: str) -> list[Glyph]:
    return [glyph for index, value in enumerate(values.split()) for glyph in line(value, 300 + 40 * index, top)]


def bare(*parts: list[Glyph]) -> Sheet:
    return Sheet(
        number=1, width=595, height=842, horizontal=[], vertical=[], glyphs=[g for part in parts for g in part]
    )


def test_a_number_that_runs_out_of_its_table_is_scored_zero() -> None:
    rows = [["新收", "12", "3"], ["总计", "7", "67974"]]
    (found,) = [block for block in blocks([sheet(1, rows, widths=(100, 100, 27))]) if isinstance(block, Grid)]
    assert [(cell.text, cell.score) for cell in found.cells if cell.row == 1] == [
        ("总计", None), ("7", None), ("6797", 0.0),
    ]  # fmt: skip


def test_a_label_of_several_lines_comes_with_the_numbers_beside_it() -> None:
    page = bare(
        line("1.属于国家秘密", 100, 100), numbers(100, "1 2 3 4 5 6 21"),
        line("2.要求行政机关确认", 100, 120), numbers(126, "0 0 0 0 0 0 7"), line("已获取信息", 100, 132),
        line("3.三行的名称的第一行", 100, 160), line("第二行", 100, 172), numbers(172, "0 0 0 0 0 0 8"),
        line("第三行", 100, 184),
    )  # fmt: skip
    assert shape(blocks([page])) == [
        "1.属于国家秘密 1 2 3 4 5 6 21",
        "2.要求行政机关确认已获取信息 0 0 0 0 0 0 7",
        "3.三行的名称的第一行第二行第三行 0 0 0 0 0 0 8",
    ]


def test_the_label_of_a_group_of_rows_is_a_line_of_its_own() -> None:
    page = bare(
        line("1.甲", 100, 100), numbers(100, "1 0 0 0 0"),
        line("（三）", 50, 114), line("2.乙", 100, 120), numbers(120, "2 0 0 0 0"), line("公开", 50, 125),
        line("3.丙", 100, 140), numbers(140, "3 0 0 0 0"),
    )  # fmt: skip
    assert shape(blocks([page])) == ["1.甲 1 0 0 0 0", "（三）公开", "2.乙 2 0 0 0 0", "3.丙 3 0 0 0 0"]


def test_lines_of_two_labels_are_told_apart_by_what_begins_a_label() -> None:
    page = bare(
        line("1.甲的第一行", 100, 100), line("甲的第二行", 100, 111), numbers(111, "1 0 0 0 0"),
        line("甲的第三行", 100, 122), line("2.乙的第一行", 100, 133), numbers(138, "2 0 0 0 0"),
        line("乙的第二行", 100, 144), line("四、行政复议情况", 60, 155),
    )  # fmt: skip
    assert shape(blocks([page])) == [
        "1.甲的第一行甲的第二行甲的第三行 1 0 0 0 0", "2.乙的第一行乙的第二行 2 0 0 0 0", "四、行政复议情况",
    ]  # fmt: skip


def test_the_label_of_a_group_is_not_that_of_the_row_on_its_line() -> None:
    page = bare(
        line("1.甲", 100, 100), numbers(100, "1 0 0 0 0"),
        line("（五）", 50, 114), line("2.乙的第一行", 100, 120), numbers(126, "2 0 0 0 0"), line("处理", 50, 126),
        line("第二行", 100, 132), line("3.丙", 100, 150), line("（六）", 50, 150), numbers(150, "3 0 0 0 0"),
        line("其他", 50, 162),
    )  # fmt: skip
    assert shape(blocks([page])) == [
        "1.甲 1 0 0 0 0", "（五）处理", "2.乙的第一行第二行 2 0 0 0 0", "3.丙 3 0 0 0 0", "（六）其他",
    ]  # fmt: skip


def test_a_note_that_wraps_stays_with_its_number() -> None:
    page = bare(
        numbers(104, "1 2 3 4"), line("1(裁定", 460, 98), line("撤诉)", 460, 110), line("5", 540, 104),
    )  # fmt: skip
    assert shape(blocks([page])) == ["1 2 3 4 1(裁定撤诉) 5"]


def test_headers_of_two_lines_are_whole() -> None:
    heads = [glyph for index in range(5) for glyph in line("结果", 300 + 40 * index, 80)]
    tails = [glyph for index in range(5) for glyph in line("维持", 300 + 40 * index, 91)]
    page = bare(heads, tails, numbers(110, "1 2 3 4 10"))
    assert shape(blocks([page])) == [" ".join(["结果维持"] * 5), "1 2 3 4 10"]


@pytest.mark.parametrize("shift", [0, 12, -12])
def test_heads_of_several_columns_take_nothing_from_the_heads_of_single_ones(shift: int) -> None:
    single = [glyph for index in range(2, 6) for glyph in line("维持", 296 + shift + 40 * index, 91)]
    tall = [glyph for index in range(2) for part in (0, 1)
            for glyph in line(("结果", "纠正")[part], 296 + shift + 40 * index, 80 + 11 * part)]  # fmt: skip
    page = bare(line("直接起诉的案件", 380, 80), tall, single, numbers(110, "1 2 3 4 5 6"))
    assert shape(blocks([page])) == ["直接起诉的案件", "结果纠正 结果纠正 维持 维持 维持 维持", "1 2 3 4 5 6"]


def test_lines_broken_by_the_margin_are_one_paragraph_and_headings_stand_alone() -> None:
    page = bare(
        line("现公布枣庄市山亭区人", 50, 100), line("民政府报告。", 50, 116), line("一、总体情况", 50, 132),
        line("短行", 50, 148), line("全年主动公开信息共一", 50, 164), line("二、主动公开", 50, 180),
    )  # fmt: skip
    assert shape(blocks([page])) == [
        "现公布枣庄市山亭区人民政府报告。", "一、总体情况", "短行", "全年主动公开信息共一", "二、主动公开",
    ]  # fmt: skip


def test_a_title_broken_in_the_middle_of_the_page_is_one_line() -> None:
    page = bare(line("某某镇人民政府二〇二二年政府信息公开工作年度报", 60, 50, 20), line("告", 280, 75, 20))
    assert shape(blocks([page])) == ["某某镇人民政府二〇二二年政府信息公开工作年度报告"]


def test_numbers_that_stand_apart_stay_apart() -> None:
    glyphs = line("12", 0, 0) + line("5", 20, 0)
    assert [found.text for found in text_lines(glyphs)] == ["12 5"]


def test_a_blank_in_a_number_is_left_out_and_one_in_words_is_kept() -> None:
    blank = Glyph(10, 0, 12.5, 10, " ")
    assert text_lines([*line("12", 0, 0), blank, *line("35", 12.5, 0)])[0].text == "1235"
    assert text_lines([*line("12", 0, 0), blank, *line("件", 12.5, 0)])[0].text == "12 件"


def test_a_character_printed_twice_for_bold_is_one() -> None:
    glyphs = line("11", 0, 0)
    again = [glyph._replace(x0=glyph.x0 + 0.3, x1=glyph.x1 + 0.3) for glyph in glyphs]
    assert text_lines([*glyphs, *again])[0].text == "11"
