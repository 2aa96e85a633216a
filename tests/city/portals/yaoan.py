"""姚安县: ASP.NET WebForms. Every further page of a list is a POST of the page's own form, which the server checks.

`__VIEWSTATE` is signed, belongs to one address and one page, and `__EVENTVALIDATION` names the pages the form
offered: a forged, foreign or incomplete form gets the yellow error page with status 500, a GET the first page.
"""

import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs

from ..exchange import Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("姚安县人民政府", "5323250001")
_COLUMN = "/Category_183/Index.aspx"
_WEBSITE_REPORTS = "/Category_184/Index.aspx"
_TARGET = "ctl00$ContentPlaceHolder1$AspNetPager1"
_PAGE_SIZE = 4
_OFFERED = 3  # pages whose numbers the pager shows beside the current one
_IN_WORD = 2021

_GOVERNMENT = reports("姚安县人民政府", range(2019, 2026), seed=532325)
_BUREAU = reports("姚安县民政局", range(2021, 2026), seed=5323251)
_ALL = sorted([*_GOVERNMENT, *_BUREAU], key=lambda report: report.published_on, reverse=True)
_NOTICE = ("/Pages_183_58001.aspx", "关于做好2022年政府信息公开工作年度报告编制工作的通知", "2022-12-30")


def _respond(request: Request) -> Response | None:
    if request.path == _COLUMN:
        return _post(request) if request.method == "POST" else _listed(1)
    found = _PAGES.get(request.path)
    if found is None or isinstance(found, bytes):
        return found if found is None else Response(body=found, content_type="application/msword")
    return Response(body=found.encode())


