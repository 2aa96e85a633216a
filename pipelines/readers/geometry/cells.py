"""The characters in a cell of a page -> its text, and a score of 0 where they may not be what they seem.

A number with that score is believed only where the form's sums prove it (`align.doubts`). What OCR read (characters
with a score of their own) was cut out cell by cell and looked at twice, so only broken lines are a doubt there.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipelines.readers.geometry.glyphs import Glyph, Line, text_lines
from pipelines.readers.text_marks import raised
from pipelines.records import Box

_MAX_HEIGHT = 1.5  # heights of its cell; what is taller is a watermark or stamp that lies over the table
_ALIKE = 0.8  # characters of a number are as tall as one another; a footnote's mark is not
_SMALL = 0.7  # of the height of a table's digits; smaller type fits long numbers in, footnotes' marks are half as high
_DEPTH = 0.22  # of its height, by which a character's box reaches below its foot: 0.2 to 0.3 in most types
_UNLIKE = 0.05  # of its height; digits that differ by less are of one size
_LIFTED = 0.3  # of its height, by which a mark of the same size stands off the line at the least
_OFF_LINE = 0.12  # of its height, by which a digit stands off the line of its neighbour
_TOUCHING = 0.25  # of a character's width, by which tight type may reach over a rule
_PADDING = 6.0  # points that may stay free on each side of a full line; Word leaves 5.4
_FIGURES = re.compile(r"[-－]?[\d.,，．]+")


def is_in_cell(glyph: Glyph, cell: Box) -> bool:
    """True if a character over a cell can be part of what was set in it."""
    return glyph.turn != 0 or glyph.bottom - glyph.top <= _MAX_HEIGHT * (cell[3] - cell[1])


def cell_text(glyphs: Sequence[Glyph], cell: Box) -> tuple[str, float | None]:
    """(text, score) of a cell: its lines from top to bottom, a number broken over lines made whole and doubted."""
    marked, is_mixed = _with_marks(glyphs)
    lines = [line for line in text_lines(marked) if line.text or line.score is not None]
    score = min((line.score for line in lines if line.score is not None), default=None)
    shown = [line for line in lines if line.text]
    if _is_broken_number(shown, cell):
        return "".join(line.text for line in shown), 0.0
    is_parted = any(_is_parted(glyph, edge) for glyph in glyphs for edge in (cell[0], cell[2]))
    return "\n".join(line.text for line in shown), 0.0 if is_mixed or is_parted else score


def _is_parted(glyph: Glyph, edge: float) -> bool:
    """True if a rule runs through the middle of a digit: more of its number may lie beyond, cut off or under others."""
    room = _TOUCHING * (glyph.x1 - glyph.x0)
    return _is_digit(glyph) and glyph.x0 + room < edge < glyph.x1 - room


def with_lone_marks(cells: Mapping[int, Sequence[Glyph]]) -> dict[int, Sequence[Glyph]]:
    """The cells of a table, digits raised where a cell has only much smaller ones than the table: a footnote's mark."""
    own = {place: [_height(glyph) for glyph in inside if _is_digit(glyph)] for place, inside in cells.items()}
    heights = sorted(height for found in own.values() for height in found)
    least = _SMALL * heights[len(heights) // 2] if heights else 0
    return {
        place: [glyph._replace(text=raised(glyph.text)) for glyph in inside]
        if own[place] and max(own[place]) < least
        else inside
        for place, inside in cells.items()
    }


def torn_numbers(cells: Mapping[int, Sequence[Glyph]], outside: Sequence[Glyph] = ()) -> set[int]:
    """Cells that share a number with another one, or with the paper beside the table: it runs over the rule between
    them, as long numbers do in narrow columns, and which digits belong to which cell is a guess.
    """
    places: list[tuple[int | None, Sequence[Glyph]]] = [*cells.items(), (None, outside)]
    digits = [
        (glyph, cell) for cell, inside in places for glyph in inside if glyph.score is None and glyph.text.isdigit()
    ]
    digits.sort(key=lambda item: (round(item[0].middle), item[0].x0))
    torn: set[int] = set()
    wide = _wide_set([glyph for glyph, _ in digits])
    for place, ((one, cell), (other, next_cell)) in enumerate(pairwise(digits)):
        gap = max(0.1 * (one.bottom - one.top), 1.2 * wide.get(place - 1, 0), 1.2 * wide.get(place + 1, 0))
        if cell != next_cell and _is_next(one, other, gap):
            torn |= {place for place in (cell, next_cell) if place is not None}
    return torn


def _wide_set(digits: Sequence[Glyph]) -> dict[int, float]:
    """The gap after each digit, by its place, where the next one of the same number stands apart, as wide type does."""
    pairs = enumerate(pairwise(digits))
    return {place: other.x0 - one.x1 for place, (one, other) in pairs if _is_next(one, other, one.bottom - one.top)}


def _is_next(one: Glyph, other: Glyph, gap: float) -> bool:
    """True if the other digit follows on the same line, no further away than the gap."""
    size = one.bottom - one.top
    is_level = abs(one.middle - other.middle) < 0.2 * size and one.turn == other.turn == 0
    return is_level and 0 <= other.x0 - one.x0 < 1.2 * size + gap and other.x0 - one.x1 < gap


def _with_marks(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], bool]:
    """(characters, whether level digits differ in size); small digits above or below the line made footnote marks.

    Level digits of two sizes are those of a stamp and of the cell, and nobody can tell which belong together.
    """
    glyphs, is_uneven = _lowered(glyphs)
    digits = [glyph for glyph in glyphs if _is_digit(glyph)]
    least = _ALIKE * max(map(_height, digits), default=0)
    full = [glyph for glyph in digits if _height(glyph) >= least]
    if len(full) == len(digits):
        return glyphs, is_uneven
    marks = {}
    for mark in digits:
        if _height(mark) < least:
            beside = min(full, key=lambda other: abs(other.middle - mark.middle))
            marks[mark] = abs(_foot(mark) - _foot(beside)) > _OFF_LINE * _height(beside)
    shown = [glyph._replace(text=raised(glyph.text)) if marks.get(glyph) else glyph for glyph in glyphs]
    return shown, is_uneven or not all(marks.values())


