"""A report set on A4 pages, as a printer would: lines of text and rules at their places, tables cut where a page ends.

The same pages become a PDF, an OFD or pictures, so that the geometric readers meet one form in every container.
"""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.city.forms.report import Paragraph, ReportForm, blocks
from tests.city.forms.sheet import Sheet, SheetCell, occupied
from tests.pipelines.readers.paper import ofd, ofd_text, pdf, pdf_text

WIDTH, HEIGHT = 595, 842  # points: A4 upright
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 547, 60, 790
_PROSE, _SMALL, _LEADING = 11.0, 8.0, 11.0  # points: sizes of type, and from line to line in a table
_FONTS = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
_MILLIMETRE = 72 / 25.4
_COLUMNS = {
    4: (190, 103, 103, 103),
    10: (40, 66, 141, *[36] * 7),
    11: (40, 60, 111, *[36] * 8),
    15: (33.2,) * 15,
}  # points, by number of columns


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page; lengths in points from the upper left corner."""

    texts: list[tuple[float, float, str, float]] = field(default_factory=list)  # left, top, text, size
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)  # from (x, y) to (x, y)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell of a table with the edges of the columns and rows it covers."""

    cell: SheetCell
    first: int  # row
    after: int
    left: float
    right: float


def chinese_font() -> str | None:
    """A font file with Chinese, where one is installed."""
    return next((str(path) for path in _FONTS if path.exists()), None)


def printed(report: ReportForm) -> list[Page]:
    """The report's pages."""
    pages, y = [Page()], float(_TOP)
    for block in blocks(report):
        if not isinstance(block, Paragraph):
            y = _table(block, pages, y + 4) + 12
            continue
        for line in _wrapped(block.text, _RIGHT - _LEFT, _PROSE):
            if y + 18 > _BOTTOM:
                pages.append(Page())
                y = _TOP
            left = (WIDTH - len(line) * _PROSE) / 2 if block.role == "title" else _LEFT
            pages[-1].texts.append((left, y, line, _PROSE))
            y += 18
    return pages


def printed_pdf(report: ReportForm, *, has_rules: bool = True) -> bytes:
    """A PDF with text, of the Song font that no such file embeds; without rules a table without borders."""
    contents = []
    for page in printed(report):
        lines = [f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S\n" for x0, y0, x1, y1 in page.rules if has_rules]
        texts = [pdf_text(x, top, text, size=size) for x, top, text, size in page.texts]
        contents.append("".join([*lines, *texts]))
    return pdf(contents)


def printed_ofd(report: ReportForm) -> bytes:
    contents = []
    for page in printed(report):
        objects = []
        for x0, y0, x1, y1 in page.rules:
            width, height = max((x1 - x0) / _MILLIMETRE, 0.2), max((y1 - y0) / _MILLIMETRE, 0.2)
            objects.append(
                f'<ofd:PathObject Boundary="{x0 / _MILLIMETRE} {y0 / _MILLIMETRE} {width} {height}" Stroke="false" '
                f'Fill="true"><ofd:AbbreviatedData>M 0 0 L {width} 0 L {width} {height} L 0 {height} C'
                "</ofd:AbbreviatedData></ofd:PathObject>"
            )
        for x, top, text, size in page.texts:
            objects.append(ofd_text(x / _MILLIMETRE, (top + 0.88 * size) / _MILLIMETRE, text, size=size / _MILLIMETRE))
        contents.append("".join(objects))
    return ofd(contents)


def printed_picture(report: ReportForm, font: str, *, dots: int = 200) -> bytes:
    """A TIFF of all pages, at so many dots per inch, in the type of a font file that has Chinese."""
    return picture_of(printed(report), font, dots=dots)


def picture_of(pages: list[Page], font: str, *, dots: int = 200) -> bytes:
    """The same of any pages."""
    scale = dots / 72
    sheets = []
    for page in pages:
        sheet = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
        draw = ImageDraw.Draw(sheet)
        for rule in page.rules:
            draw.line([edge * scale for edge in rule], fill=0, width=round(0.7 * scale))
        for x, top, text, size in page.texts:
            draw.text((x * scale, top * scale), text, fill=0, font=ImageFont.truetype(font, size * scale))
        sheets.append(sheet)
    out = BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="tiff_deflate")
    return out.getvalue()


def _table(sheet: Sheet, pages: list[Page], y: float) -> float:
    """Sets a table from `y` downwards, on further pages where it does not fit; returns where it ends."""
    rows = list(occupied(sheet))
    widths = _COLUMNS[max(column + cell.colspan for row in rows for column, cell, _ in row)]
    edges = [_LEFT + sum(widths[:index]) for index in range(len(widths) + 1)]
    cells = [
        _Placed(cell, index, index + cell.rowspan, edges[column], edges[column + cell.colspan])
        for index, row in enumerate(rows)
        for column, cell, is_start in row
        if is_start
    ]
    heights = [15.0] * len(rows)
    for placed in sorted(cells, key=lambda placed: placed.cell.rowspan):
        lines = len(_wrapped(placed.cell.text, placed.right - placed.left - 4, _SMALL))
        lacking = lines * _LEADING + 6 - sum(heights[placed.first : placed.after])
        heights[placed.after - 1] += max(0.0, lacking)
    first = 0
    while first < len(rows):
        after = first + 1
        while after < len(rows) and y + sum(heights[first : after + 1]) <= _BOTTOM:
            after += 1
        if y + sum(heights[first:after]) > _BOTTOM or (first == 0 and after < min(len(rows), 6)):
            pages.append(Page())  # a table's head is not left alone at the foot of a page
            y = _TOP
            continue
        tops = [y + sum(heights[first:index]) for index in range(first, after + 1)]
        for placed in cells:
            if placed.first < after and placed.after > first:
                _draw(pages[-1], placed, tops, first, after)
        y, first = tops[-1], after
        if first < len(rows):
            pages.append(Page())
            y = _TOP
    return y


def _draw(page: Page, placed: _Placed, tops: list[float], first: int, after: int) -> None:
    """The part of a cell between two rows; its text stands in the part where it begins."""
    top, bottom = tops[max(placed.first, first) - first], tops[min(placed.after, after) - first]
    left, right = placed.left, placed.right
    page.rules.extend(
        [(left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom)]
    )
    if placed.first < first:
        return
    lines = _wrapped(placed.cell.text, right - left - 4, _SMALL)
    start = (top + bottom - len(lines) * _LEADING) / 2
    for number, line in enumerate(lines):
        page.texts.append((left + 2, start + number * _LEADING, line, _SMALL))


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than `width`; numbers are not cut."""
    if text.isascii():
        return [text] if text else []
    each = max(1, int(width / size))
    return [line[at : at + each] for line in text.split("\n") for at in range(0, len(line), each)]
