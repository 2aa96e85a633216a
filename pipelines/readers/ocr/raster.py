"""A grey picture of a page -> straightened, its table rules and its ink. Lengths here are pixels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.lattice import Rule, join_collinear, touching_groups

Picture = NDArray[np.uint8]
Span = tuple[int, int]

_NARROWEST = 1000  # pixels across; of smaller pictures the digits are too small to be told apart, so they are doubled
_WIDEST = 2500  # 300 dots per inch on A4; more only costs time
_STEEPEST = 3.0  # degrees of skew that are put right
_CHARACTER = 10  # of these side by side are as wide as the page, at the least; a table is wider or taller than one
_TOGETHER = 3  # verticals that end at one height show a page break; a lone one is a stroke that touches a rule
_SEAL = 16  # of these side by side are as wide as the page; a seal takes a fifth of it, a character a fortieth
_LIGHT_RED = 130  # red level of a pixel from which it is seal on paper; below it is black ink under the seal
_DARK = 190  # grey value below which a pixel is ink, once the paper is white: thin strokes of scans are pale


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
    level = _whiten(picture)
    if (angle := _skew(level)) != 0:
        level, veil = _turned(level, angle), 255 - _turned(255 - veil, angle)
    horizontal, vertical, strokes = _rules(level)
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
    for top, bottom in _runs(np.any(ink, axis=1), gap=round(0.7 * smallest)):
        if bottom - top < smallest and found and top - found[-1][0][1] < smallest:
            continue
        for left, right in _runs(np.any(ink[top:bottom], axis=0), gap=2 * max(bottom - top, int(3 * smallest))):
            found.append(((top, bottom), (left, right)))
    return found


def without_underline(line: Picture) -> Picture:
    """The line of text without a stroke that runs below all of it: 7 upon a stroke looks like 1 or 2.

    The stroke stands apart, which the foot of a 1 does not, and under taller text, which the strokes of 二 do not.
    """
    ink = 255 - line.astype(np.float64)
    columns = np.flatnonzero(ink.max(axis=0) > 255 - _DARK)
    if len(columns) == 0:
        return line
    ink = ink[:, columns[0] : columns[-1] + 1]
    darkest, mean = ink.max(axis=1), ink.mean(axis=1)
    stroke = int(mean.argmax())
    above = darkest[:stroke][darkest[:stroke] > 255 - _DARK]
    is_gap = darkest <= 0.6 * np.median(above) if len(above) else darkest < 0
    gap = next((row for row in range(stroke - 1, max(stroke - 5, -1), -1) if is_gap[row]), None)
    if gap is None or (ink[stroke] > 255 - _DARK).mean() < 0.9:
        return line
    text = _runs(~is_gap[:gap], gap=0)
    thickness = int((mean[gap:] > 0.35 * mean[stroke]).sum())
    if not text or gap - text[-1][1] > 4 or text[-1][1] - text[-1][0] < 4 * thickness:
        return line
    bare = line.copy()
    bare[gap:] = 255
    return bare


def _grey(picture: object) -> Picture:
    return np.asarray(picture, dtype=np.uint8)


def _whiten(picture: Picture) -> Picture:
    """Shadows and tinted paper taken out: every pixel relative to the brightest nearby."""
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _grey(cv2.divide(picture, np.maximum(paper, 64), scale=255))


def _skew(picture: Picture) -> float:
    """The small angle, in degrees, by which the picture is turned for its long horizontal strokes to be sharpest."""
    factor = 800 / picture.shape[1]
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 15, 8)
    strokes = cv2.morphologyEx(cv2.dilate(ink, np.ones((2, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, 17), np.uint8))

    def sharpness(angle: float) -> float:
        rows = cv2.warpAffine(strokes, _rotation(strokes, angle), strokes.shape[::-1]).sum(axis=1, dtype=np.float64)
        return float((rows * rows).sum())

    coarse = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.25), key=sharpness)
    angle = float(max(np.arange(coarse - 0.2, coarse + 0.21, 0.05), key=sharpness))
    return angle if abs(angle) >= 0.07 else 0.0


def _turned(picture: Picture, angle: float) -> Picture:
    size = picture.shape[::-1]
    return _grey(cv2.warpAffine(picture, _rotation(picture, angle), size, flags=cv2.INTER_CUBIC, borderValue=(255,)))


def _rotation(picture: object, angle: float) -> NDArray[np.float64]:
    height, width = np.asarray(picture).shape
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), dtype=np.float64)


def _rules(picture: Picture) -> tuple[list[Rule], list[Rule], Picture]:
    """Horizontal and vertical rules, and a mask of their pixels."""
    width = picture.shape[1]
    unit = width / 1240  # a page at 150 dots per inch
    ink = cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 15, 8)
    across = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, max(25, width // 45)), np.uint8)
    )
    down = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((max(14, width // 55), 1), np.uint8)
    )
    horizontal, vertical = [], []
    for x, y, long, thick, _ in cv2.connectedComponentsWithStats(across)[2][1:].tolist():
        if thick <= max(12, 6 * unit):
            horizontal.append(Rule(y + thick / 2, x, x + long))
    for x, y, thick, long, _ in cv2.connectedComponentsWithStats(down)[2][1:].tolist():
        if thick <= max(12, 6 * unit):
            vertical.append(Rule(x + thick / 2, y, y + long))
    horizontal = join_collinear(horizontal, 2 * unit + 1, 10 * unit)
    vertical = join_collinear(vertical, 2 * unit + 1, 6 * unit)
    reach = max(5, 7 * unit)
    horizontal, anchored = _anchored(horizontal, vertical, reach)
    vertical = _run_on(anchored, vertical, reach)
    horizontal, vertical = _of_tables(horizontal, vertical, reach, width / _CHARACTER)
    mask = np.zeros_like(picture)
    for rule in horizontal:
        mask[int(rule.at) - 6 : int(rule.at) + 7, int(rule.start) : int(rule.end) + 1] = 1
    for rule in vertical:
        mask[int(rule.start) : int(rule.end) + 1, int(rule.at) - 6 : int(rule.at) + 7] = 1
    strokes = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    return horizontal, vertical, _grey(strokes * mask)


def _anchored(horizontal: list[Rule], vertical: list[Rule], reach: float) -> tuple[list[Rule], list[Rule]]:
    """The rules that run from one crossing rule to another; the strokes of characters do not."""
    while True:
        kept_down = _between(vertical, horizontal, reach)
        kept_across = _between(horizontal, kept_down, reach)
        if kept_down == vertical and kept_across == horizontal:
            return horizontal, vertical
        horizontal, vertical = kept_across, kept_down


def _of_tables(
    horizontal: list[Rule], vertical: list[Rule], reach: float, largest: float
) -> tuple[list[Rule], list[Rule]]:
    """The rules without those of groups up to the `largest` a character may be: the strokes of a big 8, of a 田."""
    kept_across: list[Rule] = []
    kept_down: list[Rule] = []
    for across, down in touching_groups(horizontal, vertical, reach):
        if any(rule.end - rule.start > largest for rule in (*across, *down)):
            kept_across += across
            kept_down += down
    return sorted(kept_across), sorted(kept_down)


def _run_on(anchored: list[Rule], drawn: list[Rule], reach: float) -> list[Rule]:
    """The vertical rules, as far as drawn where several end together beyond the outermost crossing.

    So they do where a page cuts a table without a border.
    """
    ends = {}
    for rule in anchored:
        strokes = (each for each in drawn if each.at == rule.at and each.start - reach <= rule.start <= each.end)
        whole = next(strokes, rule)
        ends[rule] = (whole.start, whole.end)
    found = []
    for rule in anchored:
        start, end = ends[rule]
        above = sum(abs(other - start) <= 2 * reach for other, _ in ends.values())
        below = sum(abs(other - end) <= 2 * reach for _, other in ends.values())
        found.append(
            Rule(rule.at, start if above >= _TOGETHER else rule.start, end if below >= _TOGETHER else rule.end)
        )
    return found


def _between(rules: list[Rule], crossing: list[Rule], reach: float) -> list[Rule]:
    """Each rule from the first to the last rule it meets; left out when it meets fewer than two."""
    kept = []
    for rule in rules:
        met = [
            other.at
            for other in crossing
            if other.start - reach <= rule.at <= other.end + reach
            and rule.start - reach <= other.at <= rule.end + reach
        ]
        if met and max(met) - min(met) > 2 * reach:
            kept.append(Rule(rule.at, min(met), max(met)))
    return kept


def _ink(crop: Picture, smallest: float) -> NDArray[np.bool_]:
    dark = (crop < _DARK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    marks = np.zeros(count, dtype=bool)
    for index in range(1, count):
        _, _, width, height, _ = stats[index]
        marks[index] = max(width, height) >= smallest
    return np.asarray(marks[labels], dtype=np.bool_)


def _runs(flags: object, gap: int) -> list[Span]:
    """(start, end) of the runs of true values; runs at most `gap` apart are one."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], np.asarray(flags), [False])).astype(np.int8)))
    runs: list[Span] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and start - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs
