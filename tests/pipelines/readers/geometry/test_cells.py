"""What stands in a cell of a page, and what of it is doubtful."""

import pytest

from pipelines.readers.geometry.cells import cell_text, is_in_cell, torn_numbers, with_lone_marks
from pipelines.readers.geometry.glyphs import Glyph
from tests.pipelines.readers.geometry.sheets import line

NARROW = (0.0, 0.0, 24.0, 40.0)


@pytest.mark.parametrize(
    ("lines", "whole"),
    [(["120", "2"], "1202"), (["132", "14"], "13214"), (["1,2", "34"], "1,234"), (["１", "２"], "１２")],
)
def test_a_number_broken_over_full_lines_is_whole_and_doubted(lines: list[str], whole: str) -> None:
    glyphs = [glyph for index, text in enumerate(lines) for glyph in line(text, 4, 5 + 12 * index)]
    assert cell_text(glyphs, NARROW) == (whole, 0)


@pytest.mark.parametrize(
    ("lines", "width"), [(["3", "8"], 24), (["120", "2"], 60), (["合计", "12"], 24), (["120", "件"], 24)]
)
def test_lines_with_room_for_more_or_with_words_stay_lines(lines: list[str], width: float) -> None:
    glyphs = [glyph for index, text in enumerate(lines) for glyph in line(text, 4, 5 + 12 * index)]
    assert cell_text(glyphs, (0, 0, width, 40)) == ("\n".join(lines), None)


def test_a_small_raised_digit_is_a_mark_and_no_digit() -> None:
    assert cell_text([*line("12", 4, 10), *line("1", 14, 8, size=6)], NARROW) == ("12¹", None)
    assert cell_text([*line("12", 4, 10), *line("1", 14, 15, size=6)], NARROW) == ("12¹", None)


def test_a_small_digit_in_a_blank_cell_is_a_mark_too() -> None:
    cells = {0: line("12", 4, 10), 1: line("3", 4, 10), 2: line("-", 4, 10) + line("1", 9, 8, size=6)}
    marked = with_lone_marks(cells)
    assert [cell_text(marked[place], NARROW)[0] for place in marked] == ["12", "3", "-¹"]
    assert cell_text(with_lone_marks({0: line("1", 14, 8, size=6)})[0], NARROW) == ("1", None)


def test_level_digits_of_two_sizes_are_doubted() -> None:
    text, score = cell_text([*line("5", 4, 10), *line("20", 10, 8.5, size=13)], NARROW)
    assert (text, score) == ("520", 0)


def test_smaller_digits_on_the_same_foot_are_no_marks() -> None:
    """Their box is higher, since small type reaches less far below its foot."""
    small = line("863", 9, 10 + 10 - 4 - 0.22 * 6, size=4)
    assert cell_text([*line("3", 4, 10), *small], NARROW) == ("3863", 0)


@pytest.mark.parametrize(("step", "read"), [(1.6, ("128", 0)), (-1.6, ("128", 0)), (-4, ("12⁸", None))])
def test_a_digit_of_the_same_size_is_a_mark_only_where_it_is_lifted_far(step: float, read: object) -> None:
    """A type without measures has its box elsewhere beside its foot than its neighbour's."""
    assert cell_text([*line("12", 4, 10), *line("8", 14, 10 + step)], NARROW) == read


def test_what_is_much_taller_than_a_cell_lies_over_it() -> None:
    assert is_in_cell(line("8", 4, 10)[0], (0, 5, 40, 25))
    assert not is_in_cell(line("8", 4, 0, size=40)[0], (0, 5, 40, 25))


def test_a_number_that_runs_over_a_rule_is_torn() -> None:
    assert torn_numbers({0: line("12", 4, 10), 1: line("34", 14, 10)}) == {0, 1}
    assert torn_numbers({0: line("12", 4, 10), 1: line("34", 30, 10)}) == set()
    assert torn_numbers({0: [Glyph(4, 10, 14, 20, "12", score=0.9)], 1: line("34", 14, 10)}) == set()


def test_wide_type_that_runs_over_a_rule_is_torn() -> None:
    one, other = line("1", 4, 10) + line("2", 12, 10), line("3", 20, 10) + line("4", 28, 10)
    assert torn_numbers({0: one, 1: other}) == {0, 1}
    assert torn_numbers({0: one, 1: line("3", 24, 10)}) == set()


@pytest.mark.parametrize("left", [-2.5, -1.5, 20.5, 22.0])
def test_a_digit_that_a_rule_parts_may_be_one_of_more(left: float) -> None:
    assert cell_text(line("3", left, 10), NARROW) == ("3", 0)


@pytest.mark.parametrize("left", [-1.0, 0.0, 5.0, 19.0])
def test_a_digit_that_only_touches_a_rule_is_certain(left: float) -> None:
    assert cell_text(line("3", left, 10), NARROW) == ("3", None)
