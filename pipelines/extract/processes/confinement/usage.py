"""How much a process and all that it started use together: memory, processes, files. A limit binds one process only.

As root not even the number of processes is limited by the system.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PROCESSES = 128  # at once: LibreOffice, Chromium and the threads of the OCR engine
_BLOCK = 512  # bytes of `st_blocks`, everywhere


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the descendants of a process may use in all."""

    memory: int  # bytes
    processes: int = MAX_PROCESSES
    files: int | None = None  # bytes; None where their folder has a file system of its own

    def are_exceeded(self, folder: str) -> bool:
        """True if they use more: files in the folder, and those without a name that they hold, count.

        One that does not let its files be counted counts as beyond.
        """
        found = list(_descendants(_own_id()))
        if len(found) > self.processes or sum(map(_resident, found)) > self.memory:
            return True
        return self.files is not None and sum(_named(folder)) + sum(map(_nameless, found)) > self.files


def _named(folder: str) -> Iterator[int]:
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):  # gone meanwhile
            if entry.is_dir(follow_symlinks=False):
                yield from _named(entry.path)
            else:
                yield entry.stat(follow_symlinks=False).st_blocks * _BLOCK


def _own_id() -> int:
    """This process as /proc counts, which may be outside of its namespace of process ids."""
    try:
        return int(os.readlink("/proc/self"))
    except OSError:  # a system without it
        return os.getpid()


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/statm") as line:
        return int(line.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _nameless(pid: int) -> float:
    try:
        held = [os.stat(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")]
    except PermissionError:
        return float("inf") if _is_at_work(pid) else 0
    except OSError:  # it has ended, or closed one meanwhile
        return 0
    return sum(file.st_blocks * _BLOCK for file in held if stat.S_ISREG(file.st_mode) and not file.st_nlink)


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]
    return []


def _is_at_work(pid: int) -> bool:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as line:
        return line.read().rpartition(")")[2].split()[0] not in "ZX"
    return False
