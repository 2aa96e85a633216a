"""A document and one of its values -> a picture of the page around the cell, the cell framed in red.

A PDF, a picture and an OFD show their own page. A web page is drawn by Chromium, an Office document by LibreOffice;
where the program is not there, or shows the cell otherwise, the table is drawn anew from what was read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, ImageDraw

from pipelines import readers
from pipelines.align import align
from pipelines.align.values import parse
from pipelines.cropping import redrawing, shown_pages
from pipelines.cropping.bordered import bordered
from pipelines.cropping.same_cells import same_cell
from pipelines.cropping.shown_pages import Shown
from pipelines.exceptions import DocumentError, InternalError, UnreadableDocument
from pipelines.extract.identity.own_year import of_year
from pipelines.extract.processes.sandbox import OCR, Sandbox
from pipelines.extract.processes.tasks import Tasks
from pipelines.intake import media_types
from pipelines.readers.ocr import scan
from pipelines.records import Block, Box, Cell, Count, Grid, Value

PDF, OFD = "application/pdf", "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_BESIDE = 330.0  # points of the page shown on each side of the cell: a row's label and most of its neighbours
_ABOVE = 150.0  # points shown above and below
_FRAME = (217, 0, 0)
_THICK = 3  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """The cell to show, as it is stored."""

    field_code: str
    raw: str
    year: Count | None = None  # the report's
    page: Count | None = None  # 1-based; where a PDF, a picture or an OFD prints it
    bbox: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """The picture. `frame` is the cell within it, None where the cell has no place of its own, as in running text."""

    png: bytes
    drawn_by: str
    page: Count | None  # of the original, 1-based; None where it has no pages
    frame: tuple[Count, Count, Count, Count] | None  # left, top, right, bottom in pixels
    remark: str = ""  # why it is not the original page


@dataclass(frozen=True, slots=True)
class _Place:
    page: int
    box: Box | None


def crop(body: bytes, sought: Sought) -> Crop:
    """The picture. Raises UnreadableDocument where the document no longer shows such a cell."""
    media_type = media_types.sniff(body)
    if media_type == PDF:
        return _of_pdf(body, _stored(sought) or _found(readers.read(body, media_type).blocks, sought), "PDFium")
    if media_type in scan.MEDIA_TYPES:
        place = _stored(sought) or _Place(sought.page or 1, None)
        return _framed(shown_pages.of_picture(body, place.page), place, "the picture itself")
    if media_type == OFD:
        place = _stored(sought) or _found(readers.read(body, media_type).blocks, sought)
        return _framed(shown_pages.of_ofd(body, place.page), place, "our own drawing of the OFD")
    try:
        drawn = readers.drawn(bordered(body) if media_type == DOCX else body, media_type)
        place = _drawn_at(body, media_type, readers.read(drawn, PDF).blocks, sought)
    except DocumentError as error:
        return replace(_redrawn(body, media_type, sought), remark=str(error))
    if media_type == "text/html":  # a page without pages, whatever it was printed on here
        return replace(_of_pdf(drawn, place, "Chromium"), page=None)
    return _of_pdf(drawn, place, "LibreOffice")


def _stored(sought: Sought) -> _Place | None:
    return None if sought.page is None or sought.bbox is None else _Place(sought.page, sought.bbox)


def _of_pdf(body: bytes, place: _Place, drawn_by: str) -> Crop:
    return _framed(shown_pages.of_pdf(body, place.page), place, drawn_by)


def _found(blocks: Sequence[Block], sought: Sought) -> _Place:
    """Where the value stands on the pages that were read. Raises UnreadableDocument where it reads otherwise."""
    value = _value(blocks, sought)
    if value.page is None:
        raise UnreadableDocument(f"{sought.field_code} has no page")
    return _Place(value.page, value.bbox)


def _drawn_at(body: bytes, media_type: str, drawn: Sequence[Block], sought: Sought) -> _Place:
    """Where the value stands on pages that a program drew; where labels are drawn so that they do not read, by its row.

    Raises UnreadableDocument where the cell cannot be told from others.
    """
    try:
        return _found(drawn, sought)
    except UnreadableDocument:
        grid, cell = _cell(readers.read(body, media_type).blocks, sought)
        twin = same_cell(grid, cell, drawn)
        if twin is None or twin.page is None or twin.bbox is None:
            raise
        return _Place(twin.page, twin.bbox)


def _cell(blocks: Sequence[Block], sought: Sought) -> tuple[Grid, Cell]:
    """The value's cell and its table. Raises UnreadableDocument for a figure of running text."""
    value = _value(tuple(_numbered(blocks)), sought)  # each cell says by its page which block it is of
    grid = None if value.page is None or value.row is None else blocks[value.page]
    if isinstance(grid, Grid):
        for cell in grid.cells:
            if (cell.row, cell.column) == (value.row, value.column):
                return grid, cell
    raise UnreadableDocument(f"{sought.field_code} is printed in running text, which has no cells to show")


