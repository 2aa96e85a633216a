"""One child of the sandbox: started with rights of its own, asked over a pipe, ended with all that it started."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from pipelines.exceptions import DocumentError, InternalError, LimitExceeded
from pipelines.extract.processes.confinement import bubblewrap, landlock, paths
from pipelines.extract.processes.confinement.engine_words import Words
from pipelines.extract.processes.confinement.limits import GRACE
from pipelines.extract.processes.confinement.protection import SCOPED
from pipelines.extract.processes.exits import end_of, error_of
from pipelines.extract.processes.tasks import (
    ANSWER,
    ORDER,
    READY,
    SETUP,
    Exceeded,
    Limits,
    Order,
    Result,
    Setup,
    Task,
    Tasks,
)
from pipelines.extract.processes.wire import NotOurs, receive, send

_PROGRAM = (
    "import sys; sys.path[:] = {path!r};"
    " from pipelines.extract.processes.sandbox_child import serve; serve({pipe}, {life}, {setup!r})"
)
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")
_START = 60  # seconds a child may take to start, on a machine that is busy
_END = 20  # seconds for a child's supervisor to end all that the child started, on a machine that is busy
_MAX_ANSWER = 1 << 20  # bytes of all but a result
_MAX_FOLDER = 256 << 20  # bytes of a child's folder: LibreOffice's profile, a document and what it becomes


class Child:
    """One child process, its pipe and its folder for temporary files."""

    def __init__(self, tasks: Tasks, limits: Limits, most_tasks: int) -> None:
        self.limits = limits
        self.tasks = 0
        self.is_spent = False
        self._is_let_go = False
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="nianbao-reader-"))
        setup = _setup(tasks, limits, most_tasks)
        wrapped = bubblewrap.prefix(setup.readable, self.folder) if setup.is_wrapped else []
        self.pipe, theirs = socket.socketpair()
        life, self._life = os.pipe()  # the child's supervisor ends all when this end is closed, by whatever
        try:
            self.process = _started(wrapped, setup, theirs.fileno(), life, self.folder)
        finally:
            theirs.close()
            os.close(life)
        assert self.process.stderr is not None
        self._words = Words(self.process.stderr)
        try:
            ready = READY.decode_exactly(receive(self.pipe, _MAX_ANSWER, time.monotonic() + _START))
        except (EOFError, OSError, NotOurs) as error:
            self.end()
            how = f"within {_START} s" if isinstance(error, TimeoutError) else f"(exit code {self.process.returncode})"
            raise InternalError(f"a reader's process did not start {how}: {self._words.last}") from error
        self.protection = ready.protection

    def run(
        self, task: Task, order: Order, arguments: tuple[object, ...], check: Callable[[Any], None] | None = None
    ) -> Any:
        """The answer of the process to one task; `check` raises NotOurs for one that no such process gives.

        Raises LimitExceeded when the task needs more than its limits, InternalError when the process itself fails.
        """
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
                if check:
                    check(result)
                self.is_spent = False
                return result
        except TimeoutError:
            raise LimitExceeded(f"the reader was stopped after {limits.seconds:g} s") from None
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise self._reason(limits, deadline) from None
        except NotOurs as error:
            raise InternalError(f"the reader's answer cannot be used: {error}") from error
        failure = error_of(answer, limits)
        self.is_spent = not isinstance(failure, DocumentError) or isinstance(answer, Exceeded)
        raise failure

    @property
    def is_waiting(self) -> bool:
        """True if it is there and has nothing to say: between tasks it may be killed, or be no longer itself."""
        self.pipe.setblocking(False)
        try:
            self.pipe.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def let_go(self) -> None:
        """Its supervisor ends it and whatever it started; who waits for its answer is told that there is none."""
        if not self._is_let_go:
            self._is_let_go = True
            os.close(self._life)

    def end(self) -> None:
        """Ends the child and whatever it started, and removes its folder."""
        self.pipe.close()
        self.let_go()
        self._wait()
        with contextlib.suppress(ProcessLookupError):  # all gone already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._words.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        """Until its supervisor has ended all; the process stays a zombie, so that its group's number stays its own."""
        deadline = time.monotonic() + (_END if hasattr(os, "waitid") else 0)  # macOS has none
        while self.process.returncode is None and time.monotonic() < deadline:
            if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return
            time.sleep(0.002)

    def _result(self, task: Task, limits: Limits, deadline: float) -> Any:
        """What follows a Result; a child that leaves it out has told half a message."""
        try:
            return task.result.decode_exactly(receive(self.pipe, limits.result, deadline))
        except (EOFError, OSError) as error:
            raise NotOurs("half a message") from error

    def _reason(self, limits: Limits, deadline: float) -> Exception:
        """Why it answers no more."""
        before_alarm = deadline + GRACE - 1 - time.monotonic()  # later the child's alarm ends it, whatever it does
        try:
            return end_of(self.process.wait(min(_END, before_alarm)), limits)
        except subprocess.TimeoutExpired:
            return InternalError("the reader's answer cannot be used: it closed its pipe and works on")


def _setup(tasks: Tasks, limits: Limits, most_tasks: int) -> Setup:
    readable = tuple(paths.readable(*sorted({"pipelines", tasks.module.partition(".")[0]})))
    return Setup(
        module=tasks.module,
        tasks=most_tasks,
        limits=limits,
        readable=readable,
        folder_size=_MAX_FOLDER,
        is_wrapped=landlock.abi() < SCOPED and bubblewrap.works(),  # else Landlock holds what bubblewrap would hide
    )


def _started(wrapped: list[str], setup: Setup, pipe: int, life: int, folder: str) -> "subprocess.Popen[bytes]":
    program = _PROGRAM.format(
        path=[os.path.abspath(place) for place in sys.path], pipe=pipe, life=life, setup=SETUP.encode(setup).hex()
    )
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}  # no secrets of ours
    # One thread per engine, since the pool already fills the cores.
    own = {"HOME": folder, "TMPDIR": folder, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [*wrapped, sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=[pipe, life],
        cwd=folder,
        env=environment | own,
        start_new_session=True,  # so that what it starts can be killed with it
    )
