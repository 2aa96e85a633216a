"""How much the files of a process and of all it started take, where its folder has no file system of its own."""

import contextlib
import os
import stat
from collections.abc import Iterator

_BLOCK = 512  # bytes of `st_blocks`, everywhere


def is_beyond(folder: str, most: int) -> bool:
    """True if the files in the folder, and those without a name that this process's descendants hold, take more.

    A descendant that does not let its files be counted counts as beyond.
    """
    return sum(_named(folder)) + sum(_nameless(os.getpid())) > most


def _named(folder: str) -> Iterator[int]:
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):  # gone meanwhile
            if entry.is_dir(follow_symlinks=False):
                yield from _named(entry.path)
            else:
                yield entry.stat(follow_symlinks=False).st_blocks * _BLOCK


def _nameless(pid: int) -> Iterator[float]:
    for child in _children(pid):
        yield from _nameless(child)
        try:
            held = [os.stat(f"/proc/{child}/fd/{name}") for name in os.listdir(f"/proc/{child}/fd")]
        except PermissionError:
            yield float("inf") if _is_at_work(child) else 0
        except OSError:  # it has ended, or closed one meanwhile
            continue
        else:
            yield sum(file.st_blocks * _BLOCK for file in held if stat.S_ISREG(file.st_mode) and not file.st_nlink)


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]
    return []


def _is_at_work(pid: int) -> bool:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as line:
        return line.read().rpartition(")")[2].split()[0] not in "ZX"
    return False
