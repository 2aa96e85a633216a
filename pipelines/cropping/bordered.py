"""A DOCX with the borders of its tables drawn in: the cells of a table without borders are found on the page, too."""

import re
import zipfile
from io import BytesIO

from pipelines.exceptions import UnreadableDocument
from pipelines.intake.zip_errors import DAMAGED

_DOCUMENT = "word/document.xml"
_OWN = re.compile(  # each ends before the next begins, or the search would be a square of what is left open
    rb"<w:(tblBorders|tcBorders)\b[^<>]*>(?:(?<=/>)|[^<]*(?:<(?!/?w:t(?:bl|c)Borders)[^<]*)*</w:\1>)"
)
_TABLE = re.compile(rb"<w:tblPr\s*/>|<w:tblPr\s*>")
_SIDES = b"".join(
    b'<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>' % side
    for side in (b"top", b"left", b"bottom", b"right", b"insideH", b"insideV")
)
_BORDERS = b"<w:tblBorders>" + _SIDES + b"</w:tblBorders>"


def bordered(body: bytes) -> bytes:
    """The same document; as it is where it names its parts otherwise than Word does.

    Raises UnreadableDocument for a damaged package.
    """
    out = BytesIO()
    try:
        _copy(body, out)
    except DAMAGED as error:
        raise UnreadableDocument(f"the package is damaged: {error}") from error
    return out.getvalue()


def _copy(body: bytes, out: BytesIO) -> None:
    with zipfile.ZipFile(BytesIO(body)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in package.infolist():
            content = package.read(info)
            if info.filename == _DOCUMENT:
                content = _TABLE.sub(_open, _OWN.sub(b"", content))
            copy.writestr(info.filename, content)


def _open(found: re.Match[bytes]) -> bytes:
    return b"<w:tblPr>" + _BORDERS + (b"</w:tblPr>" if found[0].endswith(b"/>") else b"")
