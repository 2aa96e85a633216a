"""泰州市海陵区: jpaas, where every block of a column page is asked of `build/unit` with the ids in its queryData.

A page number counts inside `paramJson` only, rows a page are the template's; `data` is an object or a plain text. The
government's column has a menu block beside its list. The bureau's column has a folder for each year, and the folder
of 2023 holds the report on 2024 as well.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..pages import links, publication
from ..published.series import reports

_NAME = "泰州市海陵区人民政府"
_COLUMN = "/zfxxgk/zfxxgknb/"
_BUREAU = "/zfxxgk/bmdwxzjd/bmdw/qnyncj/"
_TOWN = "/zfxxgk/bmdwxzjd/xzjd/gjz/"
_FRAME = Frame(
    name=_NAME,
    site_id="3212020022",
    affairs="/zwgk/index.html",
    disclosure="/zfxxgk/index.html",
    column=f"{_COLUMN}index.html",
    organs="/zfxxgk/bmdwxzjd/index.html",
    asides=(
        ("/zwgk/wzndbb/index.html", "/zwgk/wzndbb/art/2024/art_00000000000000000000000000000001.html"),
        ("/zwgk/fzzf/index.html", "/zwgk/fzzf/art/2024/art_00000000000000000000000000000002.html"),
    ),
)
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_ROWS = 5  # a page of every list block, whatever pageSize asks


def _id(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


_OWN = reports(_NAME, range(2017, 2025), 321202)[2:]
_BUREAU_REPORTS = reports("泰州市海陵区农业农村局", range(2021, 2025), 3212021)
_TOWN_REPORTS = reports("泰州市海陵区罡杨镇人民政府", range(2022, 2025), 3212022)
_WEB, _TEMPLATE = _id("web"), _id("template")
_LISTS: dict[str, Sequence[ReportForm]] = {
    _COLUMN: _OWN,
    f"{_BUREAU}zfxxgknb/2023n/": [report for report in _BUREAU_REPORTS if report.year >= 2023],
    f"{_BUREAU}zfxxgknb/2022n/": [report for report in _BUREAU_REPORTS if report.year < 2023],
    f"{_TOWN}zfxxgknb/": _TOWN_REPORTS,
}
_PLAIN = f"{_TOWN}zfxxgknb/"  # its answers carry the text itself
_ATTACHED = {2021}


def _respond(request: Request) -> Response | None:
    if request.path == _UNIT:
        return _unit({key: text[0] for key, text in parse_qs(urlsplit(request.target).query).items()})
    path = request.path + "index.html" if request.path.endswith("/") and request.path != "/" else request.path
    if path in _FILES:
        return Response(body=_FILES[path], content_type="application/octet-stream")
    content = _PAGES.get(path)
    return None if content is None else Response(body=content.encode())


def _unit(query: dict[str, str]) -> Response | None:
    folder = next((folder for folder in _LISTS if _id(folder) == query.get("pageId")), "")
    is_complete = (query.get("webId"), query.get("tplSetId"), query.get("pageType")) == (_WEB, _TEMPLATE, "column")
    if not folder or not is_complete or query.get("parseType") != "bulidstatic":
        return _answer({"success": False, "code": "500", "message": "参数错误", "data": None})
    if query.get("tagId") == "栏目导航":
        return _answer(
            {"success": True, "code": "200", "data": {"html": links(((_FRAME.column, "政府信息公开年报"),))}}
        )
    if query.get("tagId") != "当前栏目list":
        return _answer({"success": True, "code": "200", "data": {"html": ""}})
    number = int(json.loads(query.get("paramJson", "{}")).get("pageNo", 1))
    newest = sorted(_LISTS[folder], key=lambda report: report.published_on, reverse=True)
    rows = "".join(
        f'<li class="clearfix"><a href="{_article(report)}" title="{report.title}" target="_blank">{report.title}</a>'
        f'<span class="bt-right">{report.published_on}</span></li>'
        for report in newest[(number - 1) * _ROWS : number * _ROWS]
    )
    pager = f'<div class="pagination" id="page" rows="{_ROWS}" count="{len(newest)}" pageno="{number}"></div>'
    html = f'<div class="page-content"><ul>{rows}</ul></div>{pager}'
    return _answer(
        {"success": True, "code": "200", "message": "", "data": html if folder == _PLAIN else {"html": html}}
    )


def _answer(data: dict[str, object]) -> Response:
    return Response(body=json.dumps(data, ensure_ascii=False).encode(), content_type="application/json;charset=UTF-8")


def _block(folder: str, tag: str) -> str:
    data = {
        "parseType": "bulidstatic",
        "webId": _WEB,
        "tplSetId": _TEMPLATE,
        "pageType": "column",
        "tagId": tag,
        "editType": "null",
        "pageId": _id(folder),
    }
    said = ",".join(f"'{key}':'{text}'" for key, text in data.items())
    return (
        f'<div id="{tag}"></div><script parseType="bulidstatic" src="/jpaas/script/build_unit.js" url="{_UNIT}"'
        f' queryData="{{{said}}}"></script>'
    )


def _pages() -> Iterator[tuple[str, str]]:
    yield from _FRAME.pages()
    organs = ((_BUREAU, "区农业农村局"), (_TOWN, "罡杨镇"))
    yield _FRAME.organs, _FRAME.page("部门信息公开", links(organs), ColumnName="部门单位、乡镇街道")
    for home, name in organs:
        menu = links(((f"{home}index.html?zn", "政府信息公开指南"), (f"{home}zfxxgknb/", "政府信息公开年报")))
        yield f"{home}index.html", _FRAME.page(name, menu, ColumnName=name)
    years = links(((f"{_BUREAU}zfxxgknb/2023n/", "2023年"), (f"{_BUREAU}zfxxgknb/2022n/", "2022年")))
    yield f"{_BUREAU}zfxxgknb/index.html", _FRAME.page("政府信息公开年报", years, ColumnName="政府信息公开年报")
    for folder in _LISTS:
        name = f"{folder.rstrip('/')[-5:-1]}年" if folder.endswith("n/") else "政府信息公开年报"
        blocks = _block(folder, "栏目导航") + _block(folder, "当前栏目list")
        yield f"{folder}index.html", _FRAME.page(name, blocks, ColumnName=name)
    for report in _ALL:
        offer = f'<p>附件：<a href="{_file(report)}">年度报告.docx</a></p>'
        yield _article(report), _FRAME.article(report, offer if report.year in _ATTACHED else fragment(report, "clean"))


def _article(report: ReportForm) -> str:
    folder = next(folder for folder, forms in _LISTS.items() if report in forms)
    return f"{folder}art/{report.published_on[:4]}/art_{_id(report.title)}.html"


def _file(report: ReportForm) -> str:
    return f"/attach/{report.published_on[:4]}/{_id(report.title)}.docx"


_ALL = [*_OWN, *_BUREAU_REPORTS, *_TOWN_REPORTS]
_PAGES = dict(_pages())
_FILES = {_file(report): docx(report) for report in _ALL if report.year in _ATTACHED}

PORTAL = Portal(
    region_code="321202",
    name="泰州市海陵区",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(report) if report.year in _ATTACHED else _article(report)) for report in _ALL
    ),
    note="jpaas：build/unit，页码只在 paramJson 内，2023n 内有 2024 年报告",
)
