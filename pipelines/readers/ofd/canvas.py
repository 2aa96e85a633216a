"""The objects of an OFD page -> characters, rules and what is not plain, in points."""

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from pipelines.exceptions import LimitExceeded
from pipelines.readers.geometry.affine import IDENTITY, Matrix, apply, multiply
from pipelines.readers.geometry.cells_in_doubt import Doubt
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.pages import Sheet
from pipelines.readers.geometry.strokes import Strokes
from pipelines.readers.geometry.visibility import MIN_OPACITY, SOLID, Covers, Grounds, holds_middle, is_read, overlap
from pipelines.readers.geometry.watermarks import doubted
from pipelines.readers.ocr.scan import MIN_PICTURE_SHARE
from pipelines.readers.ofd.glyphs import MAX_CHARACTERS, glyph_numbers, glyphs
from pipelines.readers.ofd.ink import is_faint, is_pale, opacity, text_light
from pipelines.readers.ofd.package import child, name, numbers, words
from pipelines.readers.ofd.paths import is_straight, runs
from pipelines.readers.ofd.plain import BLOCKS, OBJECTS, odd, odd_block
from pipelines.readers.ofd.resources import Resources
from pipelines.readers.pdf.plain import ODD_FONT
from pipelines.readers.text_marks import struck
from pipelines.records import Box

MAX_OBJECTS = 60_000  # drawn objects of a page; some writers make one of every character
POINTS = 72 / 25.4  # OFD counts in millimetres

_MAX_DEPTH = 20  # blocks within blocks
_EVERYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)


class _Drawn(NamedTuple):
    """A character and its ink."""

    glyph: Glyph
    covers: int  # painted before it
    is_pale: bool
    is_faint: bool


class Canvas:
    """Collects what one page draws, in points."""

    def __init__(self, resources: Resources) -> None:
        self._pictures: list[tuple[float, str]] = []  # area in square millimetres, ID
        self._resources = resources
        self._fonts: dict[str, list[tuple[int | None, Glyph]]] = {}  # font -> the digits set in it, with their glyphs
        self._drawn: list[_Drawn] = []
        self._strokes = Strokes()
        self._grounds = Grounds()
        self._covers = Covers()
        self._doubts: list[Doubt] = []
        self._lines: list[Box] = []  # boxes of lines that are no rules
        self._object_count = 0

    def sheet(self, number: int, size: tuple[float, float]) -> Sheet:
        width, height = size[0] * POINTS, size[1] * POINTS
        shown = [each for each in self._drawn if holds_middle((0, 0, width, height), each.glyph[:4])]
        covered = (each for each in shown if self._covers.are_over(each.glyph[:4], each.covers))
        doubts = [*self._doubts, *(Doubt(each.glyph[:4], "something painted over a character") for each in covered)]
        doubts += (Doubt(line, "lines that are no rules") for line in self._lines)
        for digits in filter(_is_out_of_order, self._fonts.values()):
            reason = "digits drawn by other glyphs than their font's" if _is_at_odds(digits) else ODD_FONT
            doubts += (Doubt(glyph[:4], reason) for _, glyph in digits)
        return Sheet(
            number=number,
            width=width,
            height=height,
            horizontal=self._strokes.horizontal,
            vertical=self._strokes.vertical,
            glyphs=doubted(
                [(self._crossed(each.glyph), self._is_faint(each)) for each in shown if self._is_seen(each)]
            ),
            doubts=doubts,
        )

    def doubt(self, box: Box, reason: str) -> None:
        """An area of the page, in points, in which something takes part that is not plain."""
        self._doubts.append(Doubt(box, reason))

    def _crossed(self, glyph: Glyph) -> Glyph:
        """The character, a digit struck where a line that is no rule runs through it."""
        if not glyph.text.isdigit() or not any(_meets(line, glyph[:4]) for line in self._lines):
            return glyph
        return glyph._replace(text=struck(glyph.text))

    def _is_seen(self, drawn: _Drawn) -> bool:
        box = drawn.glyph[:4]
        return not self._covers.are_over(box, drawn.covers) and (not drawn.is_pale or self._grounds.are_under(box))

    def _is_faint(self, drawn: _Drawn) -> bool:
        return drawn.is_faint and not self._grounds.are_under(drawn.glyph[:4])

    def picture(self, size: tuple[float, float]) -> str | None:
        """ID of the largest picture drawn, if it takes up enough of a page of this size to hold its text."""
        area, name = max(self._pictures, default=(0.0, ""))
        return name if area > MIN_PICTURE_SHARE * size[0] * size[1] else None

    def draw_on(self, appearance: etree._Element, matrix: Matrix) -> None:
        """What an annotation shows, placed by the corner of its boundary."""
        self.draw(appearance, _placed(appearance, matrix))

    def draw(self, block: etree._Element, matrix: Matrix, depth: int = 0, layer: str | None = None) -> None:
        """Everything in a block; `layer` names the drawing parameters of the layer it lies in.

        Raises LimitExceeded for more than a page of a report can need.
        """
        if depth > _MAX_DEPTH:
            raise LimitExceeded("the OFD nests drawings too deeply")
        for item in block:
            kind = name(item)
            if kind in BLOCKS:
                if reason := odd_block(item):
                    self.doubt(_EVERYWHERE, reason)
                self.draw(item, matrix, depth + 1, item.get("DrawParam") or layer)
                continue
            missing = self._resources.filled_in(item, layer) if kind in OBJECTS else ""
            if (item.get("Visible") or "").lower() == "false" or opacity(item) < MIN_OPACITY:
                continue
            self._object_count += 1
            if self._object_count > MAX_OBJECTS or len(self._drawn) > MAX_CHARACTERS:
                raise LimitExceeded("a page of the OFD draws more than a page of a report can need")
            area = boundary(item, matrix)
            if reason := missing or odd(item, _placed(item, matrix), self._resources):
                self.doubt(area, reason)
            self._object(item, matrix, area, depth)

    def _object(self, item: etree._Element, matrix: Matrix, area: Box, depth: int) -> None:
        match name(item):
            case "TextObject":
                self._text(item, matrix, area)
            case "PathObject":
                self._path(item, _placed(item, matrix))
            case "ImageObject":
                self._strokes.add_picture(*area)
                self._pictures.append((_area(area), item.get("ResourceID", "")))
                self._covers.add(area)
                self.doubt(area, "a picture")
            case "CompositeObject":
                unit = self._resources.units.get(item.get("ResourceID", ""))
                if unit is not None:
                    self.draw(unit, _placed(item, matrix), depth + 1)

    def _text(self, item: etree._Element, matrix: Matrix, area: Box) -> None:
        """The characters of a text object; in doubt where its boundary cuts one off, or its ground has its colour."""
        if (item.get("Fill") or "true").lower() == "false" and (item.get("Stroke") or "false").lower() == "false":
            return  # no ink
        ink = self._covers.count, is_pale(item), is_faint(item)
        text = text_light(item)
        own = glyph_numbers(item)
        for place, glyph in enumerate(glyphs(item, _placed(item, matrix))):
            self._drawn.append(_Drawn(glyph, *ink))
            if not glyph.text.isdigit():
                continue
            if glyph.text.isdecimal():
                self._fonts.setdefault(item.get("Font", ""), []).append((own.get(place), glyph))
            ground = self._grounds.light_under(glyph[:4])
            if not holds_middle(area, glyph[:4]):
                self.doubt(glyph[:4], "a digit beyond its boundary")
            elif text is None or ground is None or not (is_read(text, ground) or ink[2]):
                self.doubt(glyph[:4], "text in the colour of its ground")

    def _path(self, item: etree._Element, matrix: Matrix) -> None:
        is_stroked = (item.get("Stroke") or "true").lower() != "false"
        is_filled = (item.get("Fill") or "false").lower() == "true"
        is_white = is_pale(item)
        is_solid = opacity(item) >= SOLID
        for points, is_closed, is_curve in runs(words(child(item, "AbbreviatedData")), matrix):
            if len(points) > 1 and (is_curve or not is_straight(points)):
                self._lines.append(_hull(points))
            if is_curve:
                continue
            if is_filled and len(points) > 2:
                if not is_white:
                    self._grounds.add(_hull(points), text_light(item) if is_solid else None)
                if is_solid:
                    self._covers.add(_hull(points))
            self._strokes.add_path(points, is_closed=is_closed, is_stroked=is_stroked, is_filled=is_filled)


