"""The binary Word 97-2003 format as far as a report needs it: the text of its stories, paragraph by paragraph, and the
properties that say where table cells and rows end.

Offsets and codes are those of [MS-DOC]: the FIB (2.5), the piece table (2.8.35), the formatted disk pages (2.9.174,
2.9.118). What is printed is kept; hidden text, field codes and text deleted
under change tracking are not printed, so they are left out. Raises UnreadableDocument, and never struct.error.
"""

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.text_marks import PICTURE
from pipelines.readers.word.binary_formatting import Look, character_styles, look
from pipelines.readers.word.binary_properties import (
    HUGE_PAPX,
    Properties,
    collected,
    depth_of,
    flag,
    modifiers,
    of_piece,
)

MAX_STREAM = 60 << 20  # bytes
_PARTS = re.compile(r"[^\x00-\x1f]+|[\x00-\x1f]")
_PRINTED_AS = {"\t": "\t", "\x0b": "\n", "\x0e": "\n", "\x1e": "-"}  # the rest anchors pictures, notes, drawings


class Locked(UnreadableDocument):
    """Encrypted: nobody reads it without the password."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    end: str  # the character that ended it: "\r", or "\x07" for a cell or a row
    depth: int  # 0 outside every table, 1 in a table, 2 in a table within a cell
    properties: Properties

    def flag(self, code: int) -> bool:
        return flag(self.properties, code)


def _follow(fields: list[bool], mark: str) -> list[str]:
    """Opens, turns to its result, or closes a field; a picture for one without a result: it prints by itself."""
    if mark == "\x13":
        fields.append(True)
    elif mark == "\x14" and fields:
        fields[-1] = False
    elif mark == "\x15" and fields and fields.pop():
        return [PICTURE]
    return []


def paragraphs(body: bytes) -> tuple[list[Paragraph], list[Paragraph]]:
    """The paragraphs of the main story and those of its text boxes; headers, footers and notes are other stories.

    Raises UnreadableDocument for a damaged file.
    """
    try:
        word = _Word(body)
        lengths = struct.unpack_from("<8I", word.main, 76)  # main, foot notes, headers, macros, notes, end notes, boxes
        boxes = sum(lengths[:6])
        return list(word.story(0, lengths[0])), list(word.story(boxes, boxes + lengths[6]))
    except (struct.error, IndexError, OSError, ValueError) as error:
        raise UnreadableDocument(f"the Word 97-2003 file is damaged: {error}") from error


_FIELD_MARKS = ("\x13", "\x14", "\x15")  # a field's beginning, the beginning of its result, its end


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # in characters from the beginning of all text
    end: int
    offset: int  # in bytes from the beginning of the WordDocument stream
    width: int  # bytes a character
    properties: Properties


@dataclass(slots=True)
class _Runs:
    """Property runs of one kind, by the byte offset they begin at."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    properties: list[bytes] = field(default_factory=list)

    def at(self, offset: int) -> int:
        """Index of the run that holds `offset`, -1 when none does."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else -1


class _Word:
    def __init__(self, body: bytes) -> None:
        self.main, self.table, self.data = _streams(body)
        self.pieces = self._pieces()
        self.paragraph_runs = self._runs(13, entry_bytes=13)
        self.character_runs = self._runs(12, entry_bytes=1)
        self._paragraph_cache: dict[int, Properties] = {}
        self.styles = character_styles(self._table_part(1))
        self._look_cache: dict[int, Look] = {}

    def story(self, start: int, end: int) -> Iterator[Paragraph]:
        """The paragraphs between two character positions. Field codes may span paragraphs."""
        if end > (self.pieces[-1].end if self.pieces else 0):
            raise ValueError(f"{end} characters promised, {self.pieces[-1].end if self.pieces else 0} found")
        printed: list[str] = []
        fields: list[bool] = []  # for each open field, whether its code (not its result) is being read
        for piece in self.pieces:
            for text, offset in self._runs_of_text(piece, max(piece.start, start), min(piece.end, end)):
                seen = self._look(offset, piece)
                for part in _PARTS.finditer(text):
                    mark = part[0]
                    if mark in _FIELD_MARKS:
                        printed += _follow(fields, mark)
                    elif mark in ("\r", "\x07", "\x0c"):
                        properties = self._paragraph_properties(offset + part.start() * piece.width, piece)
                        depth = depth_of(properties)
                        if mark == "\x0c" and depth:  # a page break within a cell
                            printed.append("\n")
                            continue
                        yield Paragraph(_joined(printed), mark, depth, properties)
                        printed = []
                    elif not any(fields):
                        printed.append(seen.printed(mark) if mark >= " " else _control(mark, seen))
        if any(printed):
            yield Paragraph(_joined(printed), "\r", 0, {})

    def _runs_of_text(self, piece: _Piece, first: int, last: int) -> Iterator[tuple[str, int]]:
        """(text, byte offset) of each stretch of one look in a piece, between two character positions."""
        if first >= last:
            return
        begin = piece.offset + (first - piece.start) * piece.width
        end = begin + (last - first) * piece.width
        if end > len(self.main):
            raise ValueError("its text is cut off")
        while begin < end:
            index = self.character_runs.at(begin)
            if index >= 0:
                stop = self.character_runs.ends[index]
            else:
                following = bisect_right(self.character_runs.starts, begin)
                stop = self.character_runs.starts[following] if following < len(self.character_runs.starts) else end
            stop = min(end, max(stop, begin + piece.width))
            stop -= (stop - begin) % piece.width
            yield _characters(self.main[begin:stop], piece.width), begin
            begin = stop

    def _paragraph_properties(self, offset: int, piece: _Piece) -> Properties:
        index = self.paragraph_runs.at(offset)
        if index not in self._paragraph_cache:
            found: Properties = {}
            # A style's index of two bytes stands before the modifiers.
            for code, operand in modifiers(self.paragraph_runs.properties[index][2:] if index >= 0 else b""):
                if code in HUGE_PAPX and len(operand) == 4:
                    for inner, value in modifiers(self._data_properties(struct.unpack("<I", operand)[0])):
                        found.setdefault(inner, []).append(value)
                else:
                    found.setdefault(code, []).append(operand)
            self._paragraph_cache[index] = found
        found = self._paragraph_cache[index]
        return found | piece.properties if piece.properties else found

    def _look(self, offset: int, piece: _Piece) -> Look:
        index = self.character_runs.at(offset)
        if piece.properties:
            own = collected(self.character_runs.properties[index]) if index >= 0 else {}
            return look(own | piece.properties, self.styles)
        if index not in self._look_cache:
            own = collected(self.character_runs.properties[index]) if index >= 0 else {}
            self._look_cache[index] = look(own, self.styles)
        return self._look_cache[index]

    def _data_properties(self, offset: int) -> bytes:
        if offset + 2 > len(self.data):
            return b""
        (size,) = struct.unpack_from("<H", self.data, offset)
        return self.data[offset + 2 : offset + 2 + size]

    def _table_part(self, index: int) -> bytes:
        """A part of the table stream by its number in the FIB."""
        offset, size = struct.unpack_from("<II", self.main, 154 + 8 * index)
        return self.table[offset : offset + size]

    def _pieces(self) -> list[_Piece]:
        clx = self._table_part(33)
        grpprls: list[bytes] = []
        position = 0
        while position < len(clx) and clx[position] == 1:
            (size,) = struct.unpack_from("<H", clx, position + 1)
            grpprls.append(clx[position + 3 : position + 3 + size])
            position += 3 + size
        if position >= len(clx) or clx[position] != 2:
            raise ValueError("no piece table")
        (size,) = struct.unpack_from("<I", clx, position + 1)
        table = clx[position + 5 : position + 5 + size]
        count = (len(table) - 4) // 12
        offsets = struct.unpack_from(f"<{count + 1}I", table, 0)
        pieces = []
        for index in range(count):
            where, prm = struct.unpack_from("<IH", table, 4 * (count + 1) + 8 * index + 2)
            is_compressed = bool(where & 0x40000000)
            offset = (where & 0x3FFFFFFF) // 2 if is_compressed else where & 0x3FFFFFFF
            if offsets[index + 1] < offsets[index]:
                raise ValueError("its piece table runs backwards")
            width = 1 if is_compressed else 2
            pieces.append(_Piece(offsets[index], offsets[index + 1], offset, width, of_piece(prm, grpprls)))
        return pieces

    def _runs(self, index: int, *, entry_bytes: int) -> _Runs:
        """All runs of the formatted disk pages a PlcBte names: paragraphs (index 13) or characters (index 12)."""
        plc = self._table_part(index)
        count = max(0, (len(plc) - 4) // 8)
        runs: list[tuple[int, int, bytes]] = []
        for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ():
            start = (number & 0x3FFFFF) * 512
            page = self.main[start : start + 512]
            if len(page) < 512:
                raise ValueError("a page of properties is missing")
            entries = page[511]
            if 4 * (entries + 1) + entry_bytes * entries > 511:
                raise ValueError("a page of properties overflows")
            offsets = struct.unpack_from(f"<{entries + 1}I", page, 0)
            for entry in range(entries):
                place = page[4 * (entries + 1) + entry_bytes * entry] * 2
                properties = _stored(page, place, is_paragraph=entry_bytes == 13) if place else b""
                runs.append((offsets[entry], offsets[entry + 1], properties))
        runs.sort(key=lambda run: run[0])
        return _Runs([run[0] for run in runs], [run[1] for run in runs], [run[2] for run in runs])


def _streams(body: bytes) -> tuple[bytes, bytes, bytes]:
    """The WordDocument, table and Data streams of a Word 97 file that is not encrypted."""
    with olefile.OleFileIO(io.BytesIO(body)) as ole:
        if not ole.exists("WordDocument"):
            names = ", ".join("/".join(path) for path in ole.listdir()[:6]) or "none"
            raise UnreadableDocument(f"an OLE file without a WordDocument stream; its streams: {names}")
        main = ole.openstream("WordDocument").read(MAX_STREAM)
        magic, version, flags = struct.unpack_from("<HH6xH", main, 0)
        if magic not in (0xA5EC, 0xA5DC) or version < 193:  # 193: Word 97
            raise UnreadableDocument(f"a Word file older than Word 97 (mark {magic:04X}, version {version})")
        if flags & 0x100:
            raise Locked("the Word file is encrypted; only someone with its password can open it")
        name = "1Table" if flags & 0x200 else "0Table"
        if not ole.exists(name):
            raise UnreadableDocument(f"the Word 97-2003 file is damaged: it lacks its {name} stream")
        data = ole.openstream("Data").read(MAX_STREAM) if ole.exists("Data") else b""
        return main, ole.openstream(name).read(MAX_STREAM), data


def _stored(page: bytes, place: int, *, is_paragraph: bool) -> bytes:
    """A PAPX or CHPX in a formatted disk page: a count, of words or of bytes, and the properties."""
    size = page[place]
    if not is_paragraph:
        return page[place + 1 : place + 1 + size]
    if size:
        return page[place + 1 : place + 2 * size]
    return page[place + 2 : place + 2 + 2 * page[place + 1]]


def _control(mark: str, seen: Look) -> str:
    return "" if seen.is_hidden else _PRINTED_AS.get(mark, "")


def _characters(raw: bytes, width: int) -> str:
    """One character for each `width` bytes, so that positions stay right; halves of a surrogate pair stay apart."""
    if width == 1:
        return raw.decode("cp1252", "replace")
    text = raw.decode("utf-16-le", "surrogatepass")
    return text if 2 * len(text) == len(raw) else "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _joined(parts: list[str]) -> str:
    return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
