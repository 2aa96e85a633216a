"""What a file is, from its bytes."""

import io
import zipfile
from pathlib import Path

import pytest

from pipelines.intake.media_types import DOCX, EXCEL_XML, FLAT_OPC, WORD_XML, XLSX, sniff

ODT = "application/vnd.oasis.opendocument.text"


def package(*names: str) -> bytes:
    return filled(dict.fromkeys(names, "x"))


def filled(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def main_part(content_type: str) -> bytes:
    """A package whose main part has no customary name."""
    override = f'<Override PartName="/main.xml" ContentType="application/{content_type}.main+xml"/>'
    return filled({"[Content_Types].xml": f"<Types>{override}</Types>", "main.xml": "x"})


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\r\n%PDF-1.4 after a line break", "application/pdf"),
        (b"{\\rtf1\\ansi}", "application/rtf"),
        (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"<!DOCTYPE html><html>", "text/html"),
        ("\ufeff<html>".encode(), "text/html"),
        ("<div>片段</div>".encode("gb18030"), "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        ("一、总体情况".encode("gb18030"), "text/plain"),
        (b"From: x\r\nMIME-Version: 1.0\r\n\r\n<html>", "message/rfc822"),
        (package("word/document.xml", "[Content_Types].xml"), DOCX),
        (package("xl/workbook.xml"), XLSX),
        (main_part("vnd.openxmlformats-officedocument.wordprocessingml.template"), DOCX),
        (main_part("vnd.ms-word.document.macroEnabled"), DOCX),
        (main_part("vnd.ms-excel.sheet.macroEnabled"), XLSX),
        (filled({"mimetype": ODT}), ODT),
        (b'<?xml version="1.0"?>\n<w:wordDocument xmlns:w="x">', WORD_XML),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="x">',
            FLAT_OPC,
        ),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', EXCEL_XML),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>', "text/html"),
        (f'<office:document xmlns:office="x" office:mimetype="{ODT}">'.encode(), f"{ODT}-flat-xml"),
        (package("OFD.xml"), "application/ofd"),
        (package("附件.doc"), "application/zip"),
        (b"PK\x03\x04broken", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", "application/x-ole-storage"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_bytes_tell_the_type(body: bytes, media_type: str) -> None:
    assert sniff(body) == media_type


def test_an_ole_file_whose_folder_holds_itself_is_only_an_ole_file() -> None:
    body = bytearray((Path(__file__).resolve().parents[2] / "golden_office/report.xls").read_bytes())
    root = (
        int.from_bytes(body[48:52], "little") + 1
    ) * 512  # [MS-CFB] 2.6.1: an entry's type is at 66, its child at 76
    body[root + 66], body[root + 76 : root + 80] = 1, bytes(4)
    assert sniff(bytes(body)) == "application/x-ole-storage"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_whose_parts_are_damaged_is_a_zip_whatever_packed_them(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        package.writestr("[Content_Types].xml", "<Types/>" * 40)
    body = bytearray(out.getvalue())
    start = body.index(b".xml") + len(b".xml") + 9  # behind what LZMA says of itself
    body[start : start + 12] = b"\xff" * 12
    assert sniff(bytes(body)) == "application/zip"
