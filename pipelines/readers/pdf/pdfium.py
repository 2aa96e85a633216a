"""PDF through PDFium: an independent second reading of the text layer, and pages as pictures."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.geometry.affine import Matrix, apply, multiply, quarter_turns
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.pages import Sheet
from pipelines.readers.geometry.strokes import Strokes
from pipelines.readers.geometry.watermarks import doubted
from pipelines.readers.ocr.scan import MIN_CHARACTERS
from pipelines.readers.pdf.limits import MAX_PATHS, blamed_on
from pipelines.readers.pdf.pdfium_visibility import Visibility, box_of
from pipelines.records import Box

RESOLUTION = 200  # dots per inch of rendered pages; at 150 one number in a hundred is misread
MAX_PIXELS = 40_000_000

_MAX_DEPTH = 6  # drawings in drawings
_BUILT_IN = re.compile(rb"Helvetica|Arial|Times|Courier|Symbol|ZapfDingbats")


def sheets(body: bytes) -> list[Sheet]:
    """Characters and strokes of every page. The caller has looked at the document's size (`pdf_guard`)."""
    with _open(body) as document, blamed_on("the PDF, as PDFium reads it,"):
        return [_sheet(document[index], index + 1) for index in range(len(document))]


def render(body: bytes, pages: Sequence[int]) -> Iterator[tuple[int, Any, float]]:
    """(page number, picture in red, green, blue and perhaps a fourth, dots per inch) of the pages of these 1-based
    numbers.

    Form fields and annotations are drawn.
    """
    with _open(body) as document:
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        for number in pages:
            yield number, *_rendered(document, number)  # kept by nobody here: a long page takes 100 MB


def _rendered(document: Any, number: int) -> tuple[Any, float]:
    """(picture, dots per inch) of a page."""
    with blamed_on(f"page {number} of the PDF"):
        page = _whole(document[number - 1])
        scale = _scale(page, RESOLUTION)
        picture = page.render(scale=scale, rev_byteorder=True).to_numpy()
        page.close()
        return picture, scale * 72


def picture(body: bytes, number: int, resolution: float) -> tuple[Image.Image, float, bool]:
    """(the page of this 1-based number with its fields and notes, pixels to a point, True if it has text).

    Raises UnreadableDocument where there is no such page.
    """
    with _open(body) as document, blamed_on(f"page {number} of the PDF"):
        if not 1 <= number <= len(document):
            raise UnreadableDocument(f"the PDF has no page {number}")
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        page = _whole(document[number - 1])
        scale = _scale(page, resolution)
        text = page.get_textpage()
        has_text = text.count_chars() >= MIN_CHARACTERS
        text.close()
        shown: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()
    return shown, scale, has_text


def _whole(page: Any) -> Any:
    """The page with what lies outside its crop box, from whose corner readers do not measure."""
    page.set_cropbox(*page.get_mediabox())
    return page


def _scale(page: Any, resolution: float) -> float:
    """Pixels to a point."""
    width, height = page.get_size()
    return min(resolution / 72, math.sqrt(MAX_PIXELS / (width * height)))


def _open(body: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"PDFium cannot open the PDF: {error}") from error


def _sheet(page: Any, number: int) -> Sheet:
    if raw.FPDFPage_CountObjects(page.raw) > 10 * MAX_PATHS:
        raise LimitExceeded(f"page {number} of the PDF draws more than a page of a report can need")
    rotation = page.get_rotation() // 90
    to_sheet = _display(page.get_mediabox(), rotation)
    strokes = Strokes()
    visibility = Visibility(_area(page.get_cropbox(), to_sheet))
    count = raw.FPDFPage_CountObjects(page.raw)
    for kind, item, outer in _objects(page.raw, count, raw.FPDFPage_GetObject, to_sheet):
        visibility.note(kind, item, outer)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _draw(item, multiply(_own_matrix(item), outer), strokes)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            strokes.add_picture(*box_of(item, outer))
        elif kind == raw.FPDF_PAGEOBJ_TEXT and not _has_font(item):
            raise UnreadableDocument(
                "no second reading: the PDF names a font it does not carry, and PDFium then drops characters"
            )
    text = page.get_textpage()
    glyphs = doubted(list(_glyphs(text.raw, to_sheet, rotation, visibility)))
    text.close()
    width, height = page.get_size()
    page.close()
    return Sheet(
        number=number,
        width=width,
        height=height,
        horizontal=strokes.horizontal,
        vertical=strokes.vertical,
        glyphs=glyphs,
    )