def _lowered(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], bool]:
    """(characters, whether digits of one size stand a little off each other's line).

    A digit is raised that follows another one and stands off its line: browsers print footnotes' marks nearly as large
    as what they belong to. Of one size, it may be of another type, whose box says something else of its foot.
    """
    ordered = sorted((glyph for glyph in glyphs if _is_digit(glyph)), key=lambda glyph: glyph.x0)
    raised_ones: set[Glyph] = set()
    is_uneven = False
    for one, other in pairwise(ordered):
        step, size = _foot(other) - _foot(one), max(_height(one), _height(other))
        is_beside = abs(other.middle - one.middle) < 0.6 * size and other.x0 - one.x1 < 0.5 * size
        is_of_one_size = abs(_height(one) - _height(other)) < _UNLIKE * size
        if is_beside and is_of_one_size and one in raised_ones and abs(step) <= _OFF_LINE * size:
            raised_ones.add(other)
        elif is_beside and is_of_one_size and _OFF_LINE * size < abs(step) < _LIFTED * size:
            is_uneven = True
        elif is_beside and abs(step) > _OFF_LINE * size:
            smaller = min((one, other), key=lambda glyph: (round(_height(glyph), 1), glyph.bottom))
            raised_ones.add(smaller)
    shown = [glyph._replace(text=raised(glyph.text)) if glyph in raised_ones else glyph for glyph in glyphs]
    return shown, is_uneven


def _is_broken_number(lines: Sequence[Line], cell: Box) -> bool:
    """True if the lines are pieces of one number: figures alone, and no line has room for one digit more."""
    if len(lines) < 2 or not all(_FIGURES.fullmatch(line.text) for line in lines):
        return False
    return all(
        (line.box[2] - line.box[0]) * (1 + 1 / len(line.text)) + 2 * _PADDING > cell[2] - cell[0] for line in lines[:-1]
    )


def _is_digit(glyph: Glyph) -> bool:
    """True for a digit that was written upright, not recognised."""
    return glyph.text.isdigit() and glyph.score is None and glyph.turn == 0


def _foot(glyph: Glyph) -> float:
    """The line a character stands on: small type beside large has its box higher, and stands on the same one."""
    return glyph.bottom - _DEPTH * _height(glyph)


def _height(glyph: Glyph) -> float:
    return glyph.bottom - glyph.top
