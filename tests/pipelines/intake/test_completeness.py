"""A document that is cut short is told by its own end, in every format that shows one."""

import io
import struct
import zipfile

import pytest

from pipelines.intake.completeness import cut, is_whole_range, shows_end
from pipelines.intake.response_check import judge

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1>>\nstartxref\n27\n%%EOF\n"
RAR = b"Rar!\x1a\x07\x00" + b"x" * 200 + b"\xc4\x3d\x7b\x00\x40\x07\x00"
SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\0" * 4 + struct.pack("<QQ", 300, 40) + b"\0" * 4 + b"y" * 340
MHT = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_b"\r\n\r\n--=_b\r\n'
    b"Content-Type: text/html\r\n\r\n<html>" + b"x" * 9000 + b"</html>\r\n--=_b--\r\n"
)
RTF = rb"{\rtf1 {\b a\{} b}" + b"\r\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"z" * 100 + b"\0\0\0\0IEND\xae\x42\x60\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"z" * 100 + b"\xff\xd9"
GIF = b"GIF89a" + b"z" * 100 + b";"
BMP = b"BM" + struct.pack("<I", 106) + b"z" * 100


def package() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "年报" * 100)
        made.comment = b"a comment at the end"
    return out.getvalue()


WHOLE = [
    ("application/pdf", PDF, "CUT_PDF"),
    ("application/zip", package(), "CUT_ZIP"),
    ("application/vnd.rar", RAR, "CUT_FILE"),
    ("application/x-7z-compressed", SEVEN, "CUT_FILE"),
    ("message/rfc822", MHT, "CUT_FILE"),
    ("application/rtf", RTF, "CUT_FILE"),
    ("image/png", PNG, "CUT_FILE"),
    ("image/jpeg", JPEG, "CUT_FILE"),
    ("image/gif", GIF, "CUT_FILE"),
    ("image/bmp", BMP, "CUT_FILE"),
]


@pytest.mark.parametrize(("media_type", "body", "rule"), WHOLE, ids=[media_type for media_type, _, _ in WHOLE])
def test_a_whole_file_is_whole_and_one_that_lacks_its_end_is_cut(media_type: str, body: bytes, rule: str) -> None:
    assert cut(body, media_type) == ""
    assert shows_end(body, media_type)
    end = max(12, len(body) // 20)
    assert [cut(body[:-lost], media_type) for lost in range(end, len(body) - 40, end)] == [rule] * len(
        range(end, len(body) - 40, end)
    )


def test_one_byte_less_shows_where_the_format_says_its_length() -> None:
    for media_type, body in (
        ("application/x-7z-compressed", SEVEN),
        ("image/bmp", BMP),
        ("application/zip", package()),
    ):
        assert cut(body[:-1], media_type), media_type
    assert cut(PDF[:-7], "application/pdf") == "CUT_PDF"


def test_a_linearised_pdf_is_as_long_as_it_says() -> None:
    for length, rule in ((len(PDF) + 30, ""), (len(PDF) + 900, "CUT_PDF")):
        head = f"%PDF-1.4\n1 0 obj<</Linearized 1/L {length}>>endobj\n".encode()
        assert cut(head + PDF[9:] + b" " * 20, "application/pdf") == rule, length


def test_what_says_nothing_of_its_end_is_not_cut_and_proves_nothing() -> None:
    assert cut(b"anything", "application/octet-stream") == ""
    assert not shows_end(b"anything", "application/octet-stream")
    assert shows_end(b"<html><body>x</BODY >", "text/html")
    assert not shows_end(b"<p>x", "text/html")


def test_markup_in_comments_scripts_and_styles_opens_nothing() -> None:
    def page(inner: str) -> bytes:
        return f"<html><body>{inner}</body></html>".encode()

    for inner in ("<!-- <table><tr> -->", "<script>var a = '<table>';</script>", "<STYLE>/* <div> */</STYLE>"):
        assert cut(page(inner), "text/html") == "", inner
    for torn in ("<html><body><p>年报</p><!-- not closed", "<html><body><p>年报</p><script>var a ="):
        assert cut(torn.encode(), "text/html") == "CUT_HTML", torn


@pytest.mark.parametrize(
    ("value", "is_whole"),
    [
        ("bytes 0-99/100", True),
        (" BYTES 0-99/100 ", True),
        ("bytes 1-99/100", False),
        ("bytes 0-98/100", False),
        ("bytes 0-99/*", False),
        ("bytes 0-99/101", False),
        ("", False),
    ],
)
def test_a_range_nobody_asked_for_is_whole_from_the_first_byte_to_the_last(value: str, is_whole: bool) -> None:
    assert is_whole_range(value) == is_whole


def test_what_the_download_noticed_is_believed_before_the_bytes_are_looked_at() -> None:
    assert judge(PDF) is None
    noticed = judge(PDF, flags=["CUT_LENGTH"])
    assert noticed is not None
    assert (noticed.rule, noticed.may_pass) == ("CUT_LENGTH", True)
    assert judge(PDF, flags=["something of Scrapy's"]) is None
    no_end = judge("年报".encode() * 200, flags=["partial"])
    assert no_end is not None
    assert no_end.rule == "PARTIAL"
    assert judge(PDF, flags=["partial"]) is None  # it shows its own end
