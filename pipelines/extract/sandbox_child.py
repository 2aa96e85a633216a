"""The child's side of the sandbox: takes tasks from a pipe until the parent closes it."""

import ctypes
import errno
import math
import os
import resource
import shutil
import signal
import socket
import time
import traceback

from pipelines.exceptions import DocumentError
from pipelines.extract.tasks import (
    ANSWER,
    MAX_TRACE,
    MAX_WORDS,
    ORDER,
    READY,
    Answer,
    Bug,
    Exceeded,
    Limits,
    Order,
    Ready,
    Refusal,
    Result,
    Tasks,
)
from pipelines.extract.wire import receive, send

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of <linux/sched.h>
_MOST = 1 << 40  # bytes of a message; the parent is us


def serve(descriptor: int, module: str) -> None:
    """Does the tasks that `module` declares, one after the other; ends with its parent.

    A parent that was killed cannot remove the folder it made for this process any more, so this process does.
    """
    tasks = Tasks.of(module)
    try:
        with socket.socket(fileno=descriptor) as pipe:
            send(pipe, READY.encode(Ready(is_offline=_leave_network())))
            while True:
                order = ORDER.decode(receive(pipe, _MOST))
                for message in _answer(tasks, order, receive(pipe, _MOST)):
                    send(pipe, message)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone or has no more work
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


def _answer(tasks: Tasks, order: Order, message: bytes) -> list[bytes]:
    """The answer's message, and the result's after it where there is one."""
    answer: Answer
    try:
        task = tasks.find(order.task)
        arguments = task.arguments.decode(message)
        del message
        _restrict(order.limits)
        try:
            result = task.result.encode_exactly(task.function(*arguments))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
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


def _restrict(limits: Limits) -> None:
    """Sets this task's limits. Soft ones, since the next task's may be wider; the readers do not raise them."""
    used = math.ceil(time.process_time())
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, used + math.ceil(limits.cpu)),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    # The parent watches the clock; this alarm ends the task when the parent was killed meanwhile.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + 5)


def _leave_network() -> bool:
    """Moves this process into a network of its own without any interface; False where the system forbids it."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    if unshare(_NEW_NETWORK) == 0:  # as root
        return True
    user, group = os.getuid(), os.getgid()
    if unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    try:
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
    except OSError:
        return True  # offline all the same, only without a name
    return True
