"""淮安市淮阴区: shells by `topic`, whose lists `/articleCommonController/lists.do` gives to a form sent by POST.

It is refused as GET, says no total, never gives more than six rows whatever size is asked for, and knows a department
by `deptid`. Rows have either a `link` or a `domain` and a `path`.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("淮安市淮阴区人民政府", "3208040001")
_SHELL = "/cmsweb/zwgk/hyq/index.html"
_API = "/articleCommonController/lists.do"
_COLUMN, _GUIDE, _WEBSITE = "zfxxgknb", "zfxxgkzn", "wzbb"  # topic
_MAX_ROWS = 6  # rows of an answer
_REPORTS = {
    "1": reports("淮安市淮阴区人民政府", range(2016, 2025), 320804),
    "31": reports("淮阴区民政局", range(2022, 2025), 3208041),
}


def _respond(request: Request) -> Response | None:
    if request.path == _API:
        return _answer(request)
    found = _PAGES.get(request.path)
    return None if found is None else Response(body=found.encode())


def _answer(request: Request) -> Response:
    if request.method != "POST":
        return Response(status=405, body=b"Request method 'GET' not supported", content_type="text/plain")
    asked = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    found = _rows(request, asked.get("topic", ""), asked.get("deptid") or "1")
    number, size = int(asked.get("page", 1)), min(int(asked.get("pagesize", _MAX_ROWS)), _MAX_ROWS)
    answer = {"result": 1, "value": {"list": found[(number - 1) * size : number * size]}}
    return Response(body=json.dumps(answer, ensure_ascii=False).encode(), content_type="application/json")


def _rows(request: Request, topic: str, organ: str) -> list[dict[str, Any]]:
    if topic == _WEBSITE:
        return [_row("/zwgk/wzbb/1.html", "淮阴区2023年政府网站工作年度报表", "2024-01-19", "")]
    made = _REPORTS.get(organ, []) if topic == _COLUMN else []
    return [
        _row(_article(organ, one), one.title, one.published_on, request.origin if one.year % 2 else "")
        for one in reversed(made)
    ]


def _row(path: str, title: str, date: str, domain: str) -> dict[str, Any]:
    address = {"link": "", "path": path, "domain": domain} if domain else {"link": path, "path": "", "domain": ""}
    return {"title": title, "releaseTime": f"{date} 10:12:00", **address}


def _pages() -> Iterator[tuple[str, str]]:
    yield "/", page("淮安市淮阴区人民政府", links((("/cmsweb/zwgk/hyq/main.html", "政府信息公开"),)), _SITE)
    topics = ((_GUIDE, "政府信息公开指南"), (_COLUMN, "政府信息公开年报"), (_WEBSITE, "政府网站工作年度报表"))
    menu = [(f"{_SHELL}?topic={topic}&type=1&orgid=1", name) for topic, name in topics]
    menu.append(("/cmsweb/zwgk/hyq/bm.html", "部门信息公开"))
    yield "/cmsweb/zwgk/hyq/main.html", page("政府信息公开", links(menu), _SITE)
    yield "/cmsweb/zwgk/hyq/bm.html", page("部门信息公开", links((("/cmsweb/zwgk/hyq/mzj.html", "区民政局"),)), _SITE)
    own = ((f"{_SHELL}?topic={_COLUMN}&type=1&orgid=31", "政府信息公开年报"),)
    yield "/cmsweb/zwgk/hyq/mzj.html", page("区民政局信息公开", links(own), _SITE)
    script = (
        '<div id="list"></div><script>function load(page){$.post("/articleCommonController/lists.do",{page:page,'
        'pagesize:20,topic:getParam("topic"),title:"",docNo:"",orgname:"",summary:"",key:"",deptid:getParam("orgid")},'
        "draw)}load(1);</script>"
    )
    yield _SHELL, page("政府信息公开", script, _SITE)
    for organ, made in _REPORTS.items():
        for report in made:
            body = f'<div class="con">{fragment(report)}</div>'
            yield _article(organ, report), page(report.title, body, {**_SITE, **article_labels(report)})


def _article(organ: str, report: ReportForm) -> str:
    return f"/zwgk/content/{organ}/{report.published_on.replace('-', '')}{report.year}.html"


def _publications() -> Iterator[Publication]:
    for organ, made in _REPORTS.items():
        yield from (publication(report, _article(organ, report)) for report in made)


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="320804",
    name="淮安市淮阴区",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="列表以表单 POST 取得，不说总数",
)
