"""Runs readers in child processes with limits on memory, time and files, away from the network.

Documents come from anywhere: one may loop, eat all memory or crash the engine that reads it. A child that goes too
far is killed and replaced, and the document gets a reason. Children are started afresh, never forked (the parent has
threads), kept warm, and replaced after some tasks so that an engine's leaks stay small. A child gets the name of a task
and records, and gives a record; whatever else it says is refused. What a document that took its child over can still do
is lie: about its own figures, and about those of the documents that this child reads after it.
"""

import contextlib
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from pipelines.extract.processes.child_process import Child
from pipelines.extract.processes.confinement import libc
from pipelines.extract.processes.confinement.protection import Protection
from pipelines.extract.processes.tasks import Limits, Order, Tasks

T = TypeVar("T")

_GIB = 1 << 30

OCR = Limits(memory=3 * _GIB, cpu=180)  # 2 to 13 s a page; one page takes 1.1 GB of address space, a long picture 2


class GivenUp(Exception):
    """Nobody waits for the task's result any more."""


class Sandbox:
    """A pool of children. `run` blocks and may be called from any thread; from asyncio, call it in an executor."""

    def __init__(self, tasks: Tasks, workers: int = 1, limits: Limits | None = None, recycle_after: int = 50) -> None:
        self.tasks = tasks
        self.limits = limits or Limits()
        self.recycle_after = recycle_after
        self.workers = workers
        self._is_closed = False
        self._turns = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[Child] = []  # last used last: few stay warm when few work
        self._at_work: set[Child] = set()
        self._is_given_up = False
        hide_memory()

    def run(
        self,
        function: Callable[..., T],
        *args: object,
        limits: Limits | None = None,
        check: Callable[[Any], None] | None = None,
    ) -> T:
        """`function(*args)` of a child; `function` must be one of the declared tasks.

        `check` raises NotOurs for a result that no honest child gives; the child is then not asked again.

        A DocumentError comes back as itself. Whatever else the function raises is our bug: InternalError, with the
        child's traceback as its cause. A child that had to be stopped raises LimitExceeded or UnreadableDocument, one
        that gives what no declared record is raises InternalError, one that `give_up` ended GivenUp.
        """
        task = self.tasks.find(function.__name__)
        order = Order(function.__name__, limits or self.limits)
        with self._turns:
            child = self._taken(order.limits)
            try:
                return child.run(task, order, args, check)  # type: ignore[no-any-return]
            except Exception:
                if self._is_given_up:
                    raise GivenUp from None
                raise
            finally:
                self._give_back(child)

    @property
    def protection(self) -> Protection:
        """What holds the children on this machine."""
        with self._turns:
            child = self._taken(self.limits)
            self._give_back(child)
            return child.protection

    def give_up(self) -> None:
        """End the children at work, from any thread, and close: their tasks, and those that wait, raise GivenUp."""
        with self._lock:
            self._is_given_up = True
            for child in self._at_work:
                child.let_go()
        self.close()

    def close(self) -> None:
        """Ends the idle children; those at work end with their task. No task can begin afterwards."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _taken(self, limits: Limits) -> Child:
        """A live child of these limits; an idle one may have been killed by the system since its last task."""
        with self._lock:
            self._check_open()
            dead = [child for child in self._idle if not child.is_waiting]
            fitting = [child for child in self._idle if child.limits == limits and child not in dead]
            if fitting:
                self._idle.remove(fitting[-1])
            elif len(self._idle) - len(dead) >= self.workers:
                dead.append(next(child for child in self._idle if child not in dead))  # of other limits, least used
            self._idle = [child for child in self._idle if child not in dead]
        for child in dead:
            child.end()
        child = fitting[-1] if fitting else Child(self.tasks, limits, self.recycle_after)
        try:
            with self._lock:
                self._check_open()  # starting one takes a while
                self._at_work.add(child)
        except (GivenUp, RuntimeError):
            child.end()
            raise
        return child

    def _check_open(self) -> None:
        if self._is_given_up:
            raise GivenUp
        if self._is_closed:
            raise RuntimeError("the sandbox is closed")

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._at_work.discard(child)
            is_kept = not (child.is_spent or child.tasks >= self.recycle_after or self._is_closed)
            if is_kept:
                self._idle.append(child)
        if not is_kept:
            child.end()


def hide_memory() -> None:
    """From here on other processes of this user cannot look into this one: it holds passwords."""
    with contextlib.suppress(OSError):  # not on this system
        libc.prctl(libc.PR_SET_DUMPABLE, 0)
