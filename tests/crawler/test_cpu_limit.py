"""Work that takes too long is ended from within, whatever the work does about it."""

import re
import time

import pytest

from crawler.cpu_limit import TakesTooLong, within

_ENDLESS = re.compile(r"(?:a+)+!")


def test_what_is_done_in_time_gives_its_result() -> None:
    assert within(1, sum, [1, 2]) == 3


def test_an_error_of_the_work_passes() -> None:
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)


def test_a_regular_expression_that_does_not_end_is_ended() -> None:
    began = time.thread_time()
    with pytest.raises(TakesTooLong, match=r"more than 0\.2 s"):
        within(0.2, _ENDLESS.search, "a" * 40)
    assert time.thread_time() - began < 1


def test_work_that_catches_every_exception_is_ended_all_the_same() -> None:
    def stubborn() -> None:
        while True:
            try:
                _ENDLESS.search("a" * 40)
            except Exception:
                continue

    with pytest.raises(TakesTooLong):
        within(0.2, stubborn)


def test_waiting_is_no_work() -> None:
    within(0.1, time.sleep, 0.3)


def test_the_limit_is_off_afterwards() -> None:
    within(0.1, lambda: None)
    began = time.thread_time()
    while time.thread_time() - began < 0.3:
        pass


def test_one_limit_at_a_time() -> None:
    with pytest.raises(RuntimeError, match="holds already"):
        within(1, within, 1, lambda: None)
