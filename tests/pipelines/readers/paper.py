"""Small documents for the readers of geometric formats, written by hand: PDF and OFD bytes, tables as strokes."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from pipelines.records import Grid, Reading

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'

# A table for tests: rows of texts, each as wide as its column; None continues the cell to its left.
Rows = list[list[str | None]]


def pdf(
    pages: list[str],
    *,
    size: tuple[int, int] = (595, 842),
    page_extra: str = "",
    resources: str = "",
    fonts: str = "",
    trailer_extra: str = "",
) -> bytes:
    """A PDF whose pages draw the given operators. Fonts: /H Helvetica, /S a Song font that is not embedded, `fonts`."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor<</Type/FontDescriptor"
        "/FontName/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]/Ascent 880/Descent -120/ItalicAngle 0/StemV 80"
        "/CapHeight 880>>/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    ]
    body = [value.encode() for value in objects]
    for number, content in enumerate(pages):
        body.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Contents {7 + 2 * number} 0 R"
            f"/Resources<</Font<</H 3 0 R/S 4 0 R{fonts}>>{resources}>>{page_extra}>>".encode()
        )
        data = zlib.compress(content.encode())
        body.append(f"<</Length {len(data)}/Filter/FlateDecode>>stream\n".encode() + data + b"\nendstream")
    return pdf_of(body, trailer_extra)


def pdf_of(objects: Sequence[bytes], trailer_extra: str = "") -> bytes:
    """The PDF of some objects, the catalogue first, with its cross-references."""
    out = BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, value in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + value + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out.write(f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer_extra}>>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def pdf_text(x: float, top: float, text: str, *, size: float = 10, height: float = 842) -> str:
    """Operators that set a line with its upper edge `top` points below the page's edge."""
    base = height - top - 0.88 * size
    if text.isascii():
        return f"BT /H {size} Tf {x} {base:.2f} Td ({text.replace('(', '[').replace(')', ']')}) Tj ET\n"
    return f"BT /S {size} Tf {x} {base:.2f} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def pdf_table(rows: Rows, *, left: float = 50, top: float = 100, widths: list[float], row_height: float = 24) -> str:
    """Operators for a ruled table whose lines are strokes."""
    edges = [left + sum(widths[:index]) for index in range(len(widths) + 1)]
    parts = []
    for index in range(len(rows) + 1):
        y = 842 - top - index * row_height
        parts.append(f"{edges[0]} {y} m {edges[-1]} {y} l S\n")
    for index, row in enumerate(rows):
        y = top + index * row_height
        for column, text in enumerate([*row, ""]):
            if text is not None:
                parts.append(f"{edges[column]} {842 - y} m {edges[column]} {842 - y - row_height} l S\n")
                parts.append(pdf_text(edges[column] + 4, y + 6, text) if text else "")
    return "".join(parts)


def ofd(contents: list[str]) -> bytes:
    """An OFD whose pages hold the given objects in one layer."""
    pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(contents)))
    parts = {
        "OFD.xml": f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>年报</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
    }
    for number, content in enumerate(contents):
        parts[f"Doc_0/Pages/{number}.xml"] = (
            f"<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped(parts)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


def ofd_text(x: float, y: float, text: str, *, size: float = 3.5, extra: str = "") -> str:
    """A text object whose first character's base line begins at (x, y) millimetres."""
    return (
        f'<ofd:TextObject Boundary="{x} {y - size} 100 {size * 1.3}" Size="{size}" {extra}>'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="g {len(text)} {size}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_table(rows: Rows, *, left: float = 20, top: float = 40, widths: list[float], row_height: float = 8) -> str:
    """A ruled table whose lines are thin filled boxes, as most writers draw them."""
    edges = [left + sum(widths[:index]) for index in range(len(widths) + 1)]
    parts = [_box(edges[0], top + n * row_height, edges[-1] - edges[0], 0.2) for n in range(len(rows) + 1)]
    for index, row in enumerate(rows):
        y = top + index * row_height
        for column, text in enumerate([*row, ""]):
            if text is not None:
                parts.append(_box(edges[column], y, 0.2, row_height))
                parts.append(ofd_text(edges[column] + 2, y + 5, text) if text else "")
    return "".join(parts)


def _box(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<ofd:PathObject Boundary="{x} {y} {width} {height}" Stroke="false" Fill="true"><ofd:AbbreviatedData>'
        f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C</ofd:AbbreviatedData></ofd:PathObject>"
    )


def grids(reading: Reading) -> list[list[list[str]]]:
    """The texts of every grid, row by row."""
    return [
        [[cell.text for cell in row] for row in block.rows()] for block in reading.blocks if isinstance(block, Grid)
    ]
