"""Placed characters -> lines of text."""

from pipelines.readers.geometry.glyphs import Glyph, text_lines
from tests.pipelines.readers.geometry.sheets import line


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
