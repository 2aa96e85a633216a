"""嵩县: columns that hide a part of themselves behind scripts, boxes and labels, though what they show looks whole.

The menu is loaded into the home page. The column shows the latest year and lets one choose the others in a box; the
years before lie in a column of their own beside it, as data of a script and behind 更多. The departments' column
changes a frame by its tabs: rows whose title stands beside links named Word版 and PDF版, rows opened by a function of
two arguments. One organ's column is its latest report with the other years beside it. One report runs over two pages,
one has related reports of other years beside it, one was put out once more under the same title.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("嵩县人民政府", "4103250001")
_OWN = {report.year: report for report in reports("嵩县人民政府", range(2017, 2025), seed=410325)}
_ISSUED_FIRST = "2024-01-03"
_FIRST_ISSUE = replace(  # of the report of 2023, with other figures; the later one of the title counts
    reports("嵩县人民政府", (2023,), seed=4103251)[0], published_on=_ISSUED_FIRST
)
_AUDIT = reports("嵩县审计局", (2023, 2024), seed=4103252)
_TOWN = reports("嵩县车村镇人民政府", (2023, 2024), seed=4103253)
_SCHOOLS = {report.year: report for report in reports("嵩县教育体育局", (2022, 2023, 2024), seed=4103254)}
_LONG, _RELATED = 2022, 2021  # the report on two pages, the one with others beside it
_CHOICE, _OLDER = range(2021, 2025), range(2017, 2021)


def _respond(request: Request) -> Response | None:
    if request.path == "/nb/list.php":
        query = parse_qs(urlsplit(request.target).query)
        year = int(query.get("year", ["2024"])[0] or 2024)
        return Response(body=_year(year).encode()) if query.get("id") == ["8"] and year in _CHOICE else None
    content = _PAGES.get(request.target, _PAGES.get(request.path))
    return None if content is None else Response(body=content if isinstance(content, bytes) else content.encode())


def _pages() -> Iterator[tuple[str, str | bytes]]:
    load = '<div id="nav"></div><script>$("#nav").load("/inc/head.html #menu");</script>'
    news = ((f"/news/{number}.html", f"嵩县要闻第{number}条", "2025-02-03") for number in range(6))
    yield "/", page("嵩县人民政府", load + dated_links(news), _SITE)
    yield "/inc/head.html", '<ul id="menu"><li><a href="\\zwgk\\index.html">政务公开</a></li></ul>'
    menu = links((("/nb/list.php?id=8", "政府信息公开年报"), ("/old/", "政府信息公开年报（2017-2020）")))
    organs = "<h3>部门信息公开</h3>" + links((("/jyj/", "县教育体育局"),))
    yield "/zwgk/index.html", page("政务公开", menu + links((("/bm/", "部门信息公开年报"),)) + organs, _SITE)
    for report in _OWN.values():
        yield from _article(report)
    yield _path(_FIRST_ISSUE, "f"), _text(_FIRST_ISSUE, fragment(_FIRST_ISSUE, "clean"))
    yield from _older()
    yield from _departments()
    yield "/jyj/", page("嵩县教育体育局", links((("/jyj/nb.html", "政府信息公开年报"),)), _SITE)
    beside = links((f"/jyj/{year}.html", f"{year}年度") for year in _SCHOOLS if year < 2024)
    for year, report in _SCHOOLS.items():
        position = '<div class="position">当前位置：首页 &gt; 教育体育局 &gt; 政府信息公开年报</div>'
        yield _school(year), _text(report, position + beside + fragment(report, "clean"))


def _year(year: int) -> str:
    """What the column's program shows for a chosen year."""
    options = "".join(f'<option value="{number}">{number}年</option>' for number in reversed(_CHOICE))
    box = f'<select name="year" onchange="this.form.submit()"><option value="">选择年份</option>{options}</select>'
    form = f'<form action="list.php" method="get"><input type="hidden" name="id" value="8">{box}</form>'
    rows = [(_path(_OWN[year]), _OWN[year].title, _OWN[year].published_on)]
    if year == _FIRST_ISSUE.year:
        rows.append((_path(_FIRST_ISSUE, "f"), _FIRST_ISSUE.title, _ISSUED_FIRST))
    return page("政府信息公开年报", form + dated_links(rows), {**_SITE, "ColumnName": "政府信息公开年报"})


