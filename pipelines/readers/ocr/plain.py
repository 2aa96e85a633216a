"""What is plain in a cut-out line of figures: digits that stand on one foot, with nothing drawn over them.

The recogniser reads a raised mark as one digit more, and a figure that is crossed out as one that counts. Neither
lowers its score.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.raster import DARK

# shares of the height of the line's tallest digit
_MIN_MARK = 0.3  # lower is dirt, a point or a dash
_LOWER = 0.8  # a digit as high as its neighbours is set off by a crooked scan
_RAISED = 0.35  # above the foot of the line; old-style figures hang 0.3 below it
_TOUCHING = 0.3  # share of its width over which a piece stands above another one of the same digit
_CROSSED = 0.87  # share of a straight line through the figures that is ink; without one, 0.65 is most
_BAR, _STEM = 0.8, 0.6  # shares of the width of a 7: a row near its top has more, its lower third less
_NARROW = 0.52  # heights; a 7 is wider
_MIN_SLOPE, _MIN_LENGTH = 0.3, 1.2  # heights that it rises, and that it is long: the stroke of a 7 is shorter


class _Part(NamedTuple):
    """What stands by itself in a line, as a digit does. Pixels."""

    left: int
    right: int
    top: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top


def is_plain(line: Picture) -> bool:
    """True if the figures of a line stand on one foot, and no line crosses them out."""
    core = line < (int(line.min()) + 255) / 2  # without its blur, which closes the gaps between bold digits
    return not _has_raised(line < DARK) and not _is_crossed(core)


def is_like_seven(line: Picture) -> bool:
    """True if a lone figure has the bar of a 7, which is read as a 1 in some types."""
    ink = line < DARK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return False
    figure = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = figure.shape
    bar, stem = figure[: height // 4].mean(axis=1).max(initial=0), figure[-(height // 3) :].any(axis=0).mean()
    return bool(width > _NARROW * height and bar >= _BAR and stem <= _STEM)


def _has_raised(ink: NDArray[np.bool_]) -> bool:
    """True if something small hangs above the foot of the line with no ink below it: a raised mark."""
    parts = _parts(ink)
    tallest = max((part.height for part in parts), default=0)
    foot = max((part.bottom for part in parts if part.height > _LOWER * tallest), default=0)
    return any(
        _MIN_MARK * tallest < part.height < _LOWER * tallest
        and foot - part.bottom > _RAISED * tallest
        and not ink[part.bottom + 1 : foot, part.left + 1 : part.right - 1].any()
        for part in parts
    )


def _parts(ink: NDArray[np.bool_]) -> list[_Part]:
    """What stands side by side with white between; pieces above one another are one."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=4)
    found: list[_Part] = []
    for left, top, width, height, _ in sorted(stats[1:].tolist()):
        part = _Part(left, left + width, top, top + height)
        if found and found[-1].right - left > _TOUCHING * min(width, found[-1].right - found[-1].left):
            last = found.pop()
            part = _Part(last.left, max(last.right, part.right), min(last.top, part.top), max(last.bottom, part.bottom))
        found.append(part)
    return found


def _is_crossed(ink: NDArray[np.bool_]) -> bool:
    """True if all figures hang together, and a straight line of ink runs from one side of them to the other."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    if count < 2:
        return False
    left, top, width, height, area = max(stats[1:].tolist(), key=lambda stat: stat[4])
    if width < _MIN_LENGTH * height or area < ink.sum():
        return False
    figures = ink[top : top + height, left : left + width]
    starts, ends = np.meshgrid(np.arange(height), np.arange(height), indexing="ij")
    is_steep = np.abs(starts - ends) >= _MIN_SLOPE * height
    starts, ends = starts[is_steep], ends[is_steep]
    rows = np.rint(starts[:, None] + (ends - starts)[:, None] * np.linspace(0, 1, width)).astype(np.intp)
    return bool(figures[rows, np.arange(width)].mean(axis=1).max(initial=0) >= _CROSSED)
