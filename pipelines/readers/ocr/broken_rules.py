"""Gaps in the rules of a table: whether a rule goes on where it was not found. Lengths are pixels.

A hairline of a scan is as pale as the noise of its pixels, and breaks anywhere. On the mean of many pixels it is seen;
and so it is that it lacks beside a merged cell.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.readers.geometry.lattice import Rule

_INNER = 2  # to either side of the middle of a rule; there it is darkest
_OUTER = (4, 7)  # to either side, from and to; there is paper
_CORNER = 4  # beside a crossing rule, that belongs to it
_PAPER = 190  # grey level from which it is paper
_DARKER = 60  # grey levels; what is so much darker than a rule is print upon it
_MIN_STRENGTH = 6  # grey levels by which a rule is darker than paper; a paler one cannot be told from none
_DRAWN = 0.6  # share of a rule's usual contrast from which it is drawn
_PARTS, _IN_PART = 3, 0.5  # in each part of the way it has this share, at the least
_LACKING = 0.25  # share below which it is not
_MIN_VISIBLE_SHARE = 0.3  # share of a way that is seen
_FREE = 0.9  # and of the way of a rule that is drawn


class Trace:
    """The line of a level rule over a whole picture."""

    def __init__(self, picture: NDArray[np.uint8], at: float, pieces: Iterable[Rule]) -> None:
        height, far = picture.shape[0], _OUTER[1]
        rows = np.clip(np.arange(round(at) - far, round(at) + far + 1), 0, height - 1)
        self._strip = picture[rows]
        level = self._strip[far - _INNER : far + _INNER + 1].min(axis=0)
        beside = np.minimum(_above(self._strip).min(axis=0), _below(self._strip).min(axis=0))
        drawn = np.zeros(picture.shape[1], np.bool_)
        for piece in pieces:
            drawn[int(piece.start) : int(piece.end) + 1] = True
        drawn &= beside >= _PAPER
        usual = float(np.median(level[drawn])) if drawn.any() else 0.0
        self._in_sight = (beside >= _PAPER) & (level > usual - _DARKER)
        self._usual = _depth(self._strip[:, drawn])

    def shows(self, start: float, end: float) -> bool | None:
        """True if the rule is drawn from one crossing to the next; None where that cannot be told."""
        way = slice(int(start) + _CORNER, int(end) - _CORNER + 1)
        seen = np.flatnonzero(self._in_sight[way]) + way.start
        if self._usual < _MIN_STRENGTH or len(seen) < max(1, _MIN_VISIBLE_SHARE * (way.stop - way.start)):
            return None
        line = self._strip[:, seen]
        share = _depth(line) / self._usual
        if share < _LACKING:
            return False
        # A stroke of a character is as dark as a rule, but not everywhere.
        parts = np.array_split(line, _PARTS, axis=1)
        is_whole = share >= _DRAWN and all(_depth(part) >= _IN_PART * self._usual for part in parts)
        # In a row of one line the upright of 计 is as long as a rule, but has ink beside it.
        is_whole = is_whole and len(seen) >= _FREE * (way.stop - way.start)
        return True if is_whole else None


def _depth(strip: NDArray[np.uint8]) -> float:
    """By how many grey levels the middle is darker than the paper on both sides, on the mean of the columns."""
    if not strip.size:
        return 0.0
    profile = strip.mean(axis=1)
    inner = profile[_OUTER[1] - _INNER : _OUTER[1] + _INNER + 1].min()
    return float(min(_above(profile).max(), _below(profile).max()) - inner)


def _above(rows: NDArray[Any]) -> NDArray[Any]:
    return rows[: _OUTER[1] - _OUTER[0] + 1]


def _below(rows: NDArray[Any]) -> NDArray[Any]:
    return rows[_OUTER[1] + _OUTER[0] :]
