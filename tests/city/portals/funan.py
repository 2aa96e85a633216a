"""阜阳市阜南县: the younger Openness. Columns are channels of 24 hex digits with `page-2/` below them, reports are
`/xxgkAnnualReport/detail/<24 hex>.html`, all organs in one list. Only the next page is linked; the total is printed."""

import hashlib
import re
from collections.abc import Iterator

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("阜南县人民政府", "3412250001")
_PAGE_SIZE = 3
_STYLES = {2020: "nested", 2022: "word"}
_REPORTS = [
    *reports("阜南县人民政府", range(2019, 2025), 341225),
    *reports("阜南县财政局", range(2022, 2025), 3412251),
]


def _hex(words: str) -> str:
    return hashlib.sha1(words.encode()).hexdigest()[:24]


_COLUMN = f"/content/channel/{_hex('年报')}/"
_OTHERS = {f"/content/channel/{_hex(name)}/": name for name in ("政府网站工作年度报表", "法治政府建设年度报告")}


def _respond(request: Request) -> Response | None:
    content = _PAGES.get(request.path)
    further = re.fullmatch(re.escape(_COLUMN) + r"page-([1-9]\d*)/", request.path)
    if further:
        content = _list(int(further[1]))
    return None if content is None else Response(body=content.encode())


def _list(number: int) -> str:
    newest = sorted(_REPORTS, key=lambda report: report.published_on, reverse=True)
    count = -(-len(newest) // _PAGE_SIZE)
    shown = newest[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    items = dated_links((_article(report), report.title, report.published_on) for report in shown)
    turn = f'<a href="{_COLUMN}page-{number + 1}/">下一页</a>' if number < count else "<span>下一页</span>"
    pager = f'<div class="pages">共{len(newest)}条 第{number}/{count}页 {turn}</div>'
    return page("政府信息公开年报-阜南县人民政府", f"{items}\n{pager}", {**_SITE, "ColumnName": "政府信息公开年报"})


def _pages() -> Iterator[tuple[str, str]]:
    yield "/", page("阜南县人民政府", links((("/zwgk/", "政务公开"), ("/zmhd/", "政民互动"))), _SITE)
    menu = ((_COLUMN, "政府信息公开年报"), *_OTHERS.items())
    yield "/zwgk/", page("政府信息公开", links(menu), {**_SITE, "ColumnName": "政府信息公开"})
    yield _COLUMN, _list(1)
    for path, name in _OTHERS.items():
        items = dated_links(((f"/content/detail/{_hex(name)}.html", f"阜南县2023年{name}", "2024-01-19"),))
        yield path, page(name, items, {**_SITE, "ColumnName": name})
    for report in _REPORTS:
        body = f'<div class="wzcon">{fragment(report, _STYLES.get(report.year, "clean"))}</div>'
        yield _article(report), page(report.title, body, {**_SITE, **article_labels(report)})


def _article(report: ReportForm) -> str:
    return f"/xxgkAnnualReport/detail/{_hex(report.title)}.html"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="341225",
    name="阜阳市阜南县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _article(report)) for report in _REPORTS),
    note="Openness：频道为 24 位编号，各单位年报混在一个列表",
)
