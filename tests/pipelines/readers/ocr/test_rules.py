"""Rules are found where they are broken, and nothing else is taken for one."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

import cv2

from pipelines.readers.geometry.lattice import Rule, find_lattices
from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.raster import text_lines
from pipelines.readers.ocr.rules import find_rules

ROWS, COLUMNS = range(300, 721, 60), range(100, 1141, 130)  # pixels of a page at 150 dots per inch


def table(*, drawn: int = 1000, gap: int = 0, merged: bool = False) -> Picture:
    """Eight columns and seven rows; of each rule `drawn` pixels and then a gap, again and again."""
    page = np.full((1754, 1240), 255, np.uint8)
    for y in ROWS:
        cv2.line(page, (COLUMNS[0], y), (COLUMNS[-1], y), (0,), 1)
    for x in COLUMNS:
        cv2.line(page, (x, ROWS[0]), (x, ROWS[-1]), (0,), 1)
    if merged:
        page[ROWS[2] - 3 : ROWS[2] + 4, COLUMNS[3] + 3 : COLUMNS[4] - 2] = 255
    x, y = np.meshgrid(np.arange(1240), np.arange(1754))
    page[((x + y) % (drawn + gap) >= drawn) & (page < 255)] = 255
    return page


def cells(page: Picture) -> int:
    horizontal, vertical, _ = find_rules(page)
    return sum(len(lattice.regions) for lattice in find_lattices(points(horizontal), points(vertical)))


def points(rules: list[Rule]) -> list[Rule]:
    return [Rule(*(0.48 * length for length in rule)) for rule in rules]


@pytest.mark.parametrize(("drawn", "gap"), [(1000, 0), (70, 20), (60, 30)])
def test_broken_rules_enclose_the_same_cells(drawn: int, gap: int) -> None:
    assert cells(table(drawn=drawn, gap=gap)) == 7 * 8


def test_the_rule_that_a_merged_cell_lacks_is_no_break() -> None:
    assert cells(table(merged=True)) == 7 * 8 - 1


@pytest.mark.parametrize("merged", [False, True])
def test_hairlines_as_pale_as_the_noise_are_seen_and_so_is_that_one_lacks(*, merged: bool) -> None:
    noise = np.random.default_rng(3).normal(0, 6, table().shape)
    page = np.clip(255 - (255 - table(merged=merged).astype(float)) * 0.09 + noise, 0, 255).astype(np.uint8)
    assert cells(page) == 7 * 8 - merged


def test_strokes_below_the_figures_of_a_row_are_no_rule() -> None:
    page = table()
    for x in COLUMNS[:-1]:
        cv2.line(page, (x + 25, 345), (x + 105, 345), (0,), 2)
    assert cells(page) == 7 * 8


def test_nothing_of_a_rule_is_left_as_ink() -> None:
    page = table()
    page[find_rules(page)[2] > 0] = 255
    assert text_lines(page, 4) == []


def test_faint_figures_are_no_blank() -> None:
    page = np.full((60, 120), 255, np.uint8)
    cv2.putText(page, "17", (30, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (215,), 2)
    ((rows, columns),) = text_lines(page, 4)
    assert rows[0] < 30 < rows[1]
    assert columns[0] < 40 < columns[1]


def test_a_stroke_of_the_heading_between_two_tables_does_not_join_them() -> None:
    page = table()
    page[470:544] = 255
    cv2.line(page, (COLUMNS[0], 480), (COLUMNS[-1], 480), (0,), 2)
    cv2.line(page, (COLUMNS[3], 500), (COLUMNS[3], 525), (0,), 3)
    page[478:483] = table()[358:363]
    page[538:543] = table()[358:363]
    horizontal, vertical, _ = find_rules(page)
    assert [len(lattice.ys) - 1 for lattice in find_lattices(points(horizontal), points(vertical))] == [3, 3]
