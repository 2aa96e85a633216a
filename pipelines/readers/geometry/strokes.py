"""Drawn paths -> straight rules: lines as they are, thin filled shapes as the line they stand for."""

from collections.abc import Sequence
from itertools import pairwise

from pipelines.readers.geometry.lattice import Rule

Point = tuple[float, float]

_MAX_THICKNESS = 3.0  # points; a filled shape no thicker than this is a line
_SLANT = 1.0  # points by which a line may miss the horizontal or vertical
_DOT = 1.7  # points; browsers draw a dotted line as so many filled squares, one pixel or two wide


class Strokes:
    """Collects the rules of one page."""

    def __init__(self) -> None:
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []

    def add_path(self, points: Sequence[Point], *, is_closed: bool, is_stroked: bool, is_filled: bool) -> None:
        """One run of straight lines. A filled area is no rule unless it is thin: shading has no borders."""
        if len(points) < 2:
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if is_filled and len(points) > 2 and min(right - left, bottom - top) <= _MAX_THICKNESS:
            if max(right - left, bottom - top) <= _DOT:  # of a line, but of which one its neighbours tell
                self.horizontal.append(Rule((top + bottom) / 2, left, right))
                self.vertical.append(Rule((left + right) / 2, top, bottom))
            elif right - left >= bottom - top:
                self._add((left, (top + bottom) / 2), (right, (top + bottom) / 2))
            else:
                self._add(((left + right) / 2, top), ((left + right) / 2, bottom))
        elif is_stroked:
            for start, end in pairwise(points):
                self._add(start, end)
            if is_closed:
                self._add(points[-1], points[0])

    def add_picture(self, left: float, top: float, right: float, bottom: float) -> None:
        """The box of a picture; some programs draw a rule as a picture of one dark pixel, drawn out."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.add_path(corners, is_closed=True, is_stroked=False, is_filled=True)

    def _add(self, start: Point, end: Point) -> None:
        (x0, y0), (x1, y1) = start, end
        if abs(y0 - y1) <= _SLANT < abs(x0 - x1):
            self.horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= _SLANT < abs(y0 - y1):
            self.vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
