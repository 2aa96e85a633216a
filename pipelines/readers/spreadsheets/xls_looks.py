"""What an XLS's cells look like, as far as that is not plain: number formats, fonts, fills, drawings.

[MS-XLS] 2.4.122 (fonts), 2.4.126 (formats), 2.4.353 (cell styles), 2.4.181 (objects that lie over the sheet).
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipelines.readers.spreadsheets import plain

Place = tuple[int, int]  # row and column from 0
Records = Iterable[tuple[int, bytes]]  # kind and content

_FONT, _FORMAT, _STYLE, _OBJECT, _CONDITION = 0x0031, 0x041E, 0x00E0, 0x005D, 0x01B0
_NUMBER, _SMALL_NUMBER, _SMALL_NUMBERS, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006
_TEXTS = (0x00FD, 0x0204, 0x00D6)  # of the table of strings, its own, of several looks
_NOTE = 0x19  # kind of an object: a comment
_DARK = frozenset(
    {0, 8, 0x40, 0x7FFF, 2, 10, 4, 12, 16, 17, 18, 55, 56, 58, 62, 63, 32, 33, 37, 38, 53, 59, 60, 61, 20}
)
_LIGHT = frozenset({1, 9, 0x41, 5, 13, 22, 26, 27, 34, 31, 41, 42, 43, 44, 47, 15})
_SOLID = (0, 1)  # patterns of a fill: none, one colour


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell styles of a workbook by number: what in them is not plain, and the formats of numbers."""

    doubts: Mapping[int, str] = field(default_factory=dict)
    formats: Mapping[int, str] = field(default_factory=dict)  # those that are not General


def styles(records: Records) -> Styles:
    """The styles of a workbook that change what is seen of a figure."""
    fonts: list[str] = []
    codes: dict[int, str] = dict(plain.BUILT_IN)
    doubts: dict[int, str] = {}
    formats: dict[int, str] = {}
    count = 0
    for kind, content in records:
        if kind == _FONT and len(content) >= 14:
            fonts.append(_of_font(content))
        elif kind == _FORMAT and len(content) >= 5:
            codes[struct.unpack_from("<H", content)[0]] = _code(content)
        elif kind == _STYLE and len(content) >= 20:
            font, number = struct.unpack_from("<HH", content)
            place = font - 1 if font > 4 else font  # there is no font 4
            reason = (fonts[place] if place < len(fonts) else "") or _of_fill(content)
            if reason or content[7] not in (0, 0xFF):
                doubts[count] = reason or "turned type"
            if codes.get(number) != "General":
                formats[count] = codes.get(number, "")
            count += 1
    return Styles(doubts, formats)


def of_sheet(records: Records, known: Styles) -> tuple[dict[Place, str], str]:
    """(what of each cell is not plain, what of the whole sheet is not)."""
    doubts: dict[Place, str] = {}
    everywhere = ""
    for kind, content in records:
        if kind == _OBJECT and len(content) >= 6 and struct.unpack_from("<H", content, 4)[0] != _NOTE:
            everywhere = "a drawing"
        elif kind == _CONDITION:
            everywhere = "a format that depends on values"
        for place, style, value in _cells(kind, content):
            if reason := known.doubts.get(style) or _of_format(known.formats.get(style, "General"), value):
                doubts[place] = reason
    return doubts, everywhere


def _cells(kind: int, content: bytes) -> Iterator[tuple[Place, int, float | None]]:
    """(place, number of its style, the number in it) of each cell of a record."""
    if kind == _SMALL_NUMBERS and len(content) >= 6:
        row, first = struct.unpack_from("<HH", content)
        for at in range((len(content) - 6) // 6):
            style, packed = struct.unpack_from("<HI", content, 4 + 6 * at)
            yield (row, first + at), style, _unpacked(packed)
    elif kind in (_NUMBER, _SMALL_NUMBER, _FORMULA, *_TEXTS) and len(content) >= 6:
        row, column, style = struct.unpack_from("<HHH", content)
        value: float | None = None
        if kind == _NUMBER and len(content) >= 14:
            (value,) = struct.unpack_from("<d", content, 6)
        elif kind == _SMALL_NUMBER and len(content) >= 10:
            value = _unpacked(struct.unpack_from("<I", content, 6)[0])
        elif kind == _FORMULA and len(content) >= 14 and content[12:14] != b"\xff\xff":
            (value,) = struct.unpack_from("<d", content, 6)
        yield (row, column), style, value


def _unpacked(packed: int) -> float:
    """The number of an RkNumber (2.5.217)."""
    value: float
    if packed & 2:
        value = float(struct.unpack("<i", struct.pack("<I", packed))[0] >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value


def _of_format(code: str, value: float | None) -> str:
    if value is None or code == "General":
        return ""
    stored = format(value, ".15g")
    if "e" in stored or plain.printed(code, stored) != stored:
        return f"the number format {code[:30]}"
    return ""


def _of_font(content: bytes) -> str:
    height, options, colour, _, raised = struct.unpack_from("<HHHHH", content)
    if options & 0x08:
        return "struck type"
    if raised:
        return "raised type"
    if height < 100:  # twentieths of a point
        return "type too small to read"
    return "" if colour in _DARK else "a colour of type"


def _of_fill(content: bytes) -> str:
    pattern = struct.unpack_from("<I", content, 14)[0] >> 26
    ground = struct.unpack_from("<H", content, 18)[0] & 0x7F
    if pattern == 0 or (pattern in _SOLID and ground in _LIGHT):
        return ""
    return "a colour of the ground"


def _code(content: bytes) -> str:
    count, flags = struct.unpack_from("<HB", content, 2)
    text = content[5:]
    return text[: 2 * count].decode("utf-16-le", "replace") if flags & 1 else text[:count].decode("latin-1")
