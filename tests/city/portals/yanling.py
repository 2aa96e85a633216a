"""许昌市鄢陵县: Epoint, printed lists inside a frame page. Menus lead to `openSubPage.html?specialurl=…`, one page for
every list; the list itself is a fragment without title, and goes on as `2.html` beside it."""

import uuid
from collections.abc import Iterator
from urllib.parse import quote

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("鄢陵县人民政府", "4110240001")
_ROOT = "/govxxgk/"
_OWN, _SCHOOLS = "114110240057660135", "11411024005766101X"  # unified social credit codes
_PAGE_SIZE = 4
_LISTS = {"033/033001": "信息公开年度报告", "033/033002": "政府网站工作年度报表", "033/033003": "法治政府建设年度报告"}
_COLUMN = "033/033001"
_ORGANS = {
    _OWN: ("县人民政府", reports("鄢陵县人民政府", range(2019, 2025), 411024)),
    _SCHOOLS: ("县教育体育局", reports("鄢陵县教育体育局", range(2021, 2025), 4110241)),
}


def _respond(request: Request) -> Response | None:
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _pages() -> Iterator[tuple[str, str]]:
    yield "/", page("鄢陵县人民政府", links(((f"{_ROOT}xxgk.html", "政府信息公开"), ("/zwfw/", "政务服务"))), _SITE)
    organs = [(f"{_ROOT}{_SCHOOLS}/xxgk.html", "县教育体育局")]
    yield "/zwgk/bmxxgk.html", page("部门信息公开", links(organs), _SITE)
    for code, (name, made) in _ORGANS.items():
        folder = f"{_ROOT}{code}/"
        menu = links((_frame(folder, number, title), title) for number, title in _LISTS.items())
        others = links((("/zwgk/bmxxgk.html", "部门信息公开"),)) if code == _OWN else ""
        at = f"{_ROOT}xxgk.html" if code == _OWN else f"{folder}xxgk.html"
        yield at, page(f"政府信息公开-{name}", f"{menu}\n{others}", {**_SITE, "ColumnName": "政府信息公开"})
        script = "<script>document.getElementById('frame').src = getQuery('specialurl');</script>"
        shell = f'<h3 id="righttitle"></h3><iframe id="frame" width="100%"></iframe>\n{script}'
        yield f"{folder}openSubPage.html", page("政府信息公开", shell, _SITE)
        for number, title in _LISTS.items():
            rows = [(_article(folder, one), one.title, one.published_on) for one in made[::-1]]
            if number != _COLUMN:
                rows = [(f"{folder}category/{number}/1.html", f"鄢陵县2023年{title}", "2024-01-19")]
            yield from _list(f"{folder}category/{number}/", rows)
        for report in made:
            body = f'<div class="ewb-article">{fragment(report, "clean")}</div>'
            yield _article(folder, report), page(report.title, body, {**_SITE, **article_labels(report)})


def _frame(folder: str, number: str, title: str) -> str:
    return f"{folder}openSubPage.html?specialurl={folder}category/{number}/govlist.html&amp;righttitle={quote(title)}"


def _list(folder: str, rows: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    count = -(-len(rows) // _PAGE_SIZE)
    for number in range(1, count + 1):
        items = "\n".join(
            f'<li class="ewb-list-node clearfix"><a href="{path}" target="_blank" title="{title}">{title[:16]}...</a>'
            f'<span class="r">{date}</span></li>'
            for path, title, date in rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
        )
        turn = f'<a href="{folder}{number + 1}.html">下页 &gt;</a>' if number < count else ""
        name = "govlist.html" if number == 1 else f"{number}.html"
        yield (
            folder + name,
            f'<ul class="ewb-list">{items}</ul>\n<div class="ewb-page">{turn}<span>{number}/{count}</span></div>',
        )


def _article(folder: str, report: ReportForm) -> str:
    name = uuid.uuid5(uuid.NAMESPACE_URL, report.title)
    return f"{folder}category/{_COLUMN}/{report.published_on.replace('-', '')}/{name}.html"


def _publications() -> Iterator[Publication]:
    for code, (_, made) in _ORGANS.items():
        for report in made:
            yield publication(report, _article(f"{_ROOT}{code}/", report))


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="411024",
    name="许昌市鄢陵县",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="Epoint：列表嵌在 openSubPage 框架页里，第二页为 2.html",
)
