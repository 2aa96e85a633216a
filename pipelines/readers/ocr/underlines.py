"""Lines of text without the strokes drawn below them: 7 upon a stroke looks like 1 or 2."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.raster import DARK, runs

_MIN_FIGURES = 8  # underlined figures on a page that underlines figures: a name here or there is no habit
_HABIT = 0.3  # share of a page's figures, likewise
_MAX_WIDTH = 4  # heights; wider lines are words


class _Stroke(NamedTuple):
    """A stroke along the foot of a line of text. Rows, from the top."""

    gap: int  # the palest row above it
    bottom: int
    is_apart: bool  # the gap is pale enough to part it from the text, and the text too tall for a stroke


def without_underlines(lines: Sequence[Picture]) -> list[Picture]:
    """The lines of one page, each without the stroke that runs below all of it.

    A stroke is known by the gap above it: the foot of a 1 or a 2 has none, and the strokes of 二 are alike. Where a
    page underlines its figures, one of its strokes that touches the text is cut off as high as the others reach.
    """
    strokes = [_stroke(line) for line in lines]
    figures = [index for index, line in enumerate(lines) if line.shape[1] < _MAX_WIDTH * line.shape[0]]
    cut = [stroke for index in figures if (stroke := strokes[index]) is not None and stroke.is_apart]
    height = None
    if len(cut) >= max(_MIN_FIGURES, _HABIT * len(figures)):
        height = round(median(stroke.bottom - stroke.gap for stroke in cut))
    return [_without(line, stroke, height) for line, stroke in zip(lines, strokes, strict=True)]


def _without(line: Picture, stroke: _Stroke | None, height: int | None) -> Picture:
    if stroke is None or not (stroke.is_apart or height is not None):
        return line
    bare = line.copy()
    bare[stroke.gap if stroke.is_apart or height is None else stroke.bottom - height :] = 255
    return bare


def _stroke(line: Picture) -> _Stroke | None:
    """What runs below the whole of a line; None when nothing does."""
    ink = 255 - line.astype(np.float64)
    columns = np.flatnonzero(ink.max(axis=0) > 255 - DARK)
    if len(columns) == 0:
        return None
    ink = ink[:, columns[0] : columns[-1] + 1]
    darkest, mean = ink.max(axis=1), ink.mean(axis=1)
    rows = np.flatnonzero(darkest > 255 - DARK)
    top, bottom = int(rows[0]), int(rows[-1])
    low = bottom - (bottom - top) // 4
    palest = np.quantile(ink[low : bottom + 1], 0.1, axis=1)  # the ends are blurred
    foot = low + int(palest.argmax())
    if palest[foot - low] < 0.4 * darkest[foot]:
        return None
    gap = max(range(max(foot - 5, top), foot), key=lambda row: (-darkest[row], row), default=top)
    white = min(0.6 * float(np.median(darkest[top : gap + 1])), 0.85 * darkest[foot])  # a thin stroke is pale itself
    text = runs(darkest[:gap] > white, gap=0)
    thickness = int((mean[gap + 1 :] > 0.5 * mean[foot]).sum())
    is_apart = darkest[gap] <= white and text and gap - text[-1][1] <= 4 and text[-1][1] - text[-1][0] >= 4 * thickness
    return _Stroke(gap, bottom, bool(is_apart))
