"""What is plain in a binary Word table: modifiers whose look the reader can vouch for ([MS-DOC] 2.6.1 and 2.6.2)."""

import struct
from functools import lru_cache

from pipelines.readers.word.binary_properties import OFF_LINE, Properties, last

# modifiers of characters that change no figure, or change it in ways the reader follows
_CHARACTERS = frozenset(
    {0x0800, 0x0801, 0x0802, 0x6A03, 0x4804, 0x6805, 0x0806, 0x4807, 0x6A09, 0x080A, 0x0811, 0x6815, 0x6816, 0x6817}
    | {0x0818, 0xC81A, 0x4A30, 0xCA31, 0x2A33, 0x2A34, 0x0835, 0x0836, 0x0837, 0x083A, 0x083B, 0x083C, 0x2A3E, 0xCA47}
    | {0x2A48, 0x484B, 0x484E, 0x4A4F, 0x4A50, 0x4A51, 0x2A53, 0x0855, 0x0856, 0xCA57, 0x2859, 0x085C, 0x085D, 0x4A5E}
    | {0x485F, 0x4A60, 0x4A61, 0xCA62, 0x4863, 0x6864, 0x6865, 0x4867, 0x0868, 0x486D, 0x486E, 0x286F, 0xCA72, 0x4873}
    | {0x4874, 0x0875, 0xCA76, 0x6877, 0x2879, 0x0882, 0x2A83, 0xCA85, 0x2A86, 0x6887, 0x4888, 0xCA89, 0x2A90}
)
_LIGHT_HIGHLIGHTS = frozenset({0, 3, 4, 7, 8, 16})  # none, cyan, green, yellow, white, light grey
_DARK_COLOURS = frozenset({0, 1, 2, 6, 9, 10, 11, 12, 13, 14, 15})  # of type: automatic, black, blue, red, dark ones
_PALE = 0.6  # lightness from which type, and below which a ground, is looked at
_LIST, _LIST_OF_NONE = 0x460B, (b"\x00\x00", b"\x01\xf8")  # which list a paragraph is of
_CHARACTER_KIND = 2  # bits 10 to 12 of a modifier's code


def is_odd(own: Properties) -> bool:
    """True if a run's look is not plain."""
    return any(_is_odd(code, operands[-1]) for code, operands in own.items() if code >> 10 & 7 == _CHARACTER_KIND)


def is_numbered(own: Properties) -> bool:
    """True if a paragraph is printed with a number of its list."""
    operand = last(own, _LIST)
    return bool(operand) and operand not in _LIST_OF_NONE


@lru_cache(4096)
def _is_odd(code: int, operand: bytes) -> bool:
    if code in _CHARACTERS:
        return False
    number = int.from_bytes(operand, "little", signed=True) if 0 < len(operand) <= 2 else 0
    match code:
        case 0x2A0C:
            return number not in _LIGHT_HIGHLIGHTS
        case 0x2A42:
            return number not in _DARK_COLOURS
        case 0x4A43:
            return number < 8  # half-points
        case 0x8840:
            return number < -60  # twips: type set over type
        case 0x4852:
            return not 50 <= number <= 200
        case 0x6870:
            return len(operand) == 4 and operand[3] != 0xFF and _light(operand) > _PALE
        case 0xCA71:
            has_ground = len(operand) == 10 and operand[7] != 0xFF
            return struct.unpack_from("<H", operand, 8)[0] > 1 or _light(operand[4:]) < _PALE if has_ground else False
        case 0x4866:
            return len(operand) == 2 and (number >> 5 & 31 not in (0, 8, 7, 16) or number >> 10 & 63 not in (0,))
        case code if code == OFF_LINE:
            return abs(number) in (3, 4, 5)  # half-points; what is further off the line the reader marks
    return True


def _light(colour: bytes) -> float:
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255
