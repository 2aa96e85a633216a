"""A night whose coverage collapses is told apart from one that grew."""

from collections import Counter

import pytest
from sqlalchemy import Engine, select

from pipelines.publish.coverage_gate import check_run, collapses
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
