"""The objects of an OFD page -> characters, rules and what is not plain, in points."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from pipelines.exceptions import LimitExceeded
from pipelines.readers.geometry.affine import IDENTITY, Matrix, apply, multiply, quarter_turns
from pipelines.readers.geometry.doubts import Doubt
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.pages import Sheet
from pipelines.readers.geometry.strokes import Strokes
from pipelines.readers.geometry.visibility import MIN_OPACITY, SOLID, Covers, Grounds, holds_middle, is_read, overlap
from pipelines.readers.geometry.watermarks import doubted
from pipelines.readers.ocr.scan import MIN_PICTURE_SHARE
from pipelines.readers.ofd.ink import is_faint, is_pale, opacity, text_light
from pipelines.readers.ofd.package import child, children, name, numbers, words
from pipelines.readers.ofd.plain import odd
from pipelines.readers.text_marks import struck
from pipelines.records import Box

MAX_OBJECTS = 60_000  # drawn objects of a page; some writers make one of every character
MAX_CHARACTERS = 60_000  # of a page; a full one has some 2,000
POINTS = 72 / 25.4  # OFD counts in millimetres

_MAX_DEPTH = 20  # blocks within blocks
_STRAIGHT = 1.0  # points by which a line may miss the horizontal or vertical
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


class _Drawn(NamedTuple):
    """A character and its ink."""

    glyph: Glyph
    covers: int  # painted before it
    is_pale: bool
    is_faint: bool


class Canvas:
    """Collects what one page draws, in points."""

    def __init__(self, units: dict[str, etree._Element]) -> None:
        self._pictures: list[tuple[float, str]] = []  # area in square millimetres, ID
        self._units = units
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

    def draw(self, block: etree._Element, matrix: Matrix, depth: int = 0) -> None:
        """Draw what a block of a page holds. Raises LimitExceeded for more than a page of a report can need."""
        if depth > _MAX_DEPTH:
            raise LimitExceeded("the OFD nests drawings too deeply")
        for item in block:
            kind = name(item)
            if kind in ("Content", "Layer", "PageBlock"):
                self.draw(item, matrix, depth + 1)
                continue
            if (item.get("Visible") or "").lower() == "false" or opacity(item) < MIN_OPACITY:
                continue
            self._object_count += 1
            if self._object_count > MAX_OBJECTS or len(self._drawn) > MAX_CHARACTERS:
                raise LimitExceeded("a page of the OFD draws more than a page of a report can need")
            area = _boundary(item, matrix)
            reason = odd(item, _placed(item, matrix))
            if reason:
                self.doubt(area, reason)
            if kind == "TextObject":
                self._text(item, matrix, area)
            elif kind == "PathObject":
                self._path(item, _placed(item, matrix))
            elif kind == "ImageObject":
                self._strokes.add_picture(*area)
                self._pictures.append((_area(area), item.get("ResourceID", "")))
                self._covers.add(area)
                self.doubt(area, "a picture")
            elif kind == "CompositeObject":
                unit = self._units.get(item.get("ResourceID", ""))
                if unit is not None:
                    self.draw(unit, _placed(item, matrix), depth + 1)

    def _text(self, item: etree._Element, matrix: Matrix, area: Box) -> None:
        """The characters of a text object; in doubt where its boundary cuts one off, or its ground has its colour."""
        ink = self._covers.count, is_pale(item), is_faint(item)
        text = text_light(item)
        for glyph in _glyphs(item, _placed(item, matrix)):
            self._drawn.append(_Drawn(glyph, *ink))
            if not glyph.text.isdigit():
                continue
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
        for points, is_closed, is_curve in _runs(words(child(item, "AbbreviatedData")), matrix):
            if len(points) > 1 and (is_curve or not _is_straight(points)):
                self._lines.append(_hull(points))
            if is_curve:
                continue
            if is_filled and len(points) > 2:
                if not is_white:
                    self._grounds.add(_hull(points), text_light(item) if is_solid else None)
                if is_solid:
                    self._covers.add(_hull(points))
            self._strokes.add_path(points, is_closed=is_closed, is_stroked=is_stroked, is_filled=is_filled)


def _glyphs(item: etree._Element, matrix: Matrix) -> Iterator[Glyph]:
    """The characters of a text object. Fonts are not looked into: a character is as wide as the step to the next one
    says, or as its writing system has it when that step is a jump.
    """
    size = next(iter(numbers(item.get("Size"))), 4.0)
    scale = next(iter(numbers(item.get("HScale"))), 1.0)
    a, b, c, d, *_ = matrix
    turn = quarter_turns((a, -b, c, d, 0, 0))  # y grows downwards here
    if turn is None:  # askew: a watermark or stamp
        return
    x = y = 0.0
    for code in children(item, "TextCode"):
        x, y = next(iter(numbers(code.get("X"))), x), next(iter(numbers(code.get("Y"))), y)
        steps_x, steps_y = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        here_x, here_y = x, y
        for index, character in enumerate(code.text or ""):
            width = size * scale * (1.0 if ord(character) > 0x2E7F else 0.5)
            if index < len(steps_x) and 0 < steps_x[index] <= 1.1 * size * scale:
                width = steps_x[index]
            one = apply(matrix, here_x, here_y + 0.12 * size)
            other = apply(matrix, here_x + width, here_y - 0.88 * size)
            (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
            yield Glyph(x0, y0, x1, y1, character, turn)
            if index < len(steps_x):
                here_x += steps_x[index]
            elif not steps_y:
                here_x += width
            if index < len(steps_y):
                here_y += steps_y[index]


def _steps(text: str | None) -> list[float]:
    """Distances to the next characters; `g 3 4.5` is 4.5 three times."""
    steps: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            count, step = numbers(next(words, "")), numbers(next(words, ""))
            if count and step:
                steps += step[:1] * int(min(count[0], MAX_CHARACTERS))
        else:
            steps += numbers(word)[:1]
    return steps


def _runs(data: str, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool, bool]]:
    """(points, whether closed, whether a curve) of the straight runs of a path and of the curves, each of which ends a
    run."""
    words = data.replace(",", " ").split()
    points: list[tuple[float, float]] = []
    place = 0
    while place < len(words):
        operator = words[place]
        count = _OPERANDS.get(operator, 0)
        operands = [float(word) for word in words[place + 1 : place + 1 + count] if _is_number(word)]
        place += 1 + count
        if operator == "C":
            yield points, True, False
            points = points[:1]
        elif operator in _OPERANDS and len(operands) == count:
            if operator != "L":
                yield points, False, False
                if operator in ("Q", "B", "A"):
                    yield (
                        [
                            *points[-1:],
                            apply(matrix, *operands[-4:-2] if operator != "A" else operands[-2:]),
                            apply(matrix, *operands[-2:]),
                        ],
                        False,
                        True,
                    )
                points = []
            points.append(apply(matrix, *operands[-2:]))
    yield points, False, False


def _is_number(word: str) -> bool:
    return len(numbers(word)) == 1


def _placed(item: etree._Element, outer: Matrix) -> Matrix:
    """From the object's own space to the page: its CTM, then the corner of its boundary, then what holds it."""
    own = numbers(item.get("CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else IDENTITY
    left, top, *_ = [*numbers(item.get("Boundary")), 0.0, 0.0]
    return multiply((a, b, c, d, e + left, f + top), outer)


def _boundary(item: etree._Element, matrix: Matrix) -> Box:
    """Where an object may draw, in points on the page."""
    left, top, width, height, *_ = [*numbers(item.get("Boundary")), 0.0, 0.0, 0.0, 0.0]
    return _hull([apply(matrix, left, top), apply(matrix, left + width, top + height)])


def _hull(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _area(box: Box) -> float:
    """In square millimetres."""
    return (box[2] - box[0]) * (box[3] - box[1]) / POINTS**2


def _is_straight(points: Sequence[tuple[float, float]]) -> bool:
    """True if a path runs along the page's edges only."""
    return all(min(abs(x1 - x0), abs(y1 - y0)) <= _STRAIGHT for (x0, y0), (x1, y1) in pairwise(points))


def _meets(line: Box, box: Box) -> bool:
    left, top, right, bottom = overlap(line, box)
    return left < right and top < bottom
