"""清远市阳山县: gkmlpt, the disclosure platform of Guangdong. Pages are shells, lists JSON; bodies lie in scripts.

The interface wants the site's own number and catalogue, gives 100 rows a page whatever is asked, takes page 0 for 1
and has no page past the end. A department has the platform below a path of its own, with a number of its own.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("阳山县人民政府门户网站", "4418230003")
_ATTACHED_YEAR = 2022  # that report's page only offers a file
_PAGE_SIZE = 100
_COLUMN, _NOTICES, _WEBSITE, _LAW = 5241, 5242, 5250, 5251  # catalogues
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NODES = (
    {"id": 5200, "name": "机构职能", "children": [], "jump_url": ""},
    {
        "id": 5240,
        "name": "政府信息公开",
        "jump_url": "",
        "children": [
            {"id": _NOTICES, "name": "政府信息公开制度", "children": [], "jump_url": ""},
            {"id": 5244, "name": "政府信息公开年报", "children": [], "jump_url": "http://www.yangshan.gov.cn/old/"},
            {"id": _COLUMN, "name": "政府信息公开年报", "children": [], "jump_url": ""},
        ],
    },
    {"id": _WEBSITE, "name": "政府网站工作年度报表", "children": [], "jump_url": ""},
    {"id": _LAW, "name": "法治政府建设年度报告", "children": [], "jump_url": ""},
)


class _Platform:
    """One organ's platform: its path, its number, its reports."""

    def __init__(self, path: str, site_id: str, made: list[ReportForm], first_id: int) -> None:
        self.path, self.site_id, self.reports = path, site_id, made
        self.ids = {report.year: first_id + report.year for report in made}

    def article(self, report: ReportForm) -> str:
        number = self.ids[report.year]
        return f"{self.path}/gkmlpt/content/{number // 1000000}/{number // 1000}/post_{number}.html"

    def file(self, report: ReportForm) -> str:
        return f"{self.path}/attachment/0/88/88{report.year - 1900}/96{report.year}.docx"

    def rows(self, category: int, origin: str) -> list[dict[str, Any]]:
        """Articles of a catalogue, newest first."""
        if category == _COLUMN:
            shown = [_described(report.title, report, origin + self.article(report)) for report in self.reports[::-1]]
            notices = [self._notice(number, origin) for number in range(120 if not self.path else 0)]
            return [*notices, *shown]
        titles = {_WEBSITE: "阳山县人民政府网站工作年度报表（2023年度）", _LAW: "阳山县2023年法治政府建设年度报告"}
        if category not in titles:
            return []
        url = f"{origin}{self.path}/gkmlpt/content/1/1700/post_17000{category}.html"
        return [_described(titles[category], self.reports[-1], url)]

    def _notice(self, number: int, origin: str) -> dict[str, Any]:
        title = f"关于报送政府信息公开年度报告数据的通知（第{number + 1}号）"
        return _described(title, self.reports[-1], f"{origin}/gkmlpt/content/1/1600/post_{1600000 + number}.html")


def _described(title: str, report: ReportForm, url: str) -> dict[str, Any]:
    seconds = int(datetime.fromisoformat(f"{report.published_on}T01:30:00").replace(tzinfo=UTC).timestamp())
    return {
        "id": int(url.rsplit("_", 1)[1].split(".")[0]),
        "title": title,
        "publisher": report.organ,
        "date": seconds,
        "display_publish_time": seconds,
        "url": url,
        "post_url": "",
        "attachment": [],
        "classify_main": _COLUMN,
        "classify_main_name": "政府信息公开年报",
        "is_expired": 0,
    }


_OWN = _Platform("", "763001", reports("阳山县人民政府", range(2019, 2025), 441823), 2150000)
_SCHOOLS = _Platform("/ysxjyj", "763017", reports("阳山县教育局", range(2022, 2025), 4418231), 2250000)
_PLATFORMS = (_SCHOOLS, _OWN)


