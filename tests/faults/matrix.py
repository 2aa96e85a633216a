"""Every fault of a report's address: what the server does, and whether a careful crawl may still store the report."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.lies import LYING_PAGES
from tests.faults.pages import FAULT, FAULTY, report
from tests.faults.server import Answer, Hit, Wire, reply

STORED, NOT_STORED, ELSEWHERE = "stored", "not stored", "stored as what it says it is"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail."""

    name: str
    answer: Answer
    outcome: str = NOT_STORED


def faults() -> Iterator[Fault]:
    """All of them, in a fixed order."""
    yield from _connections()
    yield from _lengths()
    yield from _statuses()
    yield from _lies()
    yield from _redirects()
    yield from _charsets()
    yield from _sizes()


def _connections() -> Iterator[Fault]:
    head = reply(_page()).chunks[0]
    yield Fault("closes without a word", _always(Wire(())))
    yield Fault("resets", _always(Wire((), is_reset=True)))
    yield Fault("resets in the middle", _always(Wire((head[:3000],), is_reset=True)))
    yield Fault("resets once", lambda _, times: Wire((), is_reset=True) if times == 1 else reply(_page()), STORED)
    yield Fault("never answers", _always(Wire((head,), before=30)))
    yield Fault("a byte at a time", _always(Wire((head[:200], b" "), pause=1, repeats=30)))
    yield Fault("headers a byte at a time", _always(Wire((head[:1], b"T"), pause=1, repeats=30)))


