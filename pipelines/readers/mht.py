"""MHT, a web page saved as one file by Word, Excel or a browser: the pages within go to the HTML reader."""

from email import message_from_bytes
from email.message import Message

from pipelines.exceptions import UnreadableDocument
from pipelines.readers import html, text
from pipelines.records import Block, Reading

MEDIA_TYPES = ("message/rfc822",)


def read(body: bytes) -> Reading:
    """The blocks of all pages in order (Excel writes one a sheet), or of the plain text where there is no page."""
    parts = [part for part in message_from_bytes(body).walk() if not part.is_multipart()]
    for media_type, reader in (("text/html", html.read), ("text/plain", text.read)):
        bodies = [_decoded(part) for part in parts if part.get_content_type() == media_type]
        readings = [reader(page) for page in bodies if page.strip()]
        if readings:
            blocks: list[Block] = [block for reading in readings for block in reading.blocks]
            metadata = next((reading.metadata for reading in readings if reading.metadata.title), readings[0].metadata)
            return Reading(blocks=tuple(blocks), metadata=metadata)
    kinds = ", ".join(sorted({part.get_content_type() for part in parts}))
    raise UnreadableDocument(f"a saved web page without a page in it; its parts: {kinds}")


def _decoded(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
