"""A document and its values -> a picture of each table as it is printed, with the place of every value on it.

What stands beside the tables of a page is left out: texts may name persons.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pipelines import readers
from pipelines.align import align
from pipelines.align.values import parse
from pipelines.cropping import shown_pages
from pipelines.cropping.bordered import bordered
from pipelines.cropping.crop import DOCX, OFD, PDF, Sought
from pipelines.cropping.shown_pages import Shown
from pipelines.exceptions import InternalError
from pipelines.extract.identity.own_year import of_year
from pipelines.extract.processes.sandbox import OCR, Sandbox
from pipelines.extract.processes.tasks import Tasks
from pipelines.intake import media_types
from pipelines.readers.ocr import scan
from pipelines.records import Block, Box, Count

_ABOVE, _BELOW = 80.0, 12.0  # points beside the values that are shown: the rows of heads stand above
_QUALITY = 55  # of WebP; small type stays sharp, a table takes 20 to 60 kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a value stands on a picture, in pixels from its top left."""

    field_code: str
    left: Count
    top: Count
    right: Count
    bottom: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePicture:
    """A table, or the part of it that stands on one page."""

    webp: bytes
    width: Count
    height: Count
    frames: tuple[Frame, ...]


_Places = Mapping[str, tuple[int, Box]]  # field code -> page from 1, place in points
_Show = Callable[[int], Shown]


def tables(body: bytes, sought: tuple[Sought, ...]) -> tuple[TablePicture, ...]:
    """The pictures, in the order of pages and tables. A value that is not shown as it is stored has no frame.

    Raises DocumentError where the document cannot be read or drawn.
    """
    show, places = _laid(body, sought)
    parts: dict[tuple[int, str], dict[str, Box]] = {}
    for code, (page, box) in places.items():
        parts.setdefault((page, code.partition("_")[0]), {})[code] = box
    shown = {page: show(page) for page in sorted({page for page, _ in parts})}
    pictures = (_picture(shown[page], parts[page, table]) for page, table in sorted(parts))
    return tuple(picture for picture in pictures if picture is not None)


def _laid(body: bytes, sought: Sequence[Sought]) -> tuple[_Show, _Places]:
    """What shows the document's pages, and where on them the values stand."""
    media_type = media_types.sniff(body)
    if media_type == PDF:
        return (lambda page: shown_pages.of_pdf(body, page)), _stored(sought)
    if media_type in scan.MEDIA_TYPES:
        return (lambda page: shown_pages.of_picture(body, page)), _stored(sought)
    if media_type == OFD:
        return (lambda page: shown_pages.of_ofd(body, page)), _stored(sought)
    drawn = readers.drawn(bordered(body) if media_type == DOCX else body, media_type)
    return (lambda page: shown_pages.of_pdf(drawn, page)), _found(readers.read(drawn, PDF).blocks, sought)


def _stored(sought: Sequence[Sought]) -> _Places:
    return {one.field_code: (one.page, one.bbox) for one in sought if one.page is not None and one.bbox is not None}


def _found(blocks: Sequence[Block], sought: Sequence[Sought]) -> _Places:
    """The places of the values that the drawn document shows as they are stored."""
    year = next((one.year for one in sought), None)  # of one report
    read, _ = of_year(blocks, year)
    values = {value.field_code: value for value in align(read, year).values}
    found: dict[str, tuple[int, Box]] = {}
    for one in sought:
        value = values.get(one.field_code)
        if value is None or value.page is None or value.bbox is None:
            continue
        here, said = parse(value.raw, is_signed=True), parse(one.raw, is_signed=True)
        if (here.state, here.value) == (said.state, said.value):
            found[one.field_code] = value.page, value.bbox
    return found


def _picture(shown: Shown, boxes: Mapping[str, Box]) -> TablePicture | None:
    """The part of the page with these values; None where the page holds none of their places."""
    page = shown.picture
    scaled = {code: tuple(round(edge * shown.scale) for edge in box) for code, box in boxes.items()}
    held = {code: box for code, box in scaled.items() if _is_within(box, page.width, page.height)}
    if not held:
        return None
    above = max(0, min(top for _, top, _, _ in held.values()) - round(_ABOVE * shown.scale))
    below = min(page.height, max(bottom for *_, bottom in held.values()) + round(_BELOW * shown.scale))
    part = page.crop((0, above, page.width, below)).convert("RGB")
    out = BytesIO()
    part.save(out, "WEBP", quality=_QUALITY, method=4)
    frames = tuple(
        Frame(field_code=code, left=left, top=top - above, right=right, bottom=bottom - above)
        for code, (left, top, right, bottom) in sorted(held.items())
    )
    return TablePicture(webp=out.getvalue(), width=part.width, height=part.height, frames=frames)


def _is_within(box: tuple[int, ...], width: int, height: int) -> bool:
    left, top, right, bottom = box
    return 0 <= left < right <= width and 0 <= top < bottom <= height


TASKS = Tasks(__name__, tables)  # what a reader's process may be asked to do


def tables_safely(sandbox: Sandbox, body: bytes, sought: tuple[Sought, ...]) -> tuple[TablePicture, ...]:
    """`tables` in a limited process; the sandbox is of TASKS. Raises DocumentError and InternalError as it does."""
    found = sandbox.run(tables, body, sought, limits=OCR)
    if not all(one.webp[:4] == b"RIFF" and one.webp[8:12] == b"WEBP" for one in found):
        raise InternalError("the reader's answer cannot be used: it is no picture")
    return found
