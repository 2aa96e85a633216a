"""Looks at how much a PDF asks for before anything expensive is done with it."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument

MAX_PAGES = 60  # the longest annual reports have some 30
MAX_PATHS = 40_000  # strokes and shapes of a page; three statutory tables need some 1,500, of dotted lines 25,000
MAX_CONTENT_BYTES = 8 * 1024 * 1024  # bytes of drawing operators of a page, unpacked; a full page has some 200 KB

_MAX_FORMS = 2_000  # drawings a page may call, nested ones too
_PATH_OPERATORS = re.compile(rb"(?<![^\s\])>])(?:re|[mlcvy])(?=[\s\[(<])")
_OPERATORS_PER_PATH = 10


def open_pdf(body: bytes) -> PDF:
    """The document, its size checked. Raises UnreadableDocument (damaged, locked) or LimitExceeded."""
    with blamed_on("the PDF"):
        document = pdfplumber.open(BytesIO(body))
        pages = document.pages
        if not pages:
            raise UnreadableDocument("the PDF has no pages")
        if len(pages) > MAX_PAGES:
            raise LimitExceeded(f"the PDF has {len(pages)} pages; a report has at most {MAX_PAGES}")
        for page in pages:
            _check_page(page)
        return document


@contextmanager
def blamed_on(part: str) -> Iterator[None]:
    """Raise whatever an engine raises as UnreadableDocument, the document's fault.

    In a damaged PDF anything may stand for anything, a name for a number, a page for a font; the engines look at what
    they get only when they compute with it, so that every kind of exception comes out of them.
    """
    try:
        yield
    except (DocumentError, MemoryError, RecursionError):
        raise
    except Exception as error:
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise UnreadableDocument("the PDF is locked with a password; ask the portal for an open copy") from error
        raise UnreadableDocument(f"{part} is damaged: {cause!r}") from error


def _check_page(page: Page) -> None:
    content = operators = 0
    for count, stream in enumerate(_drawings(page.page_obj.contents, page.page_obj.resources)):
        data = _unpacked(stream)
        content += len(data)
        if content <= MAX_CONTENT_BYTES:
            operators += sum(1 for _ in _PATH_OPERATORS.finditer(data))
        if content > MAX_CONTENT_BYTES or operators > MAX_PATHS * _OPERATORS_PER_PATH or count > _MAX_FORMS:
            raise LimitExceeded(f"page {page.page_number} of the PDF draws more than a page of a report can need")


def _drawings(contents: Any, resources: Any) -> Iterator[PDFStream]:
    """The streams of a page's content and of the form drawings it may call, each once."""
    seen: set[int | None] = set()
    waiting = [*(contents or ())]
    resource_sets = [resources]
    while waiting or resource_sets:
        while waiting:
            stream = resolve1(waiting.pop())
            if isinstance(stream, PDFStream):
                yield stream
        drawings = resolve1((resolve1(resource_sets.pop()) or {}).get("XObject"))
        for reference in drawings.values() if isinstance(drawings, dict) else ():
            drawing = resolve1(reference)
            if isinstance(drawing, PDFStream) and drawing.objid not in seen and "Form" in str(drawing.get("Subtype")):
                seen.add(drawing.objid)
                waiting.append(drawing)
                resource_sets.append(drawing.get("Resources"))


def _unpacked(stream: PDFStream) -> bytes:
    """The stream's data, at most a byte more than the limit."""
    data = stream.rawdata
    if data is None:  # unpacked already
        return bytes(stream.get_data())
    if stream.decipher is not None and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    for name, _ in stream.get_filters():
        if str(name).strip("/'") not in ("FlateDecode", "Fl"):
            break
        try:
            data = zlib.decompressobj().decompress(data, MAX_CONTENT_BYTES + 1)
        except zlib.error:
            break  # the reader repairs what it can
    return bytes(data)
