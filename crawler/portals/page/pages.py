"""One page of a list to be asked for, and what a page says of the length of its list."""

from dataclasses import dataclass

from scrapy.http import TextResponse

FORM_TYPE = (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),)
JSON_TYPE = (("Content-Type", "application/json;charset=UTF-8"),)
AJAX = (("X-Requested-With", "XMLHttpRequest"),)


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
