"""瓮安县: pages that are not the report but only lead to it, each year in another way.

A viewer whose address holds the file's, encoded twice; an embedded object; a download program with the name in
`showname` and in a GBK Content-Disposition; a page 点击下载 that leads to a second page before the file, which has no
extension; an archive; a frame around the report's text; an icon beside the link; a flip-book of one sheet a page
whose 表三 ends on the next sheet with one line.
"""

import io
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("瓮安县人民政府", "5227250001")
_COLUMN = "/zfxxgk/nb/"
_OWN = {report.year: report for report in reports("瓮安县人民政府", range(2017, 2025), seed=522725)}
_BINARY = "application/octet-stream"
_BOOK = "/ebook/2017/files/basic-html/"
_VIEWER = "/js/pdfjs/web/viewer.html"
_WAYS = {  # year: (what its page offers, where the file is)
    2017: (f'<a href="{_BOOK}page1.html">电子书</a>', f"{_COLUMN}2017.html#sheets"),
    2018: (f'<iframe src="{_VIEWER}?file={quote(quote("/files/2018.docx", safe=""))}"></iframe>', "/files/2018.docx"),
    2019: ('<embed src="../../files/2019.docx" width="800">', "/files/2019.docx"),
    2020: (
        f'<a href="/module/download/downfile.jsp?showname={quote("年度报告.docx")}&filename=9f2c.docx">附件</a>',
        "/module/download/downfile.jsp",
    ),
    2021: ('<p><a href="/zfxxgk/xz/2021.html">点击下载</a></p>', "/system/_content/download.jsp"),
    2022: ('<p>附件：<a href="./2022.zip">年度报告.zip</a></p>', f"{_COLUMN}2022.zip"),
    2023: ('<iframe src="./2023_text.html" width="100%"></iframe>', f"{_COLUMN}2023_text.html"),
    2024: (
        '<p><img src="/ueditor/icon_doc.gif"/><a href="/ueditor/upload/20250115.docx" title="附件">2024.docx</a></p>',
        "/ueditor/upload/20250115.docx",
    ),
}
_SECOND_PAGE = (
    '<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=5656530">年度报告.docx</a>'
)


def _respond(request: Request) -> Response | None:
    if request.path == "/module/download/downfile.jsp":
        name = "attachment; filename=" + "瓮安县年度报告.docx".encode("gbk").decode("latin-1")
        return Response(body=docx(_OWN[2020]), content_type=_BINARY, headers=(("Content-Disposition", name),))
    found = _PAGES.get(request.path)
    return None if found is None else Response(body=found[0], content_type=found[1])


def _pages() -> Iterator[tuple[str, tuple[bytes, str]]]:
    yield "/", _html("瓮安县人民政府", links((("/zfxxgk/", "政府信息公开"),)))
    yield "/zfxxgk/", _html("政府信息公开", links(((_COLUMN, "政府信息公开年报"),)))
    rows = (
        (f"./{year}.html", report.title, report.published_on) for year, report in sorted(_OWN.items(), reverse=True)
    )
    yield _COLUMN, _html("政府信息公开年报", dated_links(rows), {"ColumnName": "政府信息公开年报"})
    for year, (offer, path) in _WAYS.items():
        report = _OWN[year]
        body = f'<h1>{report.title}</h1><div class="con">{offer}</div>'
        yield f"{_COLUMN}{year}.html", _html(report.title, body, article_labels(report))
        if year not in (2017, 2020, 2023):
            yield path, (_zip(report) if year == 2022 else docx(report), _BINARY)
    yield _VIEWER, _html("PDF.js viewer", "<div id='viewer'></div>")
    yield "/zfxxgk/xz/2021.html", _html("附件下载", f"<p>{_SECOND_PAGE}</p>")
    yield f"{_COLUMN}2023_text.html", _html("", fragment(_OWN[2023], "clean"))
    for number, sheet in enumerate(_sheets(_OWN[2017]), 1):
        turns = ((1, "首页"), (3, "末页"), (min(number + 1, 3), "下一页"))
        turn = links((f"page{other}.html", name) for other, name in turns)
        yield f"{_BOOK}page{number}.html", _html("电子书", sheet + turn)


def _sheets(report: ReportForm) -> tuple[str, str, str]:
    """The report cut into three pages, the second cut before the last row of 表三."""
    table2, table3, table4, rest = fragment(report).split("</table>")
    rows, last = table3.rsplit("<tr>", 1)
    end = "</table>"
    return table2 + end, f"{rows}</tbody>{end}", f"<table><tbody><tr>{last}{end}{table4}{end}{rest}"


def _html(title: str, body: str, labels: dict[str, str] | None = None) -> tuple[bytes, str]:
    return page(title, body, {**_SITE, **(labels or {})}).encode(), HTML


def _zip(report: ReportForm) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("年度报告.docx", (2023, 1, 20, 9, 0, 0)), docx(report))
    return packed.getvalue()


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="522725",
    name="黔南布依族苗族自治州瓮安县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _WAYS[year][1]) for year, report in _OWN.items()),
    note="阅读器、嵌入对象、下载程序、压缩包、框架里的年报、电子书",
)
