"""Ends what a cut-off test run leaves behind: crawls, servers, PostgreSQL.

`python tests/watchdog.py MARK` waits until the process that started it is gone, however it ended, and then ends every
process whose environment carries that mark. Linux only: elsewhere no process can be known by its environment.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

VARIABLE = "NIANBAO_TEST_RUN"
_INTERVAL = 0.5  # seconds between two looks
_GRACE = 5.0  # seconds to end by itself before it is killed


def guard() -> None:
    """Mark this process and all it will start, and watch over it; once per test run."""
    if VARIABLE in os.environ or not Path("/proc/self/environ").exists():
        return
    os.environ[VARIABLE] = f"{os.getpid()}-{time.time_ns()}"
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    command = [sys.executable, "-I", "-S", __file__, os.environ[VARIABLE]]
    silent = subprocess.DEVNULL
    subprocess.Popen(command, env=environment, stdin=silent, stdout=silent, stderr=silent, start_new_session=True)


def marked(mark: str) -> list[int]:
    """The processes that were started with this mark in their environment."""
    entry, found = f"{VARIABLE}={mark}".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if entry in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:  # it has just ended, or it is another user's
            continue
    return found


def sweep(mark: str) -> None:
    """End what carries the mark: asked first, then killed."""
    deadline = time.monotonic() + _GRACE
    asked: set[int] = set()
    while left := marked(mark):
        late = time.monotonic() > deadline
        for process in left:
            if late or process not in asked:
                _signal(process, signal.SIGKILL if late else signal.SIGTERM)
        asked.update(left)
        time.sleep(_INTERVAL / 5)


def _signal(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    started_by = os.getppid()
    while os.getppid() == started_by:
        time.sleep(_INTERVAL)
    sweep(sys.argv[1])
