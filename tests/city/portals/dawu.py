"""大悟县: JEECMS. The government's column is `.jhtml`, turned by a script in `onclick`; the bureau's are `.jspv` lists.

`<column>_1.jhtml` does not exist; a `pageNo` past the end repeats the last page. 政府信息公开工作要点 and the yearly
form of the web site stand beside the column.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import HTML, Portal, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("大悟县人民政府", "4209220001")
_COLUMN = "/c/www/zfxxgknb"
_LIST = "/zfxxgk_list_86.jspv"
_PAGE_SIZE = 3
_IN_WORD = 2023

_GOVERNMENT = reports("大悟县人民政府", range(2019, 2026), seed=420922)
_BUREAU = reports("大悟县教育局", range(2021, 2026), seed=4209221)
_EXPLAINER = ("/c/www/zfxxgknb/29000.jhtml", "图解：大悟县人民政府2024年政府信息公开工作年度报告", "2025-02-10")


def _respond(request: Request) -> Response | None:
    if request.path == _LIST:
        asked = parse_qs(urlsplit(request.target).query).get("pageNo", ["1"])[0]
        return Response(body=_bureau_list(max(1, int(asked) if asked.isdigit() else 1)).encode())
    found = _PAGES.get(request.path)
    if found is None:
        return None
    return Response(body=found[0], content_type=found[1])


def _pages() -> Iterator[tuple[str, tuple[bytes, str]]]:
    yield "/", _html("大悟县人民政府", links((("/c/www/zwgk.jhtml", "政务公开"), ("/c/www/dwxw.jhtml", "大悟新闻"))))
    menu = (
        ("/c/www/zfxxgkzn.jhtml", "政府信息公开指南"),
        (f"{_COLUMN}.jhtml", "政府信息公开年报"),
        ("/c/www/wznb.jhtml", "政府网站年度报表"),
        ("/c/www/bmxxgk.jhtml", "部门信息公开"),
    )
    yield "/c/www/zwgk.jhtml", _html("政府信息公开", links(menu))
    yield "/c/www/zfxxgkzn.jhtml", _html("政府信息公开指南", "<p>指南。</p>")
    yield "/c/www/dwxw.jhtml", _html("大悟新闻", "<p>今日无事。</p>")
    website = _rows([("/c/www/wznb/28001.jhtml", "大悟县人民政府网站工作年度报表（2023年度）", "2024-01-18")])
    yield "/c/www/wznb.jhtml", _html("政府网站年度报表", website)
    yield "/c/www/bmxxgk.jhtml", _html("部门信息公开", links((("/zfxxgk_index_12.jspv", "县教育局"),)))
    own = (
        ("/zfxxgk_list_85.jspv", "信息公开指南"),
        (_LIST, "信息公开年报"),
        ("/zfxxgk_list_87.jspv", "法定主动公开内容"),
    )
    yield "/zfxxgk_index_12.jspv", _html("县教育局", links(own))
    rows = [(_article(report), report.title, report.published_on) for report in _GOVERNMENT]
    rows = sorted([*rows, _EXPLAINER], key=lambda row: row[2], reverse=True)
    count = -(-len(rows) // _PAGE_SIZE)
    for number in range(1, count + 1):
        name = f"{_COLUMN}.jhtml" if number == 1 else f"{_COLUMN}_{number}.jhtml"
        shown = _rows(rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE])
        yield (
            name,
            _html("政府信息公开年报", shown + _pager(number, count, len(rows)), {"ColumnName": "政府信息公开年报"}),
        )
    yield _EXPLAINER[0], _html(_EXPLAINER[1], '<p><img src="/u/cms/www/202502/10.jpg"></p>')
    for report in (*_GOVERNMENT, *_BUREAU):
        body = fragment(report, "nested")
        if report.year == _IN_WORD:
            body = f'<h1>{report.title}</h1><p>附件：<a href="{_file(report)}">{report.title}.docx</a></p>'
            yield _file(report), (docx(report, "plain"), "application/octet-stream")
        yield _article(report), _html(report.title, body, article_labels(report))


def _bureau_list(asked: int) -> str:
    rows = [(_article(report), report.title, report.published_on) for report in reversed(_BUREAU)]
    count = -(-len(rows) // _PAGE_SIZE)
    number = min(asked, count)

    def turn(target: int, words: str) -> str:
        return f'<a href="{_LIST}?pageNo={min(max(target, 1), count)}&pageSize={_PAGE_SIZE}">{words}</a>\n|\n'

    ends = turn(1, "首页") + turn(number - 1, "上一页"), turn(number + 1, "下一页") + turn(count, "尾页")
    said = (
        f'<div class="fl pageleft">共<strong class="red">{len(rows)}</strong>\n条记录 '
        f'第<strong class="red">{number}</strong>'
        f'/<strong class="red">{count}</strong>\n页\n</div><div class="fl pagecenter">{ends[0]}{ends[1]}</div>'
    )
    shown = _rows(rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE])
    return _html("信息公开年报_县教育局", shown + said, {"ColumnName": "信息公开年报"})[0].decode()


def _rows(rows: list[tuple[str, str, str]]) -> str:
    items = "\n".join(
        f'<li>\n<a title="{title}" target="_blank" href="{href}">{title[:20]}..</a><i>{date}</i>\n</li>'
        for href, title, date in rows
    )
    return f'<ul class="list_09">{items}</ul>'


def _pager(number: int, count: int, total: int) -> str:
    """As the product's templates print it: no anchor has an address, the script counts from the second page."""
    stem = _COLUMN.rpartition("/")[2]

    def turn(target: int, words: str) -> str:
        if target == number or not 1 <= target <= count:
            return f'<a disabled="disabled">{words}</a>'
        name = f"{stem}.jhtml" if target == 1 else f"{stem}_{target}.jhtml"
        return f'<a href="javascript:void(0);" onclick="location.href=encodeURI(\'{name}\');">{words}</a>'

    options = "".join(f'<option value="{one}">{one}</option>' for one in range(1, count + 1))
    jump = (
        f"<select onchange=\"if(this.value==1){{location.href=encodeURI('{stem}.jhtml')}}else"
        f"{{location.href=encodeURI('{stem}_'+this.value+'.jhtml')}}this.disabled='disabled'\">{options}</select>"
    )
    turns = turn(1, "首页"), turn(number - 1, "上一页"), turn(number + 1, "下一页"), turn(count, "尾页")
    return f"<div>共{total}条记录 {number}/{count}页 {' '.join(turns)} 第{jump}页</div>"


def _html(title: str, body: str, labels: dict[str, str] | None = None) -> tuple[bytes, str]:
    return page(f"{title}-大悟县人民政府", body, {**_SITE, **(labels or {})}).encode(), HTML


def _article(report: ReportForm) -> str:
    if report.organ == _BUREAU[0].organ:
        return f"/zfxxgk_ctt_{70000 + report.year}.jspv"
    return f"{_COLUMN}/{30000 + report.year}.jhtml"


def _file(report: ReportForm) -> str:
    day = report.published_on.replace("-", "")
    return f"/u/cms/www/{day[:6]}/{day}0930{'jy' if report.organ == _BUREAU[0].organ else 'zf'}.docx"


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="420922",
    name="孝感市大悟县",
    level="county",
    respond=_respond,
    publications=tuple(
        publication(report, _file(report) if report.year == _IN_WORD else _article(report))
        for report in (*_GOVERNMENT, *_BUREAU)
    ),
    note="JEECMS：jhtml 由脚本翻页，部门是 jspv 列表",
)
