"""蚌埠市固镇县: 龙讯 Ls, printed lists. The first page is `/<column>.html`, the others, named by a script, are
`/content/column/<column>?pageIndex=N`; a page past the end has no rows, `?pageIndex=` on the first address is not read.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("固镇县人民政府", "3403230017")
_COLUMN, _TOWNS, _WEBSITE, _LAW = "4133750", "4133751", "4133760", "4133761"
_PAGE_SIZE = 4
_NAMES = {
    _COLUMN: "政府信息公开年报",
    _TOWNS: "乡镇年报",
    _WEBSITE: "政府网站工作年度报表",
    _LAW: "法治政府建设年度报告",
}
_REPORTS = {
    _COLUMN: reports("固镇县人民政府", range(2018, 2025), 340323)[1:],
    _TOWNS: reports("固镇县王庄镇人民政府", range(2022, 2025), 3403231),
}


def _respond(request: Request) -> Response | None:
    content = _PAGES.get(request.path)
    if content is None and request.path.startswith("/content/column/"):
        column = request.path.rpartition("/")[2]
        number = parse_qs(urlsplit(request.target).query).get("pageIndex", ["1"])[0]
        if column not in _NAMES or not number.isdigit():
            return None
        content = _list(column, max(int(number), 1), request.origin)
    elif content is None and request.path[1:].removesuffix(".html") in _NAMES:
        content = _list(request.path[1:].removesuffix(".html"), 1, request.origin)
    return None if content is None else Response(body=content.encode())


def _rows(column: str) -> list[tuple[str, str, str]]:
    if column in _REPORTS:
        return [(_article(column, one), one.title, one.published_on) for one in _REPORTS[column][::-1]]
    return [(f"/{column}/7400001.html", f"固镇县2023年{_NAMES[column]}", "2024-01-18")]


def _list(column: str, number: int, origin: str) -> str:
    found = _rows(column)
    count = -(-len(found) // _PAGE_SIZE)
    rows = "\n".join(
        f'<li class="odd"><a href="{origin}{path}" target="_blank" title="{title}" class="left"><span>{title}</span>'
        f'</a><span class="right date">{date}</span></li>'
        for path, title, date in found[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    )
    menu = links(((f"{origin}/{other}.html", name) for other, name in _NAMES.items()), css="menunr")
    body = (
        f'<div class="position_list"><span>您当前所在位置：<a href="/index.html">首页</a> &gt; <a href="/4133700.html">'
        f'政务公开</a> &gt; <a href="{origin}/{column}.html">{_NAMES[column]}</a></span></div>\n{menu}\n'
        f'<div class="listnews"><ul class="doc_list list-{column}">{rows}</ul>\n<div id="page_{column}" '
        f'class="pagination">分页</div>\n<script>Ls.pagination("#page_{column}", function (pageIndex) {{ '
        f"location.href = '{origin}/content/column/{column}?pageIndex=' + pageIndex; }}, "
        f"{{isTotal: true, total: {len(found)}, currPage: ({number - 1}+1), pageCount:{count}, "
        f'param: "pageSize={_PAGE_SIZE}"}});</script></div>'
    )
    return page("固镇县人民政府", body + _FOOTER, {**_SITE, "ColumnName": _NAMES[column], "ColumnType": "政务公开"})


def _pages() -> Iterator[tuple[str, str]]:
    yield (
        "/",
        page("固镇县人民政府", links((("/4133699.html", "固镇动态"), ("/4133700.html", "政务公开"))) + _FOOTER, _SITE),
    )
    yield "/4133700.html", page("固镇县人民政府", links((f"/{c}.html", n) for c, n in _NAMES.items()) + _FOOTER, _SITE)
    for column, made in _REPORTS.items():
        for report in made:
            body = f'<div id="zoom" class="newscontnet minh500">{fragment(report, "word")}</div>{_FOOTER}'
            labels = {**_SITE, "ColumnName": _NAMES[column], **article_labels(report)}
            yield _article(column, report), page(f"{report.title}_固镇县人民政府", body, labels)


def _article(column: str, report: ReportForm) -> str:
    return f"/{column}/{7460000 + report.year}.html"


def _publications() -> Iterator[Publication]:
    for column, made in _REPORTS.items():
        for report in made:
            yield publication(report, _article(column, report))


_FOOTER = "\n<script>var global_siteId = 4133646, isTimes = true;</script>\n<!--技术支持：龙讯科技-->"
_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="340323",
    name="蚌埠市固镇县",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="龙讯：列表印在页内，翻页由脚本给出地址",
)
