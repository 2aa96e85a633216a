"""Pictures of a report's tables: every figure has its frame, what stands beside the tables is left out."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from pipelines.cropping.crop import Sought
from pipelines.cropping.tables import TASKS, TablePicture, tables, tables_safely
from pipelines.exceptions import DocumentError
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.readers.html import chromium
from tests.city.forms.render_docx import docx
from tests.city.forms.render_html import page
from tests.pipelines.cropping.test_crop import FORM, read_again, sought, stored
from tests.pipelines.readers.printed import printed_ofd, printed_pdf

FORMATS: dict[str, Callable[[], bytes]] = {
    "html": lambda: page(FORM, "word").encode(),
    "pdf": lambda: printed_pdf(FORM),
    "docx": lambda: docx(replace(FORM, tables=("T2", "T3"))),  # LibreOffice draws T4 over the page's edge
    "ofd": lambda: printed_ofd(FORM),
}


def wanted(body: bytes) -> tuple[Sought, ...]:
    year, values = stored(body)
    return tuple(sought(value, year) for _, value in sorted(values.items()) if value.table.startswith("T"))


def cells(found: tuple[TablePicture, ...]) -> dict[str, Image.Image]:
    """What stands in each frame."""
    cut: dict[str, Image.Image] = {}
    for one in found:
        picture = Image.open(BytesIO(one.webp))
        assert picture.size == (one.width, one.height)
        for frame in one.frames:
            cut[frame.field_code] = picture.crop((frame.left, frame.top, frame.right, frame.bottom))
    return cut


@pytest.mark.parametrize("kind", FORMATS)
def test_every_figure_stands_in_its_frame(kind: str) -> None:
    body = FORMATS[kind]()
    asked = wanted(body)
    cut = cells(tables(body, asked))
    assert cut.keys() == {one.field_code for one in asked}
    long = [one for one in asked if one.raw.isdecimal() and len(one.raw) in (2, 3)]  # LibreOffice breaks longer ones
    for one in long[:: len(long) // 8]:
        inner = cut[one.field_code]
        assert read_again(inner.crop((3, 3, inner.width - 3, inner.height - 3))) == one.raw, one.field_code


def test_a_figure_that_is_shown_otherwise_has_no_frame() -> None:
    body = page(FORM, "word").encode()
    asked = wanted(body)
    changed = tuple(
        Sought(field_code=one.field_code, raw="987654", year=one.year) if one.field_code.endswith("__total") else one
        for one in asked
    )
    assert cells(tables(body, changed)).keys() == {
        one.field_code for one in asked if not one.field_code.endswith("__total")
    }


def test_what_stands_above_and_below_a_table_is_left_out() -> None:
    body = printed_pdf(FORM)
    (first, *_) = tables(body, tuple(one for one in wanted(body) if one.field_code.startswith("t4_")))
    top = min(frame.top for frame in first.frames)
    assert first.height < 1754 / 4  # of a page of A4 at 150 dots per inch
    assert top <= round(80 * 150 / 72)
    assert np.asarray(Image.open(BytesIO(first.webp)).convert("L")).min() < 100


def test_a_place_beyond_its_page_has_no_frame_and_a_page_that_is_not_there_is_refused() -> None:
    body = printed_pdf(FORM)
    beyond = Sought(field_code="t3_granted__total", raw="3", page=1, bbox=(9e6, 9e6, 1e7, 1e7))
    assert tables(body, (beyond,)) == ()
    with pytest.raises(DocumentError, match="no page 99"):
        tables(body, (Sought(field_code="t3_granted__total", raw="3", page=99, bbox=(0, 0, 9, 9)),))


def test_without_the_program_that_draws_it_a_page_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PROGRAMS", ())
    with pytest.raises(DocumentError, match="apt-get install chromium"):
        tables(page(FORM, "word").encode(), ())


def test_a_reader_process_makes_the_same_pictures() -> None:
    body = printed_pdf(FORM)
    asked = wanted(body)
    with Sandbox(TASKS) as sandbox:
        assert tables_safely(sandbox, body, asked) == tables(body, asked)
