"""攸县: columns `/channels/<number>.html`, articles `/contents/<column>/<number>.html`, nothing in an address tells
what it is.

The pager turns the page by script and says `当前第 1 / 3 页`; the date stands inside the row's anchor. `_1` and numbers
past the end do not exist. Years are columns of their own for the departments.
"""

from collections.abc import Iterator

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("攸县人民政府", "4302230001")
_COLUMN = 16457
_YEARS = {2024: 16501, 2025: 16502}  # the departments' columns, one a year
_WEBSITE = 16460
_PAGE_SIZE = 3
_IN_WORD = 2022

_GOVERNMENT = reports("攸县人民政府", range(2019, 2026), seed=430223)
_BUREAUX = tuple(
    report
    for number, organ in enumerate(("攸县财政局", "攸县交通运输局", "攸县网岭镇人民政府"), start=1)
    for report in reports(organ, _YEARS, seed=4302230 + number)
)


def _respond(request: Request) -> Response | None:
    found = _PAGES.get(request.path)
    return None if found is None else Response(body=found[0], content_type=found[1])


def _pages() -> Iterator[tuple[str, tuple[bytes, str]]]:
    menu = (("/channels/16001.html", "要闻"), ("/channels/16400.html", "政务公开"))
    yield "/", _html("攸县人民政府", links(menu))
    yield "/channels/16001.html", _html("要闻", "<p>今日无事。</p>")
    yield (
        "/channels/16400.html",
        _html(
            "政府信息公开",
            links(
                (
                    ("/channels/16456.html", "政府信息公开指南"),
                    (f"/channels/{_COLUMN}.html", "政府信息公开年报"),
                    (f"/channels/{_WEBSITE}.html", "政府网站工作年度报表"),
                    ("/channels/16461.html", "法治政府建设年度报告"),
                )
            ),
        ),
    )
    yield "/channels/16456.html", _html("政府信息公开指南", "<p>指南。</p>")
    website = [(f"/contents/{_WEBSITE}/88001.html", "攸县人民政府网站工作年度报表（2024年度）", "2025-01-15")]
    yield from _list(_WEBSITE, "政府网站工作年度报表", website)
    years = links((f"/channels/{number}.html", f"{year}年") for year, number in _YEARS.items())
    government = [(_article(report), report.title, report.published_on) for report in reversed(_GOVERNMENT)]
    yield from _list(_COLUMN, "政府信息公开年报", government, f"<div><h3>部门和乡镇</h3>{years}</div>")
    for year, number in _YEARS.items():
        rows = [(_article(report), report.title, report.published_on) for report in _BUREAUX if report.year == year]
        notice = (f"/contents/{number}/87001.html", f"关于报送{year}年政府信息公开工作年度报告的通知", f"{year}-12-29")
        yield from _list(number, f"{year}年", sorted([*rows, notice], key=lambda row: row[2], reverse=True))
    for report in (*_GOVERNMENT, *_BUREAUX):
        body = fragment(report, "clean")
        if report.year == _IN_WORD:
            body = f'<h1>{report.title}</h1><p><a href="{_file(report)}">附件下载</a></p>'
            yield _file(report), (docx(report, "plain"), "application/octet-stream")
        yield _article(report), _html(report.title, body, article_labels(report))


def _list(
    column: int, name: str, rows: list[tuple[str, str, str]], beside: str = ""
) -> Iterator[tuple[str, tuple[bytes, str]]]:
    count = -(-len(rows) // _PAGE_SIZE)
    for number in range(1, count + 1):
        shown = "\n".join(
            f'<li><a href="{href}" title="{title}" target="_blank">{title}<span>{date}</span></a></li>'
            for href, title, date in rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
        )
        pager = (
            f'<div class="page"><span class="total">当前第 {number} / {count} 页</span>'
            f'<a href="javascript:void(0)" onclick="goPage({max(number - 1, 1)})">上一页</a>'
            f'<a href="javascript:void(0)" onclick="goPage({min(number + 1, count)})">下一页</a></div>'
        )
        body = f'<div class="channel clearfix"><div class="channel-fr fr"><ul>{shown}</ul>{pager}</div></div>'
        address = f"/channels/{column}.html" if number == 1 else f"/channels/{column}_{number}.html"
        yield address, _html(name, beside + body, {"ColumnName": name})


def _html(title: str, body: str, labels: dict[str, str] | None = None) -> tuple[bytes, str]:
    return page(f"{title}_攸县人民政府", body, {**_SITE, **(labels or {})}).encode(), HTML


def _article(report: ReportForm) -> str:
    if report in _GOVERNMENT:
        return f"/contents/{_COLUMN}/{1300000 + report.year}.html"
    return f"/contents/{_YEARS[report.year]}/{1310000 + _BUREAUX.index(report)}.html"


def _file(report: ReportForm) -> str:
    day = report.published_on.replace("-", "")
    return f"/uploadfiles/{day[:6]}/{day}01.docx"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="430223",
    name="株洲市攸县",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(report) if report.year == _IN_WORD else _article(report))
        for report in (*_GOVERNMENT, *_BUREAUX)
    ),
    note="channels/数字.html，脚本翻页，日期在链接里",
)
