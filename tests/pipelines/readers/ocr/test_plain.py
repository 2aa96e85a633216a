"""Raised marks and crossed figures are told from digits that stand as they should."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

import cv2
from PIL import Image, ImageDraw, ImageFont

from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.plain import is_plain
from pipelines.readers.ocr.recognition import recognise

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


def test_a_line_without_ink_is_plain() -> None:
    assert is_plain(np.full((20, 40), 255, np.uint8))


def test_what_is_not_plain_is_scored_nothing_however_surely_it_is_read() -> None:
    lines = [picture("3740", 24), picture("3740", 24, "7"), picture("188", 24, is_crossed=True)]
    (_, sure), *others = recognise([line[18:60, 10:120] for line in lines], {})
    assert sure > 0.9
    assert [score for _, score in others] == [0, 0]
