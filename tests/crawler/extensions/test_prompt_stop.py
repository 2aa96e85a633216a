"""SIGTERM ends a crawl within seconds, whatever it is doing; the ledger is closed as after any other end."""

import signal
import time
from pathlib import Path

import pytest

from tests.faults.crawl import seed, start, wait
from tests.faults.pages import portal, report
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
