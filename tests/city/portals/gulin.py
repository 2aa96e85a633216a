"""古蔺县: PowerEasy SiteAzure. No address has an extension, the page number ends the path, titles are little cards.

`<column>_1` is the column itself; a number past the last page does not exist. The article and the column differ by
`content_` alone. The departments' own columns hang under 部门信息公开.
"""

from collections.abc import Iterator

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication
from ..published.series import reports

_HEADERS = (("X-PowerEasy-Product", "SiteAzure"), ("X-Powered-By", "SiteAzure"))
_SITE = {"SiteName": "古蔺县人民政府", "SiteDomains": "", "SiteIDCode": ""}
_COLUMN = "/zwgk/zfxxgk/xxgknb"
_DEPARTMENTS = {"/publicity_dept1": "古蔺县教育和体育局", "/publicity_dept2": "古蔺县财政局"}
_PAGE_SIZE = 3
_IN_WORD = 2020

_REPORTS = {_COLUMN: reports("古蔺县人民政府", range(2019, 2026), seed=510525)} | {
    f"{root}/xxgknb": reports(organ, range(2022, 2026), seed=510525 + number)
    for number, (root, organ) in enumerate(_DEPARTMENTS.items(), start=1)
}


def _respond(request: Request) -> Response | None:
    path = request.path.rstrip("/") or "/"
    found = _PAGES.get(path.removesuffix("_1"))  # page 1 has two addresses
    return None if found is None else Response(body=found[0], content_type=found[1], headers=_HEADERS)


def _pages() -> Iterator[tuple[str, tuple[bytes, str]]]:
    yield "/", _html("古蔺县人民政府", links((("/zwgk", "公开"), ("/zwfw", "服务"))))
    yield "/zwgk", _html("政府信息公开_公开", links((("/zwgk/zfxxgk", "政府信息公开"), ("/publicity", "部门信息公开"))))
    menu = links(
        (
            ("/zwgk/zfxxgk/xxgkzn", "信息公开指南"),
            ("/zwgk/zfxxgk/xxgkml", "信息公开目录"),
            (_COLUMN, "信息公开年报"),
            ("/infopublicity/applicationform", "依申请公开"),
            ("/zwgk/zfxxgk/wznb", "政府网站年报"),
        )
    )
    yield "/zwgk/zfxxgk", _html("政府信息公开", menu)
    yield "/zwgk/zfxxgk/wznb", _list("/zwgk/zfxxgk/wznb", "政府网站年报", [_website_report()], 1, 1)
    yield "/publicity", _html("部门信息公开", links(_DEPARTMENTS.items()))
    for root, organ in _DEPARTMENTS.items():
        own = links(((f"{root}/xxgkzn", "信息公开指南"), (f"{root}/xxgknb", "信息公开年报")))
        yield root, _html(organ, f"<h2>{organ}</h2>{own}")
    for column, published in _REPORTS.items():
        yield from _column(column, published)


def _column(column: str, published: list[ReportForm]) -> Iterator[tuple[str, tuple[bytes, str]]]:
    rows = [(_article(column, report), report.title, report.published_on) for report in reversed(published)]
    if column == _COLUMN:
        rows.insert(2, (f"{column}/content_39999", f"一图读懂《{published[-3].title}》", published[-3].published_on))
        yield f"{column}/content_39999", _html("一图读懂", "<p>图片。</p>")
    count = -(-len(rows) // _PAGE_SIZE)
    for number in range(1, count + 1):
        shown = rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
        yield (
            column if number == 1 else f"{column}_{number}",
            _list(column, "信息公开年报", shown, number, count, len(rows)),
        )
    for report in published:
        body = fragment(report, "clean")
        if report.year == _IN_WORD:
            body = f'<h1>{report.title}</h1><p>附件：<a href="{_file(column, report)}">{report.title}.docx</a></p>'
            yield _file(column, report), (docx(report, "plain"), "application/octet-stream")
        crumbs = '<div class="path"><em>您的位置：</em><a href="/">首页</a>&gt;<a href="/zwgk">公开</a>&gt;年报</div>'
        yield _article(column, report), _html(report.title, crumbs + body, article_labels(report))


def _list(
    column: str, name: str, rows: list[tuple[str, str, str]], number: int, count: int, total: int = 1
) -> tuple[bytes, str]:
    cards = "\n".join(
        f'<li><span class="date">{date}</span>\n<a href="{href}" target="_blank" '
        f'title="标题：{title}&#10;点击数：{len(title)}&#10;发表时间：{date}">\n{title[:18]}…\n</a></li>'
        for href, title, date in rows
    )
    numbers = "".join(
        f"<a class='current'>{one}</a> " if one == number else f"<a href='{column}_{one}'>{one}</a> "
        for one in range(1, count + 1)
    )
    pager = (
        f'<div class="page"><a class="first" href="{column}_1">首页</a>'
        f'<a class="prev" href="{column}_{max(number - 1, 1)}">上一页</a>{numbers}'
        f'<a class="next" href="{column}_{min(number + 1, count)}">下一页</a>'
        f'<a class="last" href="{column}_{count}">尾页</a><span class="total">共{total}条信息/共{count}页</span></div>'
    )
    aside = '<div class="side"><h3>热点</h3><p>本栏目共36条推荐</p></div>'
    return _html(name, f'<ul class="newsList">{cards}</ul>{pager}{aside}', {"ColumnName": name})


def _html(title: str, body: str, labels: dict[str, str] | None = None) -> tuple[bytes, str]:
    style = '<link href="/Content/Main/Base/css/module.css?v=uASg42YU" rel="stylesheet" type="text/css" />'
    text = page(f"{title}_古蔺县人民政府", body, {**_SITE, **(labels or {})}, head=f'<meta charset="utf-8">{style}')
    return text.replace("<meta name=", "<meta name =").replace(" content=", " content = ").encode(), HTML


def _website_report() -> tuple[str, str, str]:
    return "/zwgk/zfxxgk/wznb/content_30001", "古蔺县人民政府网站工作年度报表（2023年度）", "2024-01-20"


def _article(column: str, report: ReportForm) -> str:
    return f"{column}/content_{39000 + report.year}"


def _file(column: str, report: ReportForm) -> str:
    return f"/Articles{column}/{report.published_on.replace('-', '')}093000.docx"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="510525",
    name="泸州市古蔺县",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(column, report) if report.year == _IN_WORD else _article(column, report))
        for column, published in _REPORTS.items()
        for report in published
    ),
    note="SiteAzure：无扩展名，页码在路径末尾，标题是卡片",
)
