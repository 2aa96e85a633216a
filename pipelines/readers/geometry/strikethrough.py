"""Strokes through digits: what is struck out on a page is no number any more, and says so in its text.

Word processors print text struck through, and what tracked changes deleted, as ordinary characters with a line over
them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.lattice import Rule
from pipelines.readers.text_marks import struck

_HEART = 0.25  # of a character's height, above and below its middle, where a strike runs; an underline lies lower
_BEYOND = 0.7  # heights of a character by which a strike may run on beyond the text; a rule of a table runs on further


def struck_out(glyphs: Sequence[Glyph], horizontal: Iterable[Rule]) -> list[Glyph]:
    """The characters, digits that a stroke along their line runs through marked as struck."""
    level = sorted(
        (glyph.middle, place) for place, glyph in enumerate(glyphs) if glyph.turn == 0 and glyph.score is None
    )
    if not level:
        return list(glyphs)
    middles = [middle for middle, _ in level]
    reach = _HEART * max(glyphs[place].bottom - glyphs[place].top for _, place in level)
    found = list(glyphs)
    for rule in horizontal:
        near = level[bisect_left(middles, rule.at - reach) : bisect_right(middles, rule.at + reach)]
        under = [place for _, place in near if _runs_through(rule, glyphs[place])]
        if under and _runs_along(rule, [glyphs[place] for place in under]):
            for place in under:
                found[place] = glyphs[place]._replace(text=struck(glyphs[place].text))
    return found


def _runs_through(rule: Rule, glyph: Glyph) -> bool:
    is_level = abs(rule.at - glyph.middle) <= _HEART * (glyph.bottom - glyph.top)
    return is_level and rule.start <= (glyph.x0 + glyph.x1) / 2 <= rule.end


def _runs_along(rule: Rule, glyphs: Sequence[Glyph]) -> bool:
    beyond = _BEYOND * max(glyph.bottom - glyph.top for glyph in glyphs)
    return rule.start >= min(g.x0 for g in glyphs) - beyond and rule.end <= max(g.x1 for g in glyphs) + beyond
