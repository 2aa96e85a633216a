"""Runs readers in child processes with limits on memory, time and files, away from the network.

Documents come from anywhere: one may loop, eat all memory or crash the engine that reads it. A child that goes too
far is killed and replaced, and the document gets a reason. Children are started afresh, never forked (the parent has
threads), kept warm, and replaced after some tasks so that an engine's leaks stay small. A child gets the name of a task
and records, and gives a record; whatever else it says is refused, so a document that took it over gains nothing here.
"""

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import pipelines.exceptions
from pipelines.exceptions import DocumentError, InternalError, LimitExceeded, UnreadableDocument
from pipelines.extract.tasks import ANSWER, ORDER, READY, Bug, Exceeded, Limits, Order, Refusal, Result, Task, Tasks
from pipelines.extract.wire import NotOurs, receive, send

T = TypeVar("T")

_GIB = 1 << 30
_CHILD = (
    "import sys; sys.path[:] = {path!r}; from pipelines.extract.sandbox_child import serve; serve({fd}, {module!r})"
)
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")
_START = 60  # seconds a child may take to start, on a machine that is busy
_MAX_ANSWER = 1 << 20  # bytes of all but a result

OCR = Limits(memory=3 * _GIB, cpu=180)  # 2 to 13 s a page; one page takes 1.1 GB of address space, a long picture 2


class Sandbox:
    """A pool of children. `run` blocks and may be called from any thread; from asyncio, call it in an executor."""

    def __init__(self, tasks: Tasks, workers: int = 1, limits: Limits | None = None, recycle_after: int = 50) -> None:
        self.tasks = tasks
        self.limits = limits or Limits()
        self.recycle_after = recycle_after
        self._is_closed = False
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()  # last used first: few stay warm when few work
        for _ in range(workers):
            self._idle.put(None)  # a child is started when first needed

    def run(self, function: Callable[..., T], *args: object, limits: Limits | None = None) -> T:
        """`function(*args)` of a child; `function` must be one of the declared tasks.

        A DocumentError comes back as itself. Whatever else the function raises is our bug: InternalError, with the
        child's traceback as its cause. A child that had to be stopped raises LimitExceeded or UnreadableDocument, one
        that gives what no declared record is raises InternalError.
        """
        task = self.tasks.find(function.__name__)
        order = Order(function.__name__, limits or self.limits)
        child = self._idle.get()
        try:
            child = self._ready(child)
            return child.run(task, order, args)  # type: ignore[no-any-return]
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
        return _Child(self.tasks)


class _RemoteTraceback(Exception):
    """Where in the child an exception arose; shown as the cause of the exception raised here."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


class _Child:
    """One child process, its pipe and its folder for temporary files."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks = 0
        self.is_spent = False
        self.folder = tempfile.mkdtemp(prefix="nianbao-reader-")
        self.pipe, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        try:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    _CHILD.format(
                        path=[os.path.abspath(place) for place in sys.path], fd=theirs.fileno(), module=tasks.module
                    ),
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
        try:
            self.is_offline = READY.decode_exactly(
                receive(self.pipe, _MAX_ANSWER, time.monotonic() + _START)
            ).is_offline
        except (EOFError, OSError, NotOurs) as error:
            self.end()
            how = f"within {_START} s" if isinstance(error, TimeoutError) else f"(exit code {self.process.returncode})"
            raise InternalError(f"a reader's process did not start {how}") from error

    def run(self, task: Task, order: Order, arguments: tuple[object, ...]) -> Any:
        self.tasks += 1
        self.is_spent = True  # unless all goes well
        limits = order.limits
        deadline = time.monotonic() + limits.seconds
        try:
            send(self.pipe, ORDER.encode(order), deadline)
            send(self.pipe, task.message(arguments), deadline)
            answer = ANSWER.decode_exactly(receive(self.pipe, _MAX_ANSWER, deadline))
            if isinstance(answer, Result):
                result = self._result(task, limits, deadline)
                self.is_spent = False
                return result
        except TimeoutError:
            raise LimitExceeded(f"the reader was stopped after {limits.seconds:g} s") from None
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise self._reason(limits) from None
        except NotOurs as error:
            raise InternalError(f"the reader's answer cannot be used: {error}") from error
        failure = _error_of(answer, limits)
        self.is_spent = not isinstance(failure, DocumentError) or isinstance(answer, Exceeded)
        raise failure

    def end(self) -> None:
        """Kills the child and whatever it started, and removes its folder."""
        self.pipe.close()
        with contextlib.suppress(ProcessLookupError):  # all gone already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _result(self, task: Task, limits: Limits, deadline: float) -> Any:
        """What follows a Result; a child that leaves it out has told half a message."""
        try:
            return task.result.decode_exactly(receive(self.pipe, limits.result, deadline))
        except (EOFError, OSError) as error:
            raise NotOurs("half a message") from error

    def _reason(self, limits: Limits) -> Exception:
        """Why it answers no more."""
        try:
            return _end_of(self.process.wait(5), limits)
        except subprocess.TimeoutExpired:
            return InternalError("the reader's answer cannot be used: it closed its pipe and works on")


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


def _error_of(answer: Refusal | Exceeded | Bug, limits: Limits) -> Exception:
    if isinstance(answer, Refusal):
        found = getattr(pipelines.exceptions, answer.kind, None)
        if isinstance(found, type) and issubclass(found, DocumentError):
            return found(answer.message)
        return InternalError(f"the reader's answer cannot be used: {answer.kind} is no error of a document")
    if isinstance(answer, Exceeded):
        needed = f"the reader needed more than {limits.memory / _GIB:.2g} GiB of memory"
        return LimitExceeded(needed if answer.message is None else answer.message)
    error = InternalError(answer.message)
    error.__cause__ = _RemoteTraceback(answer.trace)
    return error
