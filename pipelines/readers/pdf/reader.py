"""PDF: characters and strokes of the pages -> text lines and ruled tables. Pages that are pictures go to OCR."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTImage
from pdfplumber.page import Page

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.geometry.affine import quarter_turns
from pipelines.readers.geometry.cells_in_doubt import Doubt
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.lattice import find_lattices
from pipelines.readers.geometry.pages import Sheet, blocks
from pipelines.readers.geometry.strokes import Strokes
from pipelines.readers.geometry.visibility import holds_middle
from pipelines.readers.geometry.watermarks import doubted
from pipelines.readers.ocr import scan
from pipelines.readers.pdf import pdfminer_visibility
from pipelines.readers.pdf.annotations import Annotation, annotations
from pipelines.readers.pdf.limits import MAX_PATHS, open_pdf
from pipelines.readers.pdf.pdfminer_visibility import end_point
from pipelines.readers.text_marks import struck
from pipelines.records import Box, Finding, Metadata, Reading

MEDIA_TYPES = ("application/pdf",)

_MAX_UNKNOWN = 0.1  # share of characters that the page's fonts do not explain, above which it must be looked at

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font that lacks a box


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    sheet: Sheet
    picture_share: float  # of the page's area that its largest picture covers
    path_count: int


def read(body: bytes) -> Reading:
    """Text lines and grids. Raises UnreadableDocument for a damaged or locked document, or a scan without OCR."""
    with open_pdf(body) as document:
        pages = [_page(page) for page in document.pages]
        title = document.metadata.get("Title", "")
    pictures = _pictures(pages)
    findings: list[Finding] = []
    sheets = {page.sheet.number: page.sheet for page in pages}
    if pictures:
        if scan.is_installed():
            from pipelines.readers.pdf import pdfium

            for number, colours, resolution in pdfium.render(body, pictures):
                sheets[number] = scan.read_picture(colours[:, :, :3], number, resolution)
        elif len(pictures) == sum(page.sheet.number in pictures or bool(page.sheet.glyphs) for page in pages):
            raise UnreadableDocument(f"the PDF is a scan without a text layer; {scan.ADVICE}")
        else:
            findings = [scan.unseen(number) for number in pictures]
    return Reading(
        blocks=blocks(sheets[page.sheet.number] for page in pages),
        metadata=Metadata(title=title if isinstance(title, str) else ""),
        findings=tuple(findings),
    )


def read_second(body: bytes) -> Reading:
    """The same document by another engine, from characters and strokes on: agreement of both is evidence.

    Raises DocumentError where that engine cannot be trusted with the document; the first reading stands alone then.
    """
    from pipelines.readers.pdf import pdfium

    open_pdf(body).close()
    return Reading(blocks=blocks(pdfium.sheets(body)))


def draw(body: bytes) -> bytes:
    """A PDF is drawn as it is."""
    return body


def _page(page: Page) -> _Page:
    drawing = pdfminer_visibility.draw(page)
    layout = drawing.layout
    width, height = layout.width, layout.height
    strokes = Strokes()
    drawn: list[tuple[Glyph, bool]] = []  # each with whether it is faint
    path_count = 0
    largest = 0.0
    for item in _items(layout):
        if isinstance(item, LTChar):
            crossed = id(item) in drawing.crossed
            drawn += ((glyph, id(item) in drawing.faint) for glyph in _glyphs(item, height, crossed))
        elif isinstance(item, LTCurve):
            path_count += 1
            _draw(item, height, strokes)
        elif isinstance(item, LTImage):
            largest = max(largest, item.width * item.height)
            strokes.add_picture(item.x0, height - item.y1, item.x1, height - item.y0)
    doubts = [Doubt(_turned_over(box, height), reason) for box, reason in drawing.doubts]
    glyphs = doubted(drawn)
    for note in annotations(page):
        glyphs = _written(note, _on_page(note.box, page), glyphs)
        doubts.append(Doubt(_on_page(note.box, page), f"an annotation ({note.kind})"))
    page.close()  # drops what pdfplumber keeps of the page
    if path_count > MAX_PATHS:
        raise LimitExceeded(f"page {page.page_number} of the PDF draws {path_count} paths; a report needs some 1,500")
    sheet = Sheet(
        number=page.page_number,
        width=width,
        height=height,
        horizontal=strokes.horizontal,
        vertical=strokes.vertical,
        glyphs=glyphs,
        doubts=doubts,
    )
    return _Page(sheet=sheet, picture_share=largest / (width * height), path_count=path_count)


def _items(container: LTContainer[LTComponent]) -> Iterator[LTComponent]:
    """What is drawn, also inside form drawings."""
    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _glyphs(char: LTChar, height: float, is_crossed: bool) -> Iterator[Glyph]:
    """The character, unless it stands askew: no text of a page does, only watermarks and stamps over it."""
    turn = quarter_turns(char.matrix)
    if turn is not None:
        text = struck(char.get_text()) if is_crossed else char.get_text()
        yield Glyph(*_turned_over(char.bbox, height), text, turn)


def _turned_over(box: Box, height: float) -> Box:
    """From pdfminer's coordinates, y upwards, to the page's."""
    return box[0], height - box[3], box[2], height - box[1]


def _on_page(box: Box, page: Page) -> Box:
    """From the page's own space to where a viewer shows it."""
    left, bottom, right, top = page.page_obj.mediabox
    x0, y0, x1, y1 = box
    match page.rotation % 360:
        case 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        case 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        case 270:
            return top - y1, right - x1, top - y0, right - x0
        case _:
            return x0 - left, top - y1, x1 - left, top - y0


