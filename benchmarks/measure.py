"""CPU seconds of tasks, side by side."""

import gc
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table: a ratio of nianbao to a peer or a floor, and the absolute figure beside it."""

    key: str  # in figures.json
    work: str  # what is done, for a person
    ours: str  # the absolute figure, with its unit
    beside: str  # what the ratio is to
    ratio: float  # nianbao's cost over the other's; smaller is better
    target: float | None = None  # the ratio should be no more than this
    note: str = ""

    @property
    def is_met(self) -> bool:
        """True if there is no target, or it is reached."""
        return self.target is None or self.ratio <= self.target


def seconds(task: Callable[[], object]) -> float:
    """CPU seconds of this process for one call; garbage is not collected meanwhile, as with timeit."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    try:
        task()
        return time.process_time() - start
    finally:
        gc.enable()


def in_turns(tasks: Sequence[Callable[[], object]], turns: int) -> list[list[float]]:
    """CPU seconds of each task in each turn: side by side, so that a machine that slows down slows all of them."""
    return [list(times) for times in zip(*([seconds(task) for task in tasks] for _ in range(turns)), strict=True)]


def ratio(ours: Sequence[float], other: Sequence[float]) -> float:
    """The median of the turns' ratios."""
    return median(mine / yours for mine, yours in zip(ours, other, strict=True))


def command_seconds(command: Sequence[str], cwd: str | None = None) -> float:
    """CPU seconds, user and system, of a command and all it waits for. Raises CalledProcessError when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
