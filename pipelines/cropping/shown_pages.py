"""The page of a document as a picture, laid as its reader measured it: places are points from its top left."""

from dataclasses import dataclass

from PIL import Image

from pipelines.cropping import redrawing
from pipelines.readers.ocr import scan
from pipelines.readers.ofd import reader as ofd_reader
from pipelines.readers.pdf import pdfium

_RESOLUTION = 150.0  # dots per inch: small type is well read, and a page stays below two megabytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A page and how many of its pixels a point is."""

    picture: Image.Image
    scale: float


def of_pdf(body: bytes, page: int) -> Shown:
    """As PDFium shows it; a page without text, which the recogniser read, is put straight as it was for that."""
    picture, scale, has_text = pdfium.picture(body, page, _RESOLUTION)
    if has_text:
        return Shown(picture, scale)
    return _straight(*pdfium.picture(body, page, pdfium.RESOLUTION)[:2])


def of_picture(body: bytes, page: int) -> Shown:
    """A picture, or the page of a TIFF of this number, put straight as it was for the recogniser."""
    picture, resolution = scan.frame(body, page)
    return _straight(picture, resolution / 72)


def of_ofd(body: bytes, page: int) -> Shown:
    """Its characters and rules as they lie; a page that is a picture, by that."""
    sheet, picture = ofd_reader.page(body, page)
    if picture is not None:
        return of_picture(picture, 1)
    return Shown(*redrawing.of_sheet(sheet, _RESOLUTION / 72))


def _straight(picture: Image.Image, scale: float) -> Shown:
    flat, factor = scan.flat(picture)
    return Shown(flat, scale * factor)