def _written(note: Annotation, box: Box, glyphs: list[Glyph]) -> list[Glyph]:
    """The characters of a page with an annotation's text in its place, or struck by a mark."""
    if not note.is_text:
        return [
            glyph._replace(text=struck(glyph.text)) if glyph.text.isdigit() and holds_middle(box, glyph[:4]) else glyph
            for glyph in glyphs
        ]
    if not note.text:
        return glyphs
    kept = [glyph for glyph in glyphs if not holds_middle(box, glyph[:4])]
    return [*kept, Glyph(*box, note.text)]


def _draw(curve: LTCurve, height: float, strokes: Strokes) -> None:
    """Hands over the straight runs of a path; a Bézier curve ends one."""
    points: list[tuple[float, float]] = []
    runs = [points]
    is_closed = False
    for segment in curve.original_path or ():
        if segment[0] == "h":
            is_closed = True
            continue
        if segment[0] != "l":
            points = []
            runs.append(points)
        x, y = end_point(segment)
        points.append((x, height - y))
    for run in runs:
        strokes.add_path(
            run, is_closed=is_closed and len(runs) == 2, is_stroked=bool(curve.stroke), is_filled=bool(curve.fill)
        )


def _pictures(pages: list[_Page]) -> list[int]:
    """Numbers of the pages that must be looked at: their text is drawn, not written.

    When no page has a table, that goes for pages with a text layer over a picture too: such a layer was made by the
    scanner's own recognition, whose misread figures nobody flagged.
    """
    found = [page.sheet.number for page in pages if _is_picture(page)]
    backed = [page.sheet.number for page in pages if page.picture_share > 0.8]
    if set(backed) - set(found) and not any(_has_table(page.sheet) for page in pages):
        return sorted({*found, *backed})
    return found


def _is_picture(page: _Page) -> bool:
    written = [glyph.text for glyph in page.sheet.glyphs if not glyph.text.isspace()]
    unknown = sum(text.startswith("(cid:") for text in written)  # how pdfminer names a glyph without a character
    if unknown > max(scan.MIN_CHARACTERS / 4, _MAX_UNKNOWN * len(written)):
        return True
    return len(written) < scan.MIN_CHARACTERS and (page.picture_share > scan.MIN_PICTURE_SHARE or page.path_count > 200)


def _has_table(sheet: Sheet) -> bool:
    return bool(find_lattices(sheet.horizontal, sheet.vertical))
