"""From a response to a `Document`: name, dates and headers as the server gave them."""

import re
from urllib.parse import parse_qs, unquote, unquote_to_bytes, urlsplit

from scrapy.http import Response

from crawler.middlewares.response_check import verdict_of
from crawler.middlewares.tls import LEGACY, UNVERIFIED
from crawler.portals.base import extension
from crawler.seeds import Seed
from pipelines import clock
from pipelines.document import Document

_EXTENDED = re.compile(rb"filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)", re.IGNORECASE)
_PLAIN = re.compile(rb'filename\s*=\s*(?:"([^"]*)"|([^;\s]+))', re.IGNORECASE)
_OF_THE_VISIT = (b"set-cookie", b"set-cookie2")
_CHARSETS = ("utf-8", "gb18030")  # what portals write into headers; the second never fails on the first's bytes


def document(
    response: Response,
    seed: Seed,
    *,
    title: str,
    role: str,
    file_name: str = "",
    page_title: str = "",
    organ_hint: str = "",
    published_hint: str = "",
    year_hint: int | None = None,
    attachments: tuple[str, ...] = (),
    referrer_url: str = "",
    listed_url: str = "",
    run_id: int | None = None,
    verdict: str = "",
) -> Document:
    """One fetched file with all that is known about where it came from."""
    return Document(
        body=response.body,
        file_name=file_name or header_name(response) or url_name(response.url),
        url=response.url,
        region_code=seed.region_code,
        region_name=seed.full_name or seed.name,
        title=title,
        page_title=page_title,
        organ_hint=organ_hint,
        published_hint=published_hint,
        year_hint=year_hint,
        role=role,
        attachments=attachments,
        referrer_url=referrer_url,
        listed_url=listed_url,
        status=response.status,
        headers=_headers(response),
        redirect_urls=tuple(response.meta.get("redirect_urls", ())),
        verdict=verdict or _verdict(response),
        tls=" ".join(dict.fromkeys(flag for flag in response.flags if flag in (LEGACY, UNVERIFIED))),
        fetched_at=clock.timestamp(),
        run_id=run_id,
    )


def attachment_name(response: Response, anchor_text: str) -> str:
    """The name a person would see: Content-Disposition, else the link's text if it is one, else the address's end."""
    return (
        header_name(response)
        or (anchor_text if extension(anchor_text) else "")
        or url_name(response.url)
        or anchor_text
    )


def header_name(response: Response) -> str:
    """The name in Content-Disposition: RFC 5987, else raw or percent-encoded UTF-8, else GB18030; `""` if none."""
    header = response.headers.get("Content-Disposition") or b""
    extended = _EXTENDED.search(header)
    if extended:
        return _decoded(unquote_to_bytes(extended[2]), extended[1].decode("ascii", "replace"))
    plain = _PLAIN.search(header)
    return _decoded(unquote_to_bytes(plain[1] or plain[2] or b""), "") if plain else ""


def url_name(url: str) -> str:
    """The file name an address shows: `showname=` or `filename=` of its query, else the end of its path."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    for key in ("showname", "filename", "fileName", "file"):
        if query.get(key):
            return unquote(query[key][0]).rpartition("/")[2]
    return unquote(parts.path).rpartition("/")[2]


def _verdict(response: Response) -> str:
    found = verdict_of(response)
    return "" if found is None else found.rule


def _decoded(name: bytes, charset: str) -> str:
    for candidate in (*([charset] if charset else []), *_CHARSETS):
        try:
            return name.decode(candidate).replace("\\", "/").rpartition("/")[2].strip()
        except (UnicodeDecodeError, LookupError):
            continue
    return name.decode("latin-1")


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    """What the server said of the document. A cookie says something of the visit, and may be used to go on with it."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
        if name.lower() not in _OF_THE_VISIT
    )
