"""What a crawl opens to others, and what it takes from them: ports, old TLS, dead hosts, a run cut short."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from crawler import settings
from tests.faults.crawl import crawl, seed, start, wait
from tests.faults.pages import portal, report
from tests.faults.server import FaultServer, Hit, Wire, reply
from tests.faults.tls import TlsServer


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="ports are counted in /proc, which only Linux has")
@pytest.mark.skipif(os.geteuid() != 0, reason="a crawl hides its memory: only root sees what it has open")
def test_no_port_is_opened_by_a_crawl(tmp_path: Path) -> None:
    found: list[tuple[int, set[int]]] = []  # sockets open and ports listened on, at each request

    def looking(hit: Hit, times: int) -> Wire:
        sockets = {inode for pid in _family(process.pid) for inode in _sockets(pid)}
        found.append((len(sockets), _listening(sockets)))
        return reply(report(2023))

    with FaultServer({"127.88.11.1": portal(looking, robots=looking)}) as server:
        process = start([seed(server.url("127.88.11.1"), "X-1")], tmp_path)
        wait(process, tmp_path)
    assert len(found) >= 2
    assert all(opened for opened, _ in found), "the crawl's own sockets were seen"
    assert set().union(*(ports for _, ports in found)) == set()


def _family(pid: int) -> Iterator[int]:
    """The process and those it started, readers included."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        with suppress(OSError):
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _sockets(pid: int) -> Iterator[str]:
    with suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if (target := os.readlink(descriptor)).startswith("socket:["):
                    yield target[8:-1]


def _listening(inodes: set[str]) -> set[int]:
    """Ports of those sockets that listen: state 0A of proc(5)."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and row[9] in inodes}


@pytest.mark.parametrize(("is_legacy", "mark"), [(False, "tls_unverified"), (True, "tls_legacy tls_unverified")])
def test_a_worthless_certificate_and_old_tls_are_taken_and_marked(tmp_path: Path, is_legacy: bool, mark: str) -> None:
    page = portal(lambda hit, times: reply(report(2023)))
    with TlsServer("127.88.11.2", page, tmp_path, is_legacy=is_legacy) as server:
        run = crawl([seed(server.url, "X-1")], tmp_path, DOWNLOAD_TIMEOUT=10, FILE_TIMEOUT=10)
    assert run.select("SELECT DISTINCT state FROM coverage") == [("stored",)]
    assert {" ".join(sorted(tls.split())) for (tls,) in run.select("SELECT tls FROM download")} == {mark}


def test_a_server_without_any_certificate_is_not_believed(tmp_path: Path) -> None:
    page = portal(lambda hit, times: reply(report(2023)))
    with TlsServer("127.88.11.9", page, tmp_path, is_anonymous=True) as server:
        run = crawl([seed(server.url, "X-1")], tmp_path, DOWNLOAD_TIMEOUT=10, FILE_TIMEOUT=10)
    assert run.select("SELECT count(*) FROM download") == [(0,)]
    assert run.select("SELECT outcome FROM portal") == [("unreachable",)]


def test_a_dead_host_costs_two_minutes_of_one_slot_and_delays_nobody(tmp_path: Path) -> None:
    silent = Wire((b"HTTP/1.1 ",), before=60)
    dead, alive = [f"127.88.11.{n}" for n in (3, 4, 5)], [f"127.88.11.{n}" for n in (6, 7, 8)]
    portals = {host: lambda hit, times: silent for host in dead}
    portals |= {host: portal(lambda hit, times: reply(report(2023))) for host in alive}
    with FaultServer(portals) as server:
        run = crawl([seed(server.url(host), f"X-{host}") for host in portals], tmp_path, DOWNLOAD_TIMEOUT=3)
        asked = {host: len(server.hits(host)) for host in dead}
    assert all(number * settings.DOWNLOAD_TIMEOUT <= 120 for number in asked.values()), asked
    outcomes = dict(run.select("SELECT region_code, outcome FROM portal"))
    assert outcomes == {f"X-{host}": "unreachable" for host in dead} | {f"X-{host}": "ok" for host in alive}
