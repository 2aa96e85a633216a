"""Raised marks and crossed figures are told from digits that stand as they should."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

import cv2
from PIL import Image, ImageDraw, ImageFont

from pipelines.readers.ocr import recognition
from pipelines.readers.ocr.engine import FIGURES, LOOKALIKES, Seen
from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.plain import is_like_seven, is_plain
from pipelines.readers.ocr.recognition import recognise


def seen(digit: str) -> Seen:
    """One step of the recogniser, sure of a digit."""
    figures = np.zeros((1, 1 + len(FIGURES) + len(LOOKALIKES)))
    figures[0, 1 + FIGURES.index(digit)] = 0.99
    return Seen([digit], np.array([0.99]), figures)


SIZES = (14, 18, 24)  # pixels


def picture(text: str, size: int, mark: str = "", *, is_crossed: bool = False) -> Picture:
    """A line of figures, with a mark half as high beside its top, and a line from its foot to its top."""
    image = Image.new("L", (220, 3 * size), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    draw.text((20, size), text, fill=0, font=font)
    left, top, right, bottom = draw.textbbox((20, size), text, font=font)
    draw.text((right + 2, top - size // 3), mark, fill=0, font=ImageFont.load_default(round(0.6 * size)))
    if is_crossed:
        draw.line((left - 3, bottom + 2, right + 3, top - 2), fill=0, width=2)
    return np.asarray(image, dtype=np.uint8)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["1234567890", "12.5", "3,740", "71", "24", "77", "144", "0.07", "11"])
def test_figures_are_plain_sharp_blurred_and_faint(text: str, size: int) -> None:
    drawn = picture(text, size)
    faint = (255 - 0.45 * (255 - drawn.astype(np.float64))).astype(np.uint8)
    for line in (drawn, np.asarray(cv2.GaussianBlur(drawn, (3, 3), 0), dtype=np.uint8), faint):
        assert is_plain(line)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mark", ["1", "2", "3", "7", "a"])
def test_a_raised_mark_is_not(mark: str, size: int) -> None:
    assert not is_plain(picture("3740", size, mark))
    assert not is_plain(picture("57", size, mark))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["188", "40", "3914"])
def test_crossed_figures_are_not(text: str, size: int) -> None:
    assert not is_plain(picture(text, size, is_crossed=True))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", list("0123456789"))
def test_a_lone_seven_is_known_by_its_bar(text: str, size: int) -> None:
    assert is_like_seven(picture(text, size)) == (text == "7")


def test_a_seven_that_is_read_as_a_one_is_a_seven_for_nobody_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "look", lambda lines: [seen("1") for _ in lines])
    assert recognise([picture("7", 24)[18:60, 10:60]], {}) == [("7", 0.0)]
    ((text, score),) = recognise([picture("1", 24)[18:60, 10:60]], {})
    assert (text, score > 0.9) == ("1", True)


def test_a_line_without_ink_is_plain_and_no_seven() -> None:
    assert is_plain(np.full((20, 40), 255, np.uint8))
    assert not is_like_seven(np.full((20, 40), 255, np.uint8))


def test_what_is_not_plain_is_scored_nothing_however_surely_it_is_read() -> None:
    lines = [picture("3740", 24), picture("3740", 24, "7"), picture("188", 24, is_crossed=True)]
    (_, sure), *others = recognise([line[18:60, 10:120] for line in lines], {})
    assert sure > 0.9
    assert [score for _, score in others] == [0, 0]
