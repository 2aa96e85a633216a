"""The six sections, known by the words of their headings."""

import pytest

from pipelines.extract.sections import sections
from pipelines.records import Cell, Grid, TextBlock


def read(*lines: str) -> dict[int, str]:
    return {section.number: section.text for section in sections([TextBlock(text=line) for line in lines])}


def test_sections_are_told_by_words_not_by_numerals() -> None:
    found = read(
        "一、主动公开政府信息情况",
        "甲",
        "二、收到和处理政府信息公开申请情况",
        "乙",
        "三、政府信息公开行政法复议、行政诉讼情况",
    )
    assert found == {2: "甲", 3: "乙", 4: ""}


def test_variants_of_the_headings_are_known() -> None:
    found = read(
        "一、概述",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "五、存在的主要问题及提升措施",
        "六、其他需要报告事项",
    )
    assert list(found) == [1, 4, 5, 6]


def test_a_sentence_that_begins_like_a_heading_is_text() -> None:
    found = read("一、总体情况", "二、是主动公开政府信息。做得好")
    assert found == {1: "二、是主动公开政府信息。做得好"}


def test_tables_are_left_out_and_the_page_foot_ends_the_last_section() -> None:
    grid = Grid(cells=(Cell(row=0, column=0, text="规章"),))
    blocks = [
        TextBlock(text="六、其他需要报告的事项"),
        grid,
        TextBlock(text="无。"),
        TextBlock(text="【关闭】"),
        TextBlock(text="版权所有"),
    ]
    assert [(section.number, section.text) for section in sections(blocks)] == [(6, "无。")]


def test_headings_inside_a_text_glued_to_one_line_are_found() -> None:
    found = read(
        "一、总体情况2020年，各项工作有序开展，全年受理申请若干件并按时答复。二、主动公开政府信息情况第二十条五、存在的主要问题及改进情况还不够。"
    )
    assert list(found) == [1, 2, 5]
    assert found[5] == "还不够。"


def test_a_report_laid_out_in_one_cell_has_its_sections() -> None:
    cell = Cell(row=0, column=0, text="一、总体情况\n全年公开12条。\n六、其他需要报告的事项\n无。")
    assert [(s.number, s.text) for s in sections([Grid(cells=(cell,))])] == [(1, "全年公开12条。"), (6, "无。")]


@pytest.mark.parametrize(
    "numerals", ["123456", "（一） （二） （三） （四） （五） （六）", "1． 2． 3． 4． 5． 6．", "      "]
)
def test_sections_are_found_by_any_way_of_numbering_them(numerals: str) -> None:
    words = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况")
    words += ("存在的主要问题及改进情况", "其他需要报告的事项")
    ways = numerals.split() or [""] * 6
    ways = [f"第{n}部分 " for n in "一二三四五六"] if len(ways) == 1 else ways
    lines = [line for way, word in zip(ways, words, strict=True) for line in (f"{way}{word}", "文字。")]
    assert list(read(*lines)) == [1, 2, 3, 4, 5, 6]


def test_a_subheading_in_brackets_is_text_where_headings_have_another_numeral() -> None:
    found = read(
        "一、总体情况",
        "（一）主动公开政府信息情况",
        "甲",
        "二、主动公开政府信息情况",
        "乙",
        "六、其他需要报告的事项：",
        "无",
    )
    assert found == {1: "（一）主动公开政府信息情况\n甲", 2: "乙", 6: "无"}


def test_a_sheet_has_its_sections_in_rows_of_one_cell() -> None:
    cells = [("一、总体情况",), ("全年公开12条。",), ("规章", "3"), ("六、其他需要报告的事项",), ("无。",)]
    grid = Grid(cells=tuple(Cell(row=r, column=c, text=t) for r, row in enumerate(cells) for c, t in enumerate(row)))
    assert {section.number: section.text for section in sections([grid])} == {1: "全年公开12条。", 6: "无。"}


@pytest.mark.parametrize(
    "numerals",
    [
        "一：",
        "一）",
        "第一部分：",
        "第1部分 ",
        "一　",
        "壹、",
        "I. ",
        "Ⅰ、",
        "01 ",
        "01.",
        "Part 1 ",
        "§1 ",
        "● ",
        "甲、",
    ],
)
def test_headings_are_told_whatever_numbers_them(numerals: str) -> None:
    found = read(f"{numerals}总体情况", "甲", f"{numerals}存在的主要问题及改进情况", "乙")
    assert found == {1: "甲", 5: "乙"}
