"""Tables printed without rules -> lines with all of a row's numbers."""

import pytest

from pipelines.readers.geometry.pages import blocks
from tests.pipelines.readers.geometry.sheets import bare, line, numbers, shape


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
