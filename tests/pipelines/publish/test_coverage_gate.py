"""A night whose coverage collapses is told apart from one that grew."""

from collections import Counter

import pytest
from sqlalchemy import Engine, select

from pipelines.publish.coverage_gate import accept, check_run, collapses
from pipelines.storage import models
from pipelines.storage.crawls.visits import Visit, record_visit
from pipelines.storage.database import read_session, write_session
from tests.databases import engine as engine


@pytest.mark.parametrize(
    ("before", "now", "month", "said"),
    [
        ({2024: 100}, {2024: 90}, 6, []),
        ({2024: 100}, {2024: 89}, 6, ["2024: 89 reports seen, 100 on the last good visits"]),
        ({2024: 100, 2023: 50}, {2024: 100}, 6, ["2023: 0 reports seen, 50 on the last good visits"]),
        ({2024: 100}, {2024: 200, 2025: 3}, 6, []),
        ({2024: 100}, {2024: 201}, 6, ["2024: 201 reports seen, only 100 on the last good visits"]),
        ({2024: 4}, {2024: 30}, 6, []),
        ({2025: 40}, {2025: 400}, 2, []),  # being published just now
        ({2025: 40}, {2025: 400}, 4, ["2025: 400 reports seen, only 40 on the last good visits"]),
    ],
)
def test_less_than_nine_tenths_or_more_than_twice_is_a_collapse(
    before: dict[int, int], now: dict[int, int], month: int, said: list[str]
) -> None:
    assert collapses(Counter(before), Counter(now), year=2026, month=month) == said


def night(engine: Engine, run_id: int, silent: int) -> list[str]:
    """Ten portals of four reports a year each, so many of them silent."""
    at = f"2026-06-{run_id:02}T15:00:00+00:00"
    with write_session(engine) as session:
        for number in range(10):
            is_off = number < silent
            record_visit(
                session,
                Visit(
                    region_code=f"37040{number}",
                    portal_url=f"http://{number}.gov.cn/",
                    at=at,
                    run_id=run_id,
                    outcome="unreachable" if is_off else "ok",
                    column_url="" if is_off else "http://x/",
                    seen=0 if is_off else 8,
                    years={} if is_off else {2023: 4, 2024: 4},
                ),
            )
        return check_run(session, run_id, at=at)


def test_the_gate_is_red_while_four_of_ten_portals_are_silent_and_green_again_after(engine: Engine) -> None:
    assert night(engine, 1, silent=0) == []
    assert night(engine, 2, silent=1) == []
    assert len(night(engine, 3, silent=4)) == 2
    assert len(night(engine, 4, silent=4)) == 2  # measured against the last good night, not the last
    assert night(engine, 5, silent=0) == []
    with read_session(engine) as session:
        gates = session.execute(select(models.Event).where(models.Event.kind == "gate")).scalars().all()
        assert [(gate.run_id, gate.closed_at) for gate in gates] == [(3, "2026-06-05T15:00:00+00:00")]


def one_portal(engine: Engine, run_id: int, years: dict[int, int]) -> list[str]:
    """A night of one portal whose lists name so many reports a year."""
    at = f"2026-06-{run_id:02}T15:00:00+00:00"
    made = Visit(
        region_code="370406",
        portal_url="http://www.a.gov.cn/",
        at=at,
        run_id=run_id,
        outcome="ok",
        column_url="http://www.a.gov.cn/nb/",
        seen=sum(years.values()),
        years=years,
    )
    with write_session(engine) as session:
        record_visit(session, made)
        return check_run(session, run_id, at=at)


def standing(engine: Engine) -> list[str]:
    query = select(models.Event.kind).where(models.Event.kind != "visit", models.Event.closed_at.is_(None))
    with read_session(engine) as session:
        return list(session.execute(query).scalars())


FULL = dict.fromkeys(range(2008, 2026), 1)


def test_a_report_that_was_removed_is_one_alert_and_red_until_the_third_night_alike(engine: Engine) -> None:
    assert one_portal(engine, 1, FULL) == []
    gone = {year: count for year, count in FULL.items() if year != 2019}
    for run_id in (2, 3):
        assert one_portal(engine, run_id, gone) == ["2019: 0 reports seen, 1 on the last good visits"]
        assert standing(engine) == ["column_shrunk"]
    for run_id in (4, 5, 6):
        assert one_portal(engine, run_id, gone) == []
        assert standing(engine) == []


def test_the_night_after_a_gate_was_accepted_is_green(engine: Engine) -> None:
    night(engine, 1, silent=0)
    assert night(engine, 2, silent=4)
    with write_session(engine) as session:
        gate = session.execute(select(models.Event).where(models.Event.kind == "gate")).scalar_one()
        assert len(accept(session, gate, at="2026-06-02T18:00:00+00:00")) == 4
        gate.closed_at = "2026-06-02T18:00:00+00:00"
    assert night(engine, 3, silent=4) == []
    assert standing(engine) == []
    assert night(engine, 4, silent=6)  # two more of the six that were left
