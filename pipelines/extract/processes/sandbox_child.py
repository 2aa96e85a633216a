"""The child's side of the sandbox: gives up its rights, then takes tasks from a pipe until the parent closes it."""

import errno
import os
import socket
import traceback

from pipelines.exceptions import DocumentError
from pipelines.extract.processes import browser
from pipelines.extract.processes.confinement import landlock, limits, namespaces, paths, seccomp, supervisor
from pipelines.extract.processes.confinement.protection import Protection
from pipelines.extract.processes.tasks import (
    ANSWER,
    MAX_TRACE,
    MAX_WORDS,
    ORDER,
    READY,
    SETUP,
    Answer,
    Bug,
    Exceeded,
    Order,
    Ready,
    Refusal,
    Result,
    Setup,
    Tasks,
)
from pipelines.extract.processes.wire import receive, send

_MAX_BYTES = 1 << 40  # bytes of a message; the parent is us


def serve(descriptor: int, life: int, setup: str) -> None:
    """Does the tasks of `setup`, a message of SETUP, one after the other; ends with its parent."""
    asked = SETUP.decode(bytes.fromhex(setup))
    left = supervisor.fork_reader(life, asked.folder_size, asked.limits.memory)
    tasks = Tasks.of(asked.module)
    browser.fork(asked, is_own_user=left.has_processes)
    protection = _give_up_rights(asked, left)
    try:
        with socket.socket(fileno=descriptor) as pipe:
            send(pipe, READY.encode(Ready(protection)))
            while True:
                order = ORDER.decode(receive(pipe, _MAX_BYTES))
                for message in _answer(tasks, order, receive(pipe, _MAX_BYTES)):
                    send(pipe, message)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone or has no more work
        return


def _give_up_rights(asked: Setup, left: supervisor.Left) -> Protection:
    """In the order that each step leaves the right to the next; the filter, which forbids the most, is last."""
    limits.restrict(asked.limits, asked.tasks, is_own_user=left.has_processes)
    abi = landlock.restrict(asked.readable, [os.getcwd(), *paths.DEVICES], paths.SOCKETS)
    namespaces.drop_capabilities()
    return Protection(
        has_network=left.has_network,
        has_processes=left.has_processes,
        has_folder=left.has_folder,
        landlock=abi,
        is_filtered=seccomp.restrict(),
        is_wrapped=asked.is_wrapped,
    )


def _answer(tasks: Tasks, order: Order, message: bytes) -> list[bytes]:
    """The answer's message, and the result's after it where there is one."""
    answer: Answer
    try:
        task = tasks.find(order.task)
        arguments = task.arguments.decode(message)
        del message
        limits.start_task(order.limits)
        try:
            result = task.result.encode_exactly(task.function(*arguments))
        finally:
            limits.end_task()
        if len(result) <= order.limits.result:
            return [ANSWER.encode(Result()), result]
        answer = Exceeded(f"the reader's result has {len(result)} bytes; at most {order.limits.result} are taken")
    except DocumentError as error:
        answer = Refusal(type(error).__name__[:MAX_WORDS], str(error)[:MAX_WORDS])
    except MemoryError:
        answer = Exceeded(None)
    except RecursionError:
        answer = Exceeded("the document nests deeper than the reader follows")
    except Exception as error:  # all of them: they are raised again in the parent
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            answer = Exceeded("the reader wrote a larger file than it may")
        else:
            answer = Bug(f"{type(error).__name__}: {error}"[:MAX_WORDS], traceback.format_exc()[-MAX_TRACE:])
    return [ANSWER.encode(answer)]
