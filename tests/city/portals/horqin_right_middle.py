"""科尔沁右翼中旗: EPortal. The menu is a zTree array in a script, the pager's anchors have no address.

Every article is a folder below its year's node. Further pages come from `/eportal/ui` alone, which wants the page's
and the module's id; past the end it repeats the last page. Titles are broken over lines, SiteIDCode is no code.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication
from ..published.series import reports

_SITE = {"SiteName": "科尔沁右翼中旗人民政府", "SiteDomain": "", "SiteIDCode": "kyzq"}  # as the template fills it in
_FOLDER = "/kyzq/zfxxgk27/"
_COLUMN, _PAGE_ID, _MODULE_ID = f"{_FOLDER}zfxxgknb49/", "5839500", "16236"
_PAGE_SIZE = 4
_IN_WORD = 2022  # this year's article offers a Word file

_GOVERNMENT = reports("科尔沁右翼中旗人民政府", range(2019, 2026), seed=152222)
_BUREAU = reports("科尔沁右翼中旗教育局", range(2022, 2026), seed=1522221)
_ALL = sorted([*_GOVERNMENT, *_BUREAU], key=lambda report: report.published_on, reverse=True)
_TRAPS = (
    (f"{_COLUMN}5839514/5886700/index.html", "关于编制2023年政府信息公开工作年度报告的通知", "2023-12-20"),
    (
        f"{_COLUMN}5839514/5886701/index.html",
        "图解：科尔沁右翼中旗人民政府2023年政府信息公开工作年度报告",
        "2024-02-01",
    ),
)


def _respond(request: Request) -> Response | None:
    if request.path == "/eportal/ui":
        return _module_page(parse_qs(urlsplit(request.target).query))
    found = _PAGES.get(request.path.removesuffix("index.html"))
    return None if found is None else Response(body=found[0], content_type=found[1])


def _module_page(query: dict[str, list[str]]) -> Response | None:
    """A further page of the list; the module is known by both ids, and a page that is no number is an error."""
    if query.get("pageId") != [_PAGE_ID] or query.get("moduleId") != [_MODULE_ID]:
        return None
    number = query.get("currentPage", ["1"])[0]
    if not number.isdigit() or number == "0":
        return Response(status=500, body=b"<html><body>java.lang.NumberFormatException</body></html>")
    return Response(body=_list_page(min(int(number), _page_count())).encode())


def _pages() -> Iterator[tuple[str, tuple[bytes, str]]]:
    yield (
        "/",
        _html("科尔沁右翼中旗人民政府", links((("/kyzq/index.html", "首页"), (_FOLDER + "index.html", "政务公开")))),
    )
    yield "/kyzq/", _html("科尔沁右翼中旗人民政府", links(((_FOLDER + "index.html", "政务公开"),)))
    yield _FOLDER, _html("政务公开", f"<script>{_TREE}</script><ul id='treeDemo' class='ztree'></ul>")
    yield _COLUMN, (_list_page(1).encode(), HTML)
    for slug, title in (("zfgzbg63", "2023年政府工作报告"), ("fzzfjs12", "2023年法治政府建设年度报告")):
        row = _row(f"{_FOLDER}{slug}/5880001/index.html", title, "2024-01-20")
        yield f"{_FOLDER}{slug}/", _html(title[5:], f"<table>{row}</table>")
        yield f"{_FOLDER}{slug}/5880001/", _html(title, f"<h1>{title}</h1><p>全文见附件。</p>")
    for href, title, _ in _TRAPS:
        yield href.removesuffix("index.html"), _html(title, f"<h1>{title}</h1><p>本页不是年度报告。</p>")
    for report in _ALL:
        body = fragment(report, "word")
        if report.year == _IN_WORD:
            body = f'<h1>{report.title}</h1><p><a href="{_file(report)}">附件：年度报告</a></p>'
            yield _file(report), (docx(report, "plain"), "application/msword")
        yield _article(report), _html(report.title, body, article_labels(report))


def _html(title: str, body: str, labels: dict[str, str] | None = None) -> tuple[bytes, str]:
    hidden = (
        '<div style="display:none" easysite="easysiteHiddenDiv">'
        '<input id="contextPath" value="/eportal" type="hidden"/>'
        f'<input id="eprotalCurrentPageId" value="{_PAGE_ID}" type="hidden"/></div>'
    )
    return page(title, f"{hidden}\n{body}", {**_SITE, **(labels or {})}).encode(), HTML


def _list_page(number: int) -> str:
    rows = sorted(
        [(f"{_article(report)}index.html", _broken(report.title), report.published_on) for report in _ALL] + [*_TRAPS],
        key=lambda row: row[2],
        reverse=True,
    )
    shown = "".join(_row(*row) for row in rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE])
    body = (
        f'<div class="ls-list" id="newlist" opentype="page"><table>{shown}</table></div>\n{_pager(number, len(rows))}'
    )
    labels = {"ColumnName": "信息公开年报", "ColumnType": "1", "ColumnDescription": "初始化频道：信息公开年报"}
    return _html("信息公开年报", body, labels)[0].decode()


def _row(href: str, title: str, date: str) -> str:
    plain = title.replace("\n", "")
    return (
        f'<tr><td class="art_tit"><a href="{href}" onclick="void(0)" target="_blank" title="{plain}" istitle="true">'
        f'{title}</a></td><td class="date">{date}</td></tr>'
    )


def _pager(number: int, rows: int) -> str:
    def anchor(words: str, mark: str, target: int, is_live: bool) -> str:
        if not is_live:
            return f'<a tagname="[{mark}]" class="">{words}</a>'
        url = f"/eportal/ui?pageId={_PAGE_ID}&currentPage={target}&moduleId={_MODULE_ID}&staticRequest=yes"
        call = f"queryArticleByCondition(this,'{url}')"
        return f'<a style="cursor:pointer" onclick="{call}" tagname="{url}" class="pagingNormal">{words}</a>'

    last = _page_count()
    anchors = (
        anchor("首页", "HOMEPAGE", 1, number > 1),
        anchor("上一页", "PREVIOUSPAGE", number - 1, number > 1),
        anchor("下一页", "NEXTPAGE", number + 1, number < last),
        anchor("尾页", "LASTPAGE", last, number < last),
    )
    count = f"总记录数:{rows},每页显示{_PAGE_SIZE}条记录,当前页: <font color='red'>{number}</font> /{last}"
    return f'<table><tr><td>{"".join(anchors)}</td><td class="Normal">{count}</td></tr></table>'


def _page_count() -> int:
    return -(-(len(_ALL) + len(_TRAPS)) // _PAGE_SIZE)


def _broken(title: str) -> str:
    return title.replace("年政府", "年\n政府", 1)


def _article(report: ReportForm) -> str:
    return f"{_COLUMN}{5839500 + report.year - 2011}/{5886000 + _ALL.index(report)}/"


def _file(report: ReportForm) -> str:
    return f"/eportal/fileDir/kyzq/resource/cms/{report.published_on[:4]}/01/20230120{_ALL.index(report):013d}.doc"


_TREE = """
var setting = { data: { simpleData: { enable: true } } };
//id是唯一的
var zNodes2 =[
{ id:1435547, pId:0, name:"信息公开条例", url:"/kyzq/zfxxgk27/xxgktl/index.html", target:"_self"},
{ id:1435550, pId:0, name:"信息公开指南", url:"/kyzq/zfxxgk27/xxgkzn/index.html", target:"_self"},
{ id:1435553, pId:0, name:"信息公开年报", url:"/kyzq/zfxxgk27/zfxxgknb49/index.html", target:"_self"},
{ id:1435562, pId:0, name:"政府工作报告", url:"/kyzq/zfxxgk27/zfgzbg63/index.html", target:"_self"},
{ id:1435563, pId:0, name:"法治政府建设年度报告", url:"/kyzq/zfxxgk27/fzzfjs12/index.html", target:"_self"},
{ id:1435556, pId:0, name:"依申请公开信息", url:"/kyzq/zfxxgk27/ysqgkxx/index.html", target:"_self"}
];
"""
_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="152222",
    name="兴安盟科尔沁右翼中旗",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(report) if report.year == _IN_WORD else f"{_article(report)}index.html")
        for report in _ALL
    ),
    note="EPortal：菜单在脚本里，翻页用 currentPage，文章是文件夹",
)
