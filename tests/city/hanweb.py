"""What every Hanweb site prints: datastores of records, the script that draws them, addresses of articles and files."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from .exchange import Request, Response
from .forms.report import ReportForm

DECLARED = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'


def article(report: ReportForm, column: int, number: int) -> str:
    """`/art/2024/1/16/art_7217_44961.html`: the day without leading zeros, column and article by number."""
    year, month, day = report.published_on.split("-")
    return f"/art/{year}/{int(month)}/{int(day)}/art_{column}_{number}.html"


def record(report: ReportForm, address: str) -> str:
    """One row, in the quotes the product uses."""
    title = escape(report.title)
    return (
        f"<li><a  href='{address}'  title='{title}' target=\"_blank\">{title}</a>"
        f"  <span class='bt_time'>{report.published_on}</span></li>"
    )


def datastore(records: Iterable[str], *, total: int | None = None, pages: int = 0, next_group: str = "") -> str:
    """Records as embedded in a page, or with `total` as the proxy answers."""
    head = "" if total is None else f"<totalrecord>{total}</totalrecord>\n<totalpage>{pages}</totalpage>\n"
    head += f'<nextgroup><![CDATA[<a href="{next_group}"></a>]]></nextgroup>\n' if next_group else ""
    rows = "\n".join(f"<record><![CDATA[\n{row}]]></record>" for row in records)
    return f"<datastore>\n{head}<recordset>\n{rows}\n</recordset>\n</datastore>"


def block(unit: int, embedded: str, total: int, parameters: str, *, proxy: str, per_page: int, group: int = 3) -> str:
    """One list of a page: its holder with the rows it starts with, and the call that draws it."""
    return (
        f"<div id='{unit}' style='display:none'><script type=\"text/xml\">{embedded}</script></div>\n"
        f"<script>$(function(){{$('#{unit}').jpage({{themeName:'default',showMode:'full',totalRecord:{total},"
        f"openCookies:false,dataBefore:'<ul>',dataStore:dataStore{unit},dataAfter:'</ul>',groupSize:{group},"
        f"proxyUrl:'{proxy}',perPage:{per_page},barPosition:'bottom',ajaxParam:{{{parameters}}}}});}});</script>"
    )


def parameters(web: int, column: int, unit: int, name: str) -> str:
    """The literal of `ajaxParam`."""
    return (
        f"col:1,appid:'1',webid:{web},path:'/',columnid:{column},sourceContentType:3,unitid:'{unit}',"
        f"webname:'{name}',permissiontype:0"
    )


def counter(web: int, column: int, number: int) -> str:
    """The hidden frame that counts visits, at the end of every article."""
    source = f"/module/visitcount/visit.jsp?type=3&i_webid={web}&i_columnid={column}&i_articleid={number}"
    return f'<!-- visitcount Begin --><iframe src="{source}" style="display:none"></iframe><!-- visitcount End -->'


def remarked(body: str) -> str:
    """An article's text between the remarks of the template."""
    return f'<div id="zoom"><!--<$[信息内容]>begin-->{body}<!--<$[信息内容]>end--></div>'


def download(shown: str, stored: str, charset: str = "utf-8") -> str:
    """Address of a file: the stored name is a number, the name for people percent-encoded."""
    return f"/module/download/downfile.jsp?classid=0&showname={quote(shown.encode(charset))}&filename={stored}"


def file_response(body: bytes, shown: str) -> Response:
    """A file as the servlet sends it: the name's GBK bytes raw in the header."""
    name = shown.encode("gbk").decode("latin-1")
    headers = (("Content-Disposition", f"attachment;filename={name}"),)
    return Response(body=body, content_type="application/octet-stream", headers=headers)


def window(rows: Sequence[str], first: int, last: int, per_page: int) -> Response:
    """The proxy's answer for records `first` to `last`, counted from 1."""
    total = len(rows)
    text = datastore(rows[first - 1 : last], total=total, pages=-(-total // max(per_page, 1)))
    return Response(
        body=f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode(), content_type="text/xml;charset=UTF-8"
    )


def is_asked_from_page(request: Request) -> bool:
    """True for a request as the page's own script makes it: the proxy turns others away."""
    is_ajax = request.headers.get("x-requested-with") == "XMLHttpRequest"
    return is_ajax and request.headers.get("referer", "").startswith(f"{request.origin}/col/")
