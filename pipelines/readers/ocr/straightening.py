"""A picture of a page that lies askew, bent or in perspective -> the same with its rules level and upright.

Scanned pages are turned by a degree or two; near a binding they bend, and a camera sees them in perspective. Long
strokes of a table tell all of it: how far each of their points must move for every stroke to be straight.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.ocr.ink import Picture, ink_of

Numbers = NDArray[np.float64]

_MAX_TURN = 3.0  # degrees of skew that are put right
_LONG = 12  # of these side by side are as wide as the page: a stroke of text is shorter
_MIN_STROKES = 4  # strokes each way; fewer do not show how a page is bent
_ORDER = 4  # of the polynomial that a bend is described by
_BENT = 1 / 1000  # of the width; a smaller bend does no harm
_CROOKED = 1 / 800  # of the width; a stroke that strays more when its page lies flat is text, or the edge of a seal
_WORST = 1 / 20  # of the width; what seems to be bent more is no table
_GRID = 16  # pixels from one point to the next at which a bend is worked out


def straighten(picture: Picture, veil: Picture) -> tuple[Picture, Picture]:
    """A grey picture on white paper and its veil (not 0 where a seal lay), both as if the page had lain flat."""
    if (angle := _skew(picture)) != 0:
        picture, veil = _turned(picture, angle), 255 - _turned(255 - veil, angle)
    places = _flattening(picture)
    if places is None:
        return picture, veil
    return _moved(picture, places, cv2.INTER_CUBIC, 255), _moved(veil, places, cv2.INTER_NEAREST, 0)


def _moved(picture: Picture, places: tuple[Numbers, Numbers], how: int, beside: int) -> Picture:
    height, width = picture.shape
    x, y = (cv2.resize(grid, None, fx=_GRID, fy=_GRID)[:height, :width].astype(np.float32) for grid in places)
    return np.asarray(cv2.remap(picture, x, y, how, borderValue=(beside,)), dtype=np.uint8)


def _skew(picture: Picture) -> float:
    """The small angle, in degrees, by which the picture is turned for its long horizontal strokes to be sharpest."""
    factor = 800 / picture.shape[1]
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = ink_of(small)
    strokes = cv2.morphologyEx(cv2.dilate(ink, np.ones((2, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, 17), np.uint8))

    height, width = strokes.shape
    y, x = (places.astype(np.float64) for places in np.nonzero(strokes))

    def sharpness(angle: float) -> float:
        turn = np.deg2rad(angle)
        level = y * np.cos(turn) - x * np.sin(turn) + width  # no row is negative
        row = level.astype(np.int64)
        below = level - row
        rows = np.bincount(row, 1 - below, height + 2 * width) + np.bincount(row + 1, below, height + 2 * width)
        return float((rows * rows).sum())

    coarse = max(np.arange(-_MAX_TURN, _MAX_TURN + 0.01, 0.25), key=sharpness)
    angle = float(max(np.arange(coarse - 0.2, coarse + 0.21, 0.05), key=sharpness))
    return angle if abs(angle) >= 0.07 else 0.0


def _turned(picture: Picture, angle: float) -> Picture:
    size = picture.shape[::-1]
    turned = cv2.warpAffine(picture, _rotation(picture, angle), size, flags=cv2.INTER_CUBIC, borderValue=(255,))
    return np.asarray(turned, dtype=np.uint8)


def _rotation(picture: object, angle: float) -> Numbers:
    height, width = np.asarray(picture).shape
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), dtype=np.float64)


def _flattening(picture: Picture) -> tuple[Numbers, Numbers] | None:
    """(x, y) in the picture of the middle of every `_GRID` x `_GRID` square of the flat page; None for a flat one."""
    height, width = picture.shape
    ink = ink_of(picture)
    down = _bend(_traces(ink, width), width)
    right = _bend(_traces(ink.T.copy(), width), width)
    bends = [bend for bend in (down, right) if bend is not None]
    if not any(bend.largest > _BENT * width for bend in bends) or any(bend.largest > _WORST * width for bend in bends):
        return None
    flat_x, flat_y = np.meshgrid(
        (np.arange(-(-width // _GRID)) + 0.5) * _GRID - 0.5, (np.arange(-(-height // _GRID)) + 0.5) * _GRID - 0.5
    )
    x, y = flat_x, flat_y
    for _ in range(3):  # a bend is gentle: what moves here lies where what is near here comes from
        x, y = (
            flat_x - (right.at(y, x) if right else 0),
            flat_y - (down.at(x, y) if down else 0),
        )
    return x, y


def _traces(ink: Picture, width: int) -> list[Numbers]:
    """The long level strokes of a page, each as points (along it, across it), one for every eighth pixel."""
    length = max(25, width // 45)
    strokes = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, length), np.uint8)
    )
    _, marks, boxes, _ = cv2.connectedComponentsWithStats(strokes)
    found = []
    for mark, (x, y, long, high, area) in enumerate(boxes.tolist()):
        if mark == 0 or long < width / _LONG or area > long * max(12, width / 200):
            continue
        columns = marks[y : y + high, x : x + long : 8] == mark
        middle = (columns * np.arange(high)[:, np.newaxis]).sum(axis=0) / columns.sum(axis=0)
        found.append(np.stack([x + 8 * np.arange(columns.shape[1]), y + middle], axis=1).astype(np.float64))
    return found


def _bend(traces: list[Numbers], width: int) -> "_Bend | None":
    """How far each point must move across for the strokes to be straight; strokes that stay crooked are none."""
    bend = None
    for _ in range(2):
        if len(traces) < _MIN_STROKES:
            return None
        bend = _Bend(traces, width)
        rest = [points[:, 1] + bend.at(points[:, 0], points[:, 1]) for points in traces]
        traces = [points for points, level in zip(traces, rest, strict=True) if level.std() < _CROOKED * width]
    return bend


class _Bend:
    """A polynomial of the place on a page, fitted to strokes: added to the points of one, it makes them level."""

    def __init__(self, traces: Sequence[Numbers], width: int) -> None:
        points = np.concatenate(traces)
        self.low, self.high = points.min(axis=0), points.max(axis=0)
        terms = self._terms(points[:, 0], points[:, 1])
        number = np.repeat(np.arange(len(traces)), [len(trace) for trace in traces])
        share = 1 / np.bincount(number)
        level = terms - (np.stack([np.bincount(number, term) for term in terms.T], axis=1) * share[:, None])[number]
        away = points[:, 1] - (np.bincount(number, points[:, 1]) * share)[number]
        flat = len(points) * 1e-4 * np.eye(level.shape[1])  # a weak pull to flat where no stroke tells
        self.factors = np.linalg.solve(level.T @ level + flat, -level.T @ away)  # least squares
        self.largest = float(np.abs(self.at(points[:, 0], points[:, 1])).max())

    def at(self, along: Numbers, across: Numbers) -> Numbers:
        """How far the points move across; beyond the outermost strokes as far as there."""
        return np.asarray(self._terms(along.ravel(), across.ravel()) @ self.factors).reshape(along.shape)

    def _terms(self, along: Numbers, across: Numbers) -> Numbers:
        middle, half = (self.high + self.low) / 2, np.maximum((self.high - self.low) / 2, 1)
        x = np.clip((along - middle[0]) / half[0], -1, 1)
        y = np.clip((across - middle[1]) / half[1], -1, 1)
        return np.stack([x**i * y**j for i in range(1, _ORDER + 1) for j in range(_ORDER + 1 - i)], axis=1)
