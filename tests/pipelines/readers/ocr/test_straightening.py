"""Pages that did not lie flat are made flat by the rules of their tables."""

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

import cv2

from pipelines.readers.ocr.rules import find_rules
from pipelines.readers.ocr.straightening import Picture, straighten

WIDTH, HEIGHT = 1240, 1754
X, Y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))


def ruled() -> Picture:
    """A page with a table of 8 rows and 5 columns."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for row in range(9):
        cv2.line(page, (150, 300 + 90 * row), (1050, 300 + 90 * row), (0,), 2)
    for column in range(6):
        cv2.line(page, (150 + 180 * column, 300), (150 + 180 * column, 1020), (0,), 2)
    return page


def bent(page: Picture) -> Picture:
    """As at the binding of a book: the lines run down towards the left."""
    return np.asarray(cv2.remap(page, X, Y - 40 * np.exp(-X / 250), cv2.INTER_LINEAR, borderValue=(255,)), np.uint8)


def from_aside(page: Picture) -> Picture:
    """As a camera sees it that is not held straight above."""
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    seen = corners + np.array([[30, 10], [-15, 40], [0, -30], [25, 0]], np.float32)
    way = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(cv2.warpPerspective(page, way, (WIDTH, HEIGHT), borderValue=(255,)), np.uint8)


@pytest.mark.parametrize("lay", [bent, from_aside])
def test_a_page_that_did_not_lie_flat_keeps_every_rule(lay: Callable[[Picture], Picture]) -> None:
    page = lay(ruled())
    flat, veil = straighten(page, np.zeros_like(page))
    horizontal, vertical, _ = find_rules(flat)
    assert (len(horizontal), len(vertical)) == (9, 6)
    assert not veil.any()


def test_a_flat_page_stays_as_it_is() -> None:
    page = ruled()
    assert (straighten(page, np.zeros_like(page))[0] == page).all()


def test_what_lay_under_a_seal_moves_with_the_page() -> None:
    page = bent(ruled())
    spot = np.zeros_like(page)
    spot[bent(255 - cv2.circle(np.zeros_like(page), (240, 500), 30, (255,), -1)) < 128] = 255
    _, veil = straighten(page, spot)
    rows, columns = np.nonzero(veil)
    assert abs(rows.mean() - columns.mean() - 260) < 12


def test_a_page_of_text_without_rules_is_only_turned() -> None:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for row in range(20):
        cv2.putText(page, "annual report " * 4, (100, 200 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1, (0,), 2)
    assert (straighten(page, np.zeros_like(page))[0] == page).all()
