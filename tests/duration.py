"""Says before the tests how long they will take, from what each file took the last time."""

import time
from collections import Counter

import pytest
from _pytest.terminal import TerminalReporter

_CACHE = "nianbao/seconds"  # file of tests -> mean seconds of one of its tests, the last time they ran here
_SECONDS_A_TEST = 0.3  # of one that never ran here: the mean of all, 2 cores of a small server
_TELLING = 20  # seconds from which on a person wants to know


class Duration:
    """A pytest plugin of one test run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._cache = getattr(config, "cache", None)  # `-p no:cacheprovider` leaves none
        self._last: dict[str, float] = self._cache.get(_CACHE, {}) if self._cache else {}
        self._took: Counter[str] = Counter()
        self._ran: Counter[str] = Counter()
        self._told = False

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.items:
            self._tell([item.nodeid for item in session.items], processes=1)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: list[str]) -> None:
        self._tell(ids, processes=int(self._config.getoption("numprocesses") or 1))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._took[_file(report.nodeid)] += report.duration
        self._ran[_file(report.nodeid)] += report.when == "call"

    def pytest_sessionfinish(self) -> None:
        if self._cache:
            means = {file: self._took[file] / count for file, count in self._ran.items() if count}
            self._cache.set(_CACHE, self._last | means)

    def _tell(self, ids: list[str], processes: int) -> None:
        terminal = self._config.pluginmanager.getplugin("terminalreporter")
        seconds = estimate(ids, self._last, processes)
        if self._told or seconds < _TELLING or not isinstance(terminal, TerminalReporter):
            return
        self._told = True
        end = time.strftime("%H:%M", time.localtime(time.time() + seconds))
        at_once = "one at a time" if processes == 1 else f"{processes} at a time"
        terminal.write_line(f"{len(ids)} tests, {at_once}: about {_spelled(seconds)}, until {end}")


def estimate(ids: list[str], means: dict[str, float], processes: int) -> float:
    """Seconds that tests with these ids take, when a file is never split among processes."""
    files = [count * means.get(file, _SECONDS_A_TEST) for file, count in Counter(map(_file, ids)).items()]
    return max(sum(files) / processes, max(files, default=0))


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def _spelled(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
