"""A grey picture of a page -> straightened, its table rules and its ink. Lengths here are pixels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.geometry.lattice import Rule
from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.rules import find_rules
from pipelines.readers.ocr.straightening import straighten

cv2.setNumThreads(1)  # documents are read in parallel, one a process

Span = tuple[int, int]

_MIN_WIDTH = 1000  # pixels across; of smaller pictures the digits are too small to be told apart, so they are doubled
_MAX_WIDTH = 2500  # 300 dots per inch on A4; more only costs time
_MARK = 205  # grey value below which a pixel is part of a mark on white paper, however faint the print
_BLACK = 60  # what the darkest marks of a page should have; of a faint print they are made so
_FAINT = 110  # grey value of the darkest marks from which print is faint
_MAX_GAIN = 2.0  # times the contrast that is given to faint print; noise grows as well
PALE = 225  # grey value of the palest ink, where there is none that is dark
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
    level, veil, scale = flattened(picture, veil)
    horizontal, vertical, strokes = find_rules(level)
    bare = level.copy()
    bare[strokes > 0] = 255
    return Page(picture=bare, veil=veil, horizontal=horizontal, vertical=vertical, scale=scale)


def flattened(picture: Picture, veil: Picture) -> tuple[Picture, Picture, float]:
    """Picture and veil in a readable size, as if the page had lain flat, and pixels here per pixel as it came."""
    scale = 1.0
    if picture.shape[1] < _MIN_WIDTH:
        scale = 2.0
    elif picture.shape[1] > _MAX_WIDTH:
        scale = _MAX_WIDTH / picture.shape[1]
    if scale != 1:
        way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        picture = _grey(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way))
        veil = _grey(cv2.resize(veil, picture.shape[::-1], interpolation=cv2.INTER_NEAREST))
    return *straighten(_whiten(picture), veil), scale


def text_lines(crop: Picture, smallest: float) -> list[tuple[Span, Span]]:
    """(rows, columns) of each line of text in a crop, by the gaps between their ink; specks are not ink.

    `smallest` is the height or width, in pixels, from which a mark counts. Pieces of a line that stand far apart
    (columns of a table without rules) are lines of their own. A crop without dark ink is looked at for pale ink: what
    is faint is not blank.
    """
    ink = _ink(crop, smallest, DARK)
    if not ink.any():
        ink = _ink(crop, smallest, PALE)
    found: list[tuple[Span, Span]] = []
    for top, bottom in runs(np.any(ink, axis=1), gap=round(0.7 * smallest)):
        if bottom - top < smallest and found and top - found[-1][0][1] < smallest:
            continue
        for left, right in runs(np.any(ink[top:bottom], axis=0), gap=2 * max(bottom - top, int(3 * smallest))):
            found.append(((top, bottom), (left, right)))
    return found


def _grey(picture: object) -> Picture:
    return np.asarray(picture, dtype=np.uint8)


def on_white(picture: Picture) -> Picture:
    """Shadows and tinted paper taken out: every pixel relative to the brightest nearby."""
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _grey(cv2.divide(picture, np.maximum(paper, 64), scale=255))


def _whiten(picture: Picture) -> Picture:
    """The paper made white, and faint print strong."""
    white = on_white(picture)
    marks = white[white < _MARK]
    blackest = float(np.percentile(marks, 5)) if marks.size else 0.0
    strength = min(_MAX_GAIN, (255 - _BLACK) / (255 - blackest))
    return _grey(np.clip(255 - strength * (255 - white.astype(np.float32)), 0, 255)) if blackest > _FAINT else white


def _ink(crop: Picture, smallest: float, palest: int) -> NDArray[np.bool_]:
    dark = (crop < palest).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    marks = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) >= smallest
    marks[0] = False  # the paper
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
