"""PDF: characters and strokes of the pages -> text lines and ruled tables. Pages that are pictures go to OCR."""

import logging
from collections.abc import Iterator

import pdfplumber
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTImage
from pdfplumber.utils.exceptions import PdfminerException

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.glyphs import Glyph
from pipelines.readers.pages import Sheet, blocks
from pipelines.readers.pdf_guard import MOST_PATHS, open_pdf
from pipelines.readers.strokes import Strokes
from pipelines.records import Metadata, Reading

MEDIA_TYPES = ("application/pdf",)

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font that lacks a box


def read(body: bytes) -> Reading:
    """Text lines and grids. Raises UnreadableDocument for a damaged, locked or merely photographed document."""
    with open_pdf(body) as document:
        sheets = [_sheet(page) for page in document.pages]
        title = document.metadata.get("Title", "")
    return Reading(blocks=blocks(sheets), metadata=Metadata(title=title if isinstance(title, str) else ""))


def read_second(body: bytes) -> Reading:
    """The same document by another engine, from characters and strokes on: agreement of both is evidence."""
    from pipelines.readers import pdfium

    open_pdf(body).close()
    return Reading(blocks=blocks(pdfium.sheets(body)))


def _sheet(page: pdfplumber.page.Page) -> Sheet:
    try:
        layout = page.layout
    except PdfminerException as error:
        raise UnreadableDocument(f"page {page.page_number} of the PDF is damaged: {error}") from error
    height = layout.height
    strokes = Strokes()
    glyphs = []
    for item in _items(layout):
        if isinstance(item, LTChar):
            glyphs.append(_glyph(item, height))
        elif isinstance(item, LTCurve):
            _draw(item, height, strokes)
    page.close()  # drops what pdfplumber keeps of the page
    return Sheet(
        number=page.page_number,
        width=layout.width,
        height=height,
        horizontal=strokes.horizontal,
        vertical=strokes.vertical,
        glyphs=glyphs,
    )


def _items(container: LTContainer[LTComponent]) -> Iterator[LTComponent]:
    """What is drawn, also inside form drawings."""
    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _glyph(char: LTChar, height: float) -> Glyph:
    a, b, *_ = char.matrix
    turn = (0 if a >= 0 else 2) if abs(a) >= abs(b) else (1 if b > 0 else 3)
    return Glyph(char.x0, height - char.y1, char.x1, height - char.y0, char.get_text(), turn)


def _draw(curve: LTCurve, height: float, strokes: Strokes) -> None:
    """Hands over the straight runs of a path; a Bézier curve ends one."""
    points: list[tuple[float, float]] = []
    runs = [points]
    is_closed = False
    for operator, *operands in curve.original_path or ():
        if operator == "h":
            is_closed = True
            continue
        x, y = operands[-1]
        if operator != "l":
            points = []
            runs.append(points)
        points.append((x, height - y))
    for run in runs:
        strokes.add_path(
            run, is_closed=is_closed and len(runs) == 2, is_stroked=bool(curve.stroke), is_filled=bool(curve.fill)
        )
