"""Runs readers in child processes with limits on memory, time and files, away from the network.

Documents come from anywhere: one may loop, eat all memory or crash the engine that reads it. A child that goes too
far is killed and replaced, and the document gets a reason. Children are started afresh, never forked (the parent has
threads), kept warm, and replaced after some tasks so that an engine's leaks stay small. What a child sends back is
unpickled with nothing but plain records allowed: a hostile document that took a child over gains nothing here.
"""

import builtins
import contextlib
import io
import os
import pickle
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from types import TracebackType
from typing import Any, Self, TypeVar

import pipelines.exceptions
from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument

T = TypeVar("T")

_GIB = 1 << 30
_CHILD = "import sys; sys.path[:] = {path!r}; from pipelines.extract.sandbox_child import serve; serve({fd})"
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one task may use. The figures are several times what the largest report measured needs."""

    memory: int = 3 * _GIB // 2  # bytes of address space
    cpu: float = 30  # seconds; a PDF of many pages takes 5
    wall: float | None = None  # seconds; None = twice `cpu`
    file_size: int = 200 << 20  # bytes of any file written
    open_files: int = 256
    result: int = 64 << 20  # bytes of the pickled result

    @property
    def seconds(self) -> float:
        return 2 * self.cpu if self.wall is None else self.wall


OCR = Limits(memory=3 * _GIB, cpu=180)  # 2 to 13 s a page; one page takes 1.1 GB of address space, a long picture 2


class Sandbox:
    """A pool of children. `run` blocks and may be called from any thread; from asyncio, call it in an executor."""

    def __init__(self, workers: int = 1, limits: Limits | None = None, recycle_after: int = 50) -> None:
        self.limits = limits or Limits()
        self.recycle_after = recycle_after
        self._is_closed = False
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()  # last used first: few stay warm when few work
        for _ in range(workers):
            self._idle.put(None)  # a child is started when first needed

    def run(self, function: Callable[..., T], *args: object, limits: Limits | None = None) -> T:
        """`function(*args)` of a child; `function` must be importable by its name, arguments and result picklable.

        A DocumentError comes back as itself. Whatever else the function raises is our bug and comes back with the
        child's traceback as its cause. A child that had to be stopped raises LimitExceeded or UnreadableDocument.
        """
        task = pickle.dumps((function, args, limits or self.limits), protocol=pickle.HIGHEST_PROTOCOL)
        child = self._idle.get()
        try:
            child = self._ready(child)
            return child.run(task, limits or self.limits, _roots(function))  # type: ignore[no-any-return]
        finally:
            if child is not None and (child.is_spent or child.tasks >= self.recycle_after or self._is_closed):
                child.end()
                child = None
            self._idle.put(child)

    @property
    def is_offline(self) -> bool:
        """True if children are cut off from the network; some systems do not allow it."""
        child = self._ready(self._idle.get())
        self._idle.put(child)
        return child.is_offline

    def close(self) -> None:
        """Ends the idle children; those at work end with their task. No task can begin afterwards."""
        self._is_closed = True
        for _ in range(self._idle.qsize()):
            child = self._idle.get()
            if child is not None:
                child.end()
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ready(self, child: "_Child | None") -> "_Child":
        """A live child; an idle one may have been killed by the system since its last task."""
        if self._is_closed:
            raise RuntimeError("the sandbox is closed")
        if child is not None and child.process.poll() is None:
            return child
        if child is not None:
            child.end()
        return _Child()


class _RemoteTraceback(Exception):
    """Where in the child an exception arose; shown as the cause of the exception raised here."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


class _Child:
    """One child process, its pipe and its folder for temporary files."""

    def __init__(self) -> None:
        self.tasks = 0
        self.is_spent = False
        self.folder = tempfile.mkdtemp(prefix="nianbao-reader-")
        self.pipe, theirs = Pipe()
        environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        try:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    _CHILD.format(path=[os.path.abspath(place) for place in sys.path], fd=theirs.fileno()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd=self.folder,
                # No secrets of ours; one thread per engine, since the pool already fills the cores.
                env=environment
                | {"HOME": self.folder, "TMPDIR": self.folder, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,  # so that what it starts can be killed with it
            )
        finally:
            theirs.close()
        if not self.pipe.poll(60):
            self.end()
            raise RuntimeError("a sandbox child did not start within 60 s")
        try:
            self.is_offline: bool = _loads(self.pipe.recv_bytes(), ())
        except EOFError:
            self.end()
            raise RuntimeError(f"a sandbox child ended at its start (exit code {self.process.returncode})") from None

    def run(self, task: bytes, limits: Limits, roots: tuple[str, ...]) -> Any:
        self.tasks += 1
        self.is_spent = True  # unless all goes well
        try:
            self.pipe.send_bytes(task)
            if not self.pipe.poll(limits.seconds):
                raise LimitExceeded(f"the reader was stopped after {limits.seconds:g} s")
            kind, value = _loads(self.pipe.recv_bytes(limits.result + 1024), roots)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise _end_of(self.process.wait(5), limits) from None
        except (OSError, pickle.UnpicklingError) as error:  # a message too large, or no message of ours
            raise UnreadableDocument(f"the reader's answer cannot be used: {error}") from error
        self.is_spent = kind not in ("result", "document")
        if kind == "result":
            return value
        raise _error_of(kind, value, limits)

    def end(self) -> None:
        """Kills the child and whatever it started, and removes its folder."""
        self.pipe.close()
        with contextlib.suppress(ProcessLookupError):  # all gone already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _end_of(code: int, limits: Limits) -> UnreadableDocument:
    """The reason of a child that ended instead of answering."""
    if code == -signal.SIGXCPU:
        return LimitExceeded(f"the reader was stopped after {limits.cpu:g} s of CPU")
    if code == -signal.SIGALRM:
        return LimitExceeded(f"the reader was stopped after {limits.seconds:g} s")
    if code == -signal.SIGKILL:
        return UnreadableDocument("the reader was killed from outside (signal 9), perhaps for want of memory")
    if code < 0:
        return UnreadableDocument(f"the reader crashed (signal {-code})")
    return UnreadableDocument(f"the reader ended without an answer (exit code {code})")


def _error_of(kind: str, value: Any, limits: Limits) -> BaseException:
    if kind == "document":
        name, message = value
        found = getattr(pipelines.exceptions, name, UnreadableDocument)
        return found(message) if issubclass(found, DocumentError) else UnreadableDocument(message)
    if kind == "memory":
        return LimitExceeded(f"the reader needed more than {limits.memory / _GIB:.2g} GiB of memory")
    if kind == "limit":
        return LimitExceeded(str(value))
    name, message, trace = value
    error: BaseException = RuntimeError(f"{name}: {message}")
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, UnicodeError):
        error = found(message)
    error.__cause__ = _RemoteTraceback(trace)
    return error


def _roots(function: Callable[..., object]) -> tuple[str, ...]:
    """The package a function belongs to: its records may come back."""
    return (function.__module__.partition(".")[0],)


def _loads(message: bytes, roots: tuple[str, ...]) -> Any:
    return _Records(io.BytesIO(message), roots).load()


class _Records(pickle.Unpickler):
    """Loads builtins and record classes only; an unpickler that loads anything runs anything."""

    def __init__(self, file: io.BytesIO, roots: tuple[str, ...]) -> None:
        super().__init__(file)
        self.roots = ("pipelines", "crawler", "decimal", "datetime", *roots)

    def find_class(self, module: str, name: str) -> Any:
        if module.partition(".")[0] in self.roots or (module, name) in {("builtins", "set"), ("builtins", "frozenset")}:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no record")
