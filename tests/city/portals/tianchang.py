"""滁州市天长市: 龙讯 Ls. The pages of 信息公开 are shells; list and menu are "labels" that another address serves.

The label gives a list only to the page's own siteId, organId, file and catId; without catId it gives all an organ ever
published. The catalogue has the same number at every organ. An organ's menu is the label columnTree.
"""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("天长市人民政府", "3411810003")
_SITE_ID, _FILE = "161050011", "/xxgk/publicInfoList_newest2020"
_COLUMN, _WEBSITE, _LAW, _GUIDE = "161054100", "161054101", "161054102", "161054103"  # catIds
_OWN, _TOWN, _SCHOOLS = "161053001", "161054624", "161053187"  # organIds
_NAMES = {_OWN: "天长市人民政府", _TOWN: "天长市永丰镇人民政府", _SCHOOLS: "天长市教育体育局"}
_ATTACHED_YEAR = 2023  # reports of that year are files of the town
_REPORTS = {
    _OWN: reports(_NAMES[_OWN], range(2019, 2025), 341181),
    _TOWN: reports(_NAMES[_TOWN], range(2021, 2025), 3411811),
    _SCHOOLS: reports(_NAMES[_SCHOOLS], range(2022, 2025), 3411812),
}
_NOTICES = 52  # beside the government's reports: the list has a second page even at 50 rows
_MENU = (
    (_GUIDE, "政府信息公开指南"),
    (_COLUMN, "政府信息公开年报"),
    (_WEBSITE, "政府网站工作年度报表"),
    (_LAW, "法治政府建设年度报告"),
)


def _respond(request: Request) -> Response | None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(request.target).query).items()}
    if request.path == "/site/label/8888":
        return _label(asked, request.origin)
    if request.path.startswith("/public/column/"):
        organ = request.path.rpartition("/")[2]
        return Response(body=_shell(organ, asked.get("catId", "")).encode()) if organ in _NAMES else None
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content) if isinstance(content, bytes) else content


def _label(asked: dict[str, str], origin: str) -> Response | None:
    if asked.get("labelName") == "columnTree" and asked.get("isJson") == "true":
        organ = asked.get("id", "").removeprefix("organ_")
        nodes = [{"id": cat, "name": name, "isParent": False, "htmlPath": _address(organ, cat)} for cat, name in _MENU]
        text = json.dumps(nodes if organ in _NAMES else None, ensure_ascii=False)
        return Response(body=text.encode(), content_type="application/json;charset=UTF-8")
    if asked.get("labelName") != "publicInfoList" or asked.get("siteId") != _SITE_ID or asked.get("file") != _FILE:
        return None
    organ, size, index = asked.get("organId", ""), int(asked.get("pageSize", "15")), int(asked.get("pageIndex", "1"))
    found = _rows(organ, asked.get("catId", ""), origin)
    shown = found[(index - 1) * size : index * size]
    items = "\n".join(
        f'<li class="clearfix"><a href="{url}" target="_blank" title="{title}" class="title">{title}</a>'
        f'<span class="date">{date}</span></li>'
        for url, title, date in shown
    )
    pager = (
        '<div id="page_public_info" class="pagination"></div>\n<script>Ls.pagination("#page_public_info", '
        f"function (pageIndex) {{ loadPublicInfoList(pageIndex); }}, {{isTotal: true, total: {len(found)}, "
        f"currPage: {index}, pageCount: {-(-len(found) // size)}}});</script>"
    )
    body = f'<ul class="clearfix xxgk_nav_list">\n{items}\n</ul>\n{pager}' if shown else "<div>暂无相关信息</div>"
    return Response(body=body.encode(), content_type="text/html;charset=UTF-8")


def _rows(organ: str, cat: str, origin: str) -> list[tuple[str, str, str]]:
    made = _REPORTS.get(organ, [])
    own = [(origin + _article(organ, report), report.title, report.published_on) for report in made[::-1]]
    notice = f"{origin}/public/{organ}/11000{{}}.html"
    others = {
        _WEBSITE: [(notice.format("01001"), f"{_NAMES.get(organ)}2023年政府网站工作年度报表", "2024-01-10")],
        _LAW: [(notice.format("01002"), f"{_NAMES.get(organ)}2023年法治政府建设年度报告", "2024-01-12")],
    }
    if cat == _COLUMN and organ == _OWN:
        title = "关于报送政府信息公开年度报告的通知（{}）"
        return [*own, *((notice.format(f"0{2000 + k}"), title.format(k), "2018-12-03") for k in range(_NOTICES))]
    if cat:
        return own if cat == _COLUMN else others.get(cat, [])
    return [*own, *others[_WEBSITE], *others[_LAW]]


