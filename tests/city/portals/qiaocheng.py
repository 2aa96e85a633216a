"""亳州市谯城区: the Openness family. The column of annual reports lists organs, each organ's list has the page's
number in the path (`page_2.html`), reports are pages of their own kind. A department publishes on its branch site.

A page past the end has no rows; there is no page 0.
"""

import re
from collections.abc import Iterator

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("亳州市谯城区人民政府", "3416020003")
_INDEX = "/XxgkAnnualReport/index.html"
_PAGE_SIZE = 2
_ATTACHED_YEAR = 2021  # the government's report of that year is a file
_LISTS = {  # path of a list without its pages -> the organ as menus call it, its reports
    "/XxgkAnnualReport/showList/2": ("区人民政府", reports("亳州市谯城区人民政府", range(2019, 2025), 341602)),
    "/XxgkAnnualReport/showList/117": ("芦庙镇", reports("亳州市谯城区芦庙镇人民政府", range(2022, 2025), 3416021)),
    "/BranchOpennessContent/showList/15/85522": ("区教育局", reports("亳州市谯城区教育局", range(2022, 2025), 3416022)),
}
_OTHERS = {
    "/XxgkContent/showList/2/3408": "政府网站工作年度报表",
    "/XxgkContent/showList/2/3409": "法治政府建设年度报告",
    "/XxgkContent/showList/2/3401": "规范性文件",
}


def _respond(request: Request) -> Response | None:
    content = _PAGES.get(request.path)
    listed = re.fullmatch(r"(.+)/page_([1-9]\d*)\.html", request.path)
    if content is None and listed:
        content = _list(listed[1], int(listed[2]))
    if isinstance(content, bytes):
        return Response(body=content, content_type="application/octet-stream")
    return None if content is None else Response(body=content.encode())


def _list(path: str, number: int) -> str | None:
    if path in _OTHERS:
        other = ("/OpennessContent/show/2900001.html", f"谯城区2023年{_OTHERS[path]}", "2024-01-19")
        return page(_OTHERS[path], dated_links([other]), {**_SITE, "ColumnName": _OTHERS[path]})
    if path not in _LISTS:
        return None
    organ, made = _LISTS[path]
    count = -(-len(made) // _PAGE_SIZE)
    shown = made[::-1][(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    items = dated_links((_article(path, report), report.title, report.published_on) for report in shown)
    turns = (("首页", 1), ("上一页", max(number - 1, 1)), ("下一页", min(number + 1, count)), ("尾页", count))
    pager = "".join(f'<a href="{path}/page_{target}.html">{words}</a> ' for words, target in turns)
    crumbs = f'<div class="location">当前位置：<a href="/">首页</a> &gt; {organ} &gt; 政府信息公开年报</div>'
    body = f'{crumbs}\n{items}\n<div class="pagination">{pager}<span>{number}/{count}</span></div>'
    return page(f"政府信息公开年报_{organ}", body, {**_SITE, "ColumnName": "政府信息公开年报"})


def _pages() -> Iterator[tuple[str, str | bytes]]:
    yield (
        "/",
        page(
            "亳州市谯城区人民政府",
            links((("/Zwgk/index.html", "政务公开"), ("/News/showList/11/page_1.html", "要闻"))),
            _SITE,
        ),
    )
    menu = [(_INDEX, "政府信息公开年报"), ("/BranchOpenness/index.html", "部门信息公开")]
    menu += [(f"{path}/page_1.html", name) for path, name in _OTHERS.items()]
    yield "/Zwgk/index.html", page("政务公开", links(menu), {**_SITE, "ColumnName": "政务公开"})
    organs = [(f"{path}/page_1.html", name) for path, (name, _) in _LISTS.items() if "Branch" not in path]
    yield _INDEX, page("政府信息公开年报", links(organs, "organs"), {**_SITE, "ColumnName": "政府信息公开年报"})
    yield "/BranchOpenness/index.html", page("部门信息公开", links((("/BranchOpenness/15.html", "区教育局"),)), _SITE)
    branch = (("/BranchOpennessContent/showList/15/85522/page_1.html", "政府信息公开年报"),)
    yield "/BranchOpenness/15.html", page("区教育局信息公开", links(branch), _SITE)
    for path, (_, made) in _LISTS.items():
        for report in made:
            body = f'<div class="con_content">{fragment(report, "clean")}</div>'
            if _is_attached(path, report):
                body = f'<h1>{report.title}</h1><p><a href="{_file(report)}" title="年度报告.docx">点击下载</a></p>'
                yield _file(report), docx(report)
            yield _article(path, report), page(report.title, body, {**_SITE, **article_labels(report)})


def _article(path: str, report: ReportForm) -> str:
    folder = "OpennessContent" if "Branch" in path else "XxgkAnnualReport"
    return f"/{folder}/show/{list(_LISTS).index(path) * 1000 + 4000 + report.year}.html"


def _is_attached(path: str, report: ReportForm) -> bool:
    return path.endswith("showList/2") and report.year == _ATTACHED_YEAR


def _file(report: ReportForm) -> str:
    return f"/UploadFile/XxgkAnnualReport/{report.year}0128/9c1e{report.year}.docx"


def _publications() -> Iterator[Publication]:
    for path, (_, made) in _LISTS.items():
        for report in made:
            yield publication(report, _file(report) if _is_attached(path, report) else _article(path, report))


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="341602",
    name="亳州市谯城区",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="Openness：年报栏目按单位分，页码在路径里",
)
