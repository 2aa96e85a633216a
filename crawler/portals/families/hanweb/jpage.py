"""Hanweb's `jpage`, a list that a script draws from a `<datastore>` of records; two product lines call it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy.http import HtmlResponse, TextResponse

from crawler.portals.javascript.search import arguments, calls_of, element_before, strings, whole
from crawler.portals.javascript.source import Source
from crawler.portals.page.api_answers import column_page
from crawler.portals.page.pagers import MAX_PAGES
from crawler.portals.page.script.fields import field

_DATASTORE = re.compile(r"<datastore>((?:(?!<datastore>).)*?)</datastore>", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record>((?:(?!<record>).)*?)</record>", re.DOTALL | re.IGNORECASE)
_NEXT = re.compile(
    r"<nextgroup>(?:(?!<nextgroup>).)*?href\s*=\s*[\"']([^\"'>]{1,500}?dataproxy\.jsp\?[^\">]*)[\"']",
    re.DOTALL | re.IGNORECASE,
)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>", re.IGNORECASE)
_SENT = (
    "col",
    "appid",
    "webid",
    "path",
    "columnid",
    "sourceContentType",
    "unitid",
    "webname",
    "permissiontype",
)


@dataclass(frozen=True, slots=True)
class Datastore:
    """One block of records, as embedded in a page or as the proxy answers."""

    records: tuple[str, ...]  # HTML of one row each
    next_group: str  # address of the following rows, "" when none is given
    total: int | None
    end: int  # place in the text where the block ends


NO_STORE = Datastore((), "", None, 0)  # of an answer without one


@dataclass(frozen=True, slots=True)
class Call:
    """`$('#8972').jpage({totalRecord:…, perPage:…, groupSize:…, proxyUrl:…, ajaxParam:{…}})`."""

    unit: str  # id of the element the list is drawn in
    total: int | None
    per_page: int
    group: int  # pages fetched by one request
    proxy: str
    params: tuple[tuple[str, str], ...]

    @property
    def window(self) -> int:
        """How many records one request of the page's own script asks for."""
        return max(self.per_page * self.group, 1)

    def windows(self, first: int = 1) -> Iterator[str]:
        """The proxy's query for every window from record `first` on; for one alone when the total is not said."""
        last = first + self.window - 1 if self.total is None else self.total
        for start in range(first, last + 1, self.window):
            yield f"startrecord={start}&endrecord={min(start + self.window - 1, last)}&perpage={self.per_page}"


def datastores(text: str) -> list[Datastore]:
    """Every datastore in a page's source or a proxy's answer."""
    found = []
    for match in _DATASTORE.finditer(text):
        following, total = _NEXT.search(match[1]), _TOTAL.search(match[1])
        found.append(
            Datastore(
                tuple(map(_plain, _RECORD.findall(match[1]))),
                unescape(following[1]).strip() if following else "",
                int(total[1]) if total else None,
                match.end(),
            )
        )
    return found


def calls(source: Source) -> list[Call]:
    """Every call of jpage; its parameters may stand in a variable of their own."""
    found = []
    for call in calls_of(source, "jpage"):
        options = next((one for one in arguments(source, call) if isinstance(one, dict)), {})
        proxy, params = options.get("proxyUrl"), options.get("ajaxParam")
        if isinstance(proxy, str) and proxy:
            sent = params.items() if isinstance(params, dict) else ()
            pairs = tuple((name, str(text)) for name, text in sent if isinstance(text, str | int | float))
            total, per_page, group = (whole(options.get(name)) for name in ("totalRecord", "perPage", "groupSize"))
            unit = element_before(source, call.start).removeprefix("#")
            found.append(Call(unit, total, per_page or 15, group or 1, proxy, pairs))
    return found


def loose_calls(source: Source, proxy: re.Pattern[str]) -> list[Call]:
    """Requests to the proxy that a page writes without jpage, each list once, by the ids it sends."""
    found = {}
    for place, address in strings(source, proxy):
        given = {name: field(source, name, place) for name in (*_SENT, "perPage", "totalRecord")}
        params = tuple((name, given[name]) for name in _SENT if given[name])
        if given["columnid"] and given["unitid"]:
            per_page, total = whole(given["perPage"]) or 15, whole(given["totalRecord"])
            found[params] = Call(given["unitid"], total, per_page, 1, address, params)
    return list(found.values())


class StoreAnswer(HtmlResponse):
    """A proxy's answer: its datastore, and its rows as a list page of the column, as they are HTML."""

    attributes = (*HtmlResponse.attributes, "store")

    def __init__(self, *args: Any, store: Datastore, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.store = store


def answer_page(response: TextResponse, store: Datastore) -> StoreAnswer:
    """A proxy's answer as a list page of the column."""
    return column_page(response, drawn(store)).replace(cls=StoreAnswer, store=store)


def following(response: TextResponse, rows: int, total: int | None) -> list[str]:
    """Addresses of the windows after an answer's own, as long as it is, up to the `total` it states.

    Where it states none the next alone, and none when this one, of `rows` rows, was not full.
    """
    parts = urlsplit(response.url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    first, last = asked.get("startrecord", ""), asked.get("endrecord", "")
    if not (first.isdigit() and last.isdigit()):
        return []
    size = int(last) - int(first) + 1
    if total is None:
        total = int(last) + size if rows >= size else 0
    starts = range(int(last) + 1, total + 1, max(size, 1))[:MAX_PAGES]
    windows = ({"startrecord": str(start), "endrecord": str(min(start + size - 1, total))} for start in starts)
    return [urlunsplit(parts._replace(query=urlencode(asked | window))) for window in windows]


def drawn(store: Datastore) -> str:
    """The rows as HTML, as the page's script writes them."""
    rows = "\n".join(row if "<li" in row.lower() else f"<li>{_without_cells(row)}</li>" for row in store.records)
    return f"<ul>{rows}</ul>"


def _without_cells(row: str) -> str:
    """A row of table cells outside a table: its tags would be dropped with their text."""
    return re.sub(r"</?(?:table|tbody|tr|td|th)\b[^>]*>", " ", row)


def _plain(record: str) -> str:
    """A record without the CDATA section around it."""
    text = record.strip()
    if text[:9].upper() == "<![CDATA[":
        text = text[9:].removesuffix("]]>")
    return text.strip()
