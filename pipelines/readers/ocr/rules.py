"""A straightened grey picture of a page -> the rules of its tables, and where their ink is. Lengths are pixels.

Thin rules of a scan are broken: where a rule lies between two rows of the sensor, or where a page of black and white
cuts off what is pale. Pieces on one line make one rule where they touch what crosses it and cover most of the way
from one crossing to the next; the strokes of characters and the lines below figures touch nothing.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.lattice import Rule, join_collinear, touching_groups

Picture = NDArray[np.uint8]

_CHARACTER = 10  # of these side by side are as wide as the page, at the least; a table is wider or taller than one
_TOGETHER = 3  # verticals that end at one height show a page break; a lone one is a stroke that touches a rule
_COVERED = 0.5  # share of the way between two crossings that pieces of a rule cover


def find_rules(picture: Picture) -> tuple[list[Rule], list[Rule], Picture]:
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
    return horizontal, vertical, np.asarray(strokes * mask, dtype=np.uint8)


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