def _value(blocks: Sequence[Block], sought: Sought) -> Value:
    tables, _ = of_year(blocks, sought.year)
    said = parse(sought.raw, is_signed=True)
    for value in align(tables, sought.year).values:
        if value.field_code == sought.field_code:
            here = parse(value.raw, is_signed=True)
            if (here.state, here.value) == (said.state, said.value):
                return value
            raise UnreadableDocument(f"{sought.field_code} is shown as {value.raw!r}, stored as {sought.raw!r}")
    raise UnreadableDocument(f"{sought.field_code} is not found in the document any more")


def _redrawn(body: bytes, media_type: str, sought: Sought) -> Crop:
    grid, cell = _cell(readers.read(body, media_type).blocks, sought)
    drawn, box = redrawing.of_grid(grid, cell)
    found = _framed(Shown(*drawn), _Place(0, box), "a drawing of the table as it was read")
    return replace(found, page=grid.page)


def _numbered(blocks: Iterable[Block]) -> Iterable[Block]:
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            cells = tuple(cell._replace(page=number, bbox=None) for cell in block.cells)
            yield replace(block, cells=cells)
        else:
            yield block


def _framed(shown: Shown, place: _Place, drawn_by: str) -> Crop:
    """The part of the page around the cell."""
    picture, scale = shown.picture, shown.scale
    if place.box is None:
        return Crop(png=_png(picture), drawn_by=drawn_by, page=place.page, frame=None)
    x0, top, x1, bottom = (edge * scale for edge in place.box)
    left, above = max(0, round(x0 - _BESIDE * scale)), max(0, round(top - _ABOVE * scale))
    right = min(picture.width, round(x1 + _BESIDE * scale))
    below = min(picture.height, round(bottom + _ABOVE * scale))
    if right <= left or below <= above:
        raise UnreadableDocument(f"the place of the cell is not on page {place.page}")
    part = picture.crop((left, above, right, below)).convert("RGB")
    frame = (
        max(0, round(x0) - left),
        max(0, round(top) - above),
        min(part.width - 1, round(x1) - left),
        min(part.height - 1, round(bottom) - above),
    )
    edge = (frame[0] - _THICK, frame[1] - _THICK, frame[2] + _THICK, frame[3] + _THICK)
    ImageDraw.Draw(part).rectangle(edge, outline=_FRAME, width=_THICK)
    return Crop(png=_png(part), drawn_by=drawn_by, page=place.page, frame=frame)


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


TASKS = Tasks(__name__, crop)  # what a reader's process may be asked to do


def crop_safely(body: bytes, sought: Sought) -> Crop:
    """`crop` in a limited process of its own.

    Raises DocumentError for what the document does not show, InternalError when the process fails.
    """
    with Sandbox(TASKS) as sandbox:
        found = sandbox.run(crop, body, sought, limits=OCR)
    if not found.png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise InternalError("the reader's answer cannot be used: it is no picture")
    return found
