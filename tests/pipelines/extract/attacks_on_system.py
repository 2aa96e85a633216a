"""What a stranger's code in a reader's process tries beside reading, writing and talking: on the system around it.

Attempts as those of `attacks.py`: each gives what it got, or "". `main(FOLDER)` prints which succeeded.
"""

import contextlib
import ctypes
import json
import os
import resource
import socket
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.extract.processes.sandbox import Sandbox
from pipelines.extract.processes.tasks import Limits, Tasks
from tests.pipelines.extract.attacks import Unheld, tried

MIB = 1 << 20
LIMITS = Limits(memory=512 * MIB, cpu=20, wall=40)

_LIBC = ctypes.CDLL(None, use_errno=True)
_IPC_CREAT, _KEY = 0o1000, 0x6E69616E


def permissions(path: str) -> str:
    """Modes, owners, dates and attributes of a file that may be neither read nor written."""
    os.umask(0)
    with contextlib.suppress(OSError):
        mode = os.stat(path).st_mode
        os.chmod(path, 0o4777)
        if os.stat(path).st_mode != mode:
            return f"mode {os.stat(path).st_mode:o}"
    with contextlib.suppress(OSError):
        os.utime(path, (1, 1))
        if os.stat(path).st_mtime == 1:
            return "dated"
    with contextlib.suppress(OSError):
        os.setxattr(path, "user.evil", b"1")
        if os.getxattr(path, "user.evil"):
            return "attribute set"
    return ""


def modes_of_libraries() -> str:
    """The mode of the interpreter, which may be read; what it was is set again."""
    for path in (os.path.realpath(sys.executable), "/usr/bin/env"):
        with contextlib.suppress(OSError), open(path, "rb") as program:
            mode = stat.S_IMODE(os.fstat(program.fileno()).st_mode)
            os.fchmod(program.fileno(), mode ^ stat.S_ISVTX)
            if stat.S_IMODE(os.fstat(program.fileno()).st_mode) != mode:
                os.fchmod(program.fileno(), mode)
                return f"{path} may be made setuid"
    return ""


def links(path: str) -> str:
    """The file by another name: a hard link, a symbolic one, a root or folder that /proc shows."""
    with contextlib.suppress(OSError):
        os.link(path, "linked")
        return Path("linked").read_text() or "linked"
    with contextlib.suppress(OSError):
        os.symlink(path, "symbolic")
        return Path("symbolic").read_text()
    for root in (f"/proc/{pid}/{what}" for pid in ("self", os.getppid(), 1) for what in ("root", "cwd/../..")):
        with contextlib.suppress(OSError):
            return Path(root + path).read_text()
    return ""


