"""SIGTERM ends a crawl within seconds, whatever it is doing; the ledger is closed as after any other end."""

import os
import signal
import time
import zlib
from pathlib import Path

import pytest

from tests.faults.crawl import seed, start, wait
from tests.faults.pages import FAULT, portal, report
from tests.faults.server import Answer, FaultServer, Wire, reply

HOST = "127.88.22.1"

SILENT: Answer = lambda hit, times: Wire((b"HTTP/1.1 ",), before=60)  # noqa: E731
PATIENT = reply("User-agent: *\nCrawl-delay: 55\n", kind="text/plain")


@pytest.mark.parametrize(
    ("page", "robots"),
    [(SILENT, None), (portal(lambda hit, times: reply(report(2023))), lambda hit, times: PATIENT)],
    ids=["an answer that does not come", "a host that is to be asked once a minute"],
)
def test_a_crawl_that_waits_ends_at_once(tmp_path: Path, page: Answer, robots: Answer | None) -> None:
    served: Answer = lambda hit, times: (robots or page)(hit, times) if hit.path == "/robots.txt" else page(hit, times)  # noqa: E731
    with FaultServer({HOST: served}) as server:
        process = start([seed(server.url(HOST), "X-1")], tmp_path, DOWNLOAD_TIMEOUT=60, FILE_TIMEOUT=60)
        until = time.monotonic() + 30
        while not server.log and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)  # until robots.txt is read, where there is one
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        run = wait(process, tmp_path)
        took = time.monotonic() - began
    assert took < 5
    assert run.reason == "shutdown"
    [(outcome, reason)] = run.select("SELECT outcome, reason FROM portal")
    assert (outcome, reason) == ("unreachable", "the crawl stopped before this portal was done")
    assert run.select("SELECT exit_code FROM run WHERE finished_at IS NOT NULL") != []


def heavy_pdf() -> bytes:
    """Eight kilobytes that keep a reader busy for many seconds: a page of 100,000 strokes."""
    content = zlib.compress(b"0 0 m 9 9 l S\n" * 100_000)
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
    )
    body, places = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, part in enumerate(parts, 1):
        places += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj%s endobj\n" % (number, part)
    end = b"xref\n0 5\n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (places, len(body))
    return body + end


def offspring(process: int) -> set[int]:
    """The processes that this one and what it started have started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):  # no process, or it has just ended
            continue
    found, size = {process}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {process}


def cpu_seconds(processes: set[int]) -> float:
    """What these processes have computed so far."""
    ticks = 0
    for number in processes:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def test_a_crawl_whose_reader_is_at_work_ends_within_seconds_and_the_reader_with_it(tmp_path: Path) -> None:
    body = heavy_pdf()
    answer = portal(lambda hit, times: reply(body, kind="application/pdf"))
    with FaultServer({HOST: answer}) as server:
        process = start([seed(server.url(HOST), "X-1")], tmp_path, YEARS=[2023])
        until = time.monotonic() + 60
        while not any(hit.path == FAULT for hit in server.log) and time.monotonic() < until:
            time.sleep(0.05)
        before = cpu_seconds(offspring(process.pid))
        while cpu_seconds(offspring(process.pid)) < before + 1 and time.monotonic() < until:
            time.sleep(0.05)  # until the reader has begun
        readers = offspring(process.pid)
        assert readers
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        run = wait(process, tmp_path)
        took = time.monotonic() - began
    assert took < 10
    assert run.reason == "shutdown"
    assert run.select("SELECT count(*) FROM report") == [(0,)]  # it was not done
    assert not [number for number in readers if Path(f"/proc/{number}").exists()]
    assert run.select("SELECT exit_code FROM run WHERE finished_at IS NOT NULL") != []
