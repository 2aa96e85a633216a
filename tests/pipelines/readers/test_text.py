"""Plain text: tabs and pipes make tables, and a paragraph is never swallowed by one."""

from pipelines.readers.text import MAX_COLUMNS, read
from pipelines.records import Grid, TextBlock, texts


def rows(text: str) -> list[list[str]]:
    grid = next(block for block in read(text.encode()).blocks if isinstance(block, Grid))
    return [[cell.text for cell in row] for row in grid.rows()]


def test_cells_between_pipes_are_a_table_without_its_rule() -> None:
    assert rows("| a | b |\n|---|---|\n| 1 | |\n") == [["a", "b"], ["1", ""]]


def test_a_tab_begins_a_cell_and_a_blank_line_ends_the_row() -> None:
    assert rows("\ta\n\tb\n\n\t1\n\t\n\n\nafter") == [["a", "b"], ["1", ""]]


def test_a_line_without_a_tab_continues_the_cell() -> None:
    assert rows("\t商业\n企业\n\t2\n") == [["商业\n企业", "2"]]


def test_an_indented_paragraph_does_not_swallow_the_text_below() -> None:
    blocks = read(("\t一、总体情况\n" + "正文\n" * 100).encode()).blocks
    assert all(isinstance(block, TextBlock) for block in blocks)
    assert len(list(texts(blocks))) == 101


def test_lines_of_as_many_tabs_are_a_table_with_its_empty_cells() -> None:
    copied = [["统计指标", "单位", "统计数"], ["一、主动公开情况", "", ""], *[["收到申请数", "件", "12"]] * 3]
    assert rows("\n".join("\t".join(row) for row in copied)) == copied


def test_lines_of_different_tabs_are_text() -> None:
    text = "行政复议\t行政诉讼\n结果维持\t结果纠正\t其他\n1\t2\t3\n4\t5\t6\n7\t8\t9\n7\t8\t9\n7\t8\t9\n"
    assert all(isinstance(block, TextBlock) for block in read(text.encode()).blocks)


def test_a_line_of_more_cells_than_any_form_is_text() -> None:
    (block,) = read(("a|" * (MAX_COLUMNS + 5)).encode()).blocks
    assert isinstance(block, TextBlock)


def test_every_end_of_line_is_one() -> None:
    assert list(texts(read(b"a\r\nb\rc\n").blocks)) == ["a", "b", "c"]
