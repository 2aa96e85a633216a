"""Hosts that break off, lie, refuse and attack. Counted at the server and in the database, never by the crawler."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.crawl import Crawled, crawl, seed, start, wait
from tests.faults.lies import LYING_PAGES
from tests.faults.matrix import HOSTILE_PAGES, NOT_STORED, STORED, Fault, bomb, faults
from tests.faults.pages import FAULT, ORGAN, portal, report
from tests.faults.server import Answer, FaultServer, Hit, Wire, reply


class Matrix(NamedTuple):
    """A portal for each fault, crawled in one run."""

    faults: dict[str, Fault]  # by host
    server: FaultServer
    run: Crawled
    states: dict[str, tuple[str, str]]  # by host: state and reason of the faulty year


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    by_host = {f"127.88.{number // 200}.{number % 200 + 1}": fault for number, fault in enumerate(faults())}
    with FaultServer({host: portal(fault.answer) for host, fault in by_host.items()}) as server:
        seeds = [seed(server.url(host), f"X-{host}") for host in by_host]
        # time enough for a machine that does other work: 133 portals share one event loop
        limits = {"DOWNLOAD_TIMEOUT": 5, "FILE_TIMEOUT": 5}
        run = crawl(seeds, tmp_path_factory.mktemp("matrix"), YEARS=[2023], **limits)
        rows = run.select(
            f"SELECT region_code, state, reason FROM coverage WHERE year = 2023 AND organ_name = '{ORGAN}'"
        )
        yield Matrix(by_host, server, run, {code.removeprefix("X-"): (state, why) for code, state, why in rows})


def test_no_expected_report_is_left_without_a_state_and_a_reason(matrix: Matrix) -> None:
    assert len(matrix.faults) >= 100
    assert set(matrix.states) == set(matrix.faults)
    silent = [matrix.faults[host].name for host, (state, why) in matrix.states.items() if state != "stored" and not why]
    assert silent == []
    assert matrix.run.select("SELECT count(*) FROM target WHERE state = 'pending'") == [(0,)]


def test_no_reason_denies_what_the_list_shows(matrix: Matrix) -> None:
    """Each list shows the year, so none can be said to be not published."""
    denied = [matrix.faults[host].name for host, (state, why) in matrix.states.items() if state == "not_published"]
    assert denied == []


def test_what_lies_or_is_cut_is_never_stored_as_a_report(matrix: Matrix) -> None:
    hosts = {host for host, fault in matrix.faults.items() if fault.outcome == NOT_STORED}
    stored = {
        code.removeprefix("X-") for (code,) in matrix.run.select("SELECT DISTINCT region_code FROM value_current")
    }
    assert [matrix.faults[host].name for host in sorted(hosts & stored)] == []
    assert sum(fault.name.startswith("lying") for fault in matrix.faults.values()) == len(LYING_PAGES) >= 40


def test_what_passes_or_is_only_mislabelled_is_stored_the_same_night(matrix: Matrix) -> None:
    hosts = {host for host, fault in matrix.faults.items() if fault.outcome == STORED}
    assert {matrix.faults[host].name: matrix.states[host] for host in hosts if matrix.states[host][0] != "stored"} == {}
    values = matrix.run.select("SELECT region_code, count(*) FROM value_current GROUP BY region_code")
    assert len({count for code, count in values}) == 1, "every stored copy of the one report has the same cells"


def test_the_bytes_of_a_refused_page_are_kept_with_the_rule_that_refused_it(matrix: Matrix) -> None:
    labelled = matrix.run.select("SELECT region_code, verdict FROM download WHERE verdict IS NOT NULL")
    lying = {host for host, fault in matrix.faults.items() if fault.name.startswith("lying")}
    assert len(lying & {code.removeprefix("X-") for code, _ in labelled}) == len(lying)
    for host in lying:
        assert matrix.states[host][0] in ("blocked", "failed")
    assert matrix.run.select(
        "SELECT count(*) FROM document JOIN download ON document_sha256 = sha256 AND size IS NULL"
    ) == [(0,)]


def test_no_text_holds_a_replacement_character(matrix: Matrix) -> None:
    for table, column in (("value", "raw"), ("section", "text"), ("report", "title"), ("organ", "name")):
        found = matrix.run.select(f"SELECT count(*) FROM {table} WHERE {column} LIKE '%\ufffd%'")
        assert found == [(0,)], (table, column)
    decided = dict(matrix.run.select("SELECT charset, count(*) FROM document WHERE charset IS NOT NULL GROUP BY 1"))
    assert {"utf-8", "gb18030", "utf-16"} <= set(decided)


def test_a_wall_is_asked_once_and_a_sick_host_a_few_times(matrix: Matrix) -> None:
    hits = Counter((hit.host, hit.path) for hit in matrix.server.log)
    for host, fault in matrix.faults.items():
        asked = hits[host, FAULT]
        if fault.name in {f"HTTP {status}" for status in (401, 403, 405, 412, 418, 444, 521)}:
            assert asked == 1, fault.name
        assert asked <= 9, fault.name
        assert len(matrix.server.hits(host)) <= 14, fault.name


def test_every_request_says_who_asks(matrix: Matrix) -> None:
    assert {"nianbao/" in hit.headers.get("user-agent", "") for hit in matrix.server.log} == {True}


def test_a_host_that_always_refuses_is_closed_for_the_night(matrix: Matrix) -> None:
    for host, fault in matrix.faults.items():
        if fault.name in ("503 for ever", "429 for ever", "a pause of a day"):
            assert len(matrix.server.hits(host)) <= 8, fault.name


def test_bombs_and_hostile_pages_neither_fill_the_memory_nor_stop_the_crawl(tmp_path: Path) -> None:
    pages = [reply(bomb(500), headers=["Content-Encoding: gzip"]), *map(reply, HOSTILE_PAGES.values())]
    portals = {f"127.88.9.{number}": portal(_always(page)) for number, page in enumerate(pages, start=1)}
    with FaultServer(portals) as server:
        seeds = [seed(server.url(host), f"X-{host}") for host in portals]
        # one at a time: what is measured is one page, not the work of many portals in one turn
        run = crawl(seeds, tmp_path, DOWNLOAD_TIMEOUT=20, FILE_TIMEOUT=20, CONCURRENT_REQUESTS=1)
    assert run.memory < 300e6
    assert run.lag < 1.0
    assert run.select("SELECT state, count(*) FROM coverage WHERE year = 2022") == [("stored", len(pages))]
    assert run.select("SELECT count(*) FROM coverage WHERE year = 2023 AND state = 'stored'") == [(0,)]


TARGETS = (
    "127.88.200.1", "127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "0.0.0.0", "[::1]",
    "[::ffff:127.0.0.1]", "10.0.0.1", "192.168.0.1", "169.254.169.254", "100.100.100.200", "[fd00:ec2::254]",
)  # fmt: skip


WAYS = ("link", "redirect", "refresh", "frame", "robots")


def test_no_private_target_is_ever_connected_to(tmp_path: Path) -> None:
    canaries = ("127.0.0.1", "127.88.200.1")
    pairs = [(way, target) for way in WAYS for target in TARGETS]
    port: list[int] = []
    portals = {f"127.88.8.{n}": _leading_to(way, target, port) for n, (way, target) in enumerate(pairs, start=1)}
    with FaultServer({host: _always(reply("secret")) for host in canaries} | portals) as server:
        port.append(server.port)
        seeds = [seed(server.url(host), f"X-{host}") for host in portals]
        proxy = {"http_proxy": server.url("127.0.0.1"), "https_proxy": server.url("127.0.0.1")}
        run = crawl(seeds, tmp_path, ALLOW_PRIVATE=["127.88.8.0/24"], YEARS=[2023], environment={**os.environ, **proxy})
        assert [hit for host in canaries for hit in server.hits(host)] == []
        assert all(server.hits(host) for host in portals), "the portals themselves were asked"
    assert run.select("SELECT count(*) FROM portal WHERE outcome IS NULL") == [(0,)]
    redirected = {f"X-{host}" for host, (way, _) in zip(portals, pairs, strict=True) if way in ("redirect", "refresh")}
    reasons = dict(run.select("SELECT region_code, reason FROM portal"))
    assert all("private_address" in reasons[code] or "off_site" in reasons[code] for code in redirected)


def _leading_to(way: str, target: str, port: list[int]) -> Answer:
    def home(hit: Hit, times: int) -> Wire:
        place = f"http://{target}:{port[0]}/nb/"
        if hit.path == "/robots.txt":
            moved = reply("", status="302 Found", headers=[f"Location: {place}"])
            return moved if way == "robots" else reply("", kind="text/plain")
        match way:
            case "redirect":
                return reply("", status="302 Found", headers=[f"Location: {place}"])
            case "refresh":
                return reply(f'<html><meta http-equiv="refresh" content="0;url={place}"></html>')
            case "frame":
                return reply(f'<html><body><iframe src="{place}"></iframe></body></html>')
        return reply(f'<html><body><a href="{place}">政府信息公开年报</a></body></html>')

    return home


def test_two_processes_ask_a_host_no_more_than_once_a_second(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    shared = tmp_path / "shared"
    for folder in (one, other, shared):
        folder.mkdir()
    with FaultServer({"127.88.7.1": portal(lambda hit, times: reply(report(2023)))}) as server:
        settings = {"DOWNLOAD_DELAY": 1.1, "DATA_DIR": str(shared), "YEARS": [2023]}
        runs = [start([seed(server.url("127.88.7.1"), "X-1")], folder, **settings) for folder in (one, other)]
        ended = [wait(run, folder) for run, folder in zip(runs, (one, other), strict=True)]
        times = sorted(hit.time for hit in server.log)
    assert len(times) >= 8
    assert min(after - before for before, after in pairwise(times)) >= 1.0
    assert [run.select("SELECT state FROM coverage") for run in ended] == [[("stored",)]] * 2


def test_robots_txt_is_obeyed_with_its_crawl_delay(tmp_path: Path) -> None:
    rules = {
        "127.88.6.1": reply("User-agent: *\nDisallow: /nb/2023\nCrawl-delay: 1\n", kind="text/plain"),
        "127.88.6.2": reply("User-agent: nianbao\nDisallow: /\n", kind="text/plain"),
        "127.88.6.3": reply("User-agent: *\nCrawl-delay: 3600\n", kind="text/plain"),
        "127.88.6.4": reply("busy", status="500 Error"),
        "127.88.6.5": Wire((), is_reset=True),
        "127.88.6.6": reply("<h1>404</h1>", status="404 Not Found"),
        "127.88.6.7": reply("<html>Disallow: /</html>", status="403 Forbidden"),
        "127.88.6.8": reply("\ufeffUser-Agent: *\r\nDisallow: /nb/2023.html\r\n", kind="text/plain"),
        "127.88.6.9": reply("User-agent: *\nDisallow: /nb/*.html$\nAllow: /nb/2022.html\n", kind="text/plain"),
        "127.88.6.10": reply("", status="302 Found", headers=["Location: /robots.txt"]),
    }
    portals = {
        host: portal(lambda hit, times: reply(report(2023)), robots=lambda hit, times, wire=wire: wire)
        for host, wire in rules.items()
    }
    with FaultServer(portals) as server:
        run = crawl([seed(server.url(host), f"X-{host}") for host in portals], tmp_path)
        pages = {host: [hit.path for hit in server.hits(host) if hit.path != "/robots.txt"] for host in portals}
        times = [hit.time for hit in server.hits("127.88.6.1")]
    for host in ("127.88.6.1", "127.88.6.8", "127.88.6.9"):
        assert FAULT not in pages[host], host
        assert "/nb/2022.html" in pages[host], host
    for host in ("127.88.6.2", "127.88.6.3", "127.88.6.4", "127.88.6.5"):
        assert pages[host] == [], host
    for host in ("127.88.6.6", "127.88.6.7", "127.88.6.10"):
        assert FAULT in pages[host], host
    assert min(after - before for before, after in pairwise(times)) >= 1.0
    outcomes = dict(run.select("SELECT region_code, outcome FROM portal"))
    assert outcomes["X-127.88.6.2"] == outcomes["X-127.88.6.3"] == "robots"
    assert outcomes["X-127.88.6.4"] == outcomes["X-127.88.6.5"] == "unreachable"


def test_a_host_is_left_alone_for_as_long_as_it_asks(tmp_path: Path) -> None:
    pause = reply("", status="429 Slow", headers=["Retry-After: 2"])
    with FaultServer({"127.88.5.1": portal(lambda hit, times: pause if times == 1 else reply(report(2023)))}) as server:
        run = crawl([seed(server.url("127.88.5.1"), "X-1")], tmp_path)
        asked = [hit.time for hit in server.log]
        refused = server.hits("127.88.5.1", FAULT)[0].time
    assert min(time for time in asked if time > refused) - refused >= 2.0
    assert run.select("SELECT DISTINCT state FROM coverage") == [("stored",)]


def test_an_endless_portal_is_left_at_the_budget_exactly(tmp_path: Path) -> None:
    traps = {"127.88.4.1": "calendar", "127.88.4.2": "pages", "127.88.4.3": "sessions"}
    with FaultServer({host: _endless(trap) for host, trap in traps.items()}) as server:
        seeds = [seed(server.url(host), f"X-{host}") for host in traps]
        run = crawl(seeds, tmp_path, HOST_REQUESTS=40, DISCOVERY_PAGES=1000)
        assert {host: len(server.hits(host)) for host in traps} == dict.fromkeys(traps, 40)
    found = run.select("SELECT outcome, reason FROM portal")
    assert all(outcome != "ok" and "budget" in why for outcome, why in found), found


def _endless(trap: str) -> Answer:
    def answer(hit: Hit, times: int) -> Wire:
        number = int(hit.path.rpartition("=")[2]) if "=" in hit.path else 0
        if hit.path == "/robots.txt":
            return reply("", kind="text/plain")
        if trap == "pages" and hit.path.startswith("/nb/"):
            rows = "".join(
                f'<li><a href="/a?n={number}{row}">{ORGAN}{2008 + row}年政府信息公开年报</a></li>' for row in range(9)
            )
            after = "".join(f'<a href="/nb/?n={page}">{page}</a>' for page in range(number + 1, number + 11))
            return reply(f"<html><title>政府信息公开年报</title><body><ul>{rows}</ul>共10000页 {after}</body></html>")
        first = '<a href="/nb/">政府信息公开年报</a>' if trap == "pages" else ""
        tail = f";jsessionid={number}" if trap == "sessions" else ""
        links = "".join(f'<a href="/zwgk{tail}?n={number * 10 + one}">政府信息公开{one}</a>' for one in range(1, 11))
        return reply(f"<html><title>政务公开</title><body>{first}{links}</body></html>")

    return answer


def _always(wire: Wire) -> Answer:
    return lambda hit, times: wire
