"""Characters and strokes of pages -> lines and grids in order."""

from dataclasses import replace

from pipelines.readers.geometry.lattice import Rule
from pipelines.readers.geometry.pages import blocks, turn_sheet
from pipelines.records import Grid
from tests.pipelines.readers.geometry.sheets import line, shape, sheet


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


def test_a_number_that_runs_out_of_its_table_is_scored_zero() -> None:
    rows = [["新收", "12", "3"], ["总计", "7", "67974"]]
    (found,) = [block for block in blocks([sheet(1, rows, widths=(100, 100, 27))]) if isinstance(block, Grid)]
    assert [(cell.text, cell.score) for cell in found.cells if cell.row == 1] == [
        ("总计", None), ("7", None), ("6797", 0.0),
    ]  # fmt: skip