def _shell(organ: str, cat: str) -> str:
    """A catalogue's page: the menu is printed for the government alone, the list for nobody."""
    call = (
        '<div id="publicInfoList"></div>\n<script type="text/javascript">\nfunction loadPublicInfoList(pageIndex) {\n'
        '  $.ajax({url: "/site/label/8888?IsAjax=1&dataType=html&_=" + Math.random(), data: {labelName: '
        f'"publicInfoList", siteId: "{_SITE_ID}", pageSize: 15, pageIndex: pageIndex, action: "list", fuzzySearch: '
        'false, fromCode: "title", keyWords: "", sortType: 1, isDate: true, dateFormat: "yyyy-MM-dd", length: 80, '
        f'organId: "{organ}", type: "4", catIds: "", cId: "", result: "暂无相关信息", file: "{_FILE}", '
        f'catId: "{cat}"}}, success: function (html) {{ $("#publicInfoList").html(html); }}}});\n}}\n'
        "loadPublicInfoList(1);\n</script>"
    )
    tree = (
        '<ul id="tree"></ul>\n<script>$.getJSON("/site/label/8888", {labelName: "columnTree", isJson: true, '
        f'id: "organ_{organ}", isChild: true}}, drawTree);</script>'
    )
    name = _NAMES[organ]
    crumbs = f'<div class="position">当前位置：<a href="/">首页</a> &gt; 信息公开 &gt; {name}</div>'
    menu = links((_address(organ, number), words) for number, words in _MENU) if organ == _OWN or cat else tree
    title = dict(_MENU).get(cat, "信息公开目录")
    return page(f"{title}_{name}", f"{crumbs}\n{menu}\n{call}", {**_SITE, "ColumnName": title})


def _pages() -> Iterator[tuple[str, bytes | Response]]:
    home = [("/index.html", "首页"), (f"/public/column/{_OWN}?type=4&action=list", "政府信息公开")]
    home += [("/site/tpl/161050077", "部门信息公开"), ("/site/tpl/161050078", "办事服务")]
    footer = "<script>var global_siteId = 161050011;</script><!--技术支持：龙讯科技-->"
    yield "/", page("天长市人民政府", links(home) + footer, _SITE).encode()
    organs = [(f"/public/column/{_SCHOOLS}?type=4&action=list", "市教育体育局")]
    organs += [(f"/public/column/{_TOWN}?type=4&action=list", "永丰镇")]
    yield "/site/tpl/161050077", page("部门信息公开", links(organs) + footer, _SITE).encode()
    for organ, made in _REPORTS.items():
        for report in made:
            body = f'<div id="zoom" class="newscontnet">{fragment(report, "clean")}</div>'
            if _is_attached(organ, report):
                body = f'<h1>{report.title}</h1><p>附件：<a href="{_file(report)}">年度报告.docx</a></p>'
                yield _file(report), Response(body=docx(report), content_type="application/octet-stream")
            yield _article(organ, report), page(report.title, body, {**_SITE, **article_labels(report)}).encode()


def _address(organ: str, cat: str) -> str:
    return f"/public/column/{organ}?type=4&catId={cat}&action=list&nav=3"


def _is_attached(organ: str, report: ReportForm) -> bool:
    return organ == _TOWN and report.year == _ATTACHED_YEAR


def _article(organ: str, report: ReportForm) -> str:
    return f"/public/{organ}/{1110000000 + int(organ[-3:]) * 10000 + report.year}.html"


def _file(report: ReportForm) -> str:
    return f"/group6/M00/0A/{report.year % 100}/wKgAbGG9{report.year}ABCDEF012345678.docx"


def _publications() -> Iterator[Publication]:
    for organ, made in _REPORTS.items():
        for report in made:
            yield publication(report, _file(report) if _is_attached(organ, report) else _article(organ, report))


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="341181",
    name="滁州市天长市",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="龙讯：目录与列表均由标签接口给出，各单位同一栏目编号",
)