def priorities(parent: int) -> str:
    """Slow the crawl down, or bind it to one processor."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, parent, os.getpriority(os.PRIO_PROCESS, parent) + 1)
        return "slowed"
    with contextlib.suppress(OSError):
        os.sched_setaffinity(parent, os.sched_getaffinity(parent))
        return "bound"
    with contextlib.suppress(OSError):
        os.sched_setscheduler(parent, os.SCHED_IDLE, os.sched_param(0))
        return "idle"
    return ""


def shared_memory() -> str:
    """Memory that outlives the process; whether it does the program sees."""
    number = _LIBC.shmget(_KEY, 1 << 20, _IPC_CREAT | 0o600)
    return str(number) if number >= 0 else ""


def queue() -> str:
    """A queue of messages that outlives the process."""
    number = _LIBC.msgget(_KEY, _IPC_CREAT | 0o600)
    return str(number) if number >= 0 else ""


def nameless_memory(size: int) -> str:
    """Memory in files without any folder."""
    written = 0
    for number in range(200):
        with contextlib.suppress(OSError):
            descriptor = os.memfd_create(f"m{number}")
            while written < size:
                got = os.write(descriptor, bytes(MIB))
                written += got
                if not got:
                    break
    return f"{written} bytes" if written >= size else ""


def memory_of_many(size: int) -> str:
    """More memory than one process may have, by several."""
    ours, theirs = os.pipe()
    for _ in range(8):
        if os.fork() == 0:
            os.close(ours)
            with contextlib.suppress(MemoryError):
                taken = bytearray(size // 8)
                for place in range(0, len(taken), 4096):
                    taken[place] = 1
                os.write(theirs, b"x")
            time.sleep(3)
            os._exit(0)
    os.set_blocking(ours, False)
    got, ends = 0, time.monotonic() + 10
    while got < 8 and time.monotonic() < ends:
        time.sleep(0.05)
        with contextlib.suppress(BlockingIOError):
            got += len(os.read(ours, 8))
    return f"{size} bytes" if got == 8 else ""


def many_processes(most: int) -> str:
    """At the same time; they end by themselves."""
    made = 0
    for _ in range(most):
        try:
            if os.fork() == 0:
                time.sleep(5)
                os._exit(0)
        except OSError:
            break
        made += 1
    return f"{made} processes" if made == most else ""


def descriptors() -> str:
    """Files of the crawl that were left open."""
    found = []
    for number in range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
        with contextlib.suppress(OSError):
            kind = os.fstat(number).st_mode
            if stat.S_ISREG(kind) or stat.S_ISDIR(kind) or stat.S_ISBLK(kind):
                found.append(f"{number}: {os.readlink(f'/proc/self/fd/{number}')}")
    return ", ".join(found)


def families() -> str:
    """Sockets of other kinds: of the kernel, of packets, of virtual machines, of ciphers."""
    for name in ("AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG", "AF_BLUETOOTH", "AF_CAN", "AF_INET6"):
        for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
            with contextlib.suppress(OSError, AttributeError), socket.socket(getattr(socket, name), kind):
                return f"{name} {kind}"
    return ""


def watched(path: str) -> str:
    """Which files of the user's are opened, and when."""
    descriptor = _LIBC.inotify_init()
    if descriptor < 0:
        return ""
    return "watched" if _LIBC.inotify_add_watch(descriptor, os.path.dirname(path).encode(), 0xFFF) >= 0 else ""


TASKS = Tasks(
    __name__,
    *(permissions, modes_of_libraries, links, priorities, shared_memory, queue, nameless_memory, memory_of_many),
    *(many_processes, descriptors, families, watched),
)


def main(folder_of_victims: str, *, is_held: bool = True) -> None:
    """What protects, how many attempts were made, and those that succeeded with what they got."""
    victim = str(Path(folder_of_victims, "nianbao.sqlite"))
    Path(victim).write_text("secret")
    Path(victim).chmod(0o600)
    me = os.getpid()
    left_open = os.open(victim, os.O_RDONLY)
    os.set_inheritable(left_open, True)
    sandbox: Any = Sandbox(TASKS, limits=LIMITS) if is_held else Unheld()
    with sandbox:
        attempts: dict[str, Callable[[], str]] = {
            "links": lambda: sandbox.run(links, victim),
            "descriptors": lambda: sandbox.run(descriptors),
            "watched": lambda: sandbox.run(watched, victim),
            "permissions": lambda: sandbox.run(permissions, victim),
            "modes_of_libraries": lambda: sandbox.run(modes_of_libraries),
            "priorities": lambda: sandbox.run(priorities, me),
            "shared_memory": lambda: sandbox.run(shared_memory) and _left(_LIBC.shmget, _LIBC.shmctl, MIB, 0),
            "queue": lambda: sandbox.run(queue) and _left(_LIBC.msgget, _LIBC.msgctl, 0),
            "families": lambda: sandbox.run(families),
            "nameless_memory": lambda: sandbox.run(nameless_memory, 2048 * MIB if is_held else MIB),
            "memory_of_many": lambda: sandbox.run(memory_of_many, 2048 * MIB if is_held else 8 * MIB),
            "many_processes": lambda: sandbox.run(many_processes, 1000 if is_held else 200),
        }
        got = {name: tried(attempt) for name, attempt in attempts.items()}
        protection = sandbox.protection.text
    succeeded = {name: what for name, what in got.items() if what}
    print(json.dumps({"protection": protection, "tried": len(got), "succeeded": succeeded}))


def _left(find: Callable[..., int], control: Callable[..., int], *arguments: int) -> str:
    """Whether it is still there for others; it is removed."""
    number = find(_KEY, *arguments)
    if number < 0:
        return ""
    control(number, 0, None)  # IPC_RMID
    return "it outlives its process"
