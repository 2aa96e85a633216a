"""Pictures of pages -> lines and grids, every cell with a score."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.ocr import scan
from pipelines.readers.pdf import reader
from pipelines.records import Block, Cell, Grid, TextBlock
from tests.pipelines.readers.paper import grids

SHARED = Path(__file__).resolve().parents[4].parent / "shared"
SAMPLES = SHARED / "reports" / "samples"

needs_engine = pytest.mark.skipif(not scan.is_installed(), reason="the extra `ocr` is not installed")

TABLE = [["Item", "2019", "Change"], ["Permits", "369", "-140"], ["Fees", "1303", ""], ["Grants", "20", "13964"]]
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dots per inch


def page(table: list[list[str]] = TABLE, *, title: str = "Annual report 2019") -> Image.Image:
    """A sheet with a title and a ruled table."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(30)
    draw.text((500, 150), title, fill=0, font=ImageFont.load_default(44))
    for row, cells in enumerate(table):
        for column, text in enumerate(cells):
            x, y = 200 + 400 * column, 300 + 60 * row
            draw.rectangle((x, y, x + 400, y + 60), outline=0, width=3)
            draw.text((x + 40, y + 14), text, fill=0, font=font)
    return picture


def encoded(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def cells(body: bytes) -> dict[tuple[int, int], Cell]:
    grid = next(block for block in scan.read(body).blocks if isinstance(block, Grid))
    return {(cell.row, cell.column): cell for cell in grid.cells}


@needs_engine
def test_a_picture_gives_its_title_and_table() -> None:
    reading = scan.read(encoded(page()))
    assert grids(reading) == [TABLE]
    assert ["".join(b.text.split()) for b in reading.blocks if isinstance(b, TextBlock)] == ["Annualreport2019"]


@needs_engine
def test_an_empty_cell_under_a_streak_is_in_doubt_and_one_beside_it_is_blank() -> None:
    table = [*TABLE[:2], ["Fees", "", ""], TABLE[3]]
    picture = page(table)
    ImageDraw.Draw(picture).rectangle((1330, 0, 1336, HEIGHT), fill=40)
    found = cells(encoded(picture))
    assert found[2, 2] == found[2, 2]._replace(text="", score=0.0)
    assert found[2, 1].score is None
    assert [found[row, 2].text for row in (0, 1, 3)] == ["Change", "-140", "13964"]


@needs_engine
def test_every_cell_with_ink_has_a_score_and_a_blank_one_has_none() -> None:
    found = cells(encoded(page()))
    assert found[2, 2].score is None
    assert all(cell.score is not None and cell.score > 0.8 for place, cell in found.items() if place != (2, 2))


@needs_engine
def test_ink_that_is_no_text_is_told_from_a_blank_cell() -> None:
    picture = page()
    ImageDraw.Draw(picture).ellipse((1040, 432, 1090, 468), fill=0)
    found = cells(encoded(picture))[2, 2]
    assert found.score is not None
    assert found.score < 0.8


@needs_engine
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_lying_on_its_side_is_read_and_boxes_fit_the_picture(turn: int) -> None:
    picture = page().rotate(turn, expand=True)
    reading = scan.read(encoded(picture))
    assert grids(reading) == [TABLE]
    grid = next(block for block in reading.blocks if isinstance(block, Grid))
    for cell in grid.cells:
        assert cell.bbox is not None
        x0, top, x1, bottom = cell.bbox
        assert 0 <= x0 < x1 <= 595.5 * picture.width / min(picture.size)
        assert 0 <= top < bottom <= 595.5 * picture.height / min(picture.size)


def test_short_words_read_surely_outweigh_long_ones_read_unsurely() -> None:
    upright = [("他情形)", 0.96), ("“二", 1.0), ("一", 0.88), ("155", 1.0), ("150", 1.0), ("止公", 1.0), ("103", 1.0)]
    lying = [
        ("及三稳定", 0.72),
        ("三本酷果", 0.85),
        ("属行案卷", 0.61),
        ("4第訪檻", 0.56),
        ("仁不讼开", 0.69),
        ("息", 1.0),
    ]
    upside_down = [("", 0.0), ("二”", 0.78), ("一", 0.9), ("15", 0.82), ("150", 0.91), ("公", 0.45), ("138", 0.7)]
    assert scan.uprightness(upright) > 1.5 * max(scan.uprightness(lying), scan.uprightness(upside_down))


@needs_engine
def test_skew_shadow_and_noise_do_not_change_the_numbers() -> None:
    picture = page().rotate(1.1, resample=Image.Resampling.BICUBIC, fillcolor=255)
    shadow = np.linspace(1.0, 0.7, WIDTH)
    noise = np.random.default_rng(7).normal(0, 6, (HEIGHT, WIDTH))
    grey: NDArray[np.float64] = np.asarray(picture, dtype=np.float64) * shadow + noise
    dirty = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))
    assert grids(scan.read(encoded(dirty, "JPEG", quality=60))) == [TABLE]


