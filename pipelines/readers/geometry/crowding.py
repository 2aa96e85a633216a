"""Digits that stand over each other or on their cell's edge: a person reads other figures than the characters say."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.readers.geometry.cells_in_doubt import Doubt
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.records import Box

_OVER = 0.35  # share of a character's width by which another may reach into it, as in narrow type
_LEVEL = 0.5  # share of its height from which two stand side by side
_SPOT = 0.15  # of its height by which a character set twice, as bold type, may be off
_BEYOND = 0.35  # share of a character's height or width by which it may reach over its cell's edge


def crowding(glyphs: Sequence[Glyph], cell: Box) -> Iterator[Doubt]:
    """What of the figures in a cell is set too close to be read as written, and over which area."""
    written = [glyph for glyph in glyphs if glyph.score is None and not glyph.text.isspace()]
    for glyph in written:
        if glyph.text.isdigit() and _is_cut(glyph, cell):
            yield Doubt(glyph[:4], "an edge of its cell runs through a digit")
    for one, other in pairwise(sorted(written, key=lambda glyph: glyph.x0)):
        if _is_over(one, other):
            yield Doubt(one[:4], "type set over type")


def _is_cut(glyph: Glyph, cell: Box) -> bool:
    width, height = _BEYOND * (glyph.x1 - glyph.x0), _BEYOND * (glyph.bottom - glyph.top)
    return (
        glyph.x0 + width < cell[0]
        or glyph.x1 - width > cell[2]
        or glyph.top + height < cell[1]
        or glyph.bottom - height > cell[3]
    )


def _is_over(one: Glyph, other: Glyph) -> bool:
    if not (one.text.isdigit() or other.text.isdigit()):
        return False
    height = min(one.bottom - one.top, other.bottom - other.top)
    if one.text == other.text and other.x0 - one.x0 < _SPOT * height:
        return False
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > _OVER * min(one.x1 - one.x0, other.x1 - other.x0) and down > _LEVEL * height
