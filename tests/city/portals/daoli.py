"""哈尔滨市道里区: the UCAP platform, as most of Heilongjiang has it.

Addresses of columns are numbers; `redirect_firstChannel.shtml` sends on to the first child. The government's list is
static and counts from 1; a bureau's list is drawn from `/common/search/<channel>`, which knows `page` alone, gives 15
rows whatever is asked, and answers with a list page when `_isJson` is left out.
"""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..pages import dated_links, links, publication
from ..published.series import reports

_NAME = "哈尔滨市道里区人民政府"
_COLUMN = "/dlq/c111239/"
_FRAME = Frame(
    name=_NAME,
    site_id="2301020001",
    affairs="/dlq/c111230/ns_zwgk.shtml",
    disclosure="/dlq/c111231/redirect_firstChannel.shtml",
    column=f"{_COLUMN}list.shtml",
    organs="/dlq/c111250/zfxxgk.shtml",
    asides=(
        ("/dlq/c111241/list.shtml", "/dlq/c111241/202401/c01_700001.shtml"),
        ("/dlq/c111242/list.shtml", "/dlq/c111242/202401/c01_700002.shtml"),
    ),
    head='<meta charset="utf-8"><script src="/dlq/xhtml/js/page.js"></script>',
)
_OWN = reports(_NAME, range(2019, 2025), 230102)
_BUREAU = reports("哈尔滨市道里区教育局", range(2019, 2025), 2301021)
_TOWNS = [
    report
    for number, town in enumerate(("新发镇", "太平镇", "榆树镇"), start=2)
    for report in reports(f"哈尔滨市道里区{town}人民政府", range(2021, 2025), 2301020 + number)
]
_CHANNEL = "9b2f6c5d0e4a4b7f8c1d2e3f4a5b6c7d"
_SHELL = "/dlq/c111251/xxgk_list.shtml"
_ATTACHED = {2021}
_STATIC_SIZE, _ROWS = 4, 15


def _respond(request: Request) -> Response | None:
    if request.path == f"/common/search/{_CHANNEL}":
        return _search({key: text[0] for key, text in parse_qs(urlsplit(request.target).query).items()}, request.origin)
    if request.path in _FILES:
        return Response(body=_FILES[request.path], content_type="application/msword")
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _search(query: dict[str, str], origin: str) -> Response | None:
    """Only `page` turns the list; `_pageSize` above 15 is ignored; past the end the results are empty."""
    if not query.get("page", "1").isdigit():
        return None
    number = int(query.get("page", "1"))
    newest = sorted([*_BUREAU, *_TOWNS], key=lambda report: report.published_on, reverse=True)
    shown = newest[(number - 1) * _ROWS : number * _ROWS]
    if query.get("_isJson") != "true":
        items = dated_links((_article(report), report.title, report.published_on) for report in shown)
        return Response(body=_FRAME.page("信息公开年报", items).encode())
    results = [
        {
            "title": report.title,
            "subTitle": "",
            "url": origin + _article(report),
            "content": "",
            "publishedTimeStr": f"{report.published_on} 10:12:00",
            "domainMetaList": [{"resultList": [{"key": "pubdate", "value": report.published_on}]}],
        }
        for report in shown
    ]
    data = {"total": len(newest), "page": number, "rows": _ROWS, "results": results}
    body = json.dumps({"code": 200, "data": data}, ensure_ascii=False)
    return Response(body=body.encode(), content_type="application/json;charset=UTF-8")


def _pages() -> Iterator[tuple[str, str]]:
    pages = dict(_FRAME.pages())
    menu = pages[_FRAME.disclosure]
    pages[_FRAME.disclosure] = (
        '<html><head><meta charset="utf-8"></head><body><script>'
        "window.location.href='/dlq/c111232/zfxxgk.shtml'</script></body></html>"
    )
    pages["/dlq/c111232/zfxxgk.shtml"] = menu
    yield from pages.items()
    newest = list(reversed(_OWN))
    count = -(-len(newest) // _STATIC_SIZE)
    for number in range(1, count + 1):
        rows = newest[(number - 1) * _STATIC_SIZE : number * _STATIC_SIZE]
        items = dated_links((_article(report), report.title, report.published_on) for report in rows)
        call = f"createPageHTML('page_div',{count}, {number},'list','shtml',{len(newest)});"
        pager = f'<div id="page_div"></div><script>window.onload=function() {{{call}}}</script>'
        name = "list.shtml" if number == 1 else f"list_{number}.shtml"
        yield _COLUMN + name, _FRAME.page("政府信息公开年报", items + pager, ColumnName="政府信息公开年报")
    yield (
        _FRAME.organs,
        _FRAME.page("部门信息公开", links(((_SHELL, "部门乡镇信息公开年报"),)), ColumnName="部门信息公开"),
    )
    script = f"""<ul id="list"></ul><div id="page_div"></div><script>
var channelId = '{_CHANNEL}';
function load(page) {{ $.ajax({{url: "/common/search/" + channelId + "?_isAgg=true&_isJson=true&_pageSize=15"
 + "&_template=index&_rangeTimeGte=&_channelName=&page=" + page, success: draw}}); }}
load(1);</script>"""
    yield _SHELL, _FRAME.page("部门乡镇信息公开年报", script, ColumnName="信息公开年报", channelId=_CHANNEL)
    for report in [*_OWN, *_BUREAU, *_TOWNS]:
        offer = f'<p>附件：<a href="{_file(report)}">{report.title}.docx</a></p>'
        body = offer if report.year in _ATTACHED else fragment(report, "word")
        yield _article(report), _FRAME.article(report, f"<ucapcontent>{body}</ucapcontent>")


def _article(report: ReportForm) -> str:
    folder = _COLUMN if report.organ == _NAME else "/dlq/c111251/"
    number = 868000 + (report.year - 2000) * 40 + sum(map(ord, report.organ)) % 37
    return f"{folder}{report.published_on[:7].replace('-', '')}/c01_{number}.shtml"


def _file(report: ReportForm) -> str:
    return _article(report).rpartition("/")[0] + f"/files/{abs(sum(map(ord, report.organ)))}{report.year}.docx"


_ALL = [*_OWN, *_BUREAU, *_TOWNS]
_PAGES = dict(_pages())
_FILES = {_file(report): docx(report) for report in _ALL if report.year in _ATTACHED}

PORTAL = Portal(
    region_code="230102",
    name="哈尔滨市道里区",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(report) if report.year in _ATTACHED else _article(report)) for report in _ALL
    ),
    note="UCAP：六参数翻页，部门年报由 /common/search 取 JSON",
)
