"""How a binary Word file prints its characters: not at all, struck through, raised, or plain; by the modifiers of a run
and by those of the character style it names.

[MS-DOC] 2.9.271 is the style sheet, 2.9.260 a style in it, 2.6.1 the modifiers of characters.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.readers.text_marks import PICTURE, raised, struck
from pipelines.readers.word import binary_plain
from pipelines.readers.word.binary_properties import (
    DELETED,
    HIDDEN,
    OFF_LINE,
    RAISED,
    STRIKES,
    STYLE,
    SYMBOL,
    Properties,
    collected,
    last,
)

_PARAGRAPH, _CHARACTER = 1, 2  # kinds of styles
_NO_BASE = 0xFFF
_RAISED_BY = 6  # half-points off the line from which text is a mark beside the text and not a line set a little higher


@dataclass(frozen=True, slots=True)
class Look:
    is_hidden: bool = False
    is_struck: bool = False
    is_raised: bool = False
    is_odd: bool = False  # not plain: what is seen of it, only who draws it can tell
    symbol: str = ""  # what each character of the text stands in for: one of a symbol font

    def printed(self, text: str) -> str:
        """The text as it is seen, in characters that show it."""
        if self.is_hidden:
            return ""
        text = self.symbol * len(text) if self.symbol else text
        text = PICTURE + text if self.is_odd and text.strip() else text
        text = raised(text) if self.is_raised else text
        return struck(text) if self.is_struck else text


def look(own: Properties, styles: Mapping[int, Properties]) -> Look:
    """The look of a run with these modifiers."""
    named = last(own, STYLE)
    style = styles.get(struct.unpack("<H", named)[0], {}) if len(named) == 2 else {}
    symbol, off = last(own, SYMBOL), last(own, OFF_LINE) or last(style, OFF_LINE)
    is_off = len(off) == 2 and abs(struct.unpack("<h", off)[0]) >= _RAISED_BY
    return Look(
        is_hidden=_is_on(HIDDEN, own, style) or _is_on(DELETED, own, style),
        is_struck=any(_is_on(code, own, style) for code in STRIKES),
        is_raised=is_off or (last(own, RAISED) or last(style, RAISED))[:1] in (b"\x01", b"\x02"),
        is_odd=binary_plain.is_odd(style | own),
        symbol=chr(struct.unpack_from("<H", symbol, 2)[0]) if len(symbol) == 4 else "",
    )


def _is_on(code: int, own: Properties, style: Properties) -> bool:
    """True for a switch that is on: 0 and 1 say off and on, 0x80 what the style says, 0x81 the opposite (2.9.315)."""
    said = last(own, code)[:1]
    of_style = last(style, code)[:1] in (b"\x01", b"\x81")
    return said == b"\x01" or (said in (b"", b"\x80") and of_style) or (said == b"\x81" and not of_style)


def character_styles(sheet: bytes) -> dict[int, Properties]:
    """The modifiers of each style's characters by the style's number; those it is based on are in them.

    A sheet that ends early gives the styles before its end: a text is no less readable for it.
    """
    if len(sheet) < 6:
        return {}
    (size, count, base_size) = struct.unpack_from("<HHH", sheet, 0)
    found: dict[int, tuple[int, Properties]] = {}
    position = 2 + size
    for number in range(count):
        if position + 2 > len(sheet):
            break
        (length,) = struct.unpack_from("<H", sheet, position)
        definition = sheet[position + 2 : position + 2 + length]
        position += 2 + length + length % 2
        if len(definition) == length and length > base_size + 2 and base_size >= 10:
            found[number] = _style(definition, base_size)
    return {number: _inherited(number, found) for number in found}


def _style(definition: bytes, base_size: int) -> tuple[int, Properties]:
    """(number of the style it is based on, the modifiers of its characters)."""
    (kind_and_base,) = struct.unpack_from("<H", definition, 2)
    (name_length,) = struct.unpack_from("<H", definition, base_size)
    position = base_size + 2 + 2 * (name_length + 1)
    before = {_PARAGRAPH: 1, _CHARACTER: 0}.get(kind_and_base & 15)  # lists of modifiers before that of characters
    if before is None:
        return kind_and_base >> 4, {}
    for _ in range(before):
        size = int.from_bytes(definition[position : position + 2], "little")
        position += 2 + size + size % 2
    size = int.from_bytes(definition[position : position + 2], "little")
    return kind_and_base >> 4, collected(definition[position + 2 : position + 2 + size])


def _inherited(number: int, styles: Mapping[int, tuple[int, Properties]]) -> Properties:
    properties: Properties = {}
    seen: set[int] = set()
    while number in styles and number not in seen and number != _NO_BASE:
        seen.add(number)
        number, own = styles[number]
        properties = own | properties
    return properties
