"""嘉兴市海盐县: Hanweb pages in GB2312 that hold their whole list as a datastore; nothing is asked for.

A second datastore on the same page is the county's news. The reports before 2022 are files behind `downfile.jsp`: the
stored name is a number, the real one stands in GBK in the address and in the header.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..hanweb import DECLARED, article, block, counter, datastore, download, file_response, parameters, record, remarked
from ..pages import publication
from ..published.series import reports

_NAME = "海盐县人民政府"
_WEB, _COLUMN, _UNIT, _NEWS_UNIT = 3096, 1229123365, 5806604, 5806611
_FRAME = Frame(
    name=_NAME,
    site_id="3304240001",
    affairs="/col/col1229123300/index.html",
    disclosure="/col/col1229123310/index.html",
    column=f"/col/col{_COLUMN}/index.html",
    asides=(
        ("/col/col1229123366/index.html", "/art/2024/1/20/art_1229123366_59001.html"),
        ("/col/col1229123367/index.html", "/art/2024/1/20/art_1229123367_59002.html"),
    ),
    head=DECLARED,
)
_TOWN = "海盐县沈荡镇人民政府"
_REPORTS = [
    *reports(_NAME, range(2019, 2025), 330424),
    *reports("海盐县教育局", range(2021, 2025), 3304241),
    *reports(_TOWN, range(2022, 2025), 3304242),
]
_PROXY = "/module/web/jpage/dataproxy.jsp"


def _respond(request: Request) -> Response | None:
    if request.path == "/module/download/downfile.jsp":
        stored = parse_qs(urlsplit(request.target).query).get("filename", [""])[0]
        report = _FILES.get(stored)
        return file_response(docx(report), f"{report.title}.docx") if report else None
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode("gbk"), content_type="text/html")


def _pages() -> Iterator[tuple[str, str]]:
    yield from _FRAME.pages()
    newest = sorted(_REPORTS, key=lambda report: report.published_on, reverse=True)
    rows = [record(report, _address(report)) for report in newest]
    news = [
        f"<li><a href='/art/2025/3/{day}/art_1229123301_6{day}001.html'>海盐召开第{day}次会议</a></li>"
        for day in range(1, 10)
    ]
    listed = block(
        _UNIT, datastore(rows), len(rows), parameters(_WEB, _COLUMN, _UNIT, _NAME), proxy=_PROXY, per_page=15
    )
    beside = block(
        _NEWS_UNIT,
        datastore(news, next_group=f"{_PROXY}?page=1&webid={_WEB}&columnid=1229123301&unitid={_NEWS_UNIT}"),
        900,
        parameters(_WEB, 1229123301, _NEWS_UNIT, _NAME),
        proxy=_PROXY,
        per_page=9,
    )
    yield _FRAME.column, _FRAME.page("政府信息公开年报", beside + listed, ColumnName="政府信息公开年报")
    for report in _REPORTS:
        shown = f"{report.title}.docx"
        offer = f'<p>附件：<a href="{download(shown, _stored(report), "gbk")}">{shown}</a></p>'
        body = offer if report.year < 2022 else fragment(report, "clean")
        yield _address(report), _FRAME.article(report, remarked(body) + counter(_WEB, _COLUMN, _number(report)))


def _number(report: ReportForm) -> int:
    return 5_000_000 + _REPORTS.index(report)


def _address(report: ReportForm) -> str:
    return article(report, _COLUMN, _number(report))


def _stored(report: ReportForm) -> str:
    return f"{report.published_on[2:].replace('-', '')}{15195107900 + _number(report)}.docx"


def _document(report: ReportForm) -> str:
    return download(f"{report.title}.docx", _stored(report), "gbk") if report.year < 2022 else _address(report)


_PAGES = dict(_pages())
_FILES = {_stored(report): report for report in _REPORTS if report.year < 2022}

PORTAL = Portal(
    region_code="330424",
    name="嘉兴市海盐县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _document(report)) for report in _REPORTS),
    note="Hanweb：页内 datastore 全列，GB2312，downfile.jsp 附件名为 GBK",
)