def _is_out_of_order(digits: Sequence[tuple[int | None, Glyph]]) -> bool:
    """True if a font's digits are drawn by glyphs that do not follow each other as they do.

    Some writers say one glyph for everything; viewers pass over that.
    """
    numbers = {number for number, _ in digits}
    shifts = {None if number is None else number - int(glyph.text) for number, glyph in digits}
    return len(numbers) > 1 and len(shifts) > 1


def _is_at_odds(digits: Sequence[tuple[int | None, Glyph]]) -> bool:
    """True if a digit is drawn by several glyphs, or several by one: then no sum can tell what they look like."""
    pairs = {(number, glyph.text) for number, glyph in digits}
    return len(pairs) > len({number for number, _ in pairs}) or len(pairs) > len({text for _, text in pairs})


def _placed(item: etree._Element, outer: Matrix) -> Matrix:
    """From the object's own space to the page: its CTM, then the corner of its boundary, then what holds it."""
    own = numbers(item.get("CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else IDENTITY
    left, top, *_ = [*numbers(item.get("Boundary")), 0.0, 0.0]
    return multiply((a, b, c, d, e + left, f + top), outer)


def boundary(item: etree._Element, matrix: Matrix) -> Box:
    """Where an object may draw, in points on the page."""
    left, top, width, height, *_ = [*numbers(item.get("Boundary")), 0.0, 0.0, 0.0, 0.0]
    return _hull([apply(matrix, left, top), apply(matrix, left + width, top + height)])


def _hull(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _area(box: Box) -> float:
    """In square millimetres."""
    return (box[2] - box[0]) * (box[3] - box[1]) / POINTS**2


def _meets(line: Box, box: Box) -> bool:
    left, top, right, bottom = overlap(line, box)
    return left < right and top < bottom
