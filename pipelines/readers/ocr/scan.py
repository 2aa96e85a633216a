"""Pictures of printed pages: rules found in the raster, the text of every cell recognised, with a score."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.extras import with_extra
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.lattice import Rule, find_lattices
from pipelines.readers.geometry.pages import Sheet, blocks, turn_sheet
from pipelines.records import Finding, Reading, Severity

if TYPE_CHECKING:  # numpy and OpenCV come with the extra `ocr`
    from pipelines.readers.ocr import raster
    from pipelines.readers.ocr.ink import Picture

MEDIA_TYPES = ("image/png", "image/jpeg", "image/bmp", "image/tiff", "image/gif")
ADVICE = f"to have it recognised: {with_extra('ocr', 'extract FILE')}"
MAX_PIXELS = 40_000_000
MAX_FRAMES = 60

MIN_CHARACTERS = 20  # characters; a page with fewer has no text worth the name, only a page number or a stamp
MIN_PICTURE_SHARE = 0.25  # of a page; a smaller picture on a page without text is a logo or a stamp

_MIN_INK = 2.0  # points; the height or width from which a mark is ink: a dash is more, a speck less
# points between what is printed in a cell and its edge; nearer, a rule may have cut some of it off
_MIN_BESIDE, _MIN_ABOVE = 0.7, 1.2  # tables without padding leave 0.9 beside; above and below, lines leave their own
_PAGE_WIDTH = 595.0  # points: A4 upright
_SCREEN_RESOLUTION = 96.0
_SAMPLE = ((4, 4), (8, 4))  # (times as long as high, lines of about that) read to tell whether the page stands upright
_CERTAIN = 0.7  # what they score when it does; sideways or upside down it is below 0.5
_WORD = re.compile("[\u4e00-\u9fff]{2,}|[A-Za-z]{3,}")

PixelBox = tuple[int, int, int, int]  # left, top, right, bottom


def read(body: bytes) -> Reading:
    """Text lines and grids of a picture, or of every page of a TIFF. Needs the extra `ocr`."""
    return read_sheets((body,))


def read_sheets(bodies: Iterable[bytes], first: int = 1) -> Reading:
    """The same of several pictures as the pages of one document, counted from `first`.

    Raises UnreadableDocument without the extra.
    """
    if not is_installed():
        raise UnreadableDocument(f"the document is a picture; {ADVICE}")
    frames = enumerate((frame for body in bodies for frame in _frames(body)), first)
    return Reading(blocks=blocks(read_picture(picture, number, resolution) for number, (picture, resolution) in frames))


def read_first(body: bytes, number: int) -> Sheet:
    """The picture, or the first page of a TIFF, as the page of this number. Needs the extra `ocr`."""
    picture, resolution = next(_frames(body))
    return read_picture(picture, number, resolution)


def frame(body: bytes, number: int) -> tuple[Image.Image, float]:
    """The picture, or the page of a TIFF of this 1-based number, and its dots per inch as the recogniser takes them.

    Raises UnreadableDocument where there is no such page.
    """
    for position, (picture, resolution) in enumerate(_images(body), 1):
        if position == number:
            return picture, resolution
    raise UnreadableDocument(f"the picture has no page {number}")


def flat(image: Image.Image) -> tuple[Image.Image, float]:
    """The page as the recogniser sees it, put straight, and how many pixels there one here is.

    Without the extra `ocr` it stays as it lies.
    """
    if not is_installed():
        return image, 1.0
    import numpy as np

    from pipelines.readers.ocr import raster
    from pipelines.readers.ocr.seals import without_seals
    from pipelines.readers.ocr.streaks import without_streaks

    level, _, scale = raster.flattened(*without_streaks(*without_seals(np.asarray(image, dtype=np.uint8))))
    return Image.fromarray(level), scale


def unseen(number: int) -> Finding:
    """What to say of a page that is a picture where no OCR is installed."""
    message = f"page {number} is a picture and was not read; {ADVICE}"
    return Finding(rule="PAGE_IS_PICTURE", severity=Severity.ERROR, message=message)


def is_installed() -> bool:
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def read_picture(colours: "Picture", number: int, resolution: float) -> Sheet:
    """One page in red, green and blue, lying on any side, as rules and recognised lines; `resolution` in dots per inch.

    What lies under a seal or a streak, or reaches to the edge of its cell, is scored 0.
    """
    import numpy as np

    from pipelines.readers.ocr import raster
    from pipelines.readers.ocr.recognition import Known, recognise
    from pipelines.readers.ocr.seals import without_seals
    from pipelines.readers.ocr.streaks import without_streaks
    from pipelines.readers.ocr.underlines import without_underlines

    picture, veil = without_streaks(*without_seals(colours))
    known: Known = {}
    best, best_turn, best_score = None, 0, -1.0
    for turn in (0, 3, 1, 2):
        page = raster.prepare(*(np.ascontiguousarray(np.rot90(layer, -turn)) for layer in (picture, veil)))
        point = 72 / resolution / page.scale  # points per pixel
        boxes = _lines(page, point)
        found = recognise(without_underlines([_crop(page.picture, box) for box in _sample(boxes)]), known)
        score = uprightness(found)
        if score > best_score:
            best, best_turn, best_score = (page, boxes, point), turn, score
        if not found or (score > _CERTAIN and sum(bool(_WORD.search(text)) for text, sure in found if sure > 0.9) > 1):
            break
    assert best is not None
    page, boxes, point = best
    texts = recognise(without_underlines([_crop(page.picture, box) for box in boxes]), known)
    upright = Sheet(
        number=number,
        width=page.picture.shape[1] * point,
        height=page.picture.shape[0] * point,
        horizontal=[_scaled(rule, point) for rule in page.horizontal],
        vertical=[_scaled(rule, point) for rule in page.vertical],
        glyphs=[
            _glyph(box, point, text, 0.0 if is_cut or _crop(page.veil, box).any() else score)
            for (box, is_cut), (text, score) in zip(boxes.items(), texts, strict=True)
        ],
    )
    return turn_sheet(upright, -best_turn % 4)


def _sample(boxes: Iterable[PixelBox]) -> list[PixelBox]:
    """Some lines to tell by whether a page stands upright: short words, and longer lines, which are no figures."""
    found: dict[PixelBox, None] = {}
    for shape, count in _SAMPLE:
        order = sorted(boxes, key=lambda box: abs((box[2] - box[0]) / (box[3] - box[1]) - shape))
        found.update(dict.fromkeys(order[:count]))
    return list(found)


def uprightness(found: Sequence[tuple[str, float]]) -> float:
    """How sure lines are read on the mean, 0 to 1.

    Lying down, a line falls into single characters, some of which read like others, and what reads as more is not read
    surely. Figures alone do not tell upright from upside down: 1968 reads as 8961.
    """
    return sum(score * score for text, score in found if len(text) > 1) / max(1, len(found))


def _glyph(box: PixelBox, point: float, text: str, score: float) -> Glyph:
    left, top, right, bottom = box
    return Glyph(left * point, top * point, right * point, bottom * point, text, score=score)


def _lines(page: "raster.Page", point: float) -> dict[PixelBox, bool]:
    """The boxes of the lines of text: those of every cell, or a veiled one's own, then those outside the tables.

    Each with True if it is not known to be whole: it reaches to the edge of its cell.
    """
    smallest = _MIN_INK / point
    outside = page.picture.copy()
    found: dict[PixelBox, bool] = {}
    lattices = find_lattices(
        [_scaled(rule, point) for rule in page.horizontal], [_scaled(rule, point) for rule in page.vertical]
    )
    for lattice in lattices:
        for region in lattice.regions:
            left, top, right, bottom = (round(edge / point) for edge in lattice.box(region))
            inside = (left + 1, top + 1, right, bottom)
            # a figure may be gone with the streak that hid it: such a cell is not blank for certain
            lines = dict(
                _boxes(page.picture, inside, smallest, clear=(round(_MIN_BESIDE / point), round(_MIN_ABOVE / point)))
            )
            found |= lines or ({inside: True} if _crop(page.veil, inside).any() else {})
            outside[top:bottom, left:right] = 255
    return found | dict(_boxes(outside, (0, 0, outside.shape[1], outside.shape[0]), smallest))


def _boxes(
    picture: "Picture", area: PixelBox, smallest: float, clear: tuple[int, int] = (0, 0)
) -> Iterator[tuple[PixelBox, bool]]:
    """The lines in an area, each with some room: a pale dash or dot beside a number must stay in view.

    Each with True if it is no farther from the area's edges than `clear`: pixels beside it, and above and below.
    """
    from pipelines.readers.ocr import raster

    left, top, right, bottom = area
    beside, above = round(2.5 * smallest), round(0.6 * smallest)
    for (y0, y1), (x0, x1) in raster.text_lines(_crop(picture, area), smallest):
        box = (
            max(left, left + x0 - beside),
            max(top, top + y0 - above),
            min(right, left + x1 + beside),
            min(bottom, top + y1 + above),
        )
        yield box, min(x0, right - left - x1) <= clear[0] or min(y0, bottom - top - y1) <= clear[1]


def _crop(picture: "Picture", box: PixelBox) -> "Picture":
    left, top, right, bottom = box
    return picture[top:bottom, left:right]


def _scaled(rule: Rule, point: float) -> Rule:
    return Rule(rule.at * point, rule.start * point, rule.end * point)


def _frames(body: bytes) -> Iterator[tuple["Picture", float]]:
    """(picture in red, green and blue, dots per inch) of every frame."""
    import numpy as np

    return ((np.asarray(picture, dtype=np.uint8), resolution) for picture, resolution in _images(body))


def _images(body: bytes) -> Iterator[tuple[Image.Image, float]]:
    try:
        image = Image.open(BytesIO(body))
        if image.width * image.height > MAX_PIXELS:
            raise LimitExceeded(f"the picture has {image.width} x {image.height} pixels; a page needs 9 million")
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            if number > MAX_FRAMES:
                raise LimitExceeded(f"the picture has more than {MAX_FRAMES} pages")
            upright = ImageOps.exif_transpose(frame).convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            yield Image.alpha_composite(paper, upright).convert("RGB"), _resolution(*upright.size)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(f"the picture is damaged: {error}") from error


def _resolution(width: int, height: int) -> float:
    """Dots per inch: of a page when the picture has a page's shape, else of a screen. What the file says is a guess."""
    shape = max(width, height) / min(width, height)
    return min(width, height) / _PAGE_WIDTH * 72 if 1.3 < shape < 1.55 else _SCREEN_RESOLUTION
