"""Is a document whole? Each format says in its own way where it ends; an answer that broke off does not get there.

Servers that close early without having named a length, that name too small a one, or that cut a compressed stream
are delivered like any other page: only the document itself can tell.
"""

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

from pipelines.intake import media_types

_TAIL = 1024  # bytes: ISO 32000 readers look for `%%EOF` in the last 1,024
_BLOCK = 1 << 20
_OPEN = tuple(f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet"))
_ZIPS = frozenset({media_types.DOCX, media_types.XLSX, "application/ofd", "application/zip", *_OPEN})
_XMLS = (media_types.WORD_XML, media_types.EXCEL_XML, media_types.FLAT_OPC, *(f"{kind}-flat-xml" for kind in _OPEN))
_OLES = frozenset(
    {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-works", "application/x-ole-storage"}
)
_FREE_SECTOR = 0xFFFFFFFF
_RAR_ENDS = (b"\xc4\x3d\x7b\x00\x40\x07\x00", b"\x1d\x77\x56\x51\x03\x05\x04\x00")  # of RAR 3 and RAR 5
_OPENS_PAGE = re.compile(rb"<(?:html|body)[\s>]", re.I)
_CLOSES_PAGE = re.compile(rb"</(?:html|body)\s*>", re.I)
# Every pattern here takes time in proportion to the page: a hostile one must not make it the square.
_HIDDEN = re.compile(rb"<!--.*?(-->|\Z)|<(script|style)\b.*?(</\2\s*>|\Z)", re.I | re.S)
_NESTING = (b"table", b"div", b"ul", b"a", b"span", b"td")  # what must be closed; p and li need not be
_DATA = re.compile(
    rb"\A\s*(?:/\*[^*]*\*/\s*)?(?P<call>[\w$.]+\s*\(\s*)?[{\[]"
)  # JSON or JSONP, whatever its strings hold
_XML_ROOT = re.compile(rb"\A\s*<\?xml[^>]*\?>\s*<(?!html|head|body|script|meta|div|table)([a-z][\w.-]*)", re.I)


def is_whole_range(value: str) -> bool:
    """True if a Content-Range (RFC 9110, 14.4) that nobody asked for covers all there is."""
    parts = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", value.strip().lower())
    return parts is not None and int(parts[1]) == 0 and int(parts[2]) + 1 == int(parts[3])


def transport_fault(body: bytes, headers: Iterable[tuple[str, str]], most: int) -> str:
    """What the raw answer's own length and checksum say against it: `CUT_LENGTH`, `CUT_GZIP`; `""` when nothing.

    `body` is what came over the wire, still compressed. Unpacking stops at `most` bytes; nothing unpacked is kept.
    """
    named = {name.lower(): value.strip().lower() for name, value in headers}
    length = named.get("content-length", "")
    if length.isdecimal() and int(length) > len(body):
        return "CUT_LENGTH"
    encoding = named.get("content-encoding", "")
    if encoding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        return "" if _unpacks(body, most) else "CUT_GZIP"
    return ""


def cut(body: bytes, media_type: str) -> str:
    """The rule by which this document is cut short, `""` when it is whole or its format does not show its end."""
    if media_type == "application/pdf":
        return "" if _pdf_ends(body) else "CUT_PDF"
    if media_type in _ZIPS:
        return "" if _zip_ends(body) else "CUT_ZIP"
    if media_type in _OLES:
        return "" if _ole_ends(body) else "CUT_OLE"
    if media_type == "text/html":
        ends = _text_ends if _DATA.match(body) else _html_ends
        return "" if ends(body) else "CUT_HTML"
    if media_type == "text/plain":
        return "" if _text_ends(body) else "CUT_TEXT"
    is_whole = _OTHERS.get(media_type)
    return "" if is_whole is None or is_whole(body) else "CUT_FILE"


def shows_end(body: bytes, media_type: str) -> bool:
    """True if a document that is not `cut` proves by itself that nothing is missing."""
    if media_type == "text/html":
        return bool(_CLOSES_PAGE.search(body))
    return media_type in {"application/pdf", *_ZIPS, *_OLES, *_OTHERS}


def _unpacks(body: bytes, most: int) -> bool:
    """True if every gzip member ends with the checksum of what it holds. Stops, content, at `most` unpacked bytes."""
    seen = 0
    while body.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        data = body
        try:
            while data and not unpacker.eof and seen <= most:
                seen += len(unpacker.decompress(data, _BLOCK))
                data = unpacker.unconsumed_tail
        except zlib.error:
            return False
        if seen > most:
            return True  # too large is another rule's matter
        if not unpacker.eof:
            return False
        body = unpacker.unused_data
    return True


def _pdf_ends(body: bytes) -> bool:
    """True for `%%EOF` near the end, after a reference to a cross-reference table that is not the first of two."""
    tail = body[-_TAIL:]
    if b"%%EOF" not in tail:
        return False
    linearised = re.search(rb"/Linearized\b.{0,300}?/L\s+(\d+)", body[:_TAIL], re.S)
    if linearised is not None and int(linearised[1]) > len(body):
        return False
    starts = re.findall(rb"startxref\s+(\d+)", tail)
    return not starts or 0 < int(starts[-1]) < len(body)


def _zip_ends(body: bytes) -> bool:
    """True if the central directory is where the end record says and names nothing beyond it."""
    at = body.rfind(b"PK\x05\x06")
    if at < 0 or len(body) < at + 22:
        return False
    entries, size, offset, comment = struct.unpack("<HIIH", body[at + 10 : at + 22])
    if len(body) < at + 22 + comment:
        return False
    if 0xFFFF in (entries,) or 0xFFFFFFFF in (size, offset):  # ZIP64: let the library look
        return zipfile.is_zipfile(io.BytesIO(body))
    return bool(offset + size == at and (entries == 0 or body[offset : offset + 4] == b"PK\x01\x02"))


def _ole_ends(body: bytes) -> bool:
    """True if every sector that the allocation table gives away lies in the file, whole as [MS-CFB] 2.2 wants it."""
    if len(body) < 512:
        return False
    shift, fat_sectors = struct.unpack("<H", body[30:32])[0], struct.unpack("<I", body[44:48])[0]
    if shift not in (9, 12) or fat_sectors > 10_000:
        return False
    size = 1 << shift
    places = [place for place in struct.unpack("<109I", body[76:512]) if place < 0xFFFFFFFA]
    next_table, tables = struct.unpack("<2I", body[68:76])
    for _ in range(min(tables, 1000)):
        block = _sector(body, next_table, size)
        if len(block) < size:
            return False
        *more, next_table = struct.unpack(f"<{size // 4}I", block)
        places += [place for place in more if place < 0xFFFFFFFA]
    last = -1
    for number, place in enumerate(places[:fat_sectors]):
        block = _sector(body, place, size)
        if len(block) < size:
            return False
        table = struct.unpack(f"<{size // 4}I", block)
        used = [index for index, state in enumerate(table) if state != _FREE_SECTOR]
        if used:
            last = number * (size // 4) + used[-1]
    return bool(len(body) >= (last + 2) * size)  # the header stands before sector 0


def _sector(body: bytes, number: int, size: int) -> bytes:
    return body[(number + 1) * size : (number + 2) * size]


def _html_ends(body: bytes) -> bool:
    """True if a page closes itself, or a part of one (an article to be put into a page) closes all its tags."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    root = _XML_ROOT.match(body)
    if root is not None:
        return b"</" + root[1] in body[-_TAIL:]
    closings = list(_CLOSES_PAGE.finditer(body))
    rest, is_open = _shown(body[closings[-1].end() :] if closings else body)
    if is_open or (b"<" in rest and b">" not in rest[rest.rfind(b"<") :]):
        return False
    nesting = [_count(rest, b"<" + tag) - _count(rest, b"</" + tag) for tag in _NESTING]
    if closings:  # a page put whole into another closes itself in the middle: the outer one goes on closing
        return not any(nesting)
    if not rest.strip():  # nothing but scripts, all closed: a page that only sends on
        return b"<" in body
    return not _OPENS_PAGE.search(body) and max(nesting) <= 0 and rest.rstrip().endswith(b">")


def _xml_ends(body: bytes) -> bool:
    root = re.search(rb"<([A-Za-z][\w:.-]*)", body)
    return root is not None and b"</" + root[1] + b">" in body[-_TAIL:]


def _shown(body: bytes) -> tuple[bytes, bool]:
    """The page without comments, scripts and styles; True when the last of them is not closed."""
    is_open = any(not (hidden[1] or hidden[3]) for hidden in _HIDDEN.finditer(body))
    return _HIDDEN.sub(b"", body), is_open


def _count(body: bytes, opening: bytes) -> int:
    return len(re.findall(re.escape(opening) + rb"[\s>]", body, re.I))


def _text_ends(body: bytes) -> bool:
    """True for JSON that parses, a call or markup that is closed; any other text says nothing of its end."""
    text = body.strip()
    if (data := _DATA.match(text)) and data["call"]:
        return text.rstrip(b"; \r\n").endswith(b")")
    if text.startswith(b"<"):
        return _html_ends(body)
    if not text.startswith((b"{", b"[")) or not re.match(rb"[{\[]\s*[\"{\[\]}]", text):
        return True
    try:
        json.loads(text.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return text.endswith((b"}", b"]"))  # not JSON at all
    return True


def _rtf_ends(body: bytes) -> bool:
    plain = re.sub(rb"\\[\\{}]", b"", body.rstrip(b" \t\r\n\x00"))
    return plain.endswith(b"}") and plain.count(b"{") <= plain.count(b"}")


def _seven_zip_ends(body: bytes) -> bool:
    if len(body) < 32:
        return False
    offset, size = struct.unpack("<QQ", body[12:28])
    return bool(32 + offset + size <= len(body))


def _mht_ends(body: bytes) -> bool:
    boundary = re.search(rb'boundary\s*=\s*"?([^"\s;]+)', body[:8192], re.I)
    return boundary is None or b"--" + boundary[1] + b"--" in body[-_TAIL:]


def _rar_ends(body: bytes) -> bool:
    return any(end in body[-64:] for end in _RAR_ENDS)


def _picture_ends(body: bytes) -> bool:
    """True for a PNG, JPEG, GIF or BMP that is whole."""
    if body.startswith(b"BM"):
        return len(body) >= 6 and int.from_bytes(body[2:6], "little") <= len(body)
    if body.startswith(b"GIF"):
        return body.rstrip(b"\x00").endswith(b";")
    return (b"IEND" if body.startswith(b"\x89PNG") else b"\xff\xd9") in body[-64:]


_OTHERS: dict[str, Callable[[bytes], bool]] = {
    "application/rtf": _rtf_ends,
    "application/vnd.rar": _rar_ends,
    "application/x-7z-compressed": _seven_zip_ends,
    "message/rfc822": _mht_ends,
    **dict.fromkeys(_XMLS, _xml_ends),
    **dict.fromkeys(("image/png", "image/jpeg", "image/gif", "image/bmp"), _picture_ends),
}
