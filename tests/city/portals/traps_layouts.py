"""修文县: reports of organs in all three layouts, and the same report at several addresses.

The column has years, a year has groups, a group lists organs, an organ's page is its report; rows name no year, the
folder does, and one report of 2024 lies in the folder of 2023. Two organs have sites of their own with a column each,
whose reports are listed in the district's column as well, with another page around the same text.
"""

from collections.abc import Iterator

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("修文县人民政府", "5201230001")
_COLUMN = "/zfxxgk/zfxxgknb/"
_YEARS = (2022, 2023)
_GOVERNMENT = reports("修文县人民政府", (2021, 2022, 2023, 2024), seed=520123)
_GROUPED = {  # folder of the group: (its name, the organs' folders and names)
    "xjbm": ("县级部门", {"fgj": "修文县发展和改革局", "czj": "修文县财政局"}),
    "xzjd": ("乡镇（街道）", {"zz": "修文县扎佐街道办事处", "lg": "修文县六广镇人民政府"}),
}
_OWN_SITES = {"/jyj/": ("县教育局", "修文县教育局"), "/wjj/": ("县卫生健康局", "修文县卫生健康局")}
_SHORT = {"修文县发展和改革局": "县发展和改革局", "修文县财政局": "县财政局"}


def _respond(request: Request) -> Response | None:
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _pages() -> Iterator[tuple[str, str]]:
    menu = links((("/zfxxgk/", "政府信息公开"), ("/bmxxgk/", "部门信息公开"), ("/zwfw/", "政务服务")))
    yield "/", page("修文县人民政府", menu, _SITE)
    yield "/zfxxgk/", page("政府信息公开", menu + links(((_COLUMN, "政府信息公开年报"),)), _SITE)
    years = links((f"{_COLUMN}n{year}n/", f"{year}年") for year in _YEARS)
    latest = [(f"./{report.year}.html", report.title, report.published_on) for report in reversed(_GOVERNMENT)]
    early = [row for row in latest if row[0] in ("./2021.html",)]
    yield _COLUMN, _list("政府信息公开年报", dated_links(early) + years)
    for year in _YEARS:
        folder = f"{_COLUMN}n{year}n/"
        rows = [(f"../{year}.html", "修文县人民政府政府信息公开工作年度报告", f"{year + 1}-01-20")]
        if year == max(_YEARS):  # published into the folder of the year before
            rows.append(("../2024.html", _GOVERNMENT[-1].title, _GOVERNMENT[-1].published_on))
        rows += [(f"./{path.strip('/')}.html", report.title, report.published_on) for path, report in _sites(year)]
        groups = links((f"{folder}{slug}/", name) for slug, (name, _) in _GROUPED.items())
        yield folder, _list(f"{year}年", dated_links(rows) + groups)
        for path, report in _sites(year):
            yield f"{folder}{path.strip('/')}.html", _report(report, beside=years)
        for slug, (name, organs) in _GROUPED.items():
            organ_links = links(
                (f"{folder}{slug}/{organ}.htm", _SHORT.get(full, full)) for organ, full in organs.items()
            )
            yield f"{folder}{slug}/", _list(name, organ_links)
            for organ, full in organs.items():
                yield f"{folder}{slug}/{organ}.htm", _report(_of(full, year))
    for report in _GOVERNMENT:
        yield f"{_COLUMN}{report.year}.html", _report(report)
    yield "/bmxxgk/", page("部门信息公开", menu + links((path, name) for path, (name, _) in _OWN_SITES.items()), _SITE)
    for path, (name, _) in _OWN_SITES.items():
        yield path, page(name, links(((f"{path}zn/", "政府信息公开指南"), (f"{path}nb/", "政府信息公开年报"))), _SITE)
        rows = [
            (f"./{year}.html", report.title, report.published_on)
            for year in _YEARS
            for at, report in _sites(year)
            if at == path
        ]
        yield f"{path}nb/", _list("政府信息公开年报", dated_links(rows) + f"<p>共 {len(rows)} 条</p>")
        for year in _YEARS:
            for at, report in _sites(year):
                if at == path:
                    yield f"{path}nb/{year}.html", _report(report)


def _list(name: str, body: str) -> str:
    position = f'<div class="position">当前位置：首页 &gt; 政府信息公开 &gt; 政府信息公开年报 &gt; {name}</div>'
    return page(name, position + body, {**_SITE, "ColumnName": name})


def _report(report: ReportForm, beside: str = "") -> str:
    return page(report.title, fragment(report, "clean") + beside, {**_SITE, **article_labels(report)})


def _of(organ: str, year: int) -> ReportForm:
    return next(report for report in _ORGANS[organ] if report.year == year)


def _sites(year: int) -> list[tuple[str, ReportForm]]:
    return [(path, _of(organ, year)) for path, (_, organ) in _OWN_SITES.items()]


_NAMES = [*(name for _, organs in _GROUPED.values() for name in organs.values()), *(n for _, n in _OWN_SITES.values())]
_ORGANS = {name: reports(name, _YEARS, seed=52012300 + number) for number, name in enumerate(_NAMES)}
_PAGES = dict(_pages())


def _publications() -> Iterator[tuple[ReportForm, str]]:
    for report in _GOVERNMENT:
        yield report, f"{_COLUMN}{report.year}.html"
    for year in _YEARS:
        for slug, (_, organs) in _GROUPED.items():
            for organ, full in organs.items():
                yield _of(full, year), f"{_COLUMN}n{year}n/{slug}/{organ}.htm"
        for path, report in _sites(year):
            yield report, f"{_COLUMN}n{year}n/{path.strip('/')}.html"


PORTAL = Portal(
    region_code="520123",
    name="贵阳市修文县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, path) for report, path in _publications()),
    note="年份、分组、机构三层，部门子站，同一报告多处发布",
)