def _lengths() -> Iterator[Fault]:
    body = _page()
    chunked = "Transfer-Encoding: chunked"
    packed = gzip.compress(body * 3, mtime=0)
    damaged = bytearray(gzip.compress(body, mtime=0))
    damaged[-6] ^= 0xFF
    gzipped = ["Content-Encoding: gzip"]
    yield Fault("stops before its length", _always(reply(body[:3000], length=len(body))))
    yield Fault(
        "stops once before its length",
        lambda _, times: reply(body[:3000], length=len(body)) if times == 1 else reply(body),
        STORED,
    )
    yield Fault("names no length and stops", _always(reply(body[:3000], length=None)))
    yield Fault("names no length", _always(reply(body, length=None)), STORED)
    yield Fault("names too small a length", _always(reply(body, length=3000)))
    yield Fault(
        "stops within a chunk", _always(_raw(reply(b"", length=None, headers=[chunked]), b"fff\r\n" + body[:99]))
    )
    yield Fault("names a chunk zz", _always(_raw(reply(b"", length=None, headers=[chunked]), b"zz\r\n" + body)))
    yield Fault("half a gzip", _always(reply(packed[: len(packed) // 2], headers=gzipped)))
    yield Fault("gzip with a wrong checksum", _always(reply(bytes(damaged), headers=gzipped)))
    yield Fault("gzip", _always(reply(gzip.compress(body, mtime=0), headers=gzipped)), STORED)
    yield Fault("says gzip and is plain", _always(reply(body, headers=gzipped)), STORED)
    yield Fault("nothing at all", _always(reply(b"")))
    yield Fault("204", _always(reply(b"", status="204 No Content", length=None)))
    for name, first, after, outcome in (
        ("the end only", len(body) - 3000, len(body), NOT_STORED),
        ("all of it as a part", 0, len(body), STORED),
    ):
        part = reply(body[first:after], status="206 Part", headers=[_range(first, after, len(body))])
        yield Fault(name, _always(part), outcome)
    yield Fault("a part of unknown place", _always(reply(body, status="206 Part")))


def _statuses() -> Iterator[Fault]:
    for status in (400, 401, 403, 404, 405, 410, 412, 418, 444, 500, 502, 504, 521):
        yield Fault(f"HTTP {status}", _always(reply("<h1>错误</h1>", status=f"{status} X")))
    yield Fault("304 to a plain question", _always(reply(b"", status="304 Not Modified", length=None)))
    yield Fault("the report of another year", _always(reply(report(FAULTY - 2))), ELSEWHERE)
    yield Fault("503 for ever", _always(reply("<h1>忙</h1>", status="503 Busy")))
    yield Fault("429 for ever", _always(reply("<h1>慢</h1>", status="429 Slow")))
    for status in ("503 Busy", "500 Error"):
        busy = reply("<h1>忙</h1>", status=status)
        yield Fault(f"{status} twice", _first(2, busy), STORED)
    yield Fault("429 with a pause", _first(1, reply("", status="429 Slow", headers=["Retry-After: 1"])), STORED)
    yield Fault("a pause of a day", _always(reply("", status="503 Busy", headers=["Retry-After: 86400"])))


def _lies() -> Iterator[Fault]:
    for number, body in enumerate(LYING_PAGES):
        yield Fault(f"lying page {number}", _always(reply(body)))
    yield Fault("maintenance once", _first(1, reply("<html><p>系统维护中，请稍后访问</p></html>")), STORED)
    yield Fault("a page called a PDF", _always(reply(_page(), kind="application/pdf")), STORED)
    yield Fault(
        "an error page called a PDF", _always(reply("<html><body>页面不存在</body></html>", kind="application/pdf"))
    )
    yield Fault("no type", _always(reply(_page(), kind="")), STORED)
    yield Fault(
        "a name that climbs",
        _always(reply(_page(), headers=['Content-Disposition: attachment; filename="../../x"'])),
        STORED,
    )


def _redirects() -> Iterator[Fault]:
    def to(place: str) -> Answer:
        return lambda hit, _: reply("", status="302 Found", headers=[f"Location: {place}"])

    def growing(hit: Hit, _: int) -> Wire:
        return reply("", status="302 Found", headers=[f"Location: {hit.path}{'&' if '?' in hit.path else '?'}a=1"])

    def ring(hit: Hit, _: int) -> Wire:
        number = int(hit.path.rpartition("=")[2]) if "=" in hit.path else 0
        return reply("", status="302 Found", headers=[f"Location: {FAULT}?n={(number + 1) % 3}"])

    yield Fault("redirects to itself", to(FAULT))
    yield Fault("redirects in a ring", ring)
    yield Fault("redirects that grow", growing)
    yield Fault("redirects home", to("/"))
    yield Fault("redirects to a file", to("file:///etc/hostname"))
    yield Fault("redirects off the portal", to("http://127.88.255.254/"))
    yield Fault("redirects to a private address", to("http://169.254.169.254/latest/meta-data/"))
    yield Fault("redirects to nowhere", to(""))
    yield Fault("refreshes itself", _always(reply(f'<html><meta http-equiv="refresh" content="0;url={FAULT}"></html>')))
    yield Fault(
        "refreshes to a private address",
        _always(reply('<html><meta http-equiv="refresh" content="0;url=http://10.0.0.1/"></html>')),
    )
    moved = reply("", status="301 Moved", headers=["Location: /fault/moved.html"])
    yield Fault("moved", lambda hit, _: reply(_page()) if "moved" in hit.path else moved, STORED)


def _charsets() -> Iterator[Fault]:
    text = report(FAULTY)
    bare = text.replace('<meta charset="utf-8">', "")
    as_gb = text.replace('charset="utf-8"', 'charset="gb2312"')
    for name, body, kind in (
        ("GBK called UTF-8", bare.encode("gb18030"), "text/html; charset=utf-8"),
        ("GBK called nothing", bare.encode("gb18030"), "text/html"),
        ("GBK in its meta tag", as_gb.encode("gb18030"), "text/html"),
        ("UTF-8 called GB2312", text.encode(), "text/html; charset=gb2312"),
        ("UTF-8 with a meta tag of GB2312", as_gb.encode(), "text/html"),
        ("UTF-16", bare.encode("utf-16"), "text/html"),
        ("an unknown charset", text.encode(), "text/html; charset=x-none"),
    ):
        yield Fault(name, _always(reply(body, kind=kind)), STORED)
    yield Fault(
        "bytes of no charset", _always(reply(b"<html><body>" + bytes(range(128, 256)) * 99 + b"</body></html>"))
    )


def _sizes() -> Iterator[Fault]:
    packed = bomb(300)
    yield Fault("a bomb of 300 MB", _always(reply(packed, headers=["Content-Encoding: gzip"])))
    endless = reply(b"", length=None, headers=["Transfer-Encoding: chunked"], kind="application/pdf").chunks[0]
    yield Fault("an endless answer", _always(Wire((endless, b"40000\r\n" + b"A" * 0x40000 + b"\r\n"), repeats=4000)))
    yield Fault("200 kB of headers", _always(reply(_page(), headers=[f"X-A: {'a' * 200_000}"])))
    for name, body in HOSTILE_PAGES.items():
        yield Fault(name, _always(reply(body)))


def _hostile() -> Iterator[tuple[str, bytes]]:
    yield (
        "100,000 attributes",
        b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b"></body></html>",
    )
    attributes = b"<p " + b" ".join(b"a%d=1" % n for n in range(8000)) + b">"
    yield "many tags with many attributes", b"<html><body>" + attributes * 40 + b"</body></html>"
    yield "200,000 levels", b"<html><body>" + b"<div>" * 200_000 + b"x" + b"</div>" * 200_000 + b"</body></html>"
    yield "100,000 links", b"<html><body>" + b'<a href="/x">x</a>' * 100_000 + b"</body></html>"
    yield "2 MB of <", b"<html><body>" + b"<" * 2_000_000 + b"</body></html>"
    yield "10 MB of rows", b"<html><body><table>" + b"<tr><td>1</td></tr>" * 500_000 + b"</table></body></html>"
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    yield "an entity bomb", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "aaaa">' + entities + b"]><l>&a9;</l>"


HOSTILE_PAGES = dict(_hostile())


def _page() -> bytes:
    return report(FAULTY).encode()


def _range(first: int, after: int, size: int) -> str:
    return f"Content-Range: bytes {first}-{after - 1}/{size}"


def _always(wire: Wire) -> Answer:
    return lambda hit, times: wire


def _first(number: int, wire: Wire) -> Answer:
    """That for the first requests, the report afterwards."""
    return lambda hit, times: wire if times <= number else reply(_page())


def _raw(head: Wire, body: bytes) -> Wire:
    return Wire((*head.chunks, body))


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = b" " * (1 << 20)
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])
