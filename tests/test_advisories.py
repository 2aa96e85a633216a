"""`.ci/advisories.py` asks for every version, and says in one line when nobody answers."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PINNED = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line]

Query = dict[str, Any]


class Service:
    """A replica of the advisory service on loopback; `holes` gives the advisories of one query."""

    def __init__(self, holes: Callable[[Query], list[str]], body: Callable[[bytes], bytes] = lambda made: made) -> None:
        self.asked: list[Query] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                service.asked += queries
                found = [[{"id": name} for name in holes(query)] for query in queries]
                self._send({"results": [{"vulns": one} if one else {} for one in found]})

            def do_GET(self) -> None:
                self._send({"id": self.path.rpartition("/")[2], "summary": "a page ends the process"})

            def _send(self, answer: object) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body(json.dumps(answer).encode()))

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Service":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def advisories(url: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "advisories.py")],
        env={**environment, "OSV_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_pinned_version_is_asked_for() -> None:
    with Service(lambda query: []) as service:
        done = advisories(service.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"0 advisories for {len(PINNED)} versions of constraints.txt\n"
    asked = [f"{query['package']['name']}=={query['version']}" for query in service.asked]
    assert asked == [line.split()[0].rstrip(";") for line in PINNED]
    assert {query["package"]["ecosystem"] for query in service.asked} == {"PyPI"}


def test_a_version_with_a_hole_is_named_with_what_is_known_of_it() -> None:
    with Service(lambda query: ["GHSA-1", "PYSEC-2"] * (query["package"]["name"] == "lxml")) as service:
        done = advisories(service.url)
    assert done.returncode == 1
    first, second, last = done.stdout.splitlines()
    assert first.startswith("lxml ")
    assert first.endswith(": GHSA-1: a page ends the process")
    assert ": PYSEC-2: " in second
    assert last.startswith("2 advisories for ")


@pytest.mark.parametrize(
    "body",
    [
        lambda made: b"<html>log in first</html>",
        lambda made: b'{"results": []}',
        lambda made: b'{"results": 5}',
        lambda made: b"[]",
        lambda made: made[:-9],
    ],
)
def test_an_answer_that_says_nothing_of_the_versions_is_no_all_clear(body: Callable[[bytes], bytes]) -> None:
    with Service(lambda query: [], body) as service:
        done = advisories(service.url)
    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
def test_without_a_network_it_says_so_in_one_line(url: str) -> None:
    done = advisories(url)
    assert done.returncode == 3
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{url} could not be asked for advisories: ")
    assert line.endswith("is there a network here?")
