"""Dirt on the glass of a scanner draws lines through the whole page: no rules, and what lies under them is in doubt."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

import cv2

from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.streaks import without_streaks

ROWS, COLUMNS = range(300, 721, 60), range(100, 1141, 130)  # pixels of a page at 150 dots per inch


def page() -> Picture:
    paper = np.full((1754, 1240), 255, np.uint8)
    cv2.putText(paper, "Annual report 2019", (300, 200), cv2.FONT_HERSHEY_SIMPLEX, 2, (0,), 4)
    for y in ROWS:
        cv2.line(paper, (COLUMNS[0], y), (COLUMNS[-1], y), (0,), 2)
    for x in COLUMNS:
        cv2.line(paper, (x, ROWS[0]), (x, ROWS[-1]), (0,), 2)
        cv2.putText(paper, "17", (x + 50, 345), cv2.FONT_HERSHEY_SIMPLEX, 1, (0,), 2)
    return paper


def streak(paper: Picture, column: int, *, off: int = 0, light: float = 0.0) -> Picture:
    """The page with a line from its top edge to its bottom, `off` pixels aside there."""
    dirt = np.full_like(paper, 255)
    cv2.line(dirt, (column, 0), (column + off, paper.shape[0] - 1), (0,), 2)
    return np.asarray(np.where(dirt == 0, paper * light, paper), dtype=np.uint8)


def no_veil(paper: Picture) -> Picture:
    return np.zeros_like(paper)


@pytest.mark.parametrize("off", [0, 25])
@pytest.mark.parametrize("light", [0.0, 0.8])
@pytest.mark.parametrize("is_level", [False, True])
def test_a_streak_is_taken_out_and_what_it_hid_is_known(*, off: int, light: float, is_level: bool) -> None:
    clean = page().T.copy() if is_level else page()
    dirty = streak(page(), 545, off=off, light=light)
    bare, veil = without_streaks(dirty.T.copy() if is_level else dirty, no_veil(clean))
    assert np.count_nonzero((bare < 128) & (clean == 255)) < 60
    hidden = np.flatnonzero(veil.T[900] if is_level else veil[900])
    assert abs(hidden.mean() - (545 + off * 900 / 1754)) < 2
    assert len(hidden) < 12


def test_print_under_a_streak_that_lets_light_through_stays() -> None:
    bare, _ = without_streaks(streak(page(), COLUMNS[3], light=0.7), no_veil(page()))
    assert bare[500, COLUMNS[3]] < 60


def test_the_rules_of_a_page_without_streaks_stay() -> None:
    bare, veil = without_streaks(page(), no_veil(page()))
    assert (bare == page()).all()
    assert not veil.any()


def test_a_streak_along_the_border_of_a_table_is_one() -> None:
    bare, veil = without_streaks(streak(page(), COLUMNS[0] - 4), no_veil(page()))
    assert veil[900].any()
    assert (bare[1000:] == 255).all()


def test_the_border_of_a_table_between_texts_along_its_edge_is_no_streak() -> None:
    paper = page()[200:820].copy()
    for y in (*range(0, 90, 14), *range(540, 620, 14)):
        cv2.putText(paper, "Fee report", (COLUMNS[0] - 2, y + 10), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0,), 1)
    bare, veil = without_streaks(paper, no_veil(paper))
    assert (bare == paper).all()
    assert not veil.any()


@pytest.mark.parametrize("margin", [0, 100])
def test_the_rules_of_a_table_that_fills_the_picture_are_no_streaks(margin: int) -> None:
    cut = page()[ROWS[0] + 20 : ROWS[-1] - 20, COLUMNS[0] - margin : COLUMNS[-1] + margin].copy()
    bare, veil = without_streaks(cut, no_veil(cut))
    assert (bare == cut).all()
    assert not veil.any()
