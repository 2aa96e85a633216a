"""MHT, a web page saved as one file by Word, Excel or a browser: the pages within go to the HTML reader.

Sheets bound together (`multipart/mixed`, RFC 2046 5.1.3: independent parts in their order; `crawler.discovery.sheets`
binds a report that a portal shows sheet by sheet) are the pages of one document, each read as what it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from itertools import groupby

from pipelines import readers
from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake.media_types import sniff
from pipelines.readers import text
from pipelines.readers.html import reader
from pipelines.readers.ocr import scan
from pipelines.records import Block, Grid, Reading

MEDIA_TYPES = ("message/rfc822",)
MAX_SHEETS = 60


def read(body: bytes) -> Reading:
    """The blocks of all pages in order (Excel writes one a sheet), or of the plain text where there is no page.

    Raises UnreadableDocument when there is neither.
    """
    message = message_from_bytes(body)
    if message.get_content_type() == "multipart/mixed":
        return _bound([_decoded(part) for part in message.walk() if not part.is_multipart()])
    parts = [part for part in message.walk() if not part.is_multipart()]
    for media_type, read_part in (("text/html", reader.read), ("text/plain", text.read)):
        bodies = [_decoded(part) for part in parts if part.get_content_type() == media_type]
        readings = [read_part(page) for page in bodies if page.strip()]
        if readings:
            return _joined(readings)
    kinds = ", ".join(sorted({part.get_content_type() for part in parts}))
    raise UnreadableDocument(f"a saved web page without a page in it; its parts: {kinds}")


def _bound(sheets: list[bytes]) -> Reading:
    """Sheets in their order; pictures that follow one another are read together, since tables run over their edges."""
    if not sheets:
        raise UnreadableDocument("a binding without a sheet in it")
    if len(sheets) > MAX_SHEETS:
        raise LimitExceeded(f"{len(sheets)} sheets bound together; {MAX_SHEETS} are read")
    return _joined(list(_runs(sheets)))


def _runs(sheets: list[bytes]) -> Iterator[Reading]:
    for is_picture, run in groupby(enumerate(sheets, 1), key=lambda sheet: sniff(sheet[1]) in scan.MEDIA_TYPES):
        numbered = list(run)
        if is_picture:
            yield scan.read_sheets((body for _, body in numbered), first=numbered[0][0])
            continue
        for number, body in numbered:
            if sniff(body) in MEDIA_TYPES:
                raise LimitExceeded("sheets bound together within sheets bound together")
            reading = readers.read(body, sniff(body))
            yield replace(reading, blocks=tuple(_on_page(block, number) for block in reading.blocks))


def _on_page(block: Block, number: int) -> Block:
    if isinstance(block, Grid):
        cells = tuple(cell._replace(page=number) for cell in block.cells)
        return replace(block, page=number, cells=cells)
    return replace(block, page=number)


def _joined(readings: list[Reading]) -> Reading:
    metadata = next((reading.metadata for reading in readings if reading.metadata.title), readings[0].metadata)
    return Reading(
        blocks=tuple(block for reading in readings for block in reading.blocks),
        metadata=metadata,
        findings=tuple(finding for reading in readings for finding in reading.findings),
    )


def _decoded(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
