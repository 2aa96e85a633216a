"""Tables and pages drawn anew from what was read: rules as lines, each text in its place.

Chinese needs a font of the system. Without one the figures are drawn all the same, and Chinese as empty boxes.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from pipelines.readers.geometry.pages import Sheet
from pipelines.records import Box, Cell, Grid

_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
_FONTS = (
    "*CJK*.tt[cf]",
    "*CJK*.otf",
    "wqy-*.tt[cf]",
    "DroidSansFallback*.ttf",
    "PingFang.ttc",
    "simsun.ttc",
    "msyh.ttc",
)
_SIZE = 16  # pixels of type in a table
_MAX_CHARACTERS = 14  # characters to a line in a cell
_ROOM = 8  # pixels around a cell's text
_INK = "black"
_MAX_SIDE = 12_000  # pixels; larger tables are no report's

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Drawn(NamedTuple):
    """A picture and how many of its pixels a point, or a unit of its own, is."""

    picture: Image.Image
    scale: float


def of_sheet(sheet: Sheet, scale: float) -> Drawn:
    """A page by its characters and rules; `scale` in pixels to a point."""
    scale = min(scale, _MAX_SIDE / max(sheet.width, sheet.height, 1))
    size = (max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale)))
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for rule in sheet.horizontal:
        draw.line((rule.start * scale, rule.at * scale, rule.end * scale, rule.at * scale), _INK, 1)
    for rule in sheet.vertical:
        draw.line((rule.at * scale, rule.start * scale, rule.at * scale, rule.end * scale), _INK, 1)
    for glyph in sheet.glyphs:
        if glyph.text.strip():
            _write(picture, glyph.text, (glyph.x0, glyph.top, glyph.x1, glyph.bottom), scale, glyph.turn)
    return Drawn(picture, scale)


def of_grid(grid: Grid, cell: Cell) -> tuple[Drawn, Box]:
    """A table with its spans, and where the cell is in it."""
    font = _font(_SIZE)
    texts = {each: _lines(each.text) for each in grid.cells}
    widths, heights = [2 * _ROOM] * grid.column_count, [_SIZE + 2 * _ROOM] * grid.row_count
    for each, lines in sorted(texts.items(), key=lambda item: (item[0].colspan, item[0].rowspan)):
        needed = max((round(font.getlength(line)) for line in lines), default=0) + 2 * _ROOM
        _widen(widths, each.column, each.colspan, needed)
        _widen(heights, each.row, each.rowspan, len(lines) * (_SIZE + 4) + 2 * _ROOM)
    xs, ys = _edges(widths), _edges(heights)
    picture = Image.new("RGB", (min(xs[-1], _MAX_SIDE) + 1, min(ys[-1], _MAX_SIDE) + 1), "white")
    draw = ImageDraw.Draw(picture)
    for each, lines in texts.items():
        box = _box(each, xs, ys)
        draw.rectangle(box, outline=_INK)
        draw.multiline_text((box[0] + _ROOM, box[1] + _ROOM), "\n".join(lines), _INK, font)
    return Drawn(picture, 1.0), _box(cell, xs, ys)


def _widen(sizes: list[int], first: int, count: int, needed: int) -> None:
    """What several rows or columns lack together, the last of them gets."""
    lacking = needed - sum(sizes[first : first + count])
    if lacking > 0:
        sizes[first + count - 1] += lacking


def _edges(sizes: list[int]) -> list[int]:
    edges = [0]
    for size in sizes:
        edges.append(edges[-1] + size)
    return edges


def _box(cell: Cell, xs: list[int], ys: list[int]) -> Box:
    right, bottom = cell.column + cell.colspan, cell.row + cell.rowspan
    return xs[cell.column], ys[cell.row], xs[right], ys[bottom]


def _lines(text: str) -> list[str]:
    words = " ".join(text.split())
    return [words[start : start + _MAX_CHARACTERS] for start in range(0, len(words), _MAX_CHARACTERS)]


def _write(picture: Image.Image, text: str, box: Box, scale: float, turn: int) -> None:
    """A text that fills its box, lying as it lay on the page."""
    left, top, right, bottom = (edge * scale for edge in box)
    wide, high = (bottom - top, right - left) if turn % 2 else (right - left, bottom - top)
    font = _font(max(4, round(high)))
    ink = Image.new("L", (max(1, round(max(wide, font.getlength(text)))), max(1, round(1.3 * high))))
    ImageDraw.Draw(ink).text((0, high / 2), text, 255, font, anchor="lm")
    ink = ink.rotate(90 * turn, expand=True)
    picture.paste(_INK, (round(left), round(top)), ink)


@lru_cache(64)
def _font(size: int) -> Font:
    path = _path()
    return ImageFont.load_default(size) if path is None else ImageFont.truetype(path, size)


@cache
def _path() -> str | None:
    """A font file with Chinese, where one is installed."""
    for folder in map(Path, _FOLDERS):
        for pattern in _FONTS:
            found = sorted(folder.rglob(pattern)) if folder.is_dir() else []
            if found:
                return str(found[0])
    return None
