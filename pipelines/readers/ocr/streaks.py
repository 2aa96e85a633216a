"""A grey picture of a page -> the same without the streaks of a dirty scanner, and where they ran.

Dirt on the glass draws a thin line from one edge of the paper to the other, through margins and text. A rule ends at
the border of its table, so that only a table that fills the picture has such lines, too; there all of them are left.
"""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.geometry.lattice import group_edges
from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.rules import level_strokes

_SLICES = 64  # that a page is cut into across its streaks
_DARKER = 6.0  # grey levels by which a streak is darker than the paper beside it, on the mean of a slice
_NOISE = 3  # times the usual difference from one column to the next, which is large where grey is made of dots
_SHOWN = 0.75  # share of the slices in which it is; text beside it hides it in the others
_ENDS = 3  # slices at either end, of which all but one show it
_MAX_WIDTH = 180  # of these side by side are as wide as the page
_MAX_SLOPE = 0.05  # share of its length by which a streak is off the upright: scanners straighten what they scanned
_STEP = 3  # pixels from one drift that is tried to the next, over the whole length
_LONG = 10  # of these side by side are as wide as the page; strokes of that length are rules
_ROWS = 2  # that high is the part of a picture beyond a table that is cut by its edge, at the most
_CLEAR = 0.4  # share of the light that a streak lets through, from which print under it can still be seen


class _Streak(NamedTuple):
    columns: NDArray[np.int64]  # its middle in each row of the picture
    reach: int  # pixels to either side


def without_streaks(picture: Picture, veil: Picture) -> tuple[Picture, Picture]:
    """The picture with its streaks made paper, and its veil (not 0 where a seal lay) with them added."""
    for is_level in (False, True):
        layers = [np.ascontiguousarray(layer.T) if is_level else layer for layer in (picture, veil)]
        streaks = _streaks(layers[0])
        if streaks:
            bare, over = (layer.copy() for layer in layers)
            for streak in streaks:
                _wipe(bare, over, streak)
            picture, veil = (np.ascontiguousarray(layer.T) if is_level else layer for layer in (bare, over))
    return picture, veil


def _streaks(picture: Picture) -> list[_Streak]:
    """The thin lines from the top to the bottom of a picture; none where a table fills it."""
    height, width = picture.shape
    widest = max(7, width // _MAX_WIDTH) | 1
    if height < 2 * _SLICES or width < 4 * widest:
        return []
    slices = cv2.resize(picture, (width, _SLICES), interpolation=cv2.INTER_AREA).astype(np.float32)
    hat = cv2.morphologyEx(slices, cv2.MORPH_BLACKHAT, np.ones((1, widest), np.uint8))
    darker = np.asarray(hat, dtype=np.float32)
    shown = darker > max(_DARKER, _NOISE * float(np.median(darker)))
    found = [line for line in _lines(shown, height, widest) if _is_even(line, darker)]
    return [] if found and _fills(picture) else found


def _lines(shown: NDArray[np.bool_], height: int, widest: int) -> Iterator[_Streak]:
    """The lines through most slices; `shown` (slice x column) loses each that is found."""
    farthest = round(_MAX_SLOPE * height)
    margin = farthest + widest
    shown = np.pad(shown, ((0, 0), (margin, margin)))
    width = shown.shape[1] - 2 * margin
    along = (np.arange(_SLICES) + 0.5) / _SLICES - 0.5
    drifts = sorted(range(-farthest, farthest + 1, _STEP), key=abs)
    for drift in drifts:
        while (column := _line(_slices(shown, margin + drift * along, width))) is not None:
            near = [other for other in drifts if abs(other - drift) <= 2 * widest]
            counts = {
                other: np.sum(_slices(shown, margin + column - widest + other * along, 2 * widest + 1), axis=0)
                for other in near
            }
            best = max(near, key=lambda other: (counts[other].max(), -abs(other)))
            beside = np.flatnonzero(counts[best] >= _SHOWN * _SLICES / 2) + column - widest
            first, last = int(beside[0]), int(beside[-1])
            for part in _slices(shown, margin + best * along + first - 2, last - first + 5):
                part[:] = False
            places = (first + last) / 2 + best * ((np.arange(height) + 0.5) / height - 0.5)
            yield _Streak(np.rint(places).astype(np.int64), (last - first + 1) // 2 + 1)


def _slices(shown: NDArray[np.bool_], starts: NDArray[np.float64], width: int) -> list[NDArray[np.bool_]]:
    """So many columns of each slice, from its start."""
    return [row[start : start + width] for row, start in zip(shown, np.rint(starts).astype(int).tolist(), strict=True)]


def _line(slices: list[NDArray[np.bool_]]) -> int | None:
    """The column of the line that most slices show."""
    ends = np.minimum(np.sum(slices[:_ENDS], axis=0), np.sum(slices[-_ENDS:], axis=0)) >= _ENDS - 1
    if not ends.any():
        return None
    counts = np.sum(slices, axis=0) * ends
    best = int(counts.argmax())
    return best if counts[best] >= _SHOWN * _SLICES else None


def _is_even(line: _Streak, darker: NDArray[np.float32]) -> bool:
    """True if a line is as dark in the margins as elsewhere; the left edge of text above and below a border is not."""
    middles = line.columns[(np.arange(_SLICES) * 2 + 1) * len(line.columns) // (2 * _SLICES)]
    places = middles[:, np.newaxis] + np.arange(-line.reach, line.reach + 1)
    seen = np.take_along_axis(darker, np.clip(places, 0, darker.shape[1] - 1), axis=1).max(axis=1)
    dark = seen >= np.median(seen) / 2
    return bool(min(dark[:_ENDS].sum(), dark[-_ENDS:].sum()) >= _ENDS - 1 and dark.mean() >= _SHOWN)


def _fills(picture: Picture) -> bool:
    """True if a table fills the picture: its rules are no farther from an edge than a row or two are high."""
    height, width = picture.shape
    long = [stroke.at for stroke in level_strokes(picture) if stroke.end - stroke.start > width / _LONG]
    rules = group_edges(long, width / _MAX_WIDTH)
    rows = [below - above for above, below in pairwise(rules)]
    return bool(rows) and min(rules[0], height - rules[-1]) < _ROWS * median(rows)


def _wipe(picture: Picture, veil: Picture, streak: _Streak) -> None:
    """The streak made as light as the paper beside it; print under it shows where the streak lets light through."""
    height, width = picture.shape
    reach = streak.reach + 1
    rows, offsets = np.arange(height)[:, np.newaxis], np.arange(-reach, reach + 1)
    columns = np.clip(streak.columns[:, np.newaxis] + offsets, 0, width - 1)
    left, right = (
        picture[rows, np.clip(streak.columns[:, np.newaxis] + side, 0, width - 1)].astype(np.float32)
        for side in (-reach - 1, reach + 1)
    )
    paper = left + (right - left) * (offsets + reach + 1) / (2 * reach + 2)
    clear = np.median(picture[rows, columns] / np.maximum(paper, 1), axis=0)
    restored = picture[rows, columns] / clear if clear.min() > _CLEAR else paper
    picture[rows, columns] = np.clip(restored, 0, 255).astype(np.uint8)
    veil[rows, columns] = 255
