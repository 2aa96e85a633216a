"""淮安市洪泽区: pages that only say 点击下载, the report is a Word file with a name of no meaning.

The file is served as octet-stream; robots.txt forbids a folder that no crawl of reports needs.
"""

from collections.abc import Iterator

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.hongze import government_reports

_SITE = site_labels("淮安市洪泽区人民政府", "3208130002")
_COLUMN = "/zwgk/zfxxgk/xxgknb/"
_STYLES = {2022: "sdt", 2024: "grid_before"}
_OFFERS = {2021: "附件：年度报告.docx", 2024: "附件1"}  # how the link to the file reads; other years 点击下载


def _respond(request: Request) -> Response | None:
    found = _PAGES.get(request.path)
    if found is None:
        return None
    body, content_type = found
    return Response(body=body, content_type=content_type)


def _pages() -> Iterator[tuple[str, tuple[bytes, str]]]:
    yield "/robots.txt", (b"User-agent: *\nDisallow: /admin/\n", "text/plain")
    yield "/", _html("淮安市洪泽区人民政府", links((("/zwgk/", "政务公开"), ("/admin/", "管理"))))
    yield "/zwgk/", _html("政务公开", links((("/zwgk/zfxxgk/", "政府信息公开"), ("/zwgk/jggk/", "机构概况"))))
    menu = links(((_COLUMN, "政府信息公开年报"), ("/zwgk/zfxxgk/ysqgk/", "依申请公开")))
    yield "/zwgk/zfxxgk/", _html("政府信息公开", menu)
    reports = government_reports()
    items = dated_links((f"./{_article(report)}", report.title, report.published_on) for report in reversed(reports))
    yield _COLUMN, _html("政府信息公开年报", items, {"ColumnName": "政府信息公开年报"})
    for report in reports:
        offer = _OFFERS.get(report.year, "点击下载")
        body = f'<h1>{report.title}</h1>\n<div class="con"><p><a href="./{_file(report)}">{offer}</a></p></div>'
        yield _COLUMN + _article(report), _html(report.title, body, article_labels(report))
        document = docx(report, _STYLES.get(report.year, "plain"))
        yield _COLUMN + _folder(report) + _file(report), (document, "application/octet-stream")


def _html(title: str, body: str, labels: dict[str, str] | None = None) -> tuple[bytes, str]:
    return page(title, body, {**_SITE, **(labels or {})}).encode(), HTML


def _folder(report: ReportForm) -> str:
    return f"{report.published_on[:4]}{report.published_on[5:7]}/"


def _article(report: ReportForm) -> str:
    return f"{_folder(report)}t{report.published_on.replace('-', '')}_{30000 + report.year}.html"


def _file(report: ReportForm) -> str:
    return f"P0{report.published_on.replace('-', '')}{368300000 + report.year}.docx"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="320813",
    name="淮安市洪泽区",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _COLUMN + _folder(report) + _file(report)) for report in government_reports()
    ),
    note="年报为 DOCX 附件",
)
