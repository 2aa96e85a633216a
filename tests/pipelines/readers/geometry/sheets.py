"""Pages with a ruled table, or with none, as their characters and strokes."""

from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.lattice import Rule
from pipelines.readers.geometry.pages import Sheet
from pipelines.records import Block, TextBlock


def line(text: str, x: float, top: float, size: float = 10) -> list[Glyph]:
    glyphs = []
    for character in text:
        width = size / 2 if character.isascii() else size
        glyphs.append(Glyph(x, top, x + width, top + size, character))
        x += width
    return glyphs


def sheet(
    number: int,
    rows: list[list[str]],
    *,
    top: float = 100,
    extra: list[Glyph] | None = None,
    first: int = 0,
    is_open_above: bool = False,
    is_open_below: bool = False,
    pitch: float = 20,
    widths: tuple[float, ...] = (),
) -> Sheet:
    """A page with one ruled table; `first` merges that many rows of column 0 from the top."""
    widths = widths or (100.0,) * max(len(row) for row in rows)
    xs = [50 + sum(widths[:index]) for index in range(len(widths) + 1)]
    bottom = top + pitch * len(rows)
    horizontal = [
        Rule(top + pitch * index, xs[1] if 0 < index < first else xs[0], xs[-1])
        for index in range(len(rows) + 1)
        if not (index == 0 and is_open_above) and not (index == len(rows) and is_open_below)
    ]
    glyphs = [
        glyph
        for index, row in enumerate(rows)
        for column, text in enumerate(row)
        for glyph in line(text, xs[column] + 5, top + pitch * index + 5)
    ]
    return Sheet(
        number=number, width=595, height=842, horizontal=horizontal,
        vertical=[Rule(x, top, bottom) for x in xs], glyphs=[*glyphs, *(extra or [])],
    )  # fmt: skip


def shape(found: tuple[Block, ...]) -> list[object]:
    return [
        block.text if isinstance(block, TextBlock) else [[cell.text for cell in row] for row in block.rows()]
        for block in found
    ]


def numbers(top: float, values: str) -> list[Glyph]:
    return [glyph for index, value in enumerate(values.split()) for glyph in line(value, 300 + 40 * index, top)]


def bare(*parts: list[Glyph]) -> Sheet:
    return Sheet(
        number=1, width=595, height=842, horizontal=[], vertical=[], glyphs=[g for part in parts for g in part]
    )
