"""The ink of places on a PDF's pages, fields and notes drawn: what the recogniser of the extra `ocr` reads there."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipelines.exceptions import UnreadableDocument
from pipelines.extras import with_extra
from pipelines.readers.ocr import scan
from pipelines.records import Box

if TYPE_CHECKING:  # OpenCV comes with the extra `ocr`
    from pipelines.readers.ocr.ink import Picture
    from pipelines.readers.ocr.recognition import Known

_RIM = 1.4  # points of a cell's rim where its border is drawn
_BORDER = 1.6  # points further in, where a border drawn between two pixels may reach
_RULE = 0.8  # share of a row or column of pixels that only a border darkens
_DARK = 200  # level of grey from which a pixel is white
_MIN_INK = 1.5  # points; the height or width from which a mark is ink
ADVICE = f"what is drawn is read with the extra ocr: {with_extra('ocr', 'extract FILE')}"


class Place(NamedTuple):
    """A box on a page, in points from its top left."""

    page: int  # 1-based
    box: Box


class Ink(NamedTuple):
    """What is read in a place."""

    text: str  # "" where nothing at all is drawn
    score: float | None  # 0 to 1; None where nothing is drawn
    is_there: bool


def is_installed() -> bool:
    """True if what reads ink, the extra `ocr`, is there."""
    return scan.is_installed()


def read(body: bytes, places: Iterable[Place], turn: int = 0) -> dict[Place, Ink]:
    """The ink of each place, its text lying on the page by some quarter turns anticlockwise.

    Raises UnreadableDocument where the extra is not installed or PDFium cannot draw.
    """
    if not is_installed():
        raise UnreadableDocument(ADVICE)
    from pipelines.readers.pdf import pdfium

    by_page: dict[int, list[Place]] = {}
    for place in places:
        by_page.setdefault(place.page, []).append(place)
    found: dict[Place, Ink] = {}
    known: Known = {}
    for number, picture, resolution in pdfium.render(body, sorted(by_page)):
        grey = _grey(picture)
        del picture  # four times as large
        found |= _of_page(grey, resolution / 72, by_page[number], turn, known)
    return found


def _grey(colours: "Picture") -> "Picture":
    import cv2
    import numpy as np

    ways = {3: cv2.COLOR_RGB2GRAY, 4: cv2.COLOR_RGBA2GRAY}
    return np.asarray(cv2.cvtColor(colours, ways[colours.shape[2]]), dtype=np.uint8)


def _of_page(grey: "Picture", scale: float, places: Sequence[Place], turn: int, known: "Known") -> dict[Place, Ink]:
    import numpy as np

    from pipelines.readers.ocr import raster
    from pipelines.readers.ocr.recognition import recognise

    white = raster.on_white(grey)
    lines: list[Picture] = []
    parts: dict[Place, list[int]] = {}
    for place in places:
        crop = np.ascontiguousarray(np.rot90(_crop(white, place.box, scale), -turn))
        for (top, bottom), (left, right) in raster.text_lines(crop, _MIN_INK * scale) if crop.size else ():
            parts.setdefault(place, []).append(len(lines))
            lines.append(_with_room(crop, (left, top, right, bottom), round(2.5 * scale)))
    read = recognise(lines, known)
    return {place: _joined([read[index] for index in parts.get(place, ())]) for place in places}


def _joined(lines: Sequence[tuple[str, float]]) -> Ink:
    if not lines:
        return Ink("", None, is_there=False)
    return Ink("\n".join(text for text, _ in lines), min(score for _, score in lines), is_there=True)


def _crop(grey: "Picture", box: Box, scale: float) -> "Picture":
    left, top = (max(0, math.ceil((edge + _RIM) * scale)) for edge in box[:2])
    right, bottom = (max(0, math.floor((edge - _RIM) * scale)) for edge in box[2:])
    return _without_border(grey[top:bottom, left:right], round(_BORDER * scale))


def _without_border(crop: "Picture", depth: int) -> "Picture":
    """The picture less what is left of a border along its edges."""
    if not crop.size:
        return crop
    found = crop.copy()
    for turned in (found, found.T):  # rows, then columns
        for line in (*turned[:depth], *turned[-depth:]):
            if (line < _DARK).mean() > _RULE:
                line[:] = 255
    return found


def _with_room(crop: "Picture", box: tuple[int, int, int, int], room: int) -> "Picture":
    left, top, right, bottom = box
    return crop[max(0, top - room) : bottom + room, max(0, left - room) : right + room]
