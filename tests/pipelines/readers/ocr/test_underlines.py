"""Strokes below figures are taken out, the strokes of characters are not."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

from PIL import Image, ImageDraw, ImageFont

from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.underlines import without_underlines


def picture(text: str, stroke: int | None = None) -> Picture:
    """A line of text, and a stroke so many pixels below its foot."""
    image = Image.new("L", (90, 44), 255)
    draw = ImageDraw.Draw(image)
    draw.text((10, 6), text, fill=0, font=ImageFont.load_default(24))
    left, _, right, bottom = draw.textbbox((10, 6), text, font=ImageFont.load_default(24))
    if stroke is not None:
        draw.rectangle((left, bottom + stroke, right, bottom + stroke + 1), fill=0)
    return np.asarray(image, dtype=np.uint8)


@pytest.mark.parametrize("text", ["7", "1", "174", "0"])
def test_a_stroke_under_a_number_is_taken_out(text: str) -> None:
    assert (without_underlines([picture(text, 2)])[0] == picture(text)).all()


@pytest.mark.parametrize("text", ["7", "0", "9"])
def test_a_pale_stroke_close_under_a_number_is_taken_out(text: str) -> None:
    """As on a screenshot made larger: the stroke is grey, and so is what parts it from the figure."""
    drawn = picture(text, 2).astype(np.float64)
    foot = np.flatnonzero((picture(text) < 128).any(axis=1))[-1] + 1
    drawn[foot:] = 255 - 0.5 * (255 - drawn[foot:])
    drawn[foot : foot + 2] = np.minimum(drawn[foot : foot + 2], 200)
    (bare,) = without_underlines([drawn.astype(np.uint8)])
    assert (bare[foot + 2 :] == 255).all()
    assert (bare[:foot] == picture(text)[:foot]).all()


@pytest.mark.parametrize("text", ["1", "2", "-", "=", "E", ""])
def test_the_strokes_of_characters_stay(text: str) -> None:
    assert (without_underlines([picture(text)])[0] == picture(text)).all()


def test_where_a_page_underlines_its_figures_a_stroke_that_touches_one_is_cut_off() -> None:
    lines = [picture(text, 2) for text in "0345689"] * 2
    touching = picture("7", 0)
    bare = without_underlines([*lines, touching])[-1]
    assert (bare != touching).any()
    assert (without_underlines([touching])[0] == touching).all()


def test_where_a_page_underlines_its_figures_those_without_a_stroke_stay() -> None:
    lines = [picture(text, 2) for text in "0345689"] * 2
    assert (without_underlines([*lines, picture("17")])[-1] == picture("17")).all()