def _article(report: ReportForm) -> Iterator[tuple[str, str]]:
    body = fragment(report, "clean")
    if report.year == _RELATED:
        body += "<h3>相关阅读</h3>" + links((_path(_OWN[year]), _OWN[year].title) for year in (2019, 2020))
    if report.year != _LONG:
        yield _path(report), _text(report, body)
        return
    place, second = body.index("<h2>三、"), f"{report.year}0001_2.html"
    yield _path(report), _text(report, f'{body[:place]}<a href="{second}">下一页</a>')
    yield f"/nb/{second}", _text(report, f'{body[place:]}<a href="{report.year}0001.html">上一页</a>')


def _older() -> Iterator[tuple[str, str]]:
    older = [_OWN[year] for year in reversed(_OLDER)]
    rows = [{"title": one.title, "docUrl": _path(one), "pubDate": one.published_on} for one in older]
    for path, shown, more in (("/old/", rows[:2], '<a href="all.html">更多&gt;&gt;</a>'), ("/old/all.html", rows, "")):
        script = f"<script>var rows = {json.dumps(shown, ensure_ascii=True)}; draw(rows, 10);</script>"
        name = "政府信息公开年报（2017-2020）"
        yield path, page(name, f'<ul id="rows"></ul>{more}{script}', {**_SITE, "ColumnName": "政府信息公开年报"})


def _departments() -> Iterator[tuple[str, str | bytes]]:
    tabs = "".join(
        f"<li onclick=\"$('#list').attr('src', '/bm/{name}.html')\">{label}</li>"
        for name, label in (("bm", "县直部门"), ("xz", "乡镇"))
    )
    frame = '<iframe id="list" src="/bm/bm.html"></iframe>'
    yield "/bm/", page("部门信息公开年报", f"<ul>{tabs}</ul>{frame}", {**_SITE, "ColumnName": "部门信息公开年报"})
    cells = "".join(
        f'<tr><td>{one.title}</td><td><a href="/f/{one.year}.docx">Word版</a><a href="/f/{one.year}.pdf">PDF版</a></td>'
        f"<td>{one.published_on}</td></tr>"
        for one in _AUDIT
    )
    yield "/bm/bm.html", page("县直部门", f"<table>{cells}</table>", _SITE)
    for report in _AUDIT:
        yield f"/f/{report.year}.docx", docx(report)
    rows = "".join(
        f'<dl><dt><a href="javascript:view({one.year},1)">{one.title}</a></dt><dd>{one.published_on}</dd></dl>'
        for one in _TOWN
    )
    script = "<script>function view(id, type){ window.open('/view.do?id=' + id + '&type=' + type); }</script>"
    yield "/bm/xz.html", page("乡镇", rows + script, _SITE)
    for report in _TOWN:
        yield f"/view.do?id={report.year}&type=1", _text(report, fragment(report, "clean"))


def _path(report: ReportForm, mark: str = "") -> str:
    return f"/nb/{report.year}0001{mark}.html"


def _school(year: int) -> str:
    return "/jyj/nb.html" if year == 2024 else f"/jyj/{year}.html"


def _text(report: ReportForm, body: str) -> str:
    return page(report.title, body, {**_SITE, **article_labels(report)})


def _publications() -> Iterator[tuple[ReportForm, str]]:
    yield from ((report, _path(report)) for report in _OWN.values())
    yield from ((report, f"/f/{report.year}.docx") for report in _AUDIT)
    yield from ((report, f"/view.do?id={report.year}&type=1") for report in _TOWN)
    yield from ((report, _school(year)) for year, report in _SCHOOLS.items())


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="410325",
    name="洛阳市嵩县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, path) for report, path in _publications()),
    note="选择框、脚本数据、更多、历年、框架标签、双参数函数、分页正文",
)
