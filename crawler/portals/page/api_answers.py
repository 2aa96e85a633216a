"""Answers that are no HTML page (JSON, JSONP, XML datastores), made into one that every other method can read."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from scrapy.http import HtmlResponse, TextResponse

_JSONP = re.compile(r"^\s*(?:/\*.*?\*/)?\s*[\w$.]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)


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


def list_page(
    response: TextResponse,
    rows: Iterable[tuple[str, str, str]],
    *,
    name: str = "政府信息公开年报",
    records: int | None = None,
    pages: int | None = None,
) -> HtmlResponse:
    """A list page with these rows of (address, title, date) and the totals the answer states, for `Portal.unwrap`.

    `name` becomes the page's heading: inside a column the rows' titles need not repeat 信息公开.
    """
    items = "\n".join(
        f'<li><a href="{escape(url)}" title="{escape(title)}">{escape(title)}</a><span>{escape(date)}</span></li>'
        for url, title, date in rows
    )
    totals = "" if records is None else f"<p>共 {records} 条</p>"
    totals += "" if pages is None else f"<p>共 {pages} 页</p>"
    head = f'<head><title>{escape(name)}</title><meta name="ColumnName" content="{escape(name)}"></head>'
    return as_html(response, f"<html>{head}<body><ul>{items}</ul>{totals}</body></html>")


def report_page(
    response: TextResponse, body: str, *, title: str, published: str = "", organ: str = "", files: str = ""
) -> HtmlResponse:
    """A report page with the body a script or an interface carried; `files`: HTML of the links to its attachments."""
    labels = {"ArticleTitle": title, "PubDate": published, "ContentSource": organ}
    metas = "".join(f'<meta name="{key}" content="{escape(text)}">' for key, text in labels.items() if text)
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title>{metas}</head>'
    return as_html(response, f"<html>{head}<body><h1>{escape(title)}</h1>{body}{files}</body></html>")
