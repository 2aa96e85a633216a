"""Faint text over a page: a watermark's words do not belong to the page, and digits it overlaps are in doubt."""

from collections.abc import Sequence

from pipelines.readers.geometry.glyphs import Glyph

_ALL = 0.9  # share of a page's characters; watermarks set in small type all over a page have two thirds


def doubted(drawn: Sequence[tuple[Glyph, bool]]) -> list[Glyph]:
    """The characters of a page, each given with whether it is faint.

    Faint digits count as recognised without confidence, since a figure may be printed so; on a page that is faint as
    a whole all text is taken as it stands.
    """
    if sum(is_faint for _, is_faint in drawn) > _ALL * len(drawn):
        return [glyph for glyph, _ in drawn]
    return [
        glyph._replace(score=0.0) if is_faint else glyph
        for glyph, is_faint in drawn
        if not is_faint or glyph.text.isdigit()
    ]
