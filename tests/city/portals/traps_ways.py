"""汝阳县: everything that can stand between a home page and its column, and what stands beside the column.

Meta refresh → frameset → menu of pictures with `onclick` → script jump → menu kept in a script array → the column. The
same menu leads to the reports of the governments above (上级), to the website's own yearly report, and to a copy on a
foreign host. In the column: explainers on another page than their report, a report of the prefecture, a corrected
issue, a row that is gone but answered by a page of status 200, and a row that is sent to the home page.
"""

from collections.abc import Iterator

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("汝阳县人民政府", "4103260001")
_COLUMN = "/xxgk/nb/"
_OWN = reports("汝阳县人民政府", range(2019, 2025), seed=410326)
_ABOVE = reports("洛阳市人民政府", (2023,), seed=4103)[0]
_CORRECTED = 2022  # put out once more with a mark in its title
_FIRST_ISSUE = reports("汝阳县人民政府", (_CORRECTED,), seed=410327)[0]  # other figures, the corrected ones count
_GONE, _SENT_HOME = 2018, 2017  # years of rows that lead nowhere
_HEAD = '<meta charset="utf-8">'


def _respond(request: Request) -> Response | None:
    if request.path == f"{_COLUMN}{_SENT_HOME}.html":
        return Response(body=b"", status=302, headers=(("Location", "/index_new.html"),))
    content = _PAGES.get(request.path)
    if content is None:  # no 404 here: one page for whatever does not exist, and it is a long one
        lost = f"<h1>提示信息</h1><p>您要浏览的内容 {request.path} 暂时无法显示。</p>{'<p>请从导航重新进入。</p>' * 30}"
        content = page("汝阳县人民政府", lost + links((("/index_new.html", "首页"), ("/zwgk/", "政务公开"))), _SITE)
    return Response(body=content.replace("{canary}", request.canary).encode())


def _pages() -> Iterator[tuple[str, str]]:
    yield (
        "/",
        f'<html><head>{_HEAD}<meta http-equiv="refresh" content="0;url=/index_new.html"></head><body></body></html>',
    )
    frames = '<frameset rows="120,*"><frame src="/top.html"><frame src="/main.html"></frameset>'
    yield "/index_new.html", f"<html><head>{_HEAD}<title>汝阳县人民政府</title></head>{frames}</html>"
    picture = '<img src="/images/zwgk.gif" alt="政 务 公 开">'
    yield "/top.html", page("导航", f"<div onclick=\"window.open('/zwgk/')\">{picture}</div>", _SITE)
    yield "/main.html", page("要闻", dated_links((("/news/1.html", "县政府召开常务会议", "2025-02-03"),)), _SITE)
    jump = "<script>setTimeout(function(){ window.location.href = '/zwgk/catalogue.html'; }, 500);</script>"
    yield "/zwgk/", f"<html><head>{_HEAD}</head><body>{jump}</body></html>"
    yield "/zwgk/catalogue.html", _catalogue()
    yield "/sj/nb/", _above()
    yield from _column()
    body = fragment(_ABOVE, "clean")
    yield "/sj/nb/2023.html", page(_ABOVE.title, body, {**_SITE, **article_labels(_ABOVE)})


def _catalogue() -> str:
    nodes = """<script>var zNodes = [
        { id:1, pId:0, name:"政府信息公开指南", url:"/xxgk/zn/", target:"_self"},
        { id:2, pId:0, name:"上级政府信息公开年报", url:"/sj/nb/"},
        { id:3, pId:0, name:"政府网站工作年度报表", url:"/xxgk/wzndbb/"},
        { id:4, pId:0, name:'政府信息<b>公开</b> 年报', url:'\\/xxgk\\/nb\\/'}];</script>"""
    mirror = '<a href="{canary}/xxgk/nb/">政府信息公开年报</a>'
    return page("政务公开", f"<div id='tree'></div>{nodes}{mirror}", _SITE)


def _above() -> str:
    position = '<div class="position">当前位置：首页 &gt; 上级政府信息公开 &gt; 政府信息公开年报</div>'
    row = dated_links((("/sj/nb/2023.html", _ABOVE.title, _ABOVE.published_on),))
    return page("政府信息公开年报", position + row, {**_SITE, "ColumnName": "政府信息公开年报"})


def _column() -> Iterator[tuple[str, str]]:
    rows = [(_address(report), _title(report), report.published_on) for report in _OWN]
    rows.append((f"{_CORRECTED}.html", _FIRST_ISSUE.title, _FIRST_ISSUE.published_on))
    rows.append(("sj2023.html", _ABOVE.title, _ABOVE.published_on))
    rows += [
        (f"jd{year}.html", f"一图读懂汝阳县人民政府{year}年政府信息公开工作年度报告", "2025-06-01")
        for year in (2019, 2020)
    ]
    for year in (_GONE, _SENT_HOME):
        rows.append((f"{year}.html", f"汝阳县人民政府{year}年政府信息公开工作年度报告", f"{year + 1}-03-01"))
    rows.sort(key=lambda row: row[2], reverse=True)
    half = len(rows) // 2
    for number, shown in enumerate((rows[:half], rows[half:])):
        pager = f'<script>createPageHTML(2, {number}, "index", "html");</script>'
        body = dated_links((f"./{href}", title, day) for href, title, day in shown) + pager
        name = "index_1.html" if number else ""
        yield _COLUMN + name, page("政府信息公开年报", body, {**_SITE, "ColumnName": "政府信息公开年报"})
    for report in (*_OWN, _FIRST_ISSUE):
        address = f"{_CORRECTED}.html" if report is _FIRST_ISSUE else _address(report)
        title = report.title if report is _FIRST_ISSUE else _title(report)
        body = fragment(report, "clean").replace(report.title, title)
        yield _COLUMN + address, page(title, body, {**_SITE, **article_labels(report), "ArticleTitle": title})


def _title(report: ReportForm) -> str:
    return f"{report.title}（更正版）" if report.year == _CORRECTED else report.title


def _address(report: ReportForm) -> str:
    return f"{report.year}gz.html" if report.year == _CORRECTED else f"{report.year}.html"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="410326",
    name="洛阳市汝阳县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _COLUMN + _address(report)) for report in _OWN),
    note="刷新、框架、脚本跳转、脚本菜单；上级年报、更正版、软 404",
)
