"""A host's turns, shared by processes through one folder."""

from pathlib import Path

import pytest

from crawler.middlewares.host_lock import HostLock


def test_the_gap_runs_from_the_answer_where_that_came_late(tmp_path: Path) -> None:
    now = 1000.0
    lock = HostLock(tmp_path, lambda: now)
    assert lock.take({"a.gov.cn": 1.1}) == 0
    now = 1000.8  # the process was busy: nobody knows when in between the host had the request
    lock.answered(["a.gov.cn"])
    now = 1001.2
    assert lock.take({"a.gov.cn": 1.1}) == pytest.approx(0.6)


def test_a_quick_answer_lengthens_no_gap(tmp_path: Path) -> None:
    now = 1000.0
    lock = HostLock(tmp_path, lambda: now)
    assert lock.take({"a.gov.cn": 1.1}) == 0
    now = 1000.05
    lock.answered(["a.gov.cn"])
    now = 1001.1
    assert lock.take({"a.gov.cn": 1.1}) == 0


def test_two_hosts_on_one_machine_take_turns(tmp_path: Path) -> None:
    now = 1000.0
    lock = HostLock(tmp_path, lambda: now)
    assert lock.take({"a.gov.cn": 1.1, "203.0.113.7": 1.1}) == 0
    assert lock.take({"b.gov.cn": 1.1, "203.0.113.7": 1.1}) == pytest.approx(1.1)
    now = 1001.1
    assert lock.take({"b.gov.cn": 1.1}) == 0, "a turn that had to wait for the machine took nothing of the host"
