"""Fields of an RTF document that print something and have no result (RTF 1.9.1, Fields).

LibreOffice drops them, and their cell looks blank. A picture's mark is put in their place: something stood there.
"""

import re

from pipelines.records import PICTURE

_SAID = rb"\{\\\*\\fldinst\b[^{}]{0,300}(?:\{[^{}]{0,300}\}[^{}]{0,300}){0,4}\}"
_EMPTY = re.compile(rb"(?P<said>" + _SAID + rb")\s*\{\\fldrslt\s*(?:\{\s*\}\s*)?\}")
_NAME = re.compile(rb"(?<![\\\w])[A-Za-z]{2,}")  # the field's, and no control word
_PRINT_NOTHING = frozenset((b"ADVANCE", b"ASK", b"HYPERLINK", b"PRIVATE", b"RD", b"SET", b"TA", b"TC", b"XE"))
_MARK = rb"{\fldrslt \u%d?}" % (ord(PICTURE) - (1 << 16))


def marked(body: bytes) -> bytes:
    """The document with a picture's mark as the result of every field that lacks one and prints something."""
    return _EMPTY.sub(_with_mark, body) if b"\\fldrslt" in body else body


def _with_mark(field: re.Match[bytes]) -> bytes:
    name = _NAME.search(field["said"])
    prints_nothing = name is not None and name[0].upper() in _PRINT_NOTHING
    return field[0] if prints_nothing else field["said"] + _MARK
