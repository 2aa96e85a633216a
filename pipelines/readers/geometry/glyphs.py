"""Placed characters -> lines of text, as printed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipelines.records import Box


class Glyph(NamedTuple):
    """A character, or a line read by OCR, and its box in points from the page's top left.

    `turn` counts the quarter turns, anticlockwise, by which it lies on the page: 0 upright, 1 running upwards.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    turn: int = 0
    score: float | None = None  # OCR confidence

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Line(NamedTuple):
    """A line of text and its box."""

    text: str  # empty for ink that OCR could make nothing of
    box: Box
    score: float | None


def turned_box(box: Box, turn: int, width: float, height: float) -> Box:
    """The box after the page (`width` x `height`) was laid so that text turned by `turn` stands upright."""
    x0, top, x1, bottom = box
    match turn:
        case 1:  # the text ran upwards
            return height - bottom, x0, height - top, x1
        case 2:
            return width - x1, height - bottom, width - x0, height - top
        case 3:  # the text ran downwards
            return top, width - x1, bottom, width - x0
        case _:
            return box


def text_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Lines from top to bottom, upright ones first; a line's characters from left to right."""
    return [
        Line(" ".join(piece.text for piece in pieces if piece.text), hull(pieces), lowest_score(pieces))
        for pieces in pieces_of_lines(glyphs)
    ]


def pieces_of_lines(glyphs: Iterable[Glyph]) -> list[list[Line]]:
    """The same lines, each cut where a gap of half a character shows, whether or not a blank was set there.

    So two numbers that stand apart never become one.
    """
    by_turn: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        by_turn.setdefault(glyph.turn, []).append(glyph)
    lines = []
    for turn in sorted(by_turn):
        for line in _rows([_stand_up(glyph) for glyph in by_turn[turn]] if turn else by_turn[turn]):
            pieces = [Line(text, _box(run, turn), _glyph_score(run)) for text, run in _pieces(line)]
            if pieces:
                lines.append(pieces)
    return lines


def hull(pieces: Sequence[Line]) -> Box:
    """The box around all pieces."""
    boxes = [piece.box for piece in pieces]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def lowest_score(pieces: Sequence[Line]) -> float | None:
    return min((piece.score for piece in pieces if piece.score is not None), default=None)


def _stand_up(glyph: Glyph) -> Glyph:
    x0, top, x1, bottom = turned_box(glyph[:4], glyph.turn, 0, 0)
    return glyph._replace(x0=x0, top=top, x1=x1, bottom=bottom)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters whose middles lie within half a line's height of one another."""
    rows: list[list[Glyph]] = []
    middle = tallest = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        height = glyph.bottom - glyph.top
        if rows and glyph.middle - middle < 0.5 * max(height, tallest):
            rows[-1].append(glyph)
            middle += (glyph.middle - middle) / len(rows[-1])
            tallest = max(tallest, height)
        else:
            rows.append([glyph])
            middle, tallest = glyph.middle, height
    return [sorted(row, key=lambda glyph: glyph.x0) for row in rows]


def _pieces(line: list[Glyph]) -> list[tuple[str, list[Glyph]]]:
    """(text, characters) of the runs of a line.

    A narrow blank between two digits is left out: it comes from line ends in the markup that was printed (`12 35` for
    1235). A character set twice on the same spot (bold type made by overprinting) is one character. Blanks set over
    other characters (the tail of a padded cell) do not count.
    """
    pieces: list[tuple[list[str], list[Glyph]]] = []
    last: Glyph | None = None
    has_blank = False
    for glyph in line:
        if glyph.text.isspace():
            has_blank = has_blank or (last is not None and (glyph.x0 + glyph.x1) / 2 >= last.x1)
            continue
        size = last.bottom - last.top if last is not None else 0
        gap = glyph.x0 - last.x1 if last is not None else 0
        if last is not None and glyph.text == last.text and glyph.x0 - last.x0 < 0.15 * size:
            continue
        if last is None or gap >= 0.5 * size:
            pieces.append(([], []))
        elif has_blank and gap >= 0.1 * size and not (last.text.isdigit() and glyph.text.isdigit()):
            pieces[-1][0].append(" ")
        pieces[-1][0].append(glyph.text)
        pieces[-1][1].append(glyph)
        last, has_blank = glyph, False
    return [("".join(texts), run) for texts, run in pieces]


def _box(line: list[Glyph], turn: int) -> Box:
    box = (
        min(glyph.x0 for glyph in line),
        min(glyph.top for glyph in line),
        max(glyph.x1 for glyph in line),
        max(glyph.bottom for glyph in line),
    )
    return turned_box(box, -turn % 4, 0, 0)


def _glyph_score(line: list[Glyph]) -> float | None:
    return min((glyph.score for glyph in line if glyph.score is not None), default=None)
