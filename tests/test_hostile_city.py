"""Portals that each set one trap, beside good ones: the good ones end as they do without them."""

import gzip
import itertools
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults.crawl import Crawled, crawl, seed
from tests.faults.pages import ORGAN, portal, report
from tests.faults.server import Answer, FaultServer, Hit, Wire, reply

SOUND = portal(lambda hit, times: reply(report(2023)))
PORT = 18461  # where somebody listens whom no crawl may reach
FORBIDDEN = f"127.99.61.1:{PORT}"
HEAD = "<html><head><meta charset='utf-8'><title>望溪区人民政府</title></head><body>"
COLUMN = '<a href="/nb/">政府信息公开年报</a>'


def _page(body: str) -> Answer:
    return lambda hit, times: reply(f"{HEAD}{body}</body></html>") if hit.path != "/robots.txt" else reply("")


def _packed(text: str) -> Answer:
    body = gzip.compress(f"{HEAD}{text}</body></html>".encode())
    return lambda hit, times: reply(body, headers=["Content-Encoding: gzip"]) if hit.path == "/" else SOUND(hit, times)


def _report(body: bytes, kind: str) -> Answer:
    return portal(lambda hit, times: reply(body, kind=kind))


def _home(wire: Wire) -> Answer:
    return lambda hit, times: wire if hit.path == "/" else SOUND(hit, times)


def _endless(hit: Hit, times: int) -> Wire:
    number = int(hit.path.rpartition("=")[2]) if "=" in hit.path else 0
    rows = "".join(f'<li><a href="/a?n={number}{n}">{ORGAN}{2008 + n}年政府信息公开年报</a></li>' for n in range(9))
    after = "".join(f'<a href="/nb/?n={n}">{n}</a>' for n in range(number + 1, number + 11))
    return reply(f"<html><title>政府信息公开年报</title><body>{COLUMN}<ul>{rows}</ul>共10000页 {after}</body></html>")


