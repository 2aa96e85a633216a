"""Which portals are due: frozen histories, frozen clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.seeds import Seed
from nianbao.crawls.schedule import History, due, pause, reason, summary

URL = "http://www.a.gov.cn/"
SPRING = datetime(2027, 2, 10, 14, 0, tzinfo=UTC)  # 22:00 in China
AUTUMN = datetime(2026, 10, 10, 14, 0, tzinfo=UTC)


def history(now: datetime, *visits: tuple[float, str], **more: bool) -> History:
    """Visits so many days before `now`, newest first."""
    made = tuple((now - timedelta(days=days), outcome) for days, outcome in visits)
    return History(region_code="370406", portal_url=URL, visits=made, **more)


@pytest.mark.parametrize(
    ("now", "visits", "is_due"),
    [
        (SPRING, [(1, "ok")], True),
        (SPRING, [(0.9, "ok")], True),
        (SPRING, [(0.3, "ok")], False),
        (AUTUMN, [(1, "ok")], False),
        (AUTUMN, [(6, "ok")], False),
        (AUTUMN, [(7, "ok")], True),
        (AUTUMN, [(1, "partial"), (8, "ok")], True),
        (AUTUMN, [(1, "partial")] * 4, False),
        (AUTUMN, [(1, "not_found")], False),
        (SPRING, [(1, "not_found")], True),
        (SPRING, [(1, "unreachable")], True),
        (SPRING, [(1, "unreachable"), (2, "unreachable")], False),
        (SPRING, [(2, "unreachable"), (3, "blocked")], True),
        (SPRING, [(7, "blocked")] * 4, False),
        (SPRING, [(8, "blocked")] * 4, True),
        (SPRING, [(28, "blocked")] * 30, True),
    ],
)
def test_season_outcome_and_health_of_a_host_decide(
    now: datetime, visits: list[tuple[float, str]], is_due: bool
) -> None:
    assert bool(reason(history(now, *visits), now)) == is_due


def test_the_season_is_that_of_china() -> None:
    at = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # already January there
    assert reason(history(at, (1, "ok")), at) == "season: every night"
    assert reason(history(at, (1, "ok")), at - timedelta(hours=2)) == ""


def test_pauses_grow_and_end_at_four_weeks() -> None:
    days = [round(pause(nights).total_seconds() / 86400, 1) for nights in (1, 2, 3, 4, 5, 6, 50)]
    assert days == [0.8, 1.8, 3.8, 7.8, 15.8, 28.0, 28.0]


def test_what_was_cut_short_or_never_visited_is_due() -> None:
    assert reason(history(AUTUMN, (0.1, "ok"), is_unsettled=True), AUTUMN) == "the last run was cut short"
    assert reason(history(AUTUMN), AUTUMN) == "never visited"


def test_those_longest_unvisited_come_first_and_the_reasons_are_counted() -> None:
    seeds = [
        Seed(region_code=code, name="区", level="county", portal_url=URL)
        for code in ("370402", "370404", "370406", "1")
    ]
    told = [
        History(region_code="370402", portal_url=URL, visits=((SPRING - timedelta(days=1), "ok"),)),
        History(region_code="370404", portal_url=URL, visits=((SPRING - timedelta(days=3), "ok"),)),
        History(region_code="1", portal_url=URL, visits=((SPRING, "ok"),)),
    ]
    chosen = due(seeds, told, SPRING)
    assert [one.seed.region_code for one in chosen] == ["370406", "370404", "370402"]
    assert summary(chosen, len(seeds)) == "3 of 4 portals are due: 2 season: every night; 1 never visited"
    assert summary([], 4) == "0 of 4 portals are due"
