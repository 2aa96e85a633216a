"""A report as a Word document: the WordprocessingML parts of ECMA-376, written by hand so that each oddity is meant."""

import zipfile
from collections.abc import Iterator
from html import escape
from io import BytesIO

from .report import Paragraph, ReportForm, blocks
from .sheet import Sheet, SheetCell, occupied

STYLES = ("plain", "sdt", "grid_before")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(report: ReportForm, style: str = "plain") -> bytes:
    """The document in one of STYLES: `sdt` wraps each table and its first row in content controls, `grid_before`
    indents the rows of figures by an empty grid column. The same report gives the same bytes."""
    body = "".join(
        _paragraph(block.text) if isinstance(block, Paragraph) else _table(block, style) for block in blocks(report)
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "docProps/core.xml": _core(report.title),
        "word/document.xml": f'{_XML}<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>',
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _paragraph(text: str) -> str:
    """Each line a run of its own; Word cuts runs anywhere, so the first character stands alone."""
    runs = "<w:r><w:br/></w:r>".join(_run(line[:1]) + _run(line[1:]) for line in text.split("\n"))
    return f"<w:p>{runs}</w:p>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _table(sheet: Sheet, style: str) -> str:
    indent = int(style == "grid_before")
    width = max(column + cell.colspan for row in occupied(sheet) for column, cell, _ in row)
    grid = '<w:gridCol w:w="800"/>' * (width + indent)
    rows = "".join(_rows(sheet, indent, is_wrapped=style == "sdt"))
    table = f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    return _control(table) if style == "sdt" else table


def _rows(sheet: Sheet, indent: int, is_wrapped: bool) -> Iterator[str]:
    for index, row in enumerate(occupied(sheet)):
        has_figures = any(cell.code for _, cell, _ in row)
        before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' if indent and has_figures else ""
        wider = indent if not has_figures else 0  # a row of labels reaches over the empty column instead
        cells = "".join(_cell(cell, is_start, wider if column == 0 else 0) for column, cell, is_start in row)
        markup = f"<w:tr>{before}{cells}</w:tr>"
        yield _control(markup) if is_wrapped and index == 0 else markup


def _cell(cell: SheetCell, is_start: bool, wider: int) -> str:
    span = cell.colspan + wider
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if is_start else "<w:vMerge/>"
    text = _paragraph(cell.text) if is_start else "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>"


def _control(markup: str) -> str:
    return f'<w:sdt><w:sdtPr><w:alias w:val="表"/></w:sdtPr><w:sdtContent>{markup}</w:sdtContent></w:sdt>'


def _core(title: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    )


_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
