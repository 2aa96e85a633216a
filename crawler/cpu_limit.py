"""Limits the CPU time of one piece of work in the main thread.

A page of 300 bytes on the wire may keep one regular expression busy for hours, and with it every other portal. The
timer's signal ends such a match from within, as `re` looks for signals while it matches.
"""

import signal
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_TICK = 0.05  # seconds of CPU between two looks at the clock
_AGAIN = 0.5  # seconds of CPU after which the alarm is raised once more, should something have swallowed it

_deadline: float | None = None  # in time.thread_time() of the main thread; None while no limit holds


class TakesTooLong(Exception):
    """The work was ended at its limit."""


class _Alarm(BaseException):
    """What ends the work; no `except Exception` on the way stops it."""


def within(seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function(…)`; raises TakesTooLong once it has used so many seconds of CPU. For the main thread, not nested.

    What C code does without looking for signals, such as an XPath expression, ends before the limit is noticed.
    """
    global _deadline
    if _deadline is not None:
        raise RuntimeError("a limit of CPU time holds already")
    signal.signal(signal.SIGVTALRM, _ring)
    _deadline = time.thread_time() + seconds
    try:
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _TICK)
            return function(*args, **kwargs)
        finally:
            _deadline = None
    except _Alarm:
        raise TakesTooLong(f"it took more than {seconds:g} s of computing") from None
    finally:
        _deadline = None  # the alarm may have come between the work's end and the line that ends the limit
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _ring(_: int, frame: object) -> None:
    """The timer counts all threads of the process; only what this one used is its own."""
    global _deadline
    if _deadline is not None and time.thread_time() >= _deadline:
        _deadline += _AGAIN
        raise _Alarm
