"""What the spreadsheet engine does not tell of an XLS: hidden rows and columns, and cells with an error, which it gives
as blank. [MS-XLS] 2.4 lists the records, 2.5.10 the errors.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import replace

import olefile

from pipelines.readers.spreadsheets import xls_looks
from pipelines.readers.spreadsheets.xlsx_hidden import Marks, Place
from pipelines.records import PICTURE

_ROW, _COLUMNS, _ERROR, _FORMULA, _SHEET, _END = 0x0208, 0x007D, 0x0205, 0x0006, 0x0085, 0x000A
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def of_xls(body: bytes) -> dict[str, Marks]:
    """Marks by the name of the sheet; raises OSError, ValueError, IndexError or struct.error for a damaged file."""
    with olefile.OleFileIO(io.BytesIO(body)) as ole:
        stream = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        return of_stream(ole.openstream(stream).read()) if stream else {}


def of_stream(data: bytes) -> dict[str, Marks]:
    """The same from the Workbook stream alone."""
    found: dict[str, Marks] = {}
    styles = xls_looks.styles(_records(data, 0))
    for kind, content in _records(data, 0):
        if kind == _SHEET and len(content) > 8:
            (start,) = struct.unpack_from("<I", content)
            width = 2 if content[7] & 1 else 1
            name = content[8 : 8 + width * content[6]].decode("utf-16-le" if width == 2 else "latin-1", "replace")
            doubts, everywhere = xls_looks.of_sheet(_records(data, start), styles)
            found[name] = replace(_of_records(data, start), doubts=doubts, everywhere=everywhere)
    return found


def _records(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, to its end."""
    position = start
    while position + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, position)
        if kind == _END:
            return
        yield kind, data[position + 4 : position + 4 + size]
        position += 4 + size


def _of_records(data: bytes, start: int) -> Marks:
    rows: set[int] = set()
    columns: set[int] = set()
    shown: dict[Place, str] = {}
    for kind, content in _records(data, start):
        if kind == _ROW and len(content) >= 16 and content[12] & 0x20:
            rows.add(struct.unpack_from("<H", content)[0])
        elif kind == _COLUMNS and len(content) >= 10 and content[8] & 1:
            first, last = struct.unpack_from("<HH", content)
            columns.update(range(first, min(last, 255) + 1))
        elif kind == _ERROR and len(content) >= 8 and content[7]:
            shown[struct.unpack_from("<HH", content)] = _ERRORS.get(content[6], PICTURE)
        elif kind == _FORMULA and len(content) >= 14 and content[12:14] == b"\xff\xff" and content[6] == 2:
            shown[struct.unpack_from("<HH", content)] = _ERRORS.get(content[8], PICTURE)
    return Marks(frozenset(rows), frozenset(columns), shown)
