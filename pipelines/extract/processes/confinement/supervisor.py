"""The parent of a reader's process: when the reader or the crawl ends, it ends all that the reader started.

Three processes: the one that was started, which moves into namespaces of its own and waits; the supervisor, the first
of the new process ids, to which whatever the reader leaves behind falls; and the reader.
"""

import contextlib
import errno
import glob
import os
import select
import shutil
import signal
import socket
from dataclasses import dataclass
from typing import NoReturn

from pipelines.extract.processes.confinement import libc, namespaces, paths, usage

_ROUNDS = 100_000  # of killing; what is killed may start another meanwhile
_LOOK = 0.05  # seconds between two looks at what is used: a disk takes less than 100 MB meanwhile
SIGNALLED = 128  # added to the signal that ended a process, as a shell does


@dataclass(frozen=True, slots=True)
class Left:
    """What the reader's process has of its own."""

    has_network: bool
    has_processes: bool
    has_folder: bool  # a file system


def fork_reader(life: int, folder_size: int, memory: int) -> Left:
    """Returns in the reader's process; the other two never return.

    `life`: the reading end of a pipe whose other end only the crawl holds. When it is closed, all ends.
    `folder_size`: bytes that the working folder may hold; `memory`: bytes that one process may have.
    """
    has_network, has_processes = namespaces.leave()
    supervisor = os.fork()
    if supervisor:
        _wait_and_leave(supervisor, life)
    end_with_parent()
    with contextlib.suppress(OSError):
        libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    folder = os.getcwd()
    has_folder = namespaces.mount_folder(folder, folder_size)
    os.chdir(folder)  # into the file system that lies there now
    reader = os.fork()
    if reader:
        _supervise(reader, life, usage.Bounds(2 * memory, files=None if has_folder else folder_size))
    os.close(life)
    end_with_parent()
    return Left(has_network, has_processes, has_folder)


def end_with_parent() -> None:
    """From here on this process is killed when the one that forked it ends."""
    with contextlib.suppress(OSError):
        libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)


def _wait_and_leave(child: int, life: int) -> NoReturn:
    """End as the child ended. The crawl removes the folder that it made; when it is gone, this process does."""
    close_all((life,))
    _, status = os.waitpid(child, 0)
    _remove_sockets()
    if select.select([life], [], [], 0)[0]:
        shutil.rmtree(os.getcwd(), ignore_errors=True)
    os._exit(_code(status))


def _remove_sockets() -> None:
    """What LibreOffice left in /tmp when it was ended; one that answers belongs to a LibreOffice at work."""
    for place in paths.SOCKETS:
        for path in glob.glob(f"{place}/OSL_PIPE_{os.getuid()}_SingleOfficeIPC_*"):
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as talk:
                talk.setblocking(False)
                if talk.connect_ex(path) == errno.ECONNREFUSED:
                    os.unlink(path)


def _supervise(reader: int, life: int, bounds: usage.Bounds) -> NoReturn:
    """Wait for the reader's end, the crawl's, or for more being used than may be, then end whatever is left."""
    close_all((life,))
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # one that ended before this line is found below
    status = _reaped(reader)
    while status is None:
        ready = select.select([life, ended], [], [], _LOOK)[0]
        if life in ready or bounds.are_exceeded(os.getcwd()):
            os.kill(reader, signal.SIGKILL)
            status = os.waitpid(reader, 0)[1]
        elif ended in ready:
            os.read(ended, 4096)
            status = _reaped(reader)
    _end_children()
    os._exit(_code(status))


def _reaped(reader: int) -> int | None:
    """The reader's status once it has ended; orphans that fell to this process are reaped by the way."""
    while True:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == reader:
            return status
        if pid == 0:
            return None


def _end_children() -> None:
    """Kill what the reader started: all of it falls to this process, whatever session it moved to."""
    if os.getpid() == 1:
        return  # with the first process of its ids the kernel ends all others
    for _ in range(_ROUNDS):
        with contextlib.suppress(OSError), open(f"/proc/self/task/{os.getpid()}/children") as children:
            for pid in children.read().split():
                os.kill(int(pid), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def close_all(kept: tuple[int, ...]) -> None:
    """Close every file of this process but the standard ones and those `kept`."""
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else map(str, range(64)):
        if int(name) > 2 and int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return SIGNALLED - code if code < 0 else code