def _respond(request: Request) -> Response | None:
    static = _PAGES.get(request.path)
    if static is not None:
        return Response(body=static.encode())
    platform = next(one for one in _PLATFORMS if request.path.startswith(f"{one.path}/"))
    below = request.path.removeprefix(platform.path).removeprefix("/gkmlpt")
    if below in ("/index", "/annualreport", "/guide", "/policy"):
        return Response(body=_shell(platform, "TREE: " + _script(_NODES)).encode())
    if below.startswith("/api/all/"):
        return _listed(platform, below.removeprefix("/api/all/"), request)
    for report in platform.reports:
        if request.path == platform.article(report):
            detail = _detail(platform, report, request.origin)
            return Response(body=_shell(platform, "DETAIL: " + _script(detail), report.title).encode())
        if request.path == platform.file(report) and report.year == _ATTACHED_YEAR:
            return Response(body=docx(report), content_type=_DOCX)
    return None


def _listed(platform: _Platform, category: str, request: Request) -> Response | None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(request.target).query).items()}
    if not category.isdigit() or asked.get("sid") != platform.site_id or not asked.get("page", "1").isdigit():
        return None
    found = platform.rows(int(category), request.origin)
    number = max(int(asked.get("page", "1")), 1)
    shown = found[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    if not shown:
        return None
    classify = {"id": int(category), "name": "政府信息公开年报", "post_count": len(found)}
    answer = {"articles": shown, "classify": classify, "total": len(found)}
    return Response(body=json.dumps(answer, ensure_ascii=False).encode(), content_type="application/json")


def _detail(platform: _Platform, report: ReportForm, origin: str) -> dict[str, Any]:
    described = _described(report.title, report, origin + platform.article(report))
    if report.year != _ATTACHED_YEAR:
        return {**described, "content": fragment(report, "word")}
    file = {"id": 1, "name": f"{report.title}.docx", "type": "docx", "url": origin + platform.file(report)}
    return {**described, "content": "<p>年度报告全文见附件。</p>", "attachment": [file]}


def _script(value: Any) -> str:
    """JSON as the platform writes it into a script: no `<` in it."""
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003C").replace(">", "\\u003E")


def _shell(platform: _Platform, config: str, title: str = "政府信息公开目录") -> str:
    script = (
        f"<script>window._CONFIG = {{ DEBUG: false, SID: '{platform.site_id}', SERVICE_AREA_ID: 441823, {config} }};"
        '</script>\n<script src="/gkmlpt/gkml/pc/js/chunk-common.5a1b2c3d.js"></script>'
    )
    return page(title, f'<div id="app"></div>\n<div class="content-box"></div>\n{script}', _SITE)


def _pages() -> Iterator[tuple[str, str]]:
    nfcms = '<script>window.NFCMS_SITE_ID=763001;window.NFCMS_PUB_TYPE="index";</script>'
    menu = (("/", "首页"), ("/zwgk/index.html", "政务公开"), ("/zwfw/", "政务服务"))
    news = dated_links((("/yw/content/post_1800001.html", "我县部署春耕备耕工作", "2025-02-18"),))
    yield "/", page("阳山县人民政府门户网站", f"{links(menu)}\n{news}\n{nfcms}", _SITE)
    columns = (
        ("/gkmlpt/index", "政府信息公开"),
        ("/zwgk/wzndbb/index.html", "政府网站工作年度报表"),
        ("/zwgk/bmxxgk/index.html", "部门信息公开"),
    )
    yield "/zwgk/index.html", page("政务公开", f"{links(columns)}\n{nfcms}", {**_SITE, "ColumnName": "政务公开"})
    organs = (("/ysxjyj/gkmlpt/index", "县教育局"),)
    yield "/zwgk/bmxxgk/index.html", page("部门信息公开", f"{links(organs)}\n{nfcms}", _SITE)


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="441823",
    name="清远市阳山县",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, one.file(report) if report.year == _ATTACHED_YEAR else one.article(report))
        for one in _PLATFORMS
        for report in one.reports
    ),
    note="gkmlpt 平台：栏目与正文在脚本里，列表为接口",
)