def _post(request: Request) -> Response:
    """The page the event asks for, if the form is one this server printed for this address and offered that page."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return _listed(1)
    form = {name: values[0] for name, values in parse_qs(request.body.decode("ascii"), keep_blank_values=True).items()}
    shown = next((one for one in range(1, _page_count() + 1) if form.get("__VIEWSTATE") == _state(one)), None)
    argument = form.get("__EVENTARGUMENT", "")
    is_complete = {"__VIEWSTATEGENERATOR", "ctl00$txtKey", f"{_TARGET}_input"} <= form.keys()
    if (
        shown is None
        or not is_complete
        or form.get("__EVENTVALIDATION") != _validation(shown)
        or form.get("__EVENTTARGET") != _TARGET
        or not argument.isdigit()
        or int(argument) not in _offered(shown)
    ):
        return Response(status=500, body=page("Server Error", "<h1>Server Error in '/' Application.</h1>").encode())
    return _listed(int(argument))


def _listed(number: int) -> Response:
    rows = [(_article(report), report.title, report.published_on) for report in _ALL]
    rows = sorted([*rows, _NOTICE], key=lambda row: row[2], reverse=True)
    shown = rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    listed = "".join(f'<p><a href="{href}">{title}</a><span>{date}</span></p>' for href, title, date in shown)
    pager = (
        f'<div id="ctl00_ContentPlaceHolder1_AspNetPager1" class="paginator">{_pager(number)}'
        f'<input type="text" value="{number}" name="{_TARGET}_input" />'
        f'<input type="submit" value="Go" name="{_TARGET}" />'
        f"</div><div>记录总数：<b>{len(rows)}</b> 总页数：<b>{_page_count()}</b> 当前页：<b>{number}</b></div>"
    )
    body = _form(_COLUMN, f'<div class="info-list">{listed}</div>\n{pager}', _state(number), _validation(number))
    return Response(body=page("信息公开年报-姚安县人民政府", body, {**_SITE, "ColumnName": "信息公开年报"}).encode())


def _pager(number: int) -> str:
    def turn(target: int, words: str) -> str:
        if target == number or not 1 <= target <= _page_count():
            return f'<a disabled="disabled" style="margin-right:5px;">{words}</a>'
        return f"<a href=\"javascript:__doPostBack('{_TARGET}','{target}')\" style=\"margin-right:5px;\">{words}</a>"

    numbers = "".join(turn(target, str(target)) for target in sorted({number, *_offered(number)}))
    ends = turn(1, "首页") + turn(number - 1, "上一页"), turn(number + 1, "下一页") + turn(_page_count(), "尾页")
    return ends[0] + numbers + ends[1]


def _offered(number: int) -> set[int]:
    beside = range(max(1, number - 1), min(_page_count(), number + _OFFERED) + 1)
    return {1, _page_count(), *beside} - {number}


def _form(action: str, body: str, state: str = "", validation: str = "") -> str:
    """A WebForms page is one form; pages without events have one too."""
    hidden = {
        "__EVENTTARGET": "",
        "__EVENTARGUMENT": "",
        "__VIEWSTATE": state or _digest(f"state of {action}"),
        "__VIEWSTATEGENERATOR": "26D42E0E",
        "__EVENTVALIDATION": validation or _digest(f"events of {action}"),
    }
    fields = "".join(
        f'<input type="hidden" name="{name}" id="{name}" value="{value}" />' for name, value in hidden.items()
    )
    search = '<input name="ctl00$txtKey" type="text" /><input type="submit" name="ctl00$btnFind" value="查询" />'
    name = action.rpartition("/")[2]
    return f'<form method="post" action="./{name}" id="aspnetForm">{fields}{search}\n{body}</form>'


def _pages() -> Iterator[tuple[str, str | bytes]]:
    def html(path: str, title: str, body: str, labels: dict[str, str] | None = None) -> tuple[str, str]:
        return path, page(title, _form(path, body), {**_SITE, **(labels or {})})

    yield html(
        "/", "姚安县人民政府", links((("/Category_12/Index.aspx", "政务公开"), ("/Category_9/Index.aspx", "新闻")))
    )
    menu = (("/Category_180/Index.aspx", "信息公开指南"), (_COLUMN, "信息公开年报"), (_WEBSITE_REPORTS, "网站年报"))
    yield html("/Category_12/Index.aspx", "政府信息公开", links(menu))
    yield html("/Category_180/Index.aspx", "信息公开指南", "<p>指南。</p>")
    yield html("/Category_9/Index.aspx", "新闻", "<p>今日无事。</p>")
    website = '<p><a href="/Pages_184_57001.aspx">姚安县人民政府网站2023年工作年度报表</a><span>2024-01-09</span></p>'
    yield html(_WEBSITE_REPORTS, "网站年报", website)
    yield html(_NOTICE[0], _NOTICE[1], f"<h1>{_NOTICE[1]}</h1><p>请各单位于一月底前报送。</p>")
    for report in _ALL:
        body = fragment(report, "clean")
        if report.year == _IN_WORD:
            body = f'<h1>{report.title}</h1><p><a href="{_file(report)}">点击下载</a></p>'
            yield _file(report), docx(report, "plain")
        yield html(_article(report), report.title, body, article_labels(report))


def _page_count() -> int:
    return -(-(len(_ALL) + 1) // _PAGE_SIZE)


def _state(number: int) -> str:
    return _digest(f"state of {_COLUMN} page {number}")


def _validation(number: int) -> str:
    return _digest(f"events of {_COLUMN} page {number}: {sorted(_offered(number))}")


def _digest(text: str) -> str:
    return f"/wEPDwUK{hashlib.sha256(text.encode()).hexdigest() * 4}=="


def _article(report: ReportForm) -> str:
    return f"/Pages_183_{59000 + _ALL.index(report)}.aspx"


def _file(report: ReportForm) -> str:
    return f"/UploadFile/{report.published_on.replace('-', '')}{_ALL.index(report):06d}.doc"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="532325",
    name="楚雄彝族自治州姚安县",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(report) if report.year == _IN_WORD else _article(report)) for report in _ALL
    ),
    note="ASP.NET：翻页是带签名状态的 POST",
)