@needs_engine
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PDF"])
def test_a_red_seal_over_the_numbers_is_looked_through(kind: str) -> None:
    picture = page().convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((560, 300, 900, 640), outline=(214, 40, 48), width=14)
    draw.text((600, 430), "Sealed 88", fill=(214, 40, 48), font=ImageFont.load_default(48))
    draw.bitmap((0, 0), page().point(lambda value: 255 - value), fill=(0, 0, 0))  # the print shows through the seal
    read = reader.read if kind == "PDF" else scan.read
    reading = read(encoded(picture, kind, **({"resolution": 200} if kind == "PDF" else {"quality": 85})))
    assert grids(reading) == [TABLE]
    grid = next(block for block in reading.blocks if isinstance(block, Grid))
    assert {(cell.row, cell.column) for cell in grid.cells if cell.score == 0} == {
        (0, 1),
        (2, 1),
    }  # where it crosses ink


@needs_engine
def test_red_figures_are_figures() -> None:
    picture = page().convert("RGB")
    red = ImageOps.colorize(page(), black=(200, 30, 40), white="white")
    picture.paste(red.crop((600, 360, 900, 540)), (600, 360))
    assert grids(scan.read(encoded(picture))) == [TABLE]


@needs_engine
def test_a_small_picture_is_read_at_twice_its_size() -> None:
    assert grids(scan.read(encoded(page().resize((827, 1170), Image.Resampling.LANCZOS)))) == [TABLE]


@needs_engine
def test_the_strokes_of_large_figures_are_no_rules() -> None:
    table = [["8381", "9928"], ["0", "80898"]]
    draw = ImageDraw.Draw(picture := Image.new("L", (700, 900), 255))
    for row, texts in enumerate(table):
        for column, text in enumerate(texts):
            x, y = 40 + 310 * column, 100 + 200 * row
            draw.rectangle((x, y, x + 310, y + 200), outline=0, width=2)
            draw.text((x + 40, y + 60), text, fill=0, font=ImageFont.load_default(56))
    assert grids(scan.read(encoded(picture))) == [table]


@needs_engine
def test_a_table_over_the_frames_of_a_tiff_is_one() -> None:
    frames = [page([["A", "11"]], title=""), page([["B", "22"]], title="")]
    body = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert grids(scan.read(body)) == [[["A", "11"], ["B", "22"]]]


@needs_engine
def test_a_transparent_picture_stands_on_white() -> None:
    picture = page().convert("RGBA")
    picture.putalpha(Image.eval(page(), lambda value: 255 - value))
    assert grids(scan.read(encoded(picture))) == [TABLE]


@needs_engine
def test_an_empty_page_has_no_blocks() -> None:
    assert scan.read(encoded(Image.new("L", (827, 1170), 255))).blocks == ()


@needs_engine
def test_a_scanned_pdf_goes_the_same_way() -> None:
    assert grids(reader.read(encoded(page(), "PDF", resolution=200))) == [TABLE]


def test_without_the_engine_a_picture_says_what_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"python3 run\.py --with ocr extract FILE$"):
        scan.read(encoded(page()))


@needs_engine
@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\nrubbish", b"", encoded(page())[:3000]])
def test_a_damaged_picture_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        scan.read(body)


@needs_engine
def test_a_picture_too_large_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(LimitExceeded, match="pixels"):
        scan.read(encoded(Image.new("1", (9000, 9000))))


@needs_engine
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_a_sample_scan_at_150_dots_gives_the_numbers_of_its_digital_twin_or_says_it_is_unsure() -> None:
    printed = next(
        block for block in reader.read((SAMPLES / "B0_lo.pdf").read_bytes()).blocks[::-1] if is_remedies(block)
    )
    scanned = next(
        block for block in scan.read((SAMPLES / "B0_scan150_p2.jpg").read_bytes()).blocks if is_remedies(block)
    )
    assert isinstance(printed, Grid)
    assert isinstance(scanned, Grid)
    for want, got in zip(printed.cells[-15:], scanned.cells[-15:], strict=True):
        assert want.text == got.text or got.score == 0


def is_remedies(block: Block) -> bool:
    return isinstance(block, Grid) and block.column_count == 15


@needs_engine
def test_a_table_that_runs_over_pictures_is_one_table() -> None:
    upper, lower = (Image.new("L", (WIDTH, HEIGHT), 255) for _ in range(2))
    font = ImageFont.load_default(30)
    for picture, rows, top in ((upper, TABLE[:2], HEIGHT - 320), (lower, TABLE[2:], 200)):
        draw = ImageDraw.Draw(picture)
        for row, printed in enumerate(rows):
            for column, text in enumerate(printed):
                x, y = 200 + 400 * column, top + 60 * row
                draw.rectangle((x, y, x + 400, y + 60), outline=0, width=3)
                draw.text((x + 40, y + 14), text, fill=0, font=font)
    assert grids(scan.read_sheets((encoded(upper), encoded(lower)))) == [TABLE]
