"""温州市鹿城区: Hanweb's 信息公开 module.

The government's list is asked for by `POST /module/xxgk/search.jsp`, which without `infotypeId` answers with all
papers of the area. A bureau's report is the page `xxgkAnnualReport.jsp?area=…&fbtime=…` itself; a year without one is
an empty frame. The towns' column offers years to choose from and links the latest year alone.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..hanweb import article, is_asked_from_page
from ..pages import links, publication
from ..published.series import reports

_NAME = "温州市鹿城区人民政府"
_AREA = "001008003001"
_COLUMN = 1229214366
_FRAME = Frame(
    name=_NAME,
    site_id="3303020001",
    affairs="/col/col1229214300/index.html",
    disclosure="/col/col1229214310/index.html",
    column=f"/col/col{_COLUMN}/index.html?vc_xxgkarea={_AREA}&number=E001",
    organs="/col/col1229214400/index.html",
    asides=(
        ("/col/col1229214367/index.html", "/art/2024/1/20/art_1229214367_4000001.html"),
        ("/col/col1229214368/index.html", "/art/2024/1/20/art_1229214368_4000002.html"),
    ),
)
_OWN = reports(_NAME, range(2018, 2025), 330302)[1:]
_BUREAUS = {"区财政局": f"{_AREA}013", "区民政局": f"{_AREA}015"}
_TOWNS = {"藤桥镇": f"{_AREA}061", "山福镇": f"{_AREA}065"}
_TOWN_COLUMN = "/col/col1229214420/index.html"
_LATEST = 2024
_SKIPPED = {("区民政局", 2022), ("山福镇", 2021)}  # years without a report, inside the series
_BY_AREA: dict[tuple[str, int], ReportForm] = {
    (area, report.year): report
    for name, area in {**_BUREAUS, **_TOWNS}.items()
    for report in reports(
        f"温州市鹿城区{name.removeprefix('区')}" + ("人民政府" if name in _TOWNS else ""),
        range(2020, 2025),
        int(area[-3:]),
    )
    if (name, report.year) not in _SKIPPED
}
_PAGE_SIZE = 4
_LOAD = """<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&amp;area={area}&amp;divid=div{column}"></iframe>
<div id="div{column}"></div><script>
function show(a,b,c){{ loadDynamic('/module/xxgk/search.jsp?standardXxgk=1&infotypeId='+a+'&vc_title='+encodeURI(b)
+'&vc_number='+encodeURI(c)+'&area={area}', 'div{column}', '0','0','950','{web}','',''); }}
show(getQuery('number'),'','');</script>"""


def _respond(request: Request) -> Response | None:
    query = {key: text[0] for key, text in parse_qs(urlsplit(request.target).query).items()}
    if request.path == "/module/xxgk/search.jsp":
        return _search(request)
    if request.path == "/module/xxgk/xxgkAnnualReport.jsp":
        return _annual(query.get("area", ""), query.get("fbtime", str(_LATEST)))
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _search(request: Request) -> Response | None:
    form = {key: text[-1] for key, text in parse_qs(request.body.decode()).items()}
    is_complete = form.get("area") == _AREA and form.get("jdid") == "3084" and form.get("divid") == f"div{_COLUMN}"
    if request.method != "POST" or not is_complete or not is_asked_from_page(request):
        return None
    rows = [(_address(report), report.title, report.published_on) for report in reversed(_OWN)]
    if form.get("infotypeId") != "E001":  # everything of the area
        rows = [
            (f"/art/2025/3/1/art_1229214301_{n}.html", f"鹿城区第{n}号文件", "2025-03-01") for n in range(90)
        ] + rows
    number, count = int(form.get("currpage") or 1), -(-len(rows) // _PAGE_SIZE)
    shown = rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    cells = "\n".join(
        f'<tr class="tr_main_value_{"even" if place % 2 else "odd"}"><td><a href="{href}" mc="{title}" title="{title}"'
        f' rq="{date}">{title}</a></td><td>{date}</td></tr>'
        for place, (href, title, date) in enumerate(shown)
    )
    pager = f'<tr><td class="tb_title">&nbsp;&nbsp;共{count}页&nbsp;&nbsp;第{number}页</td></tr>'
    return Response(body=f"{cells}\n{pager}".encode())


def _annual(area: str, year: str) -> Response | None:
    if area not in {**_BUREAUS, **_TOWNS}.values():
        return None
    report = _BY_AREA.get((area, int(year))) if year.isdigit() else None
    if report is None:
        frame = links(((_FRAME.disclosure, "政府信息公开"),)) + '<div class="nb"></div>'
        return Response(body=_FRAME.page("政府信息公开", frame).encode())
    date = f'<div class="time">发布日期：{report.published_on}</div>'
    return Response(body=_FRAME.article(report, date + fragment(report, "clean")).encode())


def _pages() -> Iterator[tuple[str, str]]:
    yield from _FRAME.pages()
    load = _LOAD.format(area=_AREA, column=_COLUMN, web=3084)
    yield f"/col/col{_COLUMN}/index.html", _FRAME.page("政府信息公开年报", load, ColumnName="政府信息公开年报")
    homes = {name: f"/col/col{1229214410 + place}/index.html" for place, name in enumerate(_BUREAUS)}
    menu = [(home, name) for name, home in homes.items()] + [(_TOWN_COLUMN, "街道信息公开年报")]
    yield _FRAME.organs, _FRAME.page("部门信息公开", links(menu), ColumnName="部门信息公开")
    for name, home in homes.items():
        own = ((f"{home}?zn", "政府信息公开指南"), (_annual_address(_BUREAUS[name], _LATEST), "政府信息公开年报"))
        yield home, _FRAME.page(name, links(own), ColumnName=name)
    years = "".join(f'<option value="{year}">{year}年</option>' for year in range(_LATEST, 2019, -1))
    towns = links([(_annual_address(area, _LATEST), name) for name, area in _TOWNS.items()])
    body = f'<select name="fbtime" onchange="choose(this.value)">{years}</select>{towns}'
    yield _TOWN_COLUMN, _FRAME.page("街道信息公开年报", body, ColumnName="信息公开年报")
    for number, report in enumerate(_OWN):
        yield _address(report), _FRAME.article(report, fragment(report, "word") + f"<!-- {number} -->")


def _annual_address(area: str, year: int) -> str:
    return f"/module/xxgk/xxgkAnnualReport.jsp?area={area}&fbtime={year}"


def _address(report: ReportForm) -> str:
    return article(report, _COLUMN, 4016000 + report.year)


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="330302",
    name="温州市鹿城区",
    level="county",
    respond=_respond,
    publications=(
        *(publication(report, _address(report)) for report in _OWN),
        *(publication(report, _annual_address(area, year)) for (area, year), report in _BY_AREA.items()),
    ),
    note="Hanweb 信息公开：search.jsp 与 xxgkAnnualReport.jsp（机构×年度）",
)
