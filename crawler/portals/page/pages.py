"""One page of a list to be asked for, by GET or POST, and what a page says of the length of its list."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from scrapy.http import TextResponse

AJAX = (("X-Requested-With", "XMLHttpRequest"),)
_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Page:
    """One more page of a list. Most are plain addresses; some families are asked by POST."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    is_probe: bool = False  # a guess: not being there is no failure
    is_step: bool = False  # on the way to the rows, without rows of its own; the same address may serve several lists
    template: str = ""  # the address of a row whose data name none: `/info/{id}.html`
    block: str = ""  # which list of the page, where one page holds several; each states its own total


@dataclass(frozen=True, slots=True)
class Stated:
    """What a list page says about the whole list; None = it does not say."""

    records: int | None = None
    pages: int | None = None
    has_unread_pager: bool = False  # there is a 下一页 whose script nobody here understands

    def filled(self, other: "Stated") -> "Stated":
        """What this page left open, as another page of the same list says it."""
        return Stated(
            other.records if self.records is None else self.records,
            other.pages if self.pages is None else self.pages,
            self.has_unread_pager or other.has_unread_pager,
        )


Fields = Mapping[str, Any] | Iterable[tuple[str, Any]]


def form_page(url: str, fields: Fields | bytes, *, source: str = "", is_ajax: bool = False, charset: str = "") -> Page:
    """A page asked for by POST of a form: its fields, or the body as it is. `source`: the page that sends it, if told;
    `is_ajax`: a script sends it, not a form; `charset`: of the page whose form it is, UTF-8 if not told."""
    kind = f"{_FORM_TYPE}; charset=UTF-8" if is_ajax else _FORM_TYPE
    body = fields if isinstance(fields, bytes) else form_body(fields, charset).encode("ascii")
    return Page(url, "POST", body, (("Content-Type", kind), *(AJAX if is_ajax else ()), *referred(source)))


def form_body(fields: Fields, charset: str = "") -> str:
    """Fields as a form sends them, in the charset of its page; what that lacks as a reference (`&#8226;`)."""
    pairs = list(fields.items() if isinstance(fields, Mapping) else fields)
    return urlencode(pairs, encoding=charset or "utf-8", errors="xmlcharrefreplace")


def json_page(url: str, data: Any, *, source: str) -> Page:
    """A page asked for by POST of JSON, by a script of the page `source`: the data, or their text as it is."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    headers = (("Content-Type", "application/json;charset=UTF-8"), *AJAX, *referred(source))
    return Page(url, "POST", text.encode(), headers)


def referred(source: str) -> tuple[tuple[str, str], ...]:
    """The header that names the page a request comes from; none without one."""
    return (("Referer", source),) if source else ()


def referer(response: TextResponse) -> str:
    """The page from which an answer was asked for; `""` when its request names none."""
    header = response.request.headers.get("Referer") if response.request is not None else None
    return header.decode("latin-1") if header else ""


def sent_form(page: Page) -> dict[str, Any]:
    """The fields of the form that a request posts; empty when it posts none."""
    return dict(parse_qsl(page.body.decode("utf-8", "replace"), keep_blank_values=True))


def sent_json(page: Page) -> dict[str, Any]:
    """The object that a request posts as JSON; empty when it posts none."""
    data = json_object(page.body.decode("utf-8", "replace"))
    return {} if data is None else data


def json_object(text: str) -> dict[str, Any] | None:
    """The object a text of JSON is; None for any other text."""
    try:
        data = json.loads(text) if text[:1] == "{" else None
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def asked(response: TextResponse) -> Page:
    """The request that an answer came to."""
    request = response.request
    if request is None:
        return Page(response.url)
    page = request.meta.get("page")
    return page if isinstance(page, Page) else Page(request.url, request.method, request.body)


def is_fragment(response: TextResponse) -> bool:
    """True for an answer to a script's question that is a piece of a page."""
    is_asked = response.request is not None and b"X-Requested-With" in response.request.headers
    return is_asked and "<html" not in response.text[:2000].lower()
