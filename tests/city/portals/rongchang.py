"""重庆市荣昌区: a TRS tree whose templates count in variables, each folder in another way.

The government's list says `countPage`, counted from 0; a town's says `PageIndex > 2 ? 2 : PageIndex`, counted from 1
and named `.shtml`; an office's rows are written by script. Every number past the end of a list is a stub of 350 bytes
with status 200. The dates in the addresses are those of a move of the site, not of the reports.
"""

import re
from collections.abc import Iterator, Sequence

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..pages import dated_links, links, publication
from ..published.series import reports

_NAME = "重庆市荣昌区人民政府"
_FRAME = Frame(
    name=_NAME,
    site_id="5001530001",
    affairs="/zwgk/",
    disclosure="/zwgk/zfxxgk/",
    column="/zwgk/zfxxgk/zfxxgknb/",
    organs="/zwgk/bmxxgk/",
    asides=(
        ("/zwgk/wzndbb/", "/zwgk/wzndbb/202401/t20240120_900001.html"),
        ("/zwgk/fz/", "/zwgk/fz/202401/t20240120_900002.html"),
    ),
)
_OWN = reports(_NAME, range(2018, 2025), 500153)[1:]
_TOWN = reports("重庆市荣昌区河包镇人民政府", range(2021, 2025), 5001531)
_OFFICE = reports("重庆市荣昌区财政局", range(2022, 2025), 5001532)
_TOWN_COLUMN = "/jz/hbz/zwgk_70755/zfxxgknb_70772/"
_OFFICE_COLUMN = "/zwgk/bmxxgk/qczj/zfxxgknb_70120/"
_ATTACHED = {2022, 2023}  # years whose page offers a Word file only
_PAGE_SIZE = 3
_STUB = "<html><head><title></title></head><body>" + "<!-- -->" * 38 + "</body></html>\n"
_COUNTED = """<script language="javascript">
var currentPage = {current}; //所在页从0开始
var prevPage = currentPage - 1 //上一页
var nextPage = currentPage + 1 //下一页
var countPage = {count} //共多少页
if (countPage > 1 && currentPage != (countPage - 1))
 document.write("<a href=\\"index" + "_" + nextPage + "." + "html\\">下一页</a>&nbsp;");
</script>"""
_CAPPED = """<script>
function goto(PageIndex) {{
 PageIndex = PageIndex > {count} ? {count} : PageIndex;
 location.href = PageIndex == 1 ? "index.shtml" : "index_" + PageIndex + ".shtml";
}}
</script><a href="javascript:goto({following})">下一页</a>"""


def _respond(request: Request) -> Response | None:
    path = re.sub(r"/index\.s?html$", "/", request.path)
    if path in _FILES:
        return Response(body=_FILES[path], content_type="application/octet-stream")
    if path in _PAGES:
        return Response(body=_PAGES[path].encode())
    is_past_the_end = re.search(r"/index_\d+\.s?html$", path) and path.rpartition("/")[0] + "/" in _PAGES
    return Response(body=_STUB.encode(), content_type=HTML) if is_past_the_end else None


def _pages() -> Iterator[tuple[str, str]]:
    yield from _FRAME.pages()
    organs = (("/jz/hbz/", "河包镇"), ("/zwgk/bmxxgk/qczj/", "区财政局"))
    yield "/zwgk/bmxxgk/", _FRAME.page("部门信息公开", links(organs), ColumnName="部门信息公开")
    for home, column, name in (("/jz/hbz/", _TOWN_COLUMN, "河包镇"), (organs[1][0], _OFFICE_COLUMN, "区财政局")):
        menu = links(((f"{home}?zn", "政府信息公开指南"), (column, "政府信息公开年报")))
        yield home, _FRAME.page(name, menu, ColumnName=name)
    for number, rows in enumerate(_cut(_OWN)):
        pager = _COUNTED.format(current=number, count=len(_cut(_OWN)))
        yield _name(_FRAME.column, number, "html"), _column(_list(rows) + pager)
    for number, rows in enumerate(_cut(_TOWN), start=1):
        pager = _CAPPED.format(count=len(_cut(_TOWN)), following=number + 1)
        yield _name(_TOWN_COLUMN, number if number > 1 else 0, "shtml"), _column(_list(rows) + pager)
    written = "\n".join(_written(report) for report in reversed(_OFFICE))
    pager = '<script>createPageHTML(1, 0, "index", "html");</script>'
    yield _OFFICE_COLUMN, _column(f"<ul>{written}</ul>{pager}")
    for column, forms in ((_FRAME.column, _OWN), (_TOWN_COLUMN, _TOWN), (_OFFICE_COLUMN, _OFFICE)):
        for report in forms:
            offer = f'<div class="TRS_Editor"><p>附件：<a href="./{_file(report)}">{report.title}.docx</a></p></div>'
            body = offer if report.year in _ATTACHED else fragment(report, "trs")
            yield column + _article(report), _FRAME.article(report, body)


def _column(body: str) -> str:
    return _FRAME.page("政府信息公开年报", body, ColumnName="政府信息公开年报", ColumnType="政府信息公开")


def _cut(forms: Sequence[ReportForm]) -> list[list[ReportForm]]:
    newest = list(reversed(forms))
    return [newest[start : start + _PAGE_SIZE] for start in range(0, len(newest), _PAGE_SIZE)]


def _list(forms: Sequence[ReportForm]) -> str:
    return dated_links((f"./{_article(report)}", report.title, report.published_on) for report in forms)


def _written(report: ReportForm) -> str:
    return (
        f'<script type="text/javascript">\nvar str="";\nvar str_1 = "./{_article(report)}";\n'
        f'var str_3 = "{report.published_on}";\nvar str_4 = "{report.title} ";\n'
        "document.write('<li><a href=\"'+str_1+'\" title=\"'+str_4+'\">'+str_4+'</a><span>'+str_3+'</span></li>');\n"
        "</script>"
    )


def _name(folder: str, number: int, ext: str) -> str:
    return folder if number == 0 else f"{folder}index_{number}.{ext}"


def _moved_on(report: ReportForm) -> str:
    """The day in the address: reports older than the site's move in 2021 carry that day."""
    return "20210914" if report.year < 2020 else report.published_on.replace("-", "")


def _article(report: ReportForm) -> str:
    day = _moved_on(report)
    return f"{day[:6]}/t{day}_{7000000 + report.year}.html"


def _file(report: ReportForm) -> str:
    return f"P0{_moved_on(report)}{509361560000 + report.year}.docx"


def _documents(column: str, forms: Sequence[ReportForm]) -> Iterator[tuple[ReportForm, str]]:
    for report in forms:
        article = column + _article(report)
        yield report, article.rpartition("/")[0] + "/" + _file(report) if report.year in _ATTACHED else article


_PUBLISHED = [
    *_documents(_FRAME.column, _OWN),
    *_documents(_TOWN_COLUMN, _TOWN),
    *_documents(_OFFICE_COLUMN, _OFFICE),
]
_PAGES = dict(_pages())
_FILES = {path: docx(report) for report, path in _PUBLISHED if path.endswith(".docx")}

PORTAL = Portal(
    region_code="500153",
    name="重庆市荣昌区",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, path) for report, path in _PUBLISHED),
    note="TRS：countPage 变量、1 起翻页、脚本写行，越界页为空壳",
)
