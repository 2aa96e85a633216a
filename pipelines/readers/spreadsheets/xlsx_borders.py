"""A workbook with a thin line round every cell, so that the PDF reader finds the cells of what is printed."""

import io
import re
import zipfile

_BORDER = re.compile(
    rb"<((?:\w+:)?)border((?:\s[^<>]*?)?)(?:/>|>((?:(?!<(?:\w+:)?border[\s>]).)*?)</(?:\w+:)?border>)", re.S
)
_DIAGONAL = re.compile(  # ends before the next one begins, or the search would be a square of what is left open
    rb"<(?:\w+:)?diagonal\b[^<>]*>(?:(?<=/>)|[^<]*(?:<(?!/?(?:\w+:)?diagonal)[^<]*)*</(?:\w+:)?diagonal>)"
)
_BORDER_IS_LEFT = re.compile(rb"""\sapplyBorder=(?:"[^"]*"|'[^']*')""")
_STYLE_OF_CELLS = re.compile(rb"<(?:\w+:)?xf(?=[\s/>])")


def with_borders(body: bytes) -> bytes:
    """The workbook with thin lines; those that run across a cell stay."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            new.writestr(member.filename, _with_borders(data) if member.filename == "xl/styles.xml" else data)
    return packed.getvalue()


def _with_borders(styles: bytes) -> bytes:
    applied = _STYLE_OF_CELLS.sub(rb'\g<0> applyBorder="1"', _BORDER_IS_LEFT.sub(b"", styles))
    return _BORDER.sub(_thin, applied)


def _thin(border: re.Match[bytes]) -> bytes:
    tag, attributes, inner = border[1], border[2], border[3] or b""
    sides = b"".join(b'<%s%s style="thin"/>' % (tag, side) for side in (b"left", b"right", b"top", b"bottom"))
    across = _DIAGONAL.search(inner)
    return b"<%sborder%s>%s%s</%sborder>" % (tag, attributes, sides, across[0] if across else b"", tag)
