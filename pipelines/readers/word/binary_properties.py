"""Property modifiers of binary Word files: the codes a report needs, and how lists of them are read.

[MS-DOC] 2.6 lists the codes, 2.6.1 their form: the top three bits of a code tell the size of its operand.
"""

import struct
from collections.abc import Iterator, Sequence

MAX_DEPTH = 20  # of tables within tables

# Single property modifiers used here: paragraphs, characters, table rows.
IN_TABLE, ROW_END, DEPTH, DEPTH_CHANGE = 0x2416, 0x2417, 0x6649, 0x664A
INNER_CELL_END, INNER_ROW_END = 0x244B, 0x244C
HUGE_PAPX = (0x6645, 0x6646, 0x646B)  # the properties themselves lie in the Data stream
DELETED, HIDDEN, SYMBOL, STYLE = 0x0800, 0x083C, 0x6A09, 0x4A30
STRIKES, RAISED, OFF_LINE = (0x0837, 0x2A53), 0x2A48, 0x4845  # once and twice through; 1 up, 2 down; half-points
ROW_CELLS, VERTICAL_MERGE, MERGE, SPLIT = 0xD608, 0xD62B, 0x5624, 0x5625

_TAB_CHANGES = 0xC615
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)  # by the top three bits of the code; 6 = its first byte tells
_SHORT_FORMS = {0x18: IN_TABLE, 0x19: ROW_END, 0x41: DELETED, 0x5C: HIDDEN}  # in a piece's Prm0 (2.9.214)

Properties = dict[int, list[bytes]]  # code -> operands, in the order written


def modifiers(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """(code, operand) of each property modifier; stops at one that is cut off."""
    position = 0
    while position + 2 <= len(grpprl):
        (code,) = struct.unpack_from("<H", grpprl, position)
        position += 2
        if code == ROW_CELLS:  # its size takes two bytes and counts itself, less one
            if position + 2 > len(grpprl):
                return
            size = struct.unpack_from("<H", grpprl, position)[0] - 1
            position += 2
        elif code >> 13 == 6:
            if position >= len(grpprl):
                return
            size = grpprl[position]
            position += 1
            if code == _TAB_CHANGES and size == 255:  # longer than a byte can say: two counted lists follow
                removed = grpprl[position] if position < len(grpprl) else 0
                place = position + 1 + 4 * removed
                size = 2 + 4 * removed + 3 * (grpprl[place] if place < len(grpprl) else 0)
        else:
            size = _OPERAND_BYTES[code >> 13]
        if size < 0 or position + size > len(grpprl):
            return
        yield code, grpprl[position : position + size]
        position += size


def of_piece(prm: int, grpprls: Sequence[bytes]) -> Properties:
    """What a fast-saved file says of a whole piece."""
    if prm & 1:
        return collected(grpprls[prm >> 1]) if prm >> 1 < len(grpprls) else {}
    code = _SHORT_FORMS.get(prm >> 1 & 0x7F)
    return {} if code is None else {code: [bytes([prm >> 8])]}


def collected(grpprl: bytes) -> Properties:
    found: Properties = {}
    for code, operand in modifiers(grpprl):
        found.setdefault(code, []).append(operand)
    return found


def last(properties: Properties, code: int) -> bytes:
    """The operand that counts, the last one written; empty where there is none."""
    return properties[code][-1] if code in properties else b""


def flag(properties: Properties, code: int) -> bool:
    """True if a yes/no property is set; 0x80 leaves it to the style, 0x81 says the opposite of the style."""
    operands = properties.get(code)
    return bool(operands) and operands is not None and operands[-1][:1] in (b"\x01", b"\x81")


def depth_of(properties: Properties) -> int:
    depth = 1 if flag(properties, IN_TABLE) else 0
    for operand in properties.get(DEPTH, ()):
        depth = max(0, struct.unpack("<i", operand)[0])
    for operand in properties.get(DEPTH_CHANGE, ()):
        depth = max(0, depth + struct.unpack("<i", operand)[0])
    if depth > MAX_DEPTH:
        raise ValueError(f"tables nest {depth} deep")
    return depth
