"""平潭县: pages in GBK with text pasted from Word; the encoding is declared as gb2312, rightly, or not at all.

The list is turned by a 下一页 link; robots.txt does not exist.
"""

from collections.abc import Iterator

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import dated_links, links, page, publication
from ..published.pingtan import government_reports

_COLUMN = "/xxgk/zfxxgknb/"
_PAGE_SIZE = 2
_DECLARED = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
_UNDECLARED_YEAR = 2019  # neither the page nor the header names an encoding


def _respond(request: Request) -> Response | None:
    path = request.path.removesuffix("index.htm") if request.path.endswith("/index.htm") else request.path
    content = _PAGES.get(path)
    if content is None:
        return None
    has_charset = "/202501/" in path  # the newest article alone is served with a right header
    return Response(body=content.encode("gbk"), content_type="text/html; charset=GBK" if has_charset else "text/html")


def _pages() -> Iterator[tuple[str, str]]:
    yield "/", page("平潭县人民政府", links((("/xxgk/", "信息公开"), ("/zwdt/", "政务动态"))), head=_DECLARED)
    columns = (("zfxxgkzn/", "政府信息公开指南"), ("zfxxgknb/", "信息公开年报"), ("wzndbb/", "网站年报"))
    yield "/xxgk/", page("信息公开", links(columns), head=_DECLARED)
    reports = government_reports()[::-1]
    count = -(-len(reports) // _PAGE_SIZE)
    for number in range(1, count + 1):
        shown = reports[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
        items = dated_links((_article(report), report.title, report.published_on) for report in shown)
        turn = f'<a href="{_list_name(number + 1)}">下一页</a>' if number < count else "<span>下一页</span>"
        back = f'<a href="{_list_name(number - 1)}">上一页</a>' if number > 1 else "<span>上一页</span>"
        pager = f'<div class="page">共{count}页 {back} {turn}</div>'
        name = "" if number == 1 else _list_name(number)
        yield _COLUMN + name, page("信息公开年报-平潭县人民政府", f"{items}\n{pager}", head=_DECLARED)
    for report in reports:
        head = "" if report.year == _UNDECLARED_YEAR else _DECLARED
        body = f'<div class="time">发布时间：{report.published_on}</div>\n{fragment(report, "word")}'
        yield _COLUMN + _article(report), page(report.title, body, head=head)


def _list_name(number: int) -> str:
    return "index.htm" if number == 1 else f"index_{number}.htm"


def _article(report: ReportForm) -> str:
    day = report.published_on.replace("-", "")
    return f"{day[:6]}/t{day}_{80000 + report.year}.htm"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="350128",
    name="福州市平潭县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _COLUMN + _article(report)) for report in government_reports()),
    note="GBK 页面，编码声明不全，下一页翻页",
)
