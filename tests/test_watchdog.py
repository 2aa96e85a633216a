"""A test run that is cut off leaves nothing running, and shares no lock with another user's."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.watchdog import VARIABLE

ROOT = Path(__file__).resolve().parents[1]
# as a test would: a PostgreSQL, and a command in a session of its own
LEAVES = """
import json, subprocess, sys, time
from tests.watchdog import guard
guard()
from tests.databases import postgres
import psycopg
with psycopg.connect(postgres()) as connection:
    folder, = connection.execute("SHOW data_directory").fetchone()
server = int(open(f"{folder}/postmaster.pid").readline())
crawl = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print(json.dumps([server, crawl.pid]), flush=True)
time.sleep(600)
"""
MAX_SECONDS = 20


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A temporary folder that PostgreSQL, which is never root, can reach too; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="nianbao-watchdog-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_this_run_is_watched_over() -> None:
    assert VARIABLE in os.environ


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_is_cut_off_leaves_no_server_and_no_crawl(how: signal.Signals, temporary: Path) -> None:
    (temporary / ".lockfile").mkdir()  # what another user's lock file is to us: nothing we can open
    environment = {name: value for name, value in os.environ.items() if name not in (VARIABLE, "XDG_RUNTIME_DIR")}
    with subprocess.Popen(
        [sys.executable, "-c", LEAVES],
        cwd=ROOT,
        env=environment | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        processes = json.loads(run.stdout.readline())
        assert all(map(is_running, processes))
        run.send_signal(how)
    deadline = time.monotonic() + MAX_SECONDS
    while any(map(is_running, processes)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(is_running, processes))


def is_running(process: int) -> bool:
    """True if it is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
