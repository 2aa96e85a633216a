"""Web pages saved as one file."""

import base64
import quopri

import pytest

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake.media_types import sniff
from pipelines.readers.html.mht import read
from pipelines.records import Grid, TextBlock

PAGE = """<html><head><title>石桥县2022年年报</title></head><body><p>一、总体情况</p>
<table><tr><td>规章</td><td>3.58</td></tr></table></body></html>"""


def saved(*parts: tuple[str, str, bytes]) -> bytes:
    """An MHT file of parts (content type, transfer encoding, encoded body)."""
    head = 'From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_cut"\r\n\r\n'
    body = "".join(
        f"--=_cut\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content.decode('ascii')}\r\n"
        for kind, encoding, content in parts
    )
    return f"{head}{body}--=_cut--\r\n".encode()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("encoding", "encode"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes)]
)
def test_the_page_is_read_in_either_encoding_and_charset(charset: str, encoding: str, encode: object) -> None:
    assert callable(encode)
    body = saved((f'text/html; charset="{charset}"', encoding, encode(PAGE.encode(charset))))
    assert sniff(body) == "message/rfc822"
    reading = read(body)
    assert [block.text for block in reading.blocks if isinstance(block, TextBlock)] == ["一、总体情况"]
    (grid,) = (block for block in reading.blocks if isinstance(block, Grid))
    assert [cell.text for cell in grid.cells] == ["规章", "3.58"]
    assert reading.metadata.title == "石桥县2022年年报"


def test_every_sheet_of_a_saved_workbook_is_read() -> None:
    sheet = base64.encodebytes(PAGE.encode())
    frame = base64.encodebytes(b"<html><frameset><frame src='sheet1.htm'></frameset></html>")
    reading = read(saved(*((kind, "base64", page) for kind, page in (("text/html", frame), ("text/html", sheet)))))
    assert any(isinstance(block, Grid) for block in reading.blocks)


def test_without_a_page_the_parts_are_named() -> None:
    with pytest.raises(UnreadableDocument, match="image/png"):
        read(saved(("image/png", "base64", base64.encodebytes(b"\x89PNG"))))


def bound(*parts: tuple[str, bytes]) -> bytes:
    """Sheets bound together."""
    encoded = [(kind, "base64", base64.encodebytes(content)) for kind, content in parts]
    return saved(*encoded).replace(b"multipart/related", b"multipart/mixed")


def test_sheets_bound_together_are_read_in_their_order_and_each_block_names_its_sheet() -> None:
    pages = [PAGE.replace("3.58", str(number)).encode() for number in (1, 2, 3)]
    body = bound(*(("text/html", page) for page in pages))
    assert sniff(body) == "message/rfc822"
    found = read(body).blocks
    assert [(block.page, block.cells[1].text) for block in found if isinstance(block, Grid)] == [
        (1, "1"),
        (2, "2"),
        (3, "3"),
    ]
    assert {cell.page for block in found if isinstance(block, Grid) for cell in block.cells} == {1, 2, 3}


def test_a_picture_among_bound_sheets_is_a_sheet_and_needs_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.readers.ocr.scan.is_installed", lambda: False)
    with pytest.raises(UnreadableDocument, match="--with ocr"):
        read(bound(("text/html", PAGE.encode()), ("image/png", b"\x89PNG\r\n\x1a\n")))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (bound(*[("text/html", PAGE.encode())] * 61), "61 sheets"),
        (bound(("application/octet-stream", bound(("text/html", PAGE.encode())))), "within"),
    ],
)
def test_a_binding_of_too_many_sheets_or_of_bindings_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(LimitExceeded, match=message):
        read(body)
