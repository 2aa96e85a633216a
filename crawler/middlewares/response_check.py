"""Looks at every answer before anything parses it: is it whole, is it the page, can it be parsed at all?

What the response check finds is put into the response's flags as a rule's id; spiders and pipelines read it there.
"""

import asyncio
import re
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from crawler.cpu_limit import TakesTooLong, within
from pipelines.intake.completeness import is_whole_range, transport_fault
from pipelines.intake.response_check import Verdict, judge, labelled

MAX_PAGE_BYTES = 5 * 1024 * 1024  # bytes; no list page is near this long
MAX_TAGS = 60_000  # per page; the largest portal page measured has 6,000, and links are looked at one by one
MAX_MARKUP = 60_000  # squared bytes of long tags, as a root: libxml2 takes the square of a tag's attributes
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{2048,}")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
PARTIAL_CONTENT = 206
JUDGED = "judged"  # flag: the response check has seen it, whatever it found
_LARGE = 1 << 20  # bytes; judged beside the event loop from here on
_SMALL_PACKED = 1 << 15  # bytes; what bombs are made of unpacks to a thousand times its size


class WholeMiddleware:
    """Between the network and decompression: sees lengths and checksums as they came over the wire."""

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response, flagged when its own length or checksum contradicts it."""
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        if encoding in (b"gzip", b"x-gzip", b"deflate") and _is_plain(response.body, encoding):
            del response.headers["Content-Encoding"]  # said to be packed and is not: read as it is
        headers = [
            (name.decode("latin-1"), (response.headers.get(name) or b"").decode("latin-1")) for name in response.headers
        ]
        if request.method == "HEAD":
            return response
        part = (response.headers.get("Content-Range") or b"").decode("latin-1")
        if response.status == PARTIAL_CONTENT and not is_whole_range(part):
            fault = "CUT_LENGTH"
        elif len(response.body) > _SMALL_PACKED:
            fault = await asyncio.to_thread(transport_fault, response.body, headers, self._most)
        else:
            fault = transport_fault(response.body, headers, self._most)
        return response.replace(flags=[*response.flags, fault]) if fault else response


class GateMiddleware:
    """After decompression: the verdict on the page, and pages no selector may see become plain responses."""

    def __init__(self, crawler: Crawler) -> None:
        self._seconds = crawler.settings.getfloat("PAGE_CPU_SECONDS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response with the verdict's rule id among its flags."""
        if response.status >= 300:
            return response
        try:
            if len(response.body) > _LARGE:
                verdict = await asyncio.to_thread(judge, response.body, status=response.status, flags=response.flags)
            else:
                verdict = within(self._seconds, judge, response.body, status=response.status, flags=response.flags)
            costly = within(self._seconds, too_costly, response.body) if isinstance(response, TextResponse) else ""
        except TakesTooLong as error:
            verdict, costly = labelled("UNCHECKED"), f"a page whose check was given up: {error}"
        found = [verdict.rule] if verdict is not None and verdict.rule not in response.flags else []
        response = response.replace(flags=[*response.flags, JUDGED, *found])
        if costly:
            return Response(
                response.url,
                status=response.status,
                headers=response.headers,
                body=response.body,
                flags=[*response.flags, f"unparsed: {costly}"],
                request=response.request,
                certificate=response.certificate,
                ip_address=response.ip_address,
                protocol=response.protocol,
            )
        return response


def too_costly(body: bytes) -> str:
    """Why parsing this page would stop the crawl of all other portals; `""` when it would not."""
    if len(body) > MAX_PAGE_BYTES:
        return f"a page of {len(body)} bytes"
    tags = body.count(b"<")
    if tags > MAX_TAGS:
        return f"a page of {tags} tags"
    weight = sum(len(_QUOTED.sub(b"", tag[0])) ** 2 for tag in _LONG_TAG.finditer(body))
    return "a page with huge tags" if weight > MAX_MARKUP**2 else ""


def verdict_of(response: Response) -> Verdict | None:
    """What the response check found against this answer; one that did not pass through it is judged here."""
    if JUDGED not in response.flags:
        return judge(response.body, status=response.status, flags=response.flags)
    for flag in response.flags:
        try:
            return labelled(flag)
        except KeyError:  # a flag of somebody else
            continue
    return None


def _is_plain(body: bytes, encoding: bytes) -> bool:
    if encoding == b"deflate":
        return body.lstrip()[:1] in (b"<", b"{", b"[") or body.startswith(b"%PDF-")
    return not body.startswith(b"\x1f\x8b")
