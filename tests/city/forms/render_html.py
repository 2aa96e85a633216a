"""A report as an HTML fragment, in the markup of the editors the portals use. The portal puts the page around it."""

import re
from collections.abc import Callable, Iterator
from html import escape

from .report import Paragraph, ReportForm, blocks
from .sheet import Sheet, SheetCell

STYLES = ("clean", "word", "trs", "shifted", "nested")


def fragment(report: ReportForm, style: str = "clean") -> str:
    """The report's body in one of STYLES."""
    paragraph, table = _PRINTERS[style]
    inner = "\n".join(paragraph(block) if isinstance(block, Paragraph) else table(block) for block in blocks(report))
    if style == "trs":
        return f'<div class="TRS_Editor">{inner}</div>'
    if style == "nested":
        return (
            '<table width="1000" class="layout"><tr><td class="left"><table><tr><td>政务公开</td></tr>'
            f'<tr><td>信息公开目录</td></tr></table></td><td class="main">{inner}</td></tr></table>'
        )
    return inner


def page(report: ReportForm, style: str = "clean", head: str = '<meta charset="utf-8">') -> str:
    """A whole page that holds nothing but the report."""
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n<title>{escape(report.title)}</title>\n</head>\n"
        f"<body>\n{fragment(report, style)}\n</body>\n</html>\n"
    )


def _clean_paragraph(paragraph: Paragraph) -> str:
    tag = {"title": "h1", "heading": "h2"}.get(paragraph.role, "p")
    return f"<{tag}>{escape(paragraph.text)}</{tag}>"


def _clean_table(sheet: Sheet) -> str:
    rows = "\n".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in sheet)
    return f'<table border="1">\n<tbody>\n{rows}\n</tbody>\n</table>'


def _cell(cell: SheetCell) -> str:
    return f"<td{_spans(cell)}>{_lines(cell.text)}</td>"


def _trs_paragraph(paragraph: Paragraph) -> str:
    align = ' align="center"' if paragraph.role == "title" else ""
    text = escape(paragraph.text)
    if paragraph.role == "heading":
        text = f"<strong>{text}</strong>"
    return f'<p{align} style="text-indent: 2em"><font face="仿宋_GB2312" size="4">{text}</font></p>'


def _trs_table(sheet: Sheet) -> str:
    rows = "".join(f'<tr style="height: 30px">{"".join(_trs_cell(cell) for cell in row)}</tr>' for row in sheet)
    return f'<table class="ke-zeroborder" align="center" cellspacing="0" border="1">{rows}</table>'


def _trs_cell(cell: SheetCell) -> str:
    return f'<td{_spans(cell)} style="border: 1px solid"><p align="center">{_lines(cell.text)}</p></td>'


def _word_paragraph(paragraph: Paragraph) -> str:
    text = escape(paragraph.text)
    if paragraph.role == "heading":  # the numeral in a span of its own
        text = f'{text[:2]}</span><span style="font-family:黑体">{text[2:]}'
    return (
        '<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt"><span style="font-size:16.0pt;'
        f'font-family:仿宋_GB2312">{text}<span lang="EN-US"><o:p></o:p></span></span></p>'
    )


def _word_table(sheet: Sheet) -> str:
    rows = "\n".join(f" <tr>\n{''.join(_word_cell(cell) for cell in row)} </tr>" for row in sheet)
    width = max(sum(cell.colspan for cell in row) for row in sheet)
    widths = "".join('<td width="60" style="border:none"></td>' for _ in range(width))
    return (  # Word ends a table of uneven spans with a row of no height that only gives the column widths
        '<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" style="border-collapse:collapse">\n'
        f'{rows}\n <![if !supportMisalignedColumns]>\n <tr height="0">{widths}</tr>\n <![endif]>\n</table>'
    )


def _word_cell(cell: SheetCell) -> str:
    if cell.code:
        text = escape(cell.text) or "<o:p>&nbsp;</o:p>"
        inner = f'<p class="MsoNormal" align="center"><span lang="EN-US" style="font-size:12.0pt">{text}</span></p>'
    else:
        inner = "".join(
            f'<p class="MsoNormal" align="center"><span style="font-family:楷体_GB2312">{part}</span></p>'
            for part in _word_label(cell.text)
        )
    return f'  <td{_spans(cell)} valign="center" style="border:solid windowtext 1.0pt;padding:0cm 5.4pt">{inner}</td>\n'


def _word_label(text: str) -> Iterator[str]:
    """A label as Word leaves it: four-character heads over two paragraphs, all else cut into spans."""
    for line in text.split("\n"):
        if re.fullmatch(r"\w{4}", line):
            yield escape(line[:2])
            yield f'{escape(line[2:])}<span lang="EN-US">&nbsp;&nbsp;</span>'
        elif marked := re.match(r"(\d[.、]|（.）|[一二三四]、)(.+)", line):
            yield f"<span>{escape(marked[1])}</span></span><span>{escape(marked[2])}"
        else:
            half = len(line) // 2
            yield f"<span>{escape(line[:half])}</span></span><span>{escape(line[half:])}"


def _shifted_table(sheet: Sheet) -> str:
    """Table 2 with a fifth column: the rows of figures take it at another place than their heads (上海 2019)."""
    is_wide = max(sum(cell.colspan for cell in row) for row in sheet) == 4  # table 2 is the only one so narrow
    return _clean_table(tuple(_widened(row) for row in sheet) if is_wide else sheet)


def _widened(row: tuple[SheetCell, ...]) -> tuple[SheetCell, ...]:
    stretched = min(1 if row[-1].code else 2, len(row) - 1)
    return tuple(
        SheetCell(cell.text, cell.code, cell.rowspan, cell.colspan + (index == stretched))
        for index, cell in enumerate(row)
    )


def _spans(cell: SheetCell) -> str:
    rows = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    columns = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return rows + columns


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


_PRINTERS: dict[str, tuple[Callable[[Paragraph], str], Callable[[Sheet], str]]] = {
    "clean": (_clean_paragraph, _clean_table),
    "word": (_word_paragraph, _word_table),
    "trs": (_trs_paragraph, _trs_table),
    "shifted": (_clean_paragraph, _shifted_table),
    "nested": (_clean_paragraph, _clean_table),
}
