"""烟台市莱山区: Hanweb lists that are asked for by POST, 45 records at a time.

The column page names the list in its call of jpage and holds no row. `dataproxy.jsp` answers only the page's own
script, needs the numbers of column and block in the form, and cuts `perpage` above 300 to 100. The bureaus' list holds
its first rows and names the next group with encrypted ids: what is asked with those is a body of 54 bytes.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..hanweb import article, block, counter, datastore, is_asked_from_page, parameters, record, remarked, window
from ..pages import links, publication
from ..published.series import reports

_NAME = "烟台市莱山区人民政府"
_WEB, _COLUMN, _UNIT = 89, 7217, 8972
_BUREAUS, _BUREAU_UNIT = 7330, 9104
_PROXY = "/module/web/jpage/dataproxy.jsp"
_FRAME = Frame(
    name=_NAME,
    site_id="3706130003",
    affairs="/col/col7200/index.html",
    disclosure="/col/col7210/index.html",
    column=f"/col/col{_COLUMN}/index.html",
    organs="/col/col7300/index.html",
    asides=(
        ("/col/col7218/index.html", "/art/2024/1/20/art_7218_49001.html"),
        ("/col/col7219/index.html", "/art/2024/1/20/art_7219_49002.html"),
    ),
)
_OWN = reports(_NAME, range(2013, 2025), 370613)[6:]
_ORGANS = tuple(f"烟台市莱山区{name}" for name in ("教育和体育局", "民政局", "财政局", "水利局", "卫生健康局"))
_DEPARTMENTS = [
    report for number, organ in enumerate(_ORGANS) for report in reports(organ, range(2021, 2025), 3706130 + number)
]
_SIZES = {_COLUMN: 2, _BUREAUS: 4}  # rows a page; three pages make one request


def _respond(request: Request) -> Response | None:
    if request.path == _PROXY:
        return _proxy(request)
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _proxy(request: Request) -> Response | None:
    query = {key: text[0] for key, text in parse_qs(urlsplit(request.target).query).items()}
    form = {key: text[0] for key, text in parse_qs(request.body.decode()).items()}
    if request.method != "POST":  # the encrypted group: a page number alone finds nothing
        return Response(body=b"<datastore><recordset></recordset></datastore>      \r\n", content_type="text/xml")
    rows = _ROWS.get((form.get("columnid", ""), form.get("unitid", "")))
    is_complete = form.get("webid") == str(_WEB) and form.get("appid") == "1" and form.get("webname") == _NAME
    if rows is None or not is_complete or not is_asked_from_page(request):
        return None
    try:
        first, last, size = (int(query[name]) for name in ("startrecord", "endrecord", "perpage"))
    except (KeyError, ValueError):
        return None
    size = 100 if size > 300 else size
    return window(rows, first, min(last, first + 3 * size - 1), size)


def _pages() -> Iterator[tuple[str, str]]:
    yield from _FRAME.pages()
    menu = links(((f"/col/col{_BUREAUS}/index.html", "部门信息公开年报"),))
    yield _FRAME.organs, _FRAME.page("部门信息公开", menu, ColumnName="部门信息公开")
    rows = _ROWS[str(_BUREAUS), str(_BUREAU_UNIT)]
    secret = (
        f"{_PROXY}?page=1&amp;appid=1&amp;webid={_WEB}&amp;columnid=%2BfJ3Kq%3D&amp;unitid=aX9%2Fk&amp;permissiontype=0"
    )
    for column, unit, embedded, total in (
        (_COLUMN, _UNIT, datastore([]), len(_OWN)),
        (_BUREAUS, _BUREAU_UNIT, datastore(rows[:12], next_group=secret), len(rows)),
    ):
        given = parameters(_WEB, column, unit, _NAME)
        body = block(unit, embedded, total, given, proxy=_PROXY, per_page=_SIZES[column])
        name = "政府信息公开年报" if column == _COLUMN else "部门信息公开年报"
        yield f"/col/col{column}/index.html", _FRAME.page(name, body, ColumnName=name)
    for report in [*_OWN, *_DEPARTMENTS]:
        foot = counter(_WEB, _column(report), _number(report))
        yield _address(report), _FRAME.article(report, remarked(fragment(report, "word")) + foot)


def _column(report: ReportForm) -> int:
    return _COLUMN if report.organ == _NAME else _BUREAUS


def _number(report: ReportForm) -> int:
    return 44000 + [*_OWN, *_DEPARTMENTS].index(report)


def _address(report: ReportForm) -> str:
    return article(report, _column(report), _number(report))


def _rows(forms: list[ReportForm]) -> list[str]:
    newest = sorted(forms, key=lambda report: report.published_on, reverse=True)
    return [record(report, _address(report)) for report in newest]


_ROWS = {(str(_COLUMN), str(_UNIT)): _rows(_OWN), (str(_BUREAUS), str(_BUREAU_UNIT)): _rows(_DEPARTMENTS)}
_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="370613",
    name="烟台市莱山区",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _address(report)) for report in [*_OWN, *_DEPARTMENTS]),
    note="Hanweb：POST dataproxy，nextgroup 编号加密",
)
