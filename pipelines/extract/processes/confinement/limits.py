"""Limits of one process, none of which it can raise again."""

import math
import resource
import signal
import time

from pipelines.extract.processes.confinement.usage import MAX_PROCESSES
from pipelines.extract.processes.tasks import Limits

GRACE = 5  # seconds after which the alarm ends what the parent should have ended


def restrict(limits: Limits, tasks: int, *, is_own_user: bool) -> None:
    """The hard limits of a process that is to do so many tasks."""
    _restrict(resource.RLIMIT_AS, limits, tasks, is_own_user=is_own_user)


def restrict_browser(limits: Limits, tasks: int, *, is_own_user: bool) -> None:
    """The same for one that starts a browser, which maps far more memory than it writes to: that is what is counted."""
    _restrict(resource.RLIMIT_DATA, limits, tasks, is_own_user=is_own_user)


def _restrict(memory: int, limits: Limits, tasks: int, *, is_own_user: bool) -> None:
    for what, most in (
        (memory, limits.memory),
        (resource.RLIMIT_CPU, math.ceil(limits.cpu) * (tasks + 1)),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
        *([(resource.RLIMIT_NPROC, MAX_PROCESSES)] if is_own_user else []),  # elsewhere it counts all of the user's
    ):
        hard = resource.getrlimit(what)[1]
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (kept, kept))


def start_task(limits: Limits) -> None:
    """The soft limit on CPU time for one task, and an alarm for when the parent is gone that watches the clock."""
    used = math.ceil(time.process_time())
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = used + math.ceil(limits.cpu)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + GRACE)


def end_task() -> None:
    """The alarm is off."""
    signal.setitimer(signal.ITIMER_REAL, 0)
