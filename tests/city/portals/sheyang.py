"""盐城市射阳县: Hanweb lists whose further groups are asked for by GET, where `page` alone counts.

`startrecord` is ignored, by POST too; page 1 is the group the column page already holds; the end of the list is an
empty datastore. The towns' list says nowhere how long it is: each answer names the next group until none follows.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

from ..exchange import Portal, Request, Response
from ..forms.render_html import fragment
from ..forms.report import ReportForm
from ..frame import Frame
from ..hanweb import article, block, counter, datastore, parameters, record, remarked
from ..pages import links, publication
from ..published.series import reports

_NAME = "射阳县人民政府"
_WEB, _COLUMN, _UNIT = 11, 17801, 134492
_TOWNS, _TOWN_UNIT = 17820, 134510
_PROXY = "/module/web/jpage/dataproxy.jsp"
_FRAME = Frame(
    name=_NAME,
    site_id="3209240001",
    affairs="/col/col17700/index.html",
    disclosure="/col/col17800/index.html",
    column=f"/col/col{_COLUMN}/index.html",
    organs="/col/col17810/index.html",
    asides=(
        ("/col/col17802/index.html", "/art/2024/1/20/art_17802_86001.html"),
        ("/col/col17803/index.html", "/art/2024/1/20/art_17803_86002.html"),
    ),
)
_OWN = reports(_NAME, range(2019, 2025), 320924)
_TOWN_REPORTS = [
    report
    for number, town in enumerate(("合德镇", "临海镇", "千秋镇"))
    for report in reports(f"射阳县{town}人民政府", range(2021, 2025), 3209240 + number)
]
_GROUP = {_COLUMN: 4, _TOWNS: 5}


def _respond(request: Request) -> Response | None:
    if request.path == _PROXY:
        query = {key: text[0] for key, text in parse_qs(urlsplit(request.target).query).items()}
        column, unit, page = (query.get(name, "") for name in ("columnid", "unitid", "page"))
        if (column, unit) not in _ROWS or query.get("webid") != str(_WEB) or not request.headers.get("referer"):
            return None
        return _group(int(column), int(unit), int(page) if page.isdigit() else 1)
    content = _PAGES.get(request.path)
    return None if content is None else Response(body=content.encode())


def _group(column: int, unit: int, page: int) -> Response:
    """Group `page` from 1; 0 is 1 as well."""
    rows, size = _ROWS[str(column), str(unit)], _GROUP[column]
    shown = rows[(max(page, 1) - 1) * size : max(page, 1) * size]
    following = _next(column, unit, max(page, 1) + 1) if shown else ""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{datastore(shown, next_group=following)}'
    return Response(body=body.encode(), content_type="text/xml;charset=UTF-8")


def _next(column: int, unit: int, page: int) -> str:
    name = quote(quote(_NAME))  # encoded twice, as the product prints it
    return (
        f"{_PROXY}?page={page}&appid=1&appid=1&webid={_WEB}&path=/&columnid={column}&unitid={unit}"
        f"&webname={name}&permissiontype=0"
    )


def _pages() -> Iterator[tuple[str, str]]:
    yield from _FRAME.pages()
    menu = links(((f"/col/col{_TOWNS}/index.html", "乡镇信息公开年报"),))
    yield _FRAME.organs, _FRAME.page("部门信息公开", menu, ColumnName="部门信息公开")
    rows = _ROWS[str(_COLUMN), str(_UNIT)]
    embedded = datastore(rows[: _GROUP[_COLUMN]], next_group=_next(_COLUMN, _UNIT, 1))
    given = parameters(_WEB, _COLUMN, _UNIT, _NAME)
    body = block(_UNIT, embedded, len(rows), given, proxy=_PROXY, per_page=2, group=2)
    yield f"/col/col{_COLUMN}/index.html", _FRAME.page("政府信息公开年报", body, ColumnName="政府信息公开年报")
    rows = _ROWS[str(_TOWNS), str(_TOWN_UNIT)]
    embedded = datastore(rows[: _GROUP[_TOWNS]], next_group=_next(_TOWNS, _TOWN_UNIT, 1))
    holder = f"<div id='{_TOWN_UNIT}'><script type=\"text/xml\">{embedded}</script></div>"
    yield f"/col/col{_TOWNS}/index.html", _FRAME.page("乡镇信息公开年报", holder, ColumnName="乡镇信息公开年报")
    for report in [*_OWN, *_TOWN_REPORTS]:
        foot = counter(_WEB, _column(report), _number(report))
        yield _address(report), _FRAME.article(report, remarked(fragment(report, "clean")) + foot)


def _column(report: ReportForm) -> int:
    return _COLUMN if report.organ == _NAME else _TOWNS


def _number(report: ReportForm) -> int:
    return 867900 + [*_OWN, *_TOWN_REPORTS].index(report)


def _address(report: ReportForm) -> str:
    return article(report, _column(report), _number(report))


def _rows(forms: list[ReportForm]) -> list[str]:
    newest = sorted(forms, key=lambda report: report.published_on, reverse=True)
    return [record(report, _address(report)) for report in newest]


_ROWS = {(str(_COLUMN), str(_UNIT)): _rows(_OWN), (str(_TOWNS), str(_TOWN_UNIT)): _rows(_TOWN_REPORTS)}
_PAGES = dict(_pages())

PORTAL = Portal(
    region_code="320924",
    name="盐城市射阳县",
    level="county",
    respond=_respond,
    publications=tuple(publication(report, _address(report)) for report in [*_OWN, *_TOWN_REPORTS]),
    note="Hanweb：GET dataproxy，只认 page，首组与页内重复",
)
