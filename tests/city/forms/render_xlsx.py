"""A report as a spreadsheet: the SpreadsheetML parts of ECMA-376, written by hand. Prose and tables on one sheet."""

import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO

from .report import Paragraph, ReportForm, blocks
from .sheet import Sheet, SheetCell, occupied

STYLES = ("one sheet", "a sheet each")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Placed = tuple[int, int, SheetCell]  # row, column, cell; both from 0


def xlsx(report: ReportForm, style: str = "one sheet") -> bytes:
    """The workbook in one of STYLES: everything under each other, or a sheet for the prose and one for each table.
    Figures are stored as numbers where they are numbers. The same report gives the same bytes."""
    content = list(blocks(report))
    if style == "one sheet":
        sheets = [list(_placed(content))]
    else:
        tables = [block for block in content if not isinstance(block, Paragraph)]
        prose = [block for block in content if isinstance(block, Paragraph)]
        sheets = [list(_placed(prose)), *(list(_placed([table])) for table in tables)]
    return _workbook([_worksheet(cells) for cells in sheets])


def _placed(content: Sequence[Paragraph | Sheet]) -> Iterator[Placed]:
    """Every cell at its place; a paragraph takes a row, a table its rows and an empty one after it."""
    at = 0
    for block in content:
        if isinstance(block, Paragraph):
            yield at, 0, SheetCell(block.text)
            at += 1
            continue
        for row, cells in enumerate(occupied(block)):
            yield from ((at + row, column, cell) for column, cell, is_start in cells if is_start)
        at += len(block) + 1


def _worksheet(cells: list[Placed]) -> str:
    rows: dict[int, str] = {}
    for row, column, cell in cells:
        rows[row] = rows.get(row, "") + _cell(_address(row, column), cell)
    merged = [
        f'<mergeCell ref="{_address(row, column)}:{_address(row + cell.rowspan - 1, column + cell.colspan - 1)}"/>'
        for row, column, cell in cells
        if cell.rowspan > 1 or cell.colspan > 1
    ]
    data = "".join(f'<row r="{row + 1}">{markup}</row>' for row, markup in sorted(rows.items()))
    merges = f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>' if merged else ""
    return f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData>{merges}</worksheet>'


def _cell(address: str, cell: SheetCell) -> str:
    if cell.code and cell.text.removeprefix("-").replace(".", "", 1).isdigit():
        return f'<c r="{address}"><v>{cell.text}</v></c>'
    text = f'<is><t xml:space="preserve">{escape(cell.text)}</t></is>'
    return f'<c r="{address}" t="inlineStr">{text}</c>' if cell.text else f'<c r="{address}"/>'


def _address(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"  # the widest table has 15 columns


def _workbook(worksheets: list[str]) -> bytes:
    numbers = range(1, len(worksheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    sheets = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": worksheet for n, worksheet in enumerate(worksheets, start=1)},
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
