"""What a reader's process may be asked to do, and the messages that ask and answer.

A process is told the name of a task, never code. The types of its arguments and of its result are those of the
function's annotations; nothing else is taken, on either side.
"""

import importlib
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from types import GenericAlias
from typing import Annotated, Any

import msgspec

from pipelines.extract.processes.confinement.protection import Protection
from pipelines.extract.processes.wire import Codec

MAX_WORDS = 2000  # characters of an error's words
MAX_TRACE = 20_000  # characters of a traceback

_Words = Annotated[str, msgspec.Meta(max_length=MAX_WORDS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one task may use. The figures are several times what the largest report measured needs."""

    memory: int = 3 * (1 << 30) // 2  # bytes of address space
    cpu: float = 30  # seconds; a PDF of many pages takes 5
    wall: float | None = None  # seconds; None = twice `cpu`
    file_size: int = 200 << 20  # bytes of any file written
    open_files: int = 256
    result: int = 16 << 20  # bytes of the result's message; a report of 100 pages has 0.3 million

    @property
    def seconds(self) -> float:
        return 2 * self.cpu if self.wall is None else self.wall


class Order(msgspec.Struct, frozen=True, tag="order"):
    """What the parent asks for. The arguments' message follows it, since their types depend on the task."""

    task: str
    limits: Limits


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a process is started for and with. Its limits are hard: a task that may use more needs another process."""

    module: str  # that declares the tasks
    tasks: int  # it will be asked for at most so many
    limits: Limits
    readable: tuple[str, ...]  # folders and files
    folder_size: int  # bytes that its folder may hold, where it can have a file system of its own
    is_wrapped: bool  # by bubblewrap


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The process has started, and has no rights any more."""

    protection: Protection


class Result(msgspec.Struct, frozen=True, tag="result"):
    """The task is done; the message of what it gave follows."""


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """The document's fault: a DocumentError by its name."""

    kind: _Words
    message: _Words


class Exceeded(msgspec.Struct, frozen=True, tag="exceeded"):
    """The document would need more than it may; None = memory."""

    message: _Words | None


class Bug(msgspec.Struct, frozen=True, tag="bug"):
    """Our fault: an exception that is no DocumentError."""

    message: _Words
    trace: Annotated[str, msgspec.Meta(max_length=MAX_TRACE)]


Answer = Result | Refusal | Exceeded | Bug

SETUP: Codec[Setup] = Codec(Setup)
ORDER: Codec[Order] = Codec(Order)
READY: Codec[Ready] = Codec(Ready)
ANSWER: Codec[Answer] = Codec(Answer)


@dataclass(frozen=True, slots=True)
class Task:
    """One function with the codecs of its arguments, together a tuple, and of its result."""

    function: Callable[..., object]
    arguments: Codec[tuple[Any, ...]]
    result: Codec[Any]

    def message(self, arguments: tuple[object, ...]) -> bytes:
        """The arguments as they are sent, those left out by their defaults."""
        bound = inspect.signature(self.function).bind(*arguments)
        bound.apply_defaults()
        return self.arguments.encode(bound.args)


class Tasks:
    """The registry of a module, which keeps it as its `TASKS`: the process imports the module and finds it there."""

    def __init__(self, module: str, *functions: Callable[..., object]) -> None:
        self.module = module
        self._functions = {function.__name__: function for function in functions}
        self._tasks: dict[str, Task] = {}

    def find(self, name: str) -> Task:
        """Raises KeyError for a task nobody declared."""
        if name not in self._tasks:  # made when first wanted: annotations may name what is defined further below
            self._tasks[name] = _task(self._functions[name])
        return self._tasks[name]

    @staticmethod
    def of(module: str) -> "Tasks":
        """The registry that a module keeps."""
        found: Tasks = importlib.import_module(module).TASKS
        return found


def _task(function: Callable[..., object]) -> Task:
    hints = typing.get_type_hints(function, include_extras=True)
    result = hints.pop("return")
    return Task(function, Codec(GenericAlias(tuple, tuple(hints.values()))), Codec(result))
