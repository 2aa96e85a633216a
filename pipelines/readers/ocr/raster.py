"""A grey picture of a page -> straightened, its table rules and its ink. Lengths here are pixels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.lattice import Rule
from pipelines.readers.ocr.rules import find_rules
from pipelines.readers.ocr.straightening import straighten

Picture = NDArray[np.uint8]
Span = tuple[int, int]

_NARROWEST = 1000  # pixels across; of smaller pictures the digits are too small to be told apart, so they are doubled
_WIDEST = 2500  # 300 dots per inch on A4; more only costs time
_SEAL = 16  # of these side by side are as wide as the page; a seal takes a fifth of it, a character a fortieth
_LIGHT_RED = 130  # red level of a pixel from which it is seal on paper; below it is black ink under the seal
DARK = 190  # grey value below which a pixel is ink, once the paper is white: thin strokes of scans are pale


@dataclass(frozen=True, slots=True)
class Page:
    """A picture made ready: white paper, level rules."""

    picture: Picture  # without the rules
    veil: Picture  # not 0 where a seal lay
    horizontal: list[Rule]
    vertical: list[Rule]
    scale: float  # pixels here per pixel of the picture as it came


def prepare(picture: Picture, veil: Picture) -> Page:
    """Scaled to a readable size, paper made white, skew removed, rules found and taken out."""
    scale = 1.0
    if picture.shape[1] < _NARROWEST:
        scale = 2.0
    elif picture.shape[1] > _WIDEST:
        scale = _WIDEST / picture.shape[1]
    if scale != 1:
        way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        picture = _grey(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way))
        veil = _grey(cv2.resize(veil, picture.shape[::-1], interpolation=cv2.INTER_NEAREST))
    level, veil = straighten(_whiten(picture), veil)
    horizontal, vertical, strokes = find_rules(level)
    bare = level.copy()
    bare[strokes > 0] = 255
    return Page(picture=bare, veil=veil, horizontal=horizontal, vertical=vertical, scale=scale)


def without_seals(colours: Picture) -> tuple[Picture, Picture]:
    """A picture in red, green and blue made grey without the red of seals, and where that was (not 0).

    A ring across a table reads as digits. A seal is a round red shape larger than any character; black under it
    stays, and so do red text and red rules. Whether something lay under it that does not show, nobody can tell.
    """
    red, rest = colours[:, :, 0].astype(np.int16), colours[:, :, 1:].max(axis=2).astype(np.int16)
    plain = _grey(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY))
    veil = np.zeros_like(plain)
    reddish = _grey((red - rest > 50) * 255)
    if reddish.any():
        reach = colours.shape[1] // 150  # a rule of the table parts the ring
        joined = cv2.dilate(reddish, np.ones((reach, reach), np.uint8))
        _, marks, boxes, _ = cv2.connectedComponentsWithStats(joined)
        for mark, (left, top, width, height, _) in enumerate(boxes.tolist()):
            place = np.s_[top : top + height, left : left + width]
            if mark and min(width, height) > colours.shape[1] / _SEAL and _is_round(_grey(marks[place] == mark)):
                veil[place][(red[place] - rest[place] > 20) & (red[place] > _LIGHT_RED)] = 255
    plain[veil > 0] = 255
    return plain, veil


def _is_round(shape: Picture) -> bool:
    """Whether a shape leaves the corners of its box free, as rings and stars do and tables do not."""
    height, width = shape.shape
    y, x = round(0.12 * height), round(0.12 * width)
    corners = (shape[:y, :x], shape[:y, -x:], shape[-y:, :x], shape[-y:, -x:])
    return not any(corner.any() for corner in corners)


def text_lines(crop: Picture, smallest: float) -> list[tuple[Span, Span]]:
    """(rows, columns) of each line of text in a crop, by the gaps between their ink; specks are not ink.

    `smallest` is the height or width, in pixels, from which a mark counts. Pieces of a line that stand far apart
    (columns of a table without rules) are lines of their own.
    """
    ink = _ink(crop, smallest)
    found: list[tuple[Span, Span]] = []
    for top, bottom in runs(np.any(ink, axis=1), gap=round(0.7 * smallest)):
        if bottom - top < smallest and found and top - found[-1][0][1] < smallest:
            continue
        for left, right in runs(np.any(ink[top:bottom], axis=0), gap=2 * max(bottom - top, int(3 * smallest))):
            found.append(((top, bottom), (left, right)))
    return found


def _grey(picture: object) -> Picture:
    return np.asarray(picture, dtype=np.uint8)


def _whiten(picture: Picture) -> Picture:
    """Shadows and tinted paper taken out: every pixel relative to the brightest nearby."""
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _grey(cv2.divide(picture, np.maximum(paper, 64), scale=255))


def _ink(crop: Picture, smallest: float) -> NDArray[np.bool_]:
    dark = (crop < DARK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    marks = np.zeros(count, dtype=bool)
    for index in range(1, count):
        _, _, width, height, _ = stats[index]
        marks[index] = max(width, height) >= smallest
    return np.asarray(marks[labels], dtype=np.bool_)


def runs(flags: object, gap: int) -> list[Span]:
    """(start, end) of the runs of true values; runs at most `gap` apart are one."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], np.asarray(flags), [False])).astype(np.int8)))
    runs: list[Span] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and start - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs
