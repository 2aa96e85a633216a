"""广安市华蓥市: 博达 VSB, lists by JSP. Pages are turned by a form that posts itself, with fields the page was given.

Each row has two links to one address, the index number's and the title's. The form's fields stand after a broken table;
without its key, its number of records or the column's number it shows nothing.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import links, page, publication
from ..published.series import reports

_LIST, _DETAIL = "/ZWGK_info_list.jsp", "/ZWGK_info_content.jsp"
_COLUMN, _WEBSITE, _LAW, _BIDS = "1402", "1403", "1404", "1330"  # wbtreeid
_NAMES = {_COLUMN: "政府信息公开年报", _WEBSITE: "政府网站年度报表", _LAW: "法治政府建设年度报告", _BIDS: "招标采购"}
_KEY = "345F562FCB05B81C22DF4292803EF333"
_PAGE_SIZE = 4
_REPORTS = [*reports("华蓥市人民政府", range(2019, 2025), 511681), *reports("华蓥市统计局", range(2022, 2025), 5116811)]
_HEAD = '<meta charset="utf-8">\n<!--Announced by Visual SiteBuilder 9-->'


def _respond(request: Request) -> Response | None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(request.target).query).items()}
    if request.method == "POST":
        if "x-www-form-urlencoded" not in request.headers.get("content-type", ""):
            return Response(status=415, body=b"Unsupported Media Type", content_type="text/plain")
        asked |= {name: values[0] for name, values in parse_qs(request.body.decode(), keep_blank_values=True).items()}
    content = _PAGES.get(request.path)
    if request.path == _LIST and asked.get("urltype") == "tree.TreeTempUrl" and asked.get("wbtreeid") in _NAMES:
        content = _list(asked["wbtreeid"], asked if request.method == "POST" else {})
    if request.path == _DETAIL and asked.get("urltype") == "tree.TreeTempUrl":
        found = [report for report in _REPORTS if _index_number(report) == asked.get("syh")]
        content = _detail(found[0]) if found else None
    return None if content is None else Response(body=content.encode())


def _rows(column: str) -> list[tuple[str, str, str]]:
    """(index number, title, organ), newest first."""
    if column == _COLUMN:
        newest = sorted(_REPORTS, key=lambda report: report.published_on, reverse=True)
        return [(_index_number(report), report.title, report.organ) for report in newest]
    title = f"华蓥市2023年{_NAMES[column]}"
    return [(f"45219626X/2024-9{column}", title, "市政府办公室")]


def _list(column: str, posted: dict[str, str]) -> str:
    found = _rows(column)
    is_asked_rightly = posted.get("sysadminCURURI") == _KEY and posted.get("sysadminrowCount") == str(len(found))
    number = int(posted.get("sysadminNOWPAGE") or 1)
    shown = found[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE] if not posted or is_asked_rightly else []
    count = -(-len(found) // _PAGE_SIZE)
    rows = "\n".join(
        f'<tr height="38px"><td><a href="{_address(syh)}">{syh}</a></td><td><a href="{_address(syh)}">{title}</a></td>'
        f"<td>{organ}</td><td>主动公开</td></tr>"
        for syh, title, organ in shown
    )
    turns = "".join(
        f"<a href=\"javascript:document.forms['sysadmin'].sysadminNOWPAGE.value={other};"
        f"document.forms['sysadmin'].submit();\">{other}</a>"
        for other in range(1, count + 1)
        if other != number
    )
    form = (
        "<form id='sysadmin' name='sysadmin' method='post'><table><TR><td colspan=8><table><tr valign=middle>"
        f"<TD nowrap>共{len(found)}条&nbsp;每页<SELECT name=sysadminCountNo size=1>"
        f"<OPTION value={_PAGE_SIZE} SELECTED >{_PAGE_SIZE}</OPTION><OPTION value=20>20</OPTION></SELECT>条&nbsp;"
        f"{number}/{count}&nbsp;</td><td><div>{turns}"
        "<a href=\"javascript:document.forms['sysadmin'].actiontype.value='NextPage';"
        "document.forms['sysadmin'].submit()\""
        ' class="Next">下页</a><INPUT size=2 NAME=sysadminGOPAGE VALUE="">页</div></td>'
        "<INPUT TYPE=hidden NAME=sysadminNOWPAGE VALUE=''><INPUT TYPE=hidden NAME=sysadminPAGE VALUE=\"0\">"
        f'<INPUT TYPE=Hidden NAME=sysadminrowCount VALUE="{len(found)}"></tr></table></td></tr></table>'
        f"<table style='display: none'><TR><INPUT TYPE=hidden NAME=sysadminCURURI VALUE=\"{_KEY}\">"
        '<INPUT TYPE=hidden NAME=sysadminKEYTYPES VALUE="12,12,12,12,-1,12,12,4"><INPUT TYPE=hidden NAME=actiontype '
        'VALUE=""><input type=hidden name=sysadminORDER value="desc"></TR></table></form>'
    )
    crumbs = f'<DIV id="dqwz">当前位置：首页&gt;&gt;政务公开&gt;&gt;{_NAMES[column]}</DIV>'
    heads = "<td>索引号</td><td>标题</td><td>发布机构</td><td>公开方式</td>"
    table = f'<table class="tableclass"><tr>{heads}</tr>{rows}</table>'
    return page(f"{_NAMES[column]}-华蓥市人民政府门户网站", f"{crumbs}\n{table}\n{form}", head=_HEAD)


def _detail(report: ReportForm) -> str:
    fields = (
        f'<table class="table_box"><tr><td class="td_box01">索 引 号：</td><td>{_index_number(report)}</td></tr>'
        f'<tr><td class="td_box01">信息名称：</td><td colspan="3">{report.title}</td></tr>'
        f'<tr><td class="td_box01">公开日期：</td><td>{report.published_on}</td>'
        f'<td class="td_box01">发布机构：</td><td>{report.organ}</td></tr></table>'
    )
    return page("信息内容页", f'{fields}\n<div class="articleText">{fragment(report, "clean")}</div>', head=_HEAD)


def _pages() -> Iterator[tuple[str, str]]:
    home = links((("/index.htm", "首页"), ("/zwgk.htm", "政务公开"), ("/wllz.htm", "网络理政")))
    yield "/", page("华蓥市人民政府门户网站", home, head=_HEAD)
    menu = [(f"{_LIST}?urltype=tree.TreeTempUrl&amp;wbtreeid={number}", name) for number, name in _NAMES.items()]
    yield "/zwgk.htm", page("政务公开-华蓥市人民政府门户网站", links(menu), head=_HEAD)


def _address(syh: str) -> str:
    return f"{_DETAIL}?urltype=tree.TreeTempUrl&wbtreeid=1382&syh={syh}"


def _index_number(report: ReportForm) -> str:
    return f"45219626X/{report.published_on[:4]}-{_REPORTS.index(report) + 1:05d}"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="511681",
    name="广安市华蓥市",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _address(_index_number(report))) for report in _REPORTS),
    note="博达 VSB：JSP 列表以表单 POST 翻页",
)
