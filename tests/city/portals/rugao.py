"""南通市如皋市: truecms, a list by JSONP that is 404 without the column page as Referer.

One column for the government, its bureaus and its towns. The page holds the first window of rows in a hidden
container; the interface answers windows of at most that length, anything longer is 404.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..hanweb import datastore
from ..pages import publication
from ..published.series import reports

_NAME = "如皋市人民政府"
_COLUMN_ID = "754f6db5-d294-46d5-b25c-da3a86d102cd"
_FOLDER = "/rgsrmzf/zfxxgknb/"
_FRAME = Frame(
    name=_NAME,
    site_id="3206820021",
    affairs="/rgsrmzf/zwgk/zwgk.html",
    disclosure="/rgsrmzf/zfxxgk/zfxxgk.html",
    column=f"{_FOLDER}zfxxgknb.html",
    asides=(
        ("/rgsrmzf/wzndbb/wzndbb.html", "/rgsrmzf/wzndbb/content/0f0e0d0c-0000-4000-8000-000000000001.html"),
        ("/rgsrmzf/fzzf/fzzf.html", "/rgsrmzf/fzzf/content/0f0e0d0c-0000-4000-8000-000000000002.html"),
    ),
)
_PROXY = "/truecms/messageController/getMessage.do"
_REPORTS = [
    *reports(_NAME, range(2019, 2025), 320682),
    *reports("如皋市教育局", range(2020, 2025), 3206821),
    *reports("如皋市民政局", range(2021, 2025), 3206822),
    *reports("如皋市白蒲镇人民政府", range(2020, 2025), 3206823),
    *reports("如皋市搬经镇人民政府", range(2021, 2025), 3206824),
]
_PER_PAGE, _GROUP = 3, 3
_ATTACHED = {2020}


def _respond(request: Request) -> Response | None:
    if request.path == _PROXY:
        return _messages(request)
    if request.path in _FILES:
        return Response(body=_FILES[request.path], content_type="application/msword")
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _messages(request: Request) -> Response | None:
    query = {key: text[0] for key, text in parse_qs(urlsplit(request.target).query).items()}
    numbers = [query.get(name, "") for name in ("startrecord", "endrecord", "perpage")]
    if not request.headers.get("referer", "").startswith(request.origin) or not all(map(str.isdigit, numbers)):
        return None
    first, last = int(numbers[0]), int(numbers[1])
    if query.get("columnId") != _COLUMN_ID or last - first + 1 > _PER_PAGE * _GROUP:
        return None
    body = json.dumps({"result": datastore(_ROWS[first - 1 : last], total=len(_ROWS))}, ensure_ascii=False)
    name = re.sub(r"\W", "", query.get("callback", ""))
    body = f"{name}({body});" if name else body
    return Response(body=body.encode(), content_type="application/javascript;charset=UTF-8")


def _pages() -> Iterator[tuple[str, str]]:
    yield from _FRAME.pages()
    first = "".join(_ROWS[: _PER_PAGE * _GROUP])
    call = f"""<ul id="initData" style="display:none">{first}</ul><div id="content"></div>
<script>$(function(){{ $('#content').jpage({{ dataStore:$('#initData').html(), dataBefore:'<ul>', dataAfter:'</ul>',
 totalRecord:{len(_ROWS)}, proxyUrl:'{_PROXY}', perPage:{_PER_PAGE}, groupSize:{_GROUP}, barPosition:'bottom',
 ajaxParam:{{ columnId:'{_COLUMN_ID}' }} }}); }});</script>"""
    yield _FRAME.column, _FRAME.page("政府信息公开年报", call, ColumnName="政府信息公开年报")
    for report in _REPORTS:
        offer = f'<p><img src="/resouce/icon_doc.gif"><a href="{_file(report)}" title="{report.title}">点击下载</a></p>'
        yield (
            _article(report),
            _FRAME.article(report, offer if report.year in _ATTACHED else fragment(report, "shifted")),
        )


def _uuid(report: ReportForm) -> str:
    return f"{_REPORTS.index(report):08x}-2028-49b7-ab9d-7fde4ef72{report.year % 1000:03d}"


def _article(report: ReportForm) -> str:
    return f"{_FOLDER}content/{_uuid(report)}.html"


def _file(report: ReportForm) -> str:
    return f"/UploadFile/{report.published_on[:4]}/{_uuid(report)}.docx"


_ROWS = [
    f'<li><a href="{_article(report)}" target="_blank">{report.title}</a><span>{report.published_on}</span></li>'
    for report in sorted(_REPORTS, key=lambda report: report.published_on, reverse=True)
]
_PAGES = dict(_pages())
_FILES = {_file(report): docx(report) for report in _REPORTS if report.year in _ATTACHED}

PORTAL = Portal(
    region_code="320682",
    name="南通市如皋市",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(report) if report.year in _ATTACHED else _article(report)) for report in _REPORTS
    ),
    note="truecms：JSONP 列表，须带 Referer，窗口过大即 404",
)
