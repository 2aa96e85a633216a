"""Answers that are no HTML page (JSON, JSONP, XML datastores), as what every other method can read."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from scrapy.http import HtmlResponse, TextResponse

from crawler.portals.javascript.search import whole
from crawler.portals.page.data_rows import data_rows, markup_in
from crawler.portals.page.links import Link, absolute
from crawler.portals.page.list_items import ListItem, first_of_each
from crawler.portals.page.pages import Stated, asked, is_fragment
from crawler.portals.page.script.row_templates import filled
from crawler.portals.page.turning import number_of
from pipelines.language import titles
from pipelines.language.folding import squeeze

_JSONP = re.compile(r"^\s*+(?:/\*.*?\*/\s*+)?[\w$.]++\s*+\((.*)\)\s*+;?\s*+$", re.DOTALL)


def as_html(response: TextResponse, html: str | None = None) -> HtmlResponse:
    """The same answer with `html` as its body; without it the body stays and is only looked at as HTML."""
    if html is None:
        if isinstance(response, HtmlResponse):
            return response
        body, encoding = response.body, response.encoding
    else:
        body, encoding = html.encode("utf-8", "replace"), "utf-8"
    return HtmlResponse(
        response.url,
        status=response.status,
        headers=response.headers,
        body=body,
        flags=response.flags,
        request=response.request,
        encoding=encoding,
    )


def with_drawn(response: TextResponse, html: str) -> HtmlResponse:
    """The page with what its script would add, at its end: a shell's own text is the same at all addresses."""
    before, end, after = response.text.rpartition("</body>")
    return as_html(response, before + html + end + after if end else response.text + html)


def json_data(response: TextResponse) -> Any:
    """What a JSON or JSONP answer says; None when it is neither."""
    text = response.text.lstrip("\ufeff").strip()
    wrapped = None if text[:1] in "{[" else _JSONP.match(text)
    if wrapped:
        text = wrapped[1]
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def generic_answer(response: TextResponse) -> TextResponse:
    """An answer of an interface that no family knows: its rows as records, or its markup as a page of the column.

    The first page of a list that names no report is another list's: news, a menu, the weather.
    """
    data = json_data(response)
    page = asked(response)
    if data is None:
        return column_page(response, response.text) if is_fragment(response) else as_html(response)
    rows, said = data_rows(data, (lambda member: filled(page.template, member)) if page.template else None)
    is_report = any(titles.report_year(row.title, in_column=True) is not None for row in rows)
    if not rows and (markup := markup_in(data)):
        return column_page(response, markup)
    if not is_report and (number_of(page) or 1) <= 1:
        return _answer(response)
    found = (ListItem(absolute(response, row.address), squeeze(row.title), row.date, row.organ) for row in rows)
    return _answer(response, rows=first_of_each(found), said=said)


def column_page(response: TextResponse, body: str) -> HtmlResponse:
    """What an interface answered inside the column, as a page of it: rows need not repeat the column's name."""
    head = '<head><title>政府信息公开年报</title><meta name="ColumnName" content="政府信息公开年报"></head>'
    return as_html(response, f"<html>{head}<body>{body}</body></html>")


class Answer(HtmlResponse):
    """An interface's answer as it was read: rows, links of a menu and the length of the list, as records."""

    attributes = (*HtmlResponse.attributes, "rows", "menu", "said")

    def __init__(
        self,
        *args: Any,
        rows: Iterable[ListItem] = (),
        menu: Iterable[Link] = (),
        said: Stated | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.rows = tuple(rows)
        self.menu = tuple(menu)
        self.said = said or Stated()


def list_answer(
    response: TextResponse,
    rows: Iterable[tuple[str, str, str]],
    *,
    records: Any = None,
    pages: int | None = None,
) -> Answer:
    """An answer with these rows of (address, title, date) and the totals it states, for `Portal.unwrap`.

    `records`: as the answer writes it, a number or its digits; anything else states nothing.
    """
    found = (ListItem(absolute(response, url), squeeze(title), date) for url, title, date in rows)
    return _answer(response, rows=first_of_each(found), said=Stated(whole(records), pages))


def menu_answer(response: TextResponse, nodes: Iterable[tuple[str, str]]) -> Answer:
    """An answer with the nodes of a menu, (address, name)."""
    named = ((absolute(response, url), squeeze(name)) for url, name in nodes)
    return _answer(response, menu=[Link(url, name, (name,)) for url, name in named if url])


def _answer(response: TextResponse, **read: Any) -> Answer:
    return Answer(
        response.url,
        status=response.status,
        headers=response.headers,
        body=response.body,
        flags=response.flags,
        request=response.request,
        encoding=response.encoding,
        **read,
    )


def report_page(
    response: TextResponse, body: str, *, title: str, published: str = "", organ: str = "", files: str = ""
) -> HtmlResponse:
    """A report page with the body a script or an interface carried; `files`: HTML of the links to its attachments."""
    labels = {"ArticleTitle": title, "PubDate": published, "ContentSource": organ}
    metas = "".join(f'<meta name="{key}" content="{escape(text)}">' for key, text in labels.items() if text)
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title>{metas}</head>'
    return as_html(response, f"<html>{head}<body><h1>{escape(title)}</h1>{body}{files}</body></html>")
