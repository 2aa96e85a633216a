"""Tasks that break one promise of the sandbox each; declared, as a child does nothing else."""

import os
import signal
import socket
import stat
import struct
import subprocess
import time
from decimal import Decimal
from pathlib import Path

from pipelines.document import Document
from pipelines.exceptions import UnsupportedFormat
from pipelines.extract.pipeline import extract
from pipelines.extract.processes.tasks import Tasks
from pipelines.records import Cell, Report
from tests.peak import peak_memory


def add(first: int, second: int = 1) -> int:
    return first + second


def number(text: str) -> Decimal:
    return Decimal(text)


def process_id() -> int:
    """As processes outside see it."""
    return int(os.readlink("/proc/self"))


def a_cell() -> Cell:
    return Cell(row=0, column=0, text="规章", bbox=(0, 0, 1, 1))


def eat_memory() -> int:
    return len(bytearray(300 << 20))


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def leave() -> None:
    os._exit(3)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGABRT)


def babble() -> bytes:
    return bytes(2 << 20)


def write_too_much() -> None:
    Path("large").write_bytes(bytes(2 << 20))


def refuse() -> None:
    raise UnsupportedFormat("no reader for a stone")


def err() -> None:
    raise KeyError("规章")


def recurse() -> None:
    recurse()


def foreign() -> int:
    return os.path.join  # type: ignore[return-value]  # a function: nothing a reader gives


def call_out(port: int) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError as error:
        return type(error).__name__
    return "connected"


def leave_a_child() -> int:
    subprocess.Popen(["sleep", "60"])
    return int(Path(f"/proc/self/task/{process_id()}/children").read_text().split()[-1])  # the first draws pages


def own_folder() -> str:
    Path("left behind").write_text("x")
    assert Path(os.environ["TMPDIR"]) == Path.cwd()
    return os.getcwd()


def environment() -> tuple[str, ...]:
    return tuple(sorted(os.environ))


def say(document: Document, raw: bytes, then: str) -> Report:
    """Writes these bytes into the pipe instead of an answer, as a reader that was taken over could."""
    descriptors = [int(name) for name in os.listdir("/proc/self/fd")]
    (pipe,) = (number for number in descriptors if number > 2 and _is_the_parents(number))
    for start in range(0, len(raw), 1 << 16):
        os.write(pipe, raw[start : start + (1 << 16)])
    if then == "sleep":
        time.sleep(60)
    elif then == "close":
        os.close(pipe)
        time.sleep(60)
    os._exit(0)


def _is_the_parents(descriptor: int) -> bool:
    """True for the socket that the parent made; another one leads to the process that draws pages."""
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return False
    except OSError:  # the listing's own
        return False
    with socket.socket(fileno=os.dup(descriptor)) as talk:
        maker, _, _ = struct.unpack("3i", talk.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return bool(maker != os.getpid())


TASKS = Tasks(
    __name__,
    *(add, number, process_id, a_cell, eat_memory, spin, sleep, leave, crash, babble, write_too_much, refuse, err),
    *(recurse, foreign, call_out, leave_a_child, own_folder, environment, peak_memory, say, extract),
)
