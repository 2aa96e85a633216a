"""博尔塔拉州温泉县: 博达 VSB, static pages. A list of n pages goes on as `<list>/<n-1>.htm`, down to `<list>/1.htm`.

The column holds the government's articles; below it years and groups lead to one page per organ, which is that organ's
report. A file is `download.jsp` without extension, named by its link alone.
"""

from collections.abc import Iterable, Iterator

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_docx import docx
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("温泉县人民政府", "6527230001")
_COLUMN = "/zfxxgk/zfxxgknb"
_TREE, _PAGE_SIZE, _ATTACHED_YEAR = 1050, 2, 2021
_GOVERNMENT = reports("温泉县人民政府", range(2019, 2025), 652723)
_ORGANS = {  # page of the organ -> its name in the menu, its reports
    "xjbm/xyjglj": ("县应急管理局", reports("温泉县应急管理局", (2023, 2024), 6527231)),
    "xzj/cgtgx": ("查干屯格乡", reports("温泉县查干屯格乡人民政府", (2023, 2024), 6527232)),
}
_GROUPS = {"xjbm": "县级部门", "xzj": "乡镇"}
_FILE = "/system/_content/download.jsp"
_HEAD = (
    '<meta charset="utf-8">\n<!--Announced by Visual SiteBuilder 9-->\n'
    '<link rel="stylesheet" type="text/css" href="/_sitegray/_sitegray_d.css">'
)


def _respond(request: Request) -> Response | None:
    if request.path == _FILE:
        return _download(request.target)
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _download(target: str) -> Response | None:
    for report in _GOVERNMENT:
        if report.year == _ATTACHED_YEAR and target == _file(report):
            name = f"{report.title}.docx".encode("gb18030").decode("latin-1")
            disposition = ("Content-Disposition", f'attachment; filename="{name}"')
            return Response(body=docx(report), content_type="application/octet-stream", headers=(disposition,))
    return None


def _pages() -> Iterator[tuple[str, str]]:
    yield "/", _page("温泉县人民政府", _menu((("/zfxxgk.htm", "政府信息公开"), ("/xwzx.htm", "新闻中心"))))
    menu = [("/zfxxgk/zfxxgkzn.htm", "政府信息公开指南"), (f"{_COLUMN}.htm", "政府信息公开年报")]
    menu += [("/zfxxgk/wznb.htm", "政府网站工作年度报表"), ("/zfxxgk/fzzf.htm", "法治政府建设年度报告")]
    yield "/zfxxgk.htm", _page("政府信息公开", _menu(menu))
    for slug, title in (("wznb", "温泉县2024年政府网站工作年度报表"), ("fzzf", "温泉县2024年法治政府建设年度报告")):
        yield f"/zfxxgk/{slug}.htm", _page(title[8:], _rows([("/info/1061/30001.htm", title, "2025-01-20")]))
    yield from _column()
    for year in (2024, 2023):
        yield from _year(year)
    for report in _GOVERNMENT:
        body = f'<div id="vsb_content_4" class="v_news_content">{fragment(report, "word")}</div>'
        if report.year == _ATTACHED_YEAR:
            offer = f'<a href="{_file(report)}" target="_blank">{report.title}.docx</a>'
            body = f"<h1>{report.title}</h1>\n<ul><li>附件【{offer}】已下载次</li></ul>"
        yield _article(report), _page(report.title, body, article_labels(report))


def _column() -> Iterator[tuple[str, str]]:
    newest = _GOVERNMENT[::-1]
    count = -(-len(newest) // _PAGE_SIZE)
    years = _menu((f"{_COLUMN}/n{year}n.htm", f"{year}年") for year in (2024, 2023))
    for number in range(1, count + 1):
        shown = newest[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
        rows = _rows([(_article(report), report.title, report.published_on) for report in shown])
        following = f"{_COLUMN}/{count - number}.htm"
        turn = f'<span class="p_next p_fun"><a href="{following}">下页</a></span>' if number < count else ""
        last = f'<span class="p_last p_fun"><a href="{_COLUMN}/1.htm">尾页</a></span>' if number < count else ""
        pager = (
            f'<div class="pb_sys_common pb_sys_normal"><span class="p_t">共{len(newest)}条</span> '
            f'<span class="p_pages"><span class="p_no_d">{number}</span>{turn}{last}</span> '
            f'<span class="p_t">{number}/{count}</span></div>'
        )
        name = f"{_COLUMN}.htm" if number == 1 else f"{_COLUMN}/{count - number + 1}.htm"
        yield name, _page("政府信息公开年报", f"{_crumbs()}{years}\n{rows}\n{pager}")


def _year(year: int) -> Iterator[tuple[str, str]]:
    """A year's page, its groups' pages, and the organs' pages that are their reports."""
    folder = f"{_COLUMN}/n{year}n"
    groups = _menu((f"{folder}/{slug}.htm", name) for slug, name in _GROUPS.items())
    yield f"{folder}.htm", _page(f"{year}年", f"{_crumbs(f'{year}年')}{groups}")
    for slug, name in _GROUPS.items():
        organs = [(path, organ) for path, (organ, _) in _ORGANS.items() if path.startswith(f"{slug}/")]
        menu = _menu((f"{folder}/{path}.htm", organ) for path, organ in organs)
        yield f"{folder}/{slug}.htm", _page(name, f"{_crumbs(f'{year}年', name)}{menu}")
    for path, (organ, made) in _ORGANS.items():
        report = next(one for one in made if one.year == year)
        news = _rows([("/info/1003/31111.htm", "我县召开安全生产工作会议", "2025-02-11")])
        body = f'<div id="vsb_content" class="v_news_content">{fragment(report, "trs")}</div>\n{news}'
        yield f"{folder}/{path}.htm", _page(organ, f"{_crumbs(f'{year}年', organ)}{body}")


def _crumbs(*parts: str) -> str:
    names = ("首页", "政府信息公开", "政府信息公开年报", *parts)
    return f'<div class="dqwz">当前位置：{"&gt;&gt;".join(names)}</div>\n'


def _menu(items: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f'<li><a href="{href}">{words}</a></li>' for href, words in items)
    return f'<ul class="menu">{rows}</ul>'


def _rows(items: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<li id="line_u5_{place}"><a href="{href}" target="_blank" title="{title}">{title}</a><span>{date}</span></li>'
        for place, (href, title, date) in enumerate(items)
    )
    return f'<ul class="list">{rows}</ul>'


def _page(title: str, body: str, labels: dict[str, str] | None = None) -> str:
    return page(f"{title}-温泉县人民政府", body, {**_SITE, **(labels or {})}, head=_HEAD)


def _article(report: ReportForm) -> str:
    return f"/info/{_TREE}/{28800 + report.year}.htm"


def _file(report: ReportForm) -> str:
    return f"{_FILE}?urltype=news.DownloadAttachUrl&owner=2074804384&wbfileid={5654000 + report.year}"


def _publications() -> Iterator[Publication]:
    for report in _GOVERNMENT:
        yield publication(report, _file(report) if report.year == _ATTACHED_YEAR else _article(report))
    for path, (_, made) in _ORGANS.items():
        for report in made:
            yield publication(report, f"{_COLUMN}/n{report.year}n/{path}.htm")


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="652723",
    name="博尔塔拉蒙古自治州温泉县",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="博达 VSB：页码倒数，附件为 download.jsp，部门一页即一份年报",
)
