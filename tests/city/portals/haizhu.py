"""广州市海珠区: a portal of NFCMS beside gkmlpt. Lists are printed, `index_2.html` is the second page, streets
have a column inside the column; each page sends telephones to a twin of its own."""

from collections.abc import Iterator

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.series import reports

_SITE = site_labels("广州市海珠区人民政府门户网站", "4401050003")
_COLUMN = "/zwgk/zfxxgknb/"
_STREETS = f"{_COLUMN}jd/"
_PAGE_SIZE = 4
_GOVERNMENT = reports("广州市海珠区人民政府", range(2019, 2025), 440105)
_STREET_REPORTS = reports("广州市海珠区官洲街道办事处", range(2021, 2025), 4401051)
_IDS = {id(report): 9400000 + number for number, report in enumerate((*_GOVERNMENT, *_STREET_REPORTS))}


def _respond(request: Request) -> Response | None:
    path = request.path.removesuffix("index.html") if request.path.endswith("/index.html") else request.path
    content = _PAGES.get(path)
    return None if content is None else Response(body=content.encode())


def _pages() -> Iterator[tuple[str, str]]:
    yield "/", _page("/", "广州市海珠区人民政府", links((("/zwgk/", "政务公开"), ("/hdjl/", "互动交流"))))
    columns = (
        ("/zwgk/zfxxgkzn/", "政府信息公开指南"),
        (_COLUMN, "政府信息公开年报"),
        ("/zwgk/wznb/", "政府网站年度报表"),
        ("/zwgk/fzzf/", "法治政府建设年度报告"),
    )
    yield "/zwgk/", _page("/zwgk/", "政务公开", links(columns))
    for slug, title in (
        ("wznb", "海珠区政府网站工作年度报表（2024年度）"),
        ("fzzf", "海珠区2024年法治政府建设年度报告"),
    ):
        items = ((f"/zwgk/{slug}/content/post_9300001.html", title, "2025-01-20"),)
        yield f"/zwgk/{slug}/", _page(f"/zwgk/{slug}/", title[:10], dated_links(items))
    yield from _column(_COLUMN, _GOVERNMENT, links((("jd/index.html", "街道"), ("index.html", "区政府"))))
    yield from _column(_STREETS, _STREET_REPORTS, "")


def _column(folder: str, made: list[ReportForm], menu: str) -> Iterator[tuple[str, str]]:
    crumbs = (
        '<div class="crumb">当前位置：<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/zwgk/">政务公开</a>&nbsp;&gt;&nbsp;'
    )
    crumbs += "政府信息公开年报</div>"
    count = -(-len(made) // _PAGE_SIZE)
    for number in range(1, count + 1):
        shown = made[::-1][(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
        items = dated_links((_article(folder, report), report.title, report.published_on) for report in shown)
        turn = f'<a class="next" href="{_list_name(number + 1)}">下一页</a>' if number < count else ""
        name = "" if number == 1 else _list_name(number)
        body = f"{crumbs}\n{menu}\n{items}\n<div class='page'>{turn}<a href='{_list_name(count)}'>末页</a></div>"
        labels = {"ColumnName": "政府信息公开年报", "ColumnType": "政务公开"}
        yield folder + name, _page(folder + name, "政府信息公开年报", body, labels)
    twins = dated_links((_article(folder, report, "mpost"), report.title, report.published_on) for report in made)
    yield f"{folder}mindex.html", page("政府信息公开年报", twins, _SITE)
    for report in made:
        body = f'<div class="content-box">{fragment(report, "clean")}</div>'
        for prefix in ("post", "mpost"):
            path = _article(folder, report, prefix)
            yield path, _page(path, report.title, body, article_labels(report))


def _page(path: str, title: str, body: str, labels: dict[str, str] | None = None) -> str:
    twin = f"{path.rpartition('/')[0]}/mindex.html"
    script = (
        '<script>(function(u){if((u.indexOf("iP")>-1||u.indexOf("Android")>-1)){document.location.href="'
        f'{twin}"}}}})(window.navigator.userAgent);</script>\n<script>window.NFCMS_SITE_ID=440105;</script>'
    )
    return page(f"{title} 广州市海珠区人民政府门户网站", f"{script}\n{body}", {**_SITE, **(labels or {})})


def _list_name(number: int) -> str:
    return "index.html" if number == 1 else f"index_{number}.html"


def _article(folder: str, report: ReportForm, prefix: str = "post") -> str:
    return f"{folder}content/{prefix}_{_IDS[id(report)]}.html"


def _publications() -> Iterator[Publication]:
    for folder, made in ((_COLUMN, _GOVERNMENT), (_STREETS, _STREET_REPORTS)):
        for report in made:
            yield publication(report, _article(folder, report))


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="440105",
    name="广州市海珠区",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="广东 NFCMS 栏目页，街道在子栏目，手机版为另一套页面",
)
