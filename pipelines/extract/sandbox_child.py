"""The child's side of the sandbox: takes tasks from a pipe until the parent closes it."""

import ctypes
import errno
import math
import os
import pickle
import resource
import shutil
import signal
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

from pipelines.exceptions import DocumentError

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of <linux/sched.h>


def serve(descriptor: int) -> None:
    """Runs pickled (function, arguments, limits) one after the other and answers (kind, value); ends with its parent.

    Kinds: result, document (a DocumentError), memory, limit, bug. A parent that was killed cannot remove the folder it
    made for this process any more, so this process does.
    """
    try:
        with Connection(descriptor) as pipe:
            pipe.send_bytes(pickle.dumps(_leave_network()))
            while True:
                pipe.send_bytes(_answer(pipe.recv_bytes()))
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone or has no more work
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


def _answer(task: bytes) -> bytes:
    try:
        function, arguments, limits = pickle.loads(task)
        _restrict(limits)
        try:
            message = pickle.dumps(("result", function(*arguments)), protocol=pickle.HIGHEST_PROTOCOL)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if len(message) <= limits.result:
            return message
        return pickle.dumps(
            ("limit", f"the reader's result has {len(message)} bytes; at most {limits.result} are taken")
        )
    except DocumentError as error:
        return pickle.dumps(("document", (type(error).__name__, str(error))))
    except MemoryError:
        return pickle.dumps(("memory", None))
    except RecursionError:
        return pickle.dumps(("limit", "the document nests deeper than the reader follows"))
    except Exception as error:  # all of them: they are raised again in the parent
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            return pickle.dumps(("limit", "the reader wrote a larger file than it may"))
        return pickle.dumps(("bug", (type(error).__name__, str(error), traceback.format_exc())))


def _restrict(limits: Any) -> None:
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
