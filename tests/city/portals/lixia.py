"""历下区: `/gongkai/[site_<organ>/]channel_<id>/doc_<id>.html`; every organ is a site of its own.

Beside the reports stand their explainers: rows called 文字解读 whose titles hold the whole title of the report, and
问答解读.docx offered below a report that is printed on the page. Menu and articles lie side by side in one folder.
"""

import hashlib
from collections.abc import Iterator

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("济南市历下区人民政府", "3701020001")
_IN_WORD = 2021
_EXPLAINED = 2022  # beside this year's report lies its 问答解读


def _id(text: str, length: int = 24) -> str:
    return hashlib.md5(text.encode()).hexdigest()[:length]


_COLUMN = f"/gongkai/channel_{_id('年报')}/"
_ORGANS = {
    "site_lixiaqulxqysjdbscam": "济南市历下区人民政府燕山街道办事处",
    "site_lixiaqulxqdmhjdbscaf": "济南市历下区人民政府大明湖街道办事处",
    "site_lixiaqulxqjyhtyjsaa": "济南市历下区教育和体育局",
}
_SHORT = ("燕山街道办事处", "大明湖街道办事处", "区教育和体育局")
_REPORTS = {_COLUMN: reports("济南市历下区人民政府", range(2019, 2026), seed=370102)} | {
    f"/gongkai/{site}/channel_{_id(site)}/": reports(organ, range(2021, 2026), seed=3701020 + number)
    for number, (site, organ) in enumerate(_ORGANS.items(), start=1)
}


def _respond(request: Request) -> Response | None:
    found = _PAGES.get(request.path)
    return None if found is None else Response(body=found[0], content_type=found[1])


def _pages() -> Iterator[tuple[str, tuple[bytes, str]]]:
    public = f"/gongkai/channel_{_id('公开')}/"
    organs = f"/gongkai/channel_{_id('部门')}/"
    yield "/", _html("济南市历下区人民政府", links(((f"{public}?topSearch=1", "政府信息公开"), ("/zwfw/", "政务服务"))))
    menu = (
        (f"/gongkai/channel_{_id('指南')}/", "政府信息公开指南"),
        (_COLUMN, "政府信息公开年报"),
        (f"/gongkai/channel_{_id('法治')}/", "法治政府建设年度报告"),
        (organs, "部门街道信息公开"),
    )
    yield public, _html("政府信息公开", links(menu))
    yield f"/gongkai/channel_{_id('指南')}/", _html("政府信息公开指南", "<p>指南。</p>")
    sites = [(f"/gongkai/{site}/", name) for site, name in zip(_ORGANS, _SHORT, strict=True)]
    yield organs, _html("部门街道信息公开", links(sites))
    for (root, name), column in zip(sites, list(_REPORTS)[1:], strict=True):
        own = ((f"{root}channel_{_id(root + '指南')}/", "信息公开指南"), (column, "政府信息公开年报"))
        yield root, _html(name, f"<h2>{name}</h2>{links(own)}")
    for column, published in _REPORTS.items():
        yield from _column(column, published)


def _column(column: str, published: list[ReportForm]) -> Iterator[tuple[str, tuple[bytes, str]]]:
    rows = []
    for report in reversed(published):
        rows.append((_article(column, report), report.title, report.published_on))
        explainer = f"{column}doc_{_id(column + '解读' + str(report.year))}.html"
        rows.append((explainer, f"文字解读：{report.title}", report.published_on))
        yield explainer, _html(f"文字解读：{report.title}", "<p>报告分六个部分。</p>")
        body, question = fragment(report, "clean"), f"/attach/{_id(column + '问答')}.docx"
        if report.year == _IN_WORD:
            body = f'<h1>{report.title}</h1><p><a href="{_file(column, report)}">{report.title}.docx</a></p>'
            yield _file(column, report), (docx(report, "plain"), "application/octet-stream")
        if report.year == _EXPLAINED:
            body += f'<p><a href="{question}">问答解读：{report.title}.docx</a></p>'
            yield question, (b"PK\x03\x04 questions and answers", "application/octet-stream")
        yield _article(column, report), _html(report.title, body, article_labels(report))
    items = "".join(f'<li><a href="{href}">{title}</a><span>{date}</span></li>' for href, title, date in rows)
    crumbs = '<div class="position">当前位置：首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div>'
    labels = {"ColumnName": "政府信息公开年报", "ColumnType": "政府信息公开"}
    yield column, _html("政府信息公开年报", f'{crumbs}<ul class="news_list">{items}</ul>', labels)


def _html(title: str, body: str, labels: dict[str, str] | None = None) -> tuple[bytes, str]:
    return page(title, body, {**_SITE, **(labels or {})}).encode(), HTML


def _article(column: str, report: ReportForm) -> str:
    return f"{column}doc_{_id(column + str(report.year))}.html"


def _file(column: str, report: ReportForm) -> str:
    return f"/attach/{_id(column + str(report.year), 32)}.docx"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="370102",
    name="济南市历下区",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(column, report) if report.year == _IN_WORD else _article(column, report))
        for column, published in _REPORTS.items()
        for report in published
    ),
    note="gongkai/site/channel/doc，解读与报告并列",
)
