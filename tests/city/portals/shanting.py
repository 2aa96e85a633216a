"""枣庄市山亭区: a static tree as TRS WCM writes it, with the look-alikes that stand beside the column in real menus.

Home → 政务公开 → 政府信息公开 → 政府信息公开年报, two list pages by `createPageHTML`; the departments' columns hang
under 部门信息公开. The home page links a mirror on a foreign host that replaces words: nothing may follow it.
"""

from collections.abc import Iterator

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..pages import article_labels, dated_links, links, page, publication, site_labels
from ..published.shanting import DEPARTMENTS, department_reports, government_reports

_SITE = site_labels("枣庄市山亭区人民政府", "3704060001")
_COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
_ORGANS = "/zwgk/bmxxgk/"
_SLUGS = ("qjyhtyj", "qmzj")  # folders of DEPARTMENTS
_PAGE_SIZE = 5
_STYLES = {2021: "clean", 2022: "nested", 2024: "shifted"}  # the other years are typed into the TRS editor
_SHORT_NAMES = ("区教育和体育局", "区民政局")


def _respond(request: Request) -> Response | None:
    if request.path == "/":
        return Response(body=_home(request.canary).encode())
    path = request.path.removesuffix("index.html") if request.path.endswith("/index.html") else request.path
    content = _PAGES.get(path)
    if content is None:
        return None
    return Response(body=content.encode(), content_type="text/plain" if path == "/robots.txt" else "text/html")


def _home(canary: str) -> str:
    menu = links((("./", "首页"), ("/zwgk/", "政务公开"), ("/zwfw/", "政务服务"), ("/hdjl/", "互动交流")))
    news = dated_links((("/zwgk/tzgg/202501/t20250102_700001.html", "关于元旦假期值班安排的通知", "2025-01-02"),))
    mirror = f'<div class="links"><a href="{canary}/zwgk/zfxxgk/zfxxgknb/">政府信息公开年报（镜像）</a></div>'
    return page("枣庄市山亭区人民政府", f"{menu}\n{news}\n{mirror}", _SITE)


def _pages() -> Iterator[tuple[str, str]]:
    yield "/robots.txt", "User-agent: *\nAllow: /\n"
    yield from _navigation()
    government = government_reports()
    yield from _column(_COLUMN, government, _trap_items())
    for slug, name, organ in zip(_SLUGS, _SHORT_NAMES, DEPARTMENTS, strict=True):
        folder = f"{_ORGANS}{slug}/"
        menu = links((("./zfxxgkzn/", "政府信息公开指南"), ("./zfxxgknb/", "政府信息公开年报")))
        yield folder, page(name, f"<h1>{name}</h1>\n{menu}", {**_SITE, "ColumnName": name})
        yield from _column(f"{folder}zfxxgknb/", department_reports(organ), [])


def _navigation() -> Iterator[tuple[str, str]]:
    def column(name: str, body: str) -> str:
        return page(name, body, {**_SITE, "ColumnName": name, "ColumnType": "政务公开"})

    yield (
        "/zwgk/",
        column(
            "政务公开",
            links(
                (
                    ("./zfxxgk/", "政府信息公开"),
                    ("./zfgzbg/", "政府工作报告"),
                    ("./fzzfjs/", "法治政府建设年度报告"),
                    ("./wzndbb/", "政府网站工作年度报表"),
                )
            ),
        ),
    )
    yield (
        "/zwgk/zfxxgk/",
        column(
            "政府信息公开",
            links(
                (
                    ("./zfxxgkzn/", "政府信息公开指南"),
                    ("./zfxxgkzd/", "政府信息公开制度"),
                    ("./fdzdgknr/", "法定主动公开内容"),
                    ("./zfxxgknb/", "政府信息公开年报"),
                    ("./ysqgk/", "依申请公开"),
                    ("../bmxxgk/", "部门信息公开"),
                )
            ),
        ),
    )
    yield _ORGANS, column("部门信息公开", links((f"./{s}/", n) for s, n in zip(_SLUGS, _SHORT_NAMES, strict=True)))
    for slug, name in (("zfxxgkzn", "政府信息公开指南"), ("fdzdgknr", "法定主动公开内容"), ("ysqgk", "依申请公开")):
        yield f"/zwgk/zfxxgk/{slug}/", column(name, f"<p>{name}的说明。</p>")
    for slug, title in (
        ("zfgzbg", "2023年政府工作报告"),
        ("fzzfjs", "枣庄市山亭区2023年法治政府建设年度报告"),
        ("wzndbb", "山亭区人民政府网站工作年度报表（2023年度）"),
    ):
        item = f"/zwgk/{slug}/202401/t20240120_600001.html"
        yield f"/zwgk/{slug}/", column(title[:12], dated_links(((item, title, "2024-01-20"),)))
        yield item, page(title, f"<h1>{title}</h1>\n<p>全文见附件。</p>", {**_SITE, "ArticleTitle": title})


def _trap_items() -> list[tuple[str, str, str]]:
    """Items of the column that are not reports though their titles hold a report's title."""
    return [
        (
            "./202401/t20240131_640002.html",
            "文字解读：枣庄市山亭区人民政府2023年政府信息公开工作年度报告",
            "2024-01-31",
        ),
        ("./202012/t20201208_110003.html", "关于做好2020年政府信息公开工作年度报告编制工作的通知", "2020-12-08"),
    ]


def _column(folder: str, reports: list[ReportForm], traps: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """The list pages of one column, newest first, and its articles."""
    items = [(f"./{_article(report)}", report.title, report.published_on) for report in reports]
    items = sorted(items + traps, key=lambda item: item[2], reverse=True)
    count = -(-len(items) // _PAGE_SIZE)
    labels = {**_SITE, "ColumnName": "政府信息公开年报", "ColumnType": "政府信息公开"}
    for number in range(count):
        shown = dated_links(items[number * _PAGE_SIZE : (number + 1) * _PAGE_SIZE])
        pager = f'<script>createPageHTML({count}, {number}, "index", "html");</script>'
        name = "" if number == 0 else f"index_{number}.html"
        yield folder + name, page("政府信息公开年报", f"{shown}\n<div class='page'>{pager}</div>", labels)
    for href, title, _ in traps:
        yield (
            folder + href[2:],
            page(title, f"<h1>{title}</h1>\n<p>本页不是年度报告。</p>", {**_SITE, "ArticleTitle": title}),
        )
    for report in reports:
        body = fragment(report, _STYLES.get(report.year, "trs"))
        yield folder + _article(report), page(report.title, body, {**_SITE, **labels, **article_labels(report)})


def _article(report: ReportForm) -> str:
    day = report.published_on.replace("-", "")
    serial = 123456 if report.year == 2020 else 120000 + report.year
    return f"{day[:6]}/t{day}_{serial}.html"


def _publications() -> Iterator[Publication]:
    columns = {_COLUMN: government_reports()}
    columns |= {
        f"{_ORGANS}{slug}/zfxxgknb/": department_reports(organ) for slug, organ in zip(_SLUGS, DEPARTMENTS, strict=True)
    }
    for folder, reports in columns.items():
        for report in reports:
            yield publication(report, folder + _article(report))


_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="370406",
    name="枣庄市山亭区",
    level="county",
    respond=_respond,
    publications=tuple(_publications()),
    note="静态树，createPageHTML 翻页，部门各有年报栏目",
)