SPELLINGS = ("127.99.61.1", "[::ffff:127.99.61.1]", "0x7f633d01", "2137210113", "127.99.15617")
PRIVATE = ("169.254.169.254", *(f"{spelling}:{PORT}" for spelling in SPELLINGS))
TRAPS: Mapping[str, Answer] = {
    # pages
    "blanks in an attribute": _packed(f'<a onclick="{" " * 120_000}">政府信息公开年报</a>'),
    "a call without end": _packed(f'<a href="javascript:{"(" * 60_000}">政府信息公开年报</a>'),
    "a script of opened remarks": _packed(f"<script>{'/*a' * 60_000}</script>{COLUMN}"),
    "a page of tags": _packed("<p><b>" * 200_000),
    "deep nesting": _packed("<div>" * 30_000 + "政府信息公开年报"),
    "one tag of attributes": _packed("<a " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"),
    "a bomb": _home(reply(gzip.compress(b"\0" * 200_000_000, 1), headers=["Content-Encoding: gzip"])),
    "titles with controls": _page("<a href='/nb/'>政府\u202e信息公开\x1b[2J年报</a>"),
    # pagers
    "pages without end": _endless,
    "the same page again": _page(f'{COLUMN}<a href="/?x">下一页</a>'),
    # redirects
    "a redirect to itself": _home(reply("", status="302 Found", headers=["Location: /"])),
    "a redirect off": _home(reply("", status="302 Found", headers=[f"Location: http://{FORBIDDEN}/"])),
    "a refresh off": _page(f'<meta http-equiv="refresh" content="0;url=http://{FORBIDDEN}/">'),
    "a redirect to a file": _home(reply("", status="302 Found", headers=["Location: file:///etc/passwd"])),
    # names and frames
    **{f"a link to {host}": _page(f'<a href="http://{host}/nb/">政府信息公开年报</a>') for host in PRIVATE},
    "a frame off": _page(f'<iframe src="http://{FORBIDDEN}/nb/"></iframe>'),
    # headers
    "a header of 60 kB": _home(reply("x", headers=["X-Long: " + "a" * 60_000])),
    "a cookie for everyone": _home(reply(f"{HEAD}{COLUMN}</body></html>", headers=["Set-Cookie: a=b; domain=.gov.cn"])),
    "a wrong length": _home(reply("short", length=5_000_000)),
    "no answer": lambda hit, times: Wire((b"HTTP/1.1 ",), before=60),
    "an answer by the byte": _home(Wire((b"HTTP/1.1 200 OK\r\n\r\n", b"a"), pause=0.5, repeats=200)),
    "a wall": lambda hit, times: reply("", status="412 Precondition Failed"),
    "a server without end of faults": lambda hit, times: reply("", status="500 Error"),
    # files
    "a PDF of nothing": _report(b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 20_000 + b"%%EOF", "application/pdf"),
    "XML that asks for files": _report(
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "text/xml"
    ),
    "a report of blanks": _report(f"{HEAD}{' ' * 3_000_000}</body></html>".encode(), "text/html"),
    "a ZIP of a bomb": _report(b"PK\x03\x04" + gzip.compress(b"\0" * 50_000_000), "application/zip"),
}
SHORT = ("blanks in an attribute", "a bomb", "pages without end", "a redirect off", "a frame off", "no answer")


def _city(traps: Mapping[str, Answer], good: int) -> dict[str, Answer]:
    return {
        **{f"127.88.61.{number + 1}": SOUND for number in range(good)},
        **{f"127.88.62.{number + 1}": answer for number, answer in enumerate(traps.values())},
    }


def _run(
    folder: Path, traps: Mapping[str, Answer], good: int, delay: float, patience: int
) -> tuple[Crawled, tuple[float, float], float]:
    """(the run, seconds the good portals took, the smallest gap between two requests to one host).

    They take so long from the first request to one of them to the last one, and from the program's start to the last.
    """
    folder.mkdir()
    with FaultServer(_city(traps, good)) as server:
        seeds = [seed(server.url(host), f"X-{host}") for host in server.portals]
        timeouts = {"DOWNLOAD_TIMEOUT": patience, "FILE_TIMEOUT": patience}
        began = time.monotonic()
        run = crawl(seeds, folder, DOWNLOAD_DELAY=delay, HOST_REQUESTS=20, **timeouts)
        asked = [hit.time for hit in server.log if hit.host.startswith("127.88.61.")]
        gaps = [
            after.time - before.time
            for host in server.portals
            for before, after in itertools.pairwise(server.hits(host))
        ]
    return run, (max(asked) - min(asked), max(asked) - began), min(gaps)


def _stored(run: Crawled) -> list[tuple[object, ...]]:
    """What the good portals gave: the rows of their reports and their outcomes."""
    reports = run.select(
        "SELECT region_code, year, status, title FROM report_current"
        " WHERE region_code LIKE 'X-127.88.61.%' ORDER BY 1, 2"
    )
    return [
        *reports,
        *run.select("SELECT region_code, outcome FROM portal WHERE region_code LIKE 'X-127.88.61.%' ORDER BY 1"),
    ]


@pytest.fixture
def forbidden() -> Iterator[socket.socket]:
    """Listens and never answers: whoever connected stands in its queue."""
    with socket.create_server(("127.99.61.1", PORT)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.mark.parametrize("spelling", [spelling for spelling in SPELLINGS if ":" not in spelling])
def test_each_spelling_reaches_who_listens_where_nothing_guards(forbidden: socket.socket, spelling: str) -> None:
    with socket.create_connection((spelling, PORT), timeout=5):
        forbidden.accept()[0].close()


@pytest.mark.parametrize(
    ("traps", "good", "delay", "patience", "slack"),
    [
        ({name: TRAPS[name] for name in SHORT}, 3, 0.5, 4, 2),  # slack: 2 s of requests, and other tests at work beside
        pytest.param(TRAPS, 10, 1.1, 20, 0, marks=pytest.mark.night),
    ],
    ids=["six traps", "every trap"],
)
def test_good_portals_end_as_without_the_hostile_ones(
    tmp_path: Path,
    forbidden: socket.socket,
    traps: Mapping[str, Answer],
    good: int,
    delay: float,
    patience: int,
    slack: float,
) -> None:
    alone, alone_took, _ = _run(tmp_path / "alone", {}, good, delay, patience)
    beside, took, gap = _run(tmp_path / "beside", traps, good, delay, patience)
    with pytest.raises(BlockingIOError):
        forbidden.accept()
    assert _stored(beside) == _stored(alone)
    assert len(_stored(alone)) == 3 * good
    assert took[0] <= 1.2 * alone_took[0] + slack, (took, alone_took)
    assert took[1] <= 1.2 * alone_took[1] + 5, (took, alone_took)
    assert beside.memory <= 300 << 20
    assert gap >= delay - 0.1
    told = beside.select("SELECT region_code, outcome, reason FROM portal WHERE region_code LIKE 'X-127.88.62.%'")
    assert len(told) == len(traps)
    assert all(outcome and (reason or outcome == "ok") for _, outcome, reason in told), told
