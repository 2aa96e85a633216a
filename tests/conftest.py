"""What all tests share: where things are, and no silent skips where everything is meant to be there."""

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.duration import Duration
from tests.watchdog import guard

# the same examples every time where a change is judged; elsewhere chance looks further
settings.register_profile("judged", derandomize=True)
if os.environ.get("NIANBAO_REQUIRE_ALL") == "1":
    settings.load_profile("judged")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"  # real reports and pages, which have no licence to be in the repository


def pytest_configure(config: pytest.Config) -> None:
    guard()
    if not hasattr(config, "workerinput"):  # one process tells, not each of xdist's
        config.pluginmanager.register(Duration(config), "nianbao-duration")


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """A command called in this process may leave SIGTERM ignored, which whatever is started later would inherit."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; the test skips where it is not."""
    if not SHARED.exists():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With NIANBAO_REQUIRE_ALL=1 a skipped test is a failed one: what it needs ought to be there."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("NIANBAO_REQUIRE_ALL") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"NIANBAO_REQUIRE_ALL=1 and this was skipped: {reason.removeprefix('Skipped: ')}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself as a whole while it is collected."""
    report = yield
    if report.skipped and os.environ.get("NIANBAO_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"NIANBAO_REQUIRE_ALL=1 and this module was skipped: {report.longrepr}"
    return report
