"""Seals over a table are taken out, what is printed stays."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

import cv2

from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.seals import without_seals

RED, GREY = (214, 44, 52), (130, 130, 130)


def page() -> Picture:
    """A page at 150 dots per inch with figures in a table."""
    picture = np.full((1754, 1240, 3), 255, np.uint8)
    for row in range(6):
        cv2.line(picture, (200, 400 + 50 * row), (1000, 400 + 50 * row), (0, 0, 0), 2)
        cv2.putText(picture, "1303   369   20", (260, 435 + 50 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2)
    return picture


def sealed(colour: tuple[int, int, int]) -> Picture:
    picture = np.full_like(page(), 255)
    cv2.circle(picture, (520, 520), 110, colour, 8)
    cv2.putText(picture, "*", (490, 540), cv2.FONT_HERSHEY_SIMPLEX, 2, colour, 12)
    return np.minimum(picture, page())


def grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


@pytest.mark.parametrize("colour", [RED, GREY])
def test_a_seal_is_taken_out_and_the_print_under_it_stays(colour: tuple[int, int, int]) -> None:
    plain, veil = without_seals(sealed(colour))
    printed = grey(page())
    assert (plain[printed == 0] == 0).mean() > 0.99
    left = (plain < 200) & (printed == 255)
    assert left.sum() < 0.02 * (grey(sealed(colour)) < 200).sum()
    rows, columns = np.nonzero(veil)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == pytest.approx((406, 634, 406, 634), abs=4)


def test_print_under_a_red_seal_is_as_dark_as_beside_it() -> None:
    """A copier blurs and packs a page, so that what it prints under a seal is red at its rims."""
    copied, clean = (
        cv2.imdecode(cv2.imencode(".jpg", cv2.GaussianBlur(picture, (0, 0), 0.8), (cv2.IMWRITE_JPEG_QUALITY, 50))[1], 1)
        for picture in (sealed(RED)[:, :, ::-1].copy(), page())
    )
    plain, veil = without_seals(np.asarray(copied[:, :, ::-1], np.uint8))
    under = (veil > 0) & (grey(np.asarray(clean, np.uint8)) < 128)
    assert under.sum() > 300
    assert (plain[under] < 190).mean() > 0.95


def test_a_page_without_a_seal_has_no_veil() -> None:
    plain, veil = without_seals(page())
    assert not veil.any()
    assert (plain == grey(page())).all()


@pytest.mark.parametrize("colour", [RED, GREY])
def test_a_coloured_table_and_a_photograph_are_no_seals(colour: tuple[int, int, int]) -> None:
    picture = page()
    cv2.rectangle(picture, (200, 1000), (1000, 1400), colour, 3)
    cv2.rectangle(picture, (200, 1450), (500, 1650), colour, -1)
    assert not without_seals(picture)[1].any()
