"""What a file really is, from its bytes; names and headers of portals often say otherwise."""

import io
import re
import zipfile

from pipelines.intake.zip_errors import DAMAGED

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD_XML = "application/x-word-xml"  # Word 2003 XML; none of these three has a registered name
EXCEL_XML = "application/x-excel-xml"  # XML Spreadsheet 2003
FLAT_OPC = "application/x-flat-opc"  # a package as one XML file

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_LIST_BYTES = 1 << 16  # bytes of the list of a package's content types
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|meta|body|table|div|p|title|span|ucapcontent)[\s>/!]", re.I)
_PACKAGES = (  # content types of main parts, ECMA-376 and [MS-OFFMACRO2] (macros)
    (re.compile(rb"wordprocessingml\.\w+\.main\+xml|ms-word\.\w+\.macroEnabled\w*\.main\+xml"), DOCX),
    (re.compile(rb"spreadsheetml\.\w+\.main\+xml|ms-excel\.\w+\.macroEnabled\.main\+xml"), XLSX),
)
_XML = (  # an XML file of an office program, by its root element
    (re.compile(rb"\A[^<]*(?:<[?!][^>]*>\s*)*<w:wordDocument\s"), WORD_XML),
    (re.compile(rb"\A[^<]*(?:<[?!][^>]*>\s*)*<pkg:package\s"), FLAT_OPC),
    (re.compile(rb"\A[^<]*(?:<[?!][^>]*>\s*)*<(?:ss:)?Workbook\s[^>]*office:spreadsheet"), EXCEL_XML),
)
_FLAT = re.compile(
    rb"\A[^<]*(?:<[?!][^>]*>\s*)*<office:document\s[^>]*mimetype=.(application/vnd\.oasis\.opendocument\.(?:text|spreadsheet))\W"
)
_MHT = re.compile(rb"\A\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.I)


def sniff(body: bytes) -> str:
    """Media type by leading bytes and inner parts; `application/octet-stream` when nothing fits.

    A bare `.doc`, `.xls` or `.wps` says nothing: portals serve HTML, RTF, MHT and DOCX under those names.
    """
    for magic, media_type in _MAGIC:
        if body.startswith(magic):
            return media_type
    if body.startswith(_OLE):
        return _ole(body)
    if body.startswith(_ZIP):
        return _zip(body)
    if b"%PDF-" in body[:1024]:  # ISO 32000 Annex H: readers accept the header within the first 1024 bytes
        return "application/pdf"
    if _MHT.match(body[:4096]):
        return "message/rfc822"
    return _text(body)


def _ole(body: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(body)) as container:
            streams = {entry[0] for entry in container.listdir() if entry}
    except (OSError, ValueError, IndexError, RecursionError):  # olefile raises all four on damaged headers and folders
        return "application/x-ole-storage"
    if "WordDocument" in streams:
        return "application/msword"
    if streams & {"Workbook", "Book"}:
        return "application/vnd.ms-excel"
    return "application/vnd.ms-works" if "CONTENTS" in streams else "application/x-ole-storage"


def _zip(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            names = set(container.namelist())
            stated = _start_of(container, "mimetype").decode("ascii", "replace").strip()
            parts = _start_of(container, "[Content_Types].xml")
    except DAMAGED:
        return "application/zip"
    if stated.startswith("application/vnd.oasis.opendocument."):
        return stated
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    if "OFD.xml" in names:
        return "application/ofd"
    return next((media_type for mark, media_type in _PACKAGES if mark.search(parts)), "application/zip")


def _start_of(container: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a member, none where it is not there."""
    if name not in container.namelist():
        return b""
    with container.open(name) as member:
        return member.read(_MAX_LIST_BYTES)


def _text(body: bytes) -> str:
    start = body[:4096]
    if flat := _FLAT.match(start):
        return f"{flat[1].decode()}-flat-xml"
    for mark, media_type in _XML:
        if mark.match(start):
            return media_type
    if _MARKUP.search(body) and b"\x00" not in body[:1024].replace(b"<\x00", b""):
        return "text/html"
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = body.decode("utf-16", "replace")
        return "text/html" if _MARKUP.search(plain.encode()) else "text/plain"
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in body[:4096])
    return "text/plain" if body.strip() and not control else "application/octet-stream"
