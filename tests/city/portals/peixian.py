"""徐州市沛县: Epoint EWB. One file, `govInfoPub.html`, serves every column; its list is asked for by POST.

The question needs the site's key, which stands in a script of the site, and the category of the page's own address. It
is refused as GET and as anything but JSON. Pages are counted from 1, 0 is taken for 1. A department is a `deptcode`.
"""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("沛县人民政府", "3203220001")
_KEY, _PROJECT = "b7c2a1d4-5e6f-4a3b-9c8d-0e1f2a3b4c5d", "/EWB-FRONT"
_COLUMN, _WEBSITE, _LAW = "003004", "003009001", "003009002"  # categorynum
_DEPARTMENT = "014"  # deptcode
_ATTACHED_YEAR = 2020
_REPORTS = {
    "": reports("沛县人民政府", range(2019, 2025), 320322),
    _DEPARTMENT: reports("沛县教育局", range(2022, 2025), 3203221),
}
_NOTICES = 38
_SHELL = "/dynamic/zwgk/govInfoPub.html"


def _respond(request: Request) -> Response | None:
    if request.path == f"{_PROJECT}/rest/lightfrontaction/getgovinfolist":
        return _answer(request)
    found = _PAGES.get(request.path)
    if found is None:
        return None
    kind = "application/javascript" if request.path.endswith(".js") else "text/html;charset=UTF-8"
    return Response(body=found.encode(), content_type=kind) if isinstance(found, str) else found


def _answer(request: Request) -> Response:
    if request.method != "POST":
        return Response(status=405, body=b"Method Not Allowed", content_type="text/plain")
    if "json" not in request.headers.get("content-type", ""):
        return Response(status=415, body=b"Unsupported Media Type", content_type="text/plain")
    asked = json.loads(request.body)
    found = _rows(asked.get("categorynum", ""), asked.get("deptcode", "")) if asked.get("siteGuid") == _KEY else []
    number, size = max(int(asked.get("pageIndex", 0)), 1), int(asked.get("pageSize", 20))
    shown = found[(number - 1) * size : number * size]
    answer = {"custom": {"total": str(len(found)), "data": shown}, "status": {"code": "200", "text": "操作成功"}}
    return Response(body=json.dumps(answer, ensure_ascii=False).encode(), content_type="application/json;charset=UTF-8")


def _rows(category: str, department: str) -> list[dict[str, Any]]:
    made = _REPORTS.get(department, [])
    if category == _COLUMN:
        own = [_row(_article(department, report), report.title, report.published_on) for report in made[::-1]]
        title = "关于做好政府信息公开年度报告编制发布工作的通知（第{}号）"
        notices = (
            []
            if department
            else [_row(f"/zwgk/003004/{k}.html", title.format(k), "2018-12-05") for k in range(_NOTICES)]
        )
        return [*notices, *own]
    others = {_WEBSITE: "沛县2023年政府网站工作年度报表", _LAW: "沛县2023年法治政府建设年度报告"}
    return [_row(f"/zwgk/{category}/1.html", others[category], "2024-01-19")] if category in others else []


def _row(path: str, title: str, date: str) -> dict[str, Any]:
    shown = title if len(title) < 20 else title[:18] + "..."
    return {"title": shown, "realtitle": title, "infourl": path, "visiturl": path, "linkurl": "", "infodate": date}


def _pages() -> Iterator[tuple[str, str | Response]]:
    yield "/", page("沛县人民政府", links((("/zwgk/index.html", "政务公开"), ("/hdjl/", "互动交流"))), _SITE)
    menu = (
        (f"{_SHELL}?categorynum=003001", "政府信息公开指南"),
        (f"{_SHELL}?categorynum={_COLUMN}", "政府信息公开年报"),
        (f"{_SHELL}?categorynum={_WEBSITE}", "政府网站工作年度报表"),
        (f"{_SHELL}?categorynum={_LAW}", "法治政府建设年度报告"),
        ("/zwgk/bmxxgk/index.html", "部门信息公开"),
    )
    yield "/zwgk/index.html", page("政府信息公开", links(menu), {**_SITE, "ColumnName": "政府信息公开"})
    yield "/zwgk/bmxxgk/index.html", page("部门信息公开", links((("/zwgk/bmxxgk/jyj.html", "县教育局"),)), _SITE)
    own = (f"{_SHELL}?categorynum={_COLUMN}&deptcode={_DEPARTMENT}", "政府信息公开年报")
    yield "/zwgk/bmxxgk/jyj.html", page("县教育局信息公开", links((own,)), _SITE)
    head = links((("/", "首页"), ("/zwgk/index.html", "政务公开"), ("/hdjl/", "互动交流")))
    shell = f'{head}\n<ul id="infolist"></ul><div id="page"></div>\n<script src="/js/jquery.min.js"></script>\n'
    shell += '<script src="/js/webBuilderCommon.js"></script>\n<script src="/js/govInfoPub.js"></script>'
    yield _SHELL, page("政府信息公开", shell, _SITE)
    script = f'var siteInfo = {{"siteGuid":"{_KEY}","projectName":"{_PROJECT}","siteName":"沛县人民政府"}};\n'
    yield "/js/webBuilderCommon.js", script
    for department, made in _REPORTS.items():
        for report in made:
            body = f'<div class="ewb-article-info">{fragment(report, "word")}</div>'
            if _is_attached(department, report):
                body = f'<h1>{report.title}</h1><p><a href="{_file(report)}">{report.title}.docx</a></p>'
                yield _file(report), Response(body=docx(report), content_type="application/msword")
            yield _article(department, report), page(report.title, body, {**_SITE, **article_labels(report)})


def _article(department: str, report: ReportForm) -> str:
    name = uuid.uuid5(uuid.NAMESPACE_URL, report.title)
    return f"/zwgk/{_COLUMN}/{department or '001'}/{report.published_on.replace('-', '')}/{name}.html"


def _is_attached(department: str, report: ReportForm) -> bool:
    return not department and report.year == _ATTACHED_YEAR


def _file(report: ReportForm) -> str:
    return f"/EpointBigFileUpLoad/FCKFile/file/{report.published_on.replace('-', '')}143417396.docx"


def _publications() -> Iterator[Publication]:
    for department, made in _REPORTS.items():
        for report in made:
            is_attached = _is_attached(department, report)
            yield publication(report, _file(report) if is_attached else _article(department, report))


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="320322",
    name="徐州市沛县",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="Epoint EWB：列表以 POST 取得，密钥在脚本里",
)
