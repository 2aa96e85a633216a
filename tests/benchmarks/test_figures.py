"""What `make bench` keeps and what it complains of; nothing is timed here."""

import json
from pathlib import Path

import pytest

from benchmarks import figures
from benchmarks.measure import Figure, ratio


def figure(key: str, cost: float, target: float | None = None) -> Figure:
    return Figure(key=key, work=f"do {key}", ours="3 ms", beside="a floor", ratio=cost, target=target)


def test_a_ratio_that_is_worse_by_more_than_a_fifth_is_told_and_no_other() -> None:
    before = [figure("a", 10), figure("b", 10), figure("c", 10)]
    now = [figure("a", 12.1), figure("b", 11.9), figure("c", 2), figure("new", 99)]
    assert figures.worse(now, before) == [(now[0], 10)]


def test_a_slow_machine_slows_both_and_leaves_the_ratio() -> None:
    assert ratio([2.0, 20.0, 2.0], [1.0, 10.0, 1.0]) == 2


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(figures, "FILE", tmp_path / "figures.json")
    monkeypatch.setattr(figures, "PAGE", tmp_path / "performance.md")
    monkeypatch.setattr(figures, "LIBRARIES", ("lxml",))
    return tmp_path


def test_what_was_measured_is_kept_and_the_page_is_made_of_it(elsewhere: Path) -> None:
    assert figures.committed() == []
    figures.write([figure("a", 4, 5), figure("b", 6, 5)], minutes=3, is_whole=True)
    assert figures.committed() == [figure("a", 4, 5), figure("b", 6, 5)]
    page = (elsewhere / "performance.md").read_text("utf-8")
    assert "| do a | 3 ms | 4 × | a floor | 5 × at most, met |" in page
    assert "| do b | 3 ms | 6 × | a floor | 5 × at most, **not met** |" in page


def test_a_part_measured_again_leaves_the_others(elsewhere: Path) -> None:
    figures.write([figure("a", 4), figure("b", 6)], minutes=3, is_whole=True)
    figures.write([figure("b", 1)], minutes=1, is_whole=False)
    assert figures.committed() == [figure("a", 4), figure("b", 1)]


def test_the_committed_page_is_the_one_its_figures_make() -> None:
    kept = json.loads(figures.FILE.read_text("utf-8"))
    assert figures.page(figures.committed(), kept["machine"]) == figures.PAGE.read_text("utf-8")
