"""The crop of a cell, in every format: what stands inside the red frame, read again from the picture, is the figure."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.cropping.crop import Crop, Sought, crop, crop_safely
from pipelines.cropping.same_cells import same_cell
from pipelines.document import Document
from pipelines.exceptions import UnreadableDocument
from pipelines.extract.pipeline import extract
from pipelines.readers.html import chromium
from pipelines.readers.ocr import raster
from pipelines.readers.ocr.recognition import recognise
from pipelines.records import Cell, Grid, Value
from tests.city.forms.render_docx import docx
from tests.city.forms.render_html import page
from tests.pipelines.readers.printed import chinese_font, picture_of, printed, printed_ofd, printed_pdf
from tests.pipelines.specimens import distinct_form

FORM = distinct_form()
OFFICE = Path(__file__).parents[2] / "golden_office"


def stored(body: bytes) -> tuple[int | None, dict[str, Value]]:
    """The report's year, and its values by field, as they would be stored."""
    report = extract(Document(body=body, region_code="370406", url="http://city.test/1"))
    return report.year, {value.field_code: value for value in report.values}


def sought(value: Value, year: int | None) -> Sought:
    return Sought(field_code=value.field_code, raw=value.raw, year=year, page=value.page, bbox=value.bbox)


def framed(found: Crop) -> Image.Image:
    """What stands within the red rectangle of the picture, by its pixels."""
    picture = Image.open(BytesIO(found.png)).convert("RGB")
    points = np.asarray(picture).astype(int)
    red = (points[..., 0] > 200) & (points[..., 1] < 30) & (points[..., 2] < 30)
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert rows.size, "no red frame"
    return picture.crop((columns[0] + 4, rows[0] + 4, columns[-1] - 3, rows[-1] - 3))


def read_again(picture: Image.Image, turns: int = 0) -> str:
    """What the recogniser sees in it."""
    grey = np.rot90(np.asarray(picture.convert("L"), dtype=np.uint8), turns).copy()
    grey[:2], grey[-2:], grey[:, :2], grey[:, -2:] = 255, 255, 255, 255  # the cell's own border
    lines = raster.text_lines(grey, 4)
    assert len(lines) == 1, f"{len(lines)} lines within the frame"
    (top, bottom), (left, right) = lines[0]
    return recognise([grey[max(0, top - 4) : bottom + 4, max(0, left - 8) : right + 8]], {})[0][0]


def scan() -> bytes:
    """One page of a printed form, as a picture that lies a little askew."""
    pages = printed(replace(FORM, tables=("T2",)))
    with Image.open(BytesIO(picture_of(pages[:1], str(chinese_font())))) as picture:
        askew = picture.convert("L").rotate(0.8, Image.Resampling.BICUBIC, fillcolor=255)
    out = BytesIO()
    askew.save(out, "PNG")
    return out.getvalue()


def rotated_pdf() -> bytes:
    return printed_pdf(FORM).replace(b"/MediaBox[", b"/Rotate 90/MediaBox[")


def cropped_pdf() -> bytes:
    """The page's visible part begins below and right of its corner."""
    return printed_pdf(FORM).replace(b"/MediaBox[", b"/CropBox[30 20 590 800]/MediaBox[")


# how the document is made, what draws it, by how many quarter turns its text lies
FORMATS: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "html": (lambda: page(FORM, "word").encode(), "Chromium", 0),
    "pdf": (lambda: printed_pdf(FORM), "PDFium", 0),
    "rotated pdf": (rotated_pdf, "PDFium", 1),
    "pdf with a crop box": (cropped_pdf, "PDFium", 0),
    "docx": ((OFFICE / "report.docx").read_bytes, "LibreOffice", 0),
    "docx without borders": (lambda: docx(FORM), "LibreOffice", 0),
    "xlsx": ((OFFICE / "report.xlsx").read_bytes, "LibreOffice", 0),
    "ofd": (lambda: printed_ofd(FORM), "our own drawing of the OFD", 0),
    "scan": (scan, "the picture itself", 0),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_frame_holds_the_cell(kind: str) -> None:
    make, drawn_by, turns = FORMATS[kind]
    body = make()
    year, values = stored(body)
    long = [value for value in values.values() if value.raw.isdecimal() and len(value.raw) > 1]
    chosen = [long[0]] if drawn_by in ("Chromium", "LibreOffice") else [long[0], long[len(long) // 2], long[-1]]
    for value in chosen:  # those two programs take a second or two to start
        found = crop(body, sought(value, year))
        assert found.drawn_by == drawn_by, found.remark
        assert read_again(framed(found), turns) == value.raw, value.field_code


def test_a_page_that_no_program_draws_is_drawn_from_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PROGRAMS", ())
    body = page(FORM, "word").encode()
    year, values = stored(body)
    value = values["t3_new_received__total"]
    found = crop(body, sought(value, year))
    assert found.drawn_by == "a drawing of the table as it was read"
    assert "apt-get install chromium" in found.remark
    assert read_again(framed(found)) == value.raw


def test_a_document_that_shows_another_figure_gives_no_picture() -> None:
    body = printed_pdf(FORM)
    with pytest.raises(UnreadableDocument, match=r"is shown as .*, stored as '3'"):
        crop(body, Sought(field_code="t3_new_received__total", raw="3", year=2022))
    with pytest.raises(UnreadableDocument, match="not found"):
        crop(body, Sought(field_code="lsh_disclosed_total", raw="3", year=2022))


def test_a_place_beyond_the_document_is_refused() -> None:
    body = printed_pdf(FORM)
    with pytest.raises(UnreadableDocument, match="no page 99"):
        crop(body, Sought(field_code="t3_new_received__total", raw="3", page=99, bbox=(0, 0, 9, 9)))
    with pytest.raises(UnreadableDocument, match="not on page 1"):
        crop(body, Sought(field_code="t3_new_received__total", raw="3", page=1, bbox=(9e6, 9e6, 1e7, 1e7)))


def test_a_reader_process_makes_the_same_picture() -> None:
    body = printed_pdf(FORM)
    year, values = stored(body)
    wanted = sought(values["t3_new_received__total"], year)
    assert crop_safely(body, wanted) == crop(body, wanted)


def test_equal_rows_are_told_apart_by_their_order_and_only_where_there_are_as_many() -> None:
    def grid(*rows: str) -> Grid:
        cells = [Cell(row=y, column=x, text=text) for y, row in enumerate(rows) for x, text in enumerate(row.split())]
        return Grid(cells=tuple(cells))

    first = grid("甲 1 2", "乙 0 0", "丙 0 0")
    other = grid("1 2", "a 0 0", "b c 0 0")
    sought_cell = next(cell for cell in first.cells if (cell.row, cell.column) == (2, 1))
    twin = same_cell(first, sought_cell, [other])
    assert twin is not None
    assert (twin.row, twin.column) == (2, 2)
    assert same_cell(first, sought_cell, [grid("a 0 0")]) is None
