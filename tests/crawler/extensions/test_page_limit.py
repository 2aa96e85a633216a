"""A page that holds the event loop costs its own portal a page, and the others next to nothing."""

import gzip
import time
from pathlib import Path

from tests.faults.crawl import crawl, seed
from tests.faults.pages import portal, report
from tests.faults.server import FaultServer, Hit, Wire, reply

GOOD, BAD = "127.88.21.1", "127.88.21.2"
BLANKS = gzip.compress(f'<html><title>首页</title><a onclick="{" " * 120_000}">政府信息公开年报</a></html>'.encode())


def costly(hit: Hit, times: int) -> Wire:
    return reply(BLANKS, headers=["Content-Encoding: gzip"])


def test_a_small_page_that_takes_minutes_of_matching_stops_nobody(tmp_path: Path) -> None:
    """307 bytes on the wire; the crawl of both portals stood for 410 s."""
    good = portal(lambda hit, times: reply(report(2023)))
    with FaultServer({GOOD: good, BAD: costly}) as server:
        began = time.monotonic()
        run = crawl([seed(server.url(GOOD), "X-good"), seed(server.url(BAD), "X-bad")], tmp_path, DOWNLOAD_TIMEOUT=20)
        took = time.monotonic() - began
    assert dict(run.select("SELECT region_code, outcome FROM portal"))["X-good"] == "ok"
    assert took < 60
    assert run.lag < 3


def test_the_portal_of_such_pages_is_told_why_and_ended_after_two(tmp_path: Path) -> None:
    ways = "".join(
        f'<a href="/{word}/">{word}</a>' for word in ("政府信息公开", "政务公开", "信息公开年报", "法定主动公开内容")
    )
    home = f"<html><title>石桥县人民政府</title>{ways}</html>"
    heavy = f"<html><title>政务公开</title>{'<p><a href=x>政务</a></p>' * 12_000}</html>"
    with FaultServer({BAD: lambda hit, times: reply(home if hit.path == "/" else heavy)}) as server:
        run = crawl([seed(server.url(BAD), "X-bad")], tmp_path, PAGE_CPU_SECONDS=0.1)
        asked = [hit.path for hit in server.hits(BAD) if hit.path not in ("/", "/robots.txt")]
    [(outcome, reason)] = run.select("SELECT outcome, reason FROM portal")
    assert outcome == "not_found"
    assert "2 pages of this portal took more than 0.1 s of computing each" in reason
    assert len(asked) == 2
