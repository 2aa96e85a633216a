"""Every regular expression of the packages takes time in proportion to the text, whatever the text is."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from crawler.cpu_limit import TakesTooLong, within
from tests.patterns import Pattern, attacks, patterns, text

pytest.importorskip("scrapy_playwright", reason="every module is imported: python3 run.py --with browser test")
SMALL, LARGE = 6_000, 50_000  # characters
SUSPECT, MAX_SECONDS = 0.004, 0.3  # of CPU: at SMALL, a square of steps shows already; at LARGE it must not
TAILS = ("", "\x00")
OURS = ("pipelines.readers.html.tables: '<(t[dh])",)  # reads what lxml wrote, where every tag is closed


def test_every_pattern_is_linear_on_hostile_text() -> None:
    slow = {
        place: worst
        for place, pattern in patterns().items()
        if not place.startswith(OURS) and (worst := _worst(*pattern))
    }
    assert not slow, "\n".join(f"{place}: {worst}" for place, worst in sorted(slow.items()))


def test_the_attacks_find_a_square_and_a_cube() -> None:
    for hostile in (r"\s+!", r"<a[^>]*onclick", r"(a|b)*c.*d", r"x\w*\d+y"):
        assert _worst(re.compile(hostile), False), hostile


def test_patterns_are_found_in_names_tuples_classes_and_calls() -> None:
    found = patterns()
    assert len(found) > 300
    assert any(place.startswith("pipelines.intake.completeness: ") and "startxref" in place for place in found)


def _worst(pattern: Pattern, is_anchored: bool) -> str:
    """The attack that takes too long, for people; `""` when none does."""
    look = pattern.match if is_anchored else lambda subject: [None for _ in pattern.finditer(subject)]
    for attack in sorted(attacks(pattern)):
        for tail in TAILS:
            small = text(pattern, attack, SMALL, tail)
            if small is None or _seconds(look, small) < SUSPECT:
                continue
            if _seconds(look, text(pattern, attack, LARGE, tail)) >= MAX_SECONDS:
                return f"{attack[0]!r:.60} then {attack[1]!r:.40} many times, then {tail!r}"
    return ""


def _seconds(look: Callable[[Any], object], subject: Any) -> float:
    """Of CPU, for all matches in the subject; no more than a little above the limit."""
    began = time.thread_time()
    try:
        within(MAX_SECONDS, look, subject)
    except TakesTooLong:
        return MAX_SECONDS
    return time.thread_time() - began