def _display(media_box: tuple[float, float, float, float], rotation: int) -> Matrix:
    """From the space of the page (y upwards) to what a viewer shows (y downwards), /Rotate in quarter turns."""
    x0, y0, x1, y1 = media_box
    return (
        (1, 0, 0, -1, -x0, y1),
        (0, 1, 1, 0, -y0, -x0),
        (-1, 0, 0, 1, x1, -y0),
        (0, -1, -1, 0, y1, x1),
    )[rotation]


def _objects(container: Any, count: int, get: Any, outer: Matrix, depth: int = 0) -> Iterator[tuple[int, Any, Matrix]]:
    """(kind, object, matrix from what holds it to the sheet) of everything drawn, also inside form drawings."""
    for index in range(count):
        item = get(container, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield kind, item, outer
        elif depth < _MAX_DEPTH:
            inner = raw.FPDFFormObj_CountObjects(item)
            matrix = multiply(_own_matrix(item), outer)
            yield from _objects(item, inner, raw.FPDFFormObj_GetObject, matrix, depth + 1)


def _own_matrix(item: Any) -> Matrix:
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, own)
    return own.a, own.b, own.c, own.d, own.e, own.f


def _area(box: Box, to_sheet: Matrix) -> Box:
    (x0, y0), (x1, y1) = apply(to_sheet, box[0], box[1]), apply(to_sheet, box[2], box[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _has_font(text: Any) -> bool:
    """True if the font lies in the document or is one that PDFium has itself."""
    font = raw.FPDFTextObj_GetFont(text)
    if raw.FPDFFont_GetIsEmbedded(font) != 0:
        return True
    name = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    return bool(_BUILT_IN.match(name.value))


def _draw(path: Any, matrix: Matrix, strokes: Strokes) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []

    def finish(is_closed: bool) -> None:
        strokes.add_path(points, is_closed=is_closed, is_stroked=bool(stroke.value), is_filled=bool(fill.value))

    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO:  # a move, or a curve that is no rule
            finish(False)
            points = []
        points.append(apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            finish(True)
            points = []
    finish(False)


def _glyphs(text: Any, to_sheet: Matrix, rotation: int, visibility: Visibility) -> Iterator[tuple[Glyph, bool]]:
    """The characters, each with whether it is faint."""
    for index in range(raw.FPDFText_CountChars(text)):
        if raw.FPDFText_IsGenerated(text, index) == 1:  # a blank or line end PDFium made up
            continue
        character = _character(raw.FPDFText_GetUnicode(text, index))
        angle = -raw.FPDFText_GetCharAngle(text, index)
        turn = quarter_turns((math.cos(angle), math.sin(angle), 0, 0, 0, 0))
        if turn is None:  # askew: a watermark or stamp
            continue
        left, bottom, right, top = _char_box(text, index, turn, character)
        box = _area((left, bottom, right, top), to_sheet)
        if visibility.sees(text, index, box):
            yield Glyph(*box, character, (turn - rotation) % 4), visibility.is_faint(text, index, box)


def _char_box(text: Any, index: int, turn: int, character: str) -> tuple[float, float, float, float]:
    """left, bottom, right, top in the space of the page.

    The loose box spans the font's height, so that quotes and commas stay on their line. Characters of Type 3 fonts in
    turned drawings are put in wrong places, by box and by origin; then only the text matrix is right.
    """
    if turn:
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetMatrix(text, index, matrix)
        is_stray = abs(y.value - matrix.f) > 1 if turn == 2 else abs(x.value - matrix.e) > 1
        if is_stray:
            size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.a, matrix.b)
            width = size if ord(character) > 0x2E80 else size / 2
            to_page = ((1, 0, 0, 1, 0, 0), (0, 1, -1, 0, 0, 0), (-1, 0, 0, -1, 0, 0), (0, -1, 1, 0, 0, 0))[turn]
            start, end = apply(to_page, 0, -0.12 * size), apply(to_page, width, 0.88 * size)
            xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
            return matrix.e + xs[0], matrix.f + ys[0], matrix.e + xs[1], matrix.f + ys[1]
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, loose)
    return loose.left, loose.bottom, loose.right, loose.top


def _character(code: int) -> str:
    if code in (0x02, 0xFFFE):  # how PDFium marks a hyphen at the end of a line
        return "-"
    if code == 0 or 0xD800 <= code < 0xE000:  # a glyph its font gives no character for: it must not vanish
        return "\N{REPLACEMENT CHARACTER}"
    return chr(code) if code > 32 else " "
