"""When a host may be asked next, shared by all processes that keep their data in one folder.

Scrapy spaces the requests of one process; two crawls at once would ask a host twice as often. Each host has a small
file with the time of its last request and the time until which it wants to be left alone. Whoever may ask writes the
time down while holding the file's lock, so that two processes never both find the host free. A machine that serves
several hosts has a file of its own, named by its address.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipelines.storage.file_modes import file_mode, private_folder

_ROOM = 0.1  # seconds that a request may be under way without the next one waiting for it; delays hold as much more
_MAX_WAIT = 24 * 3600.0  # seconds; a time further ahead is a clock that was wrong, or a file of another machine


class HostLock:
    """One folder of hosts. Times are seconds since 1970, as processes have no other clock in common."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._clock = clock
        private_folder(folder)

    def take(self, gaps: Mapping[str, float]) -> float:
        """Take the next turn of a host and of its machine together, each with its gap in seconds.

        0.0 when it is ours now, else the seconds to wait before asking again; none of them is taken then.
        """
        with ExitStack() as stack:
            states = {name: stack.enter_context(self._state(name)) for name in sorted(gaps)}  # one order for all
            now = self._clock()
            waits = [0.0]
            for name, state in states.items():
                waits.append(_ahead(state.get("sent", 0.0) + gaps[name], now, gaps[name]))
                waits.append(_ahead(state.get("rests_until", 0.0), now))
            if max(waits) <= 0:
                for state in states.values():
                    state["sent"] = now
            return max(waits)

    def answered(self, names: Iterable[str]) -> None:
        """Let the gap run from about now: a request that a busy process sent late was at the host as late as this."""
        for name in names:
            with self._state(name) as state:
                state["sent"] = max(state.get("sent", 0.0), self._clock() - _ROOM)

    def rest(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long from now; a longer rest that it has already stays."""
        with self._state(host) as state:
            now = self._clock()
            until = now + min(seconds, _MAX_WAIT)
            state["rests_until"] = max(until, now + _ahead(state.get("rests_until", 0.0), now))

    def resting(self, host: str) -> float:
        """Seconds that the host is still to be left alone; 0.0 when it is not resting."""
        with self._state(host) as state:
            return max(_ahead(state.get("rests_until", 0.0), self._clock()), 0.0)

    @contextmanager
    def _state(self, host: str) -> Iterator[dict[str, float]]:
        """The host's file as a dict, locked; what the block changes in it is written back."""
        name = hashlib.sha256(host.lower().encode()).hexdigest()[:32]  # a host's name never becomes a path
        descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, file_mode())
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            text = os.read(descriptor, 4096)
            before = _parsed(text)
            state = dict(before)
            yield state
            if state != before:
                written = json.dumps({**state, "host": host}).encode()
                os.pwrite(descriptor, written, 0)
                os.ftruncate(descriptor, len(written))
        finally:
            os.close(descriptor)  # gives the lock back


def _ahead(moment: float, now: float, longest: float = _MAX_WAIT) -> float:
    """Seconds from now to the moment, negative when it has passed; no wait when the clock must have been set back."""
    wait = moment - now
    return wait if wait <= longest + 0.001 else -1.0  # sums of floats miss by less


def _parsed(text: bytes) -> dict[str, float]:
    """What the file holds; nothing when it was cut by a crash."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {key: float(value) for key, value in found.items() if isinstance(value, (int, float))}
