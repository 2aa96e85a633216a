"""Visits, the alerts they open and close, runs without an end, locks of regions."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from nianbao.queries import run_queries
from pipelines.storage import models
from pipelines.storage.crawls import ledger
from pipelines.storage.crawls.visits import (
    Visit,
    close_interrupted,
    newest,
    newest_good,
    record_visit,
    take_as_normal,
    visits_of_run,
)
from pipelines.storage.database import read_session, write_session
from pipelines.storage.locks import region_locks
from tests.databases import engine as engine

ROOT = Path(__file__).resolve().parents[4]
URL, COLUMN = "http://www.a.gov.cn/", "http://www.a.gov.cn/nb/"


def visit(engine: Engine, day: int, **more: Any) -> None:
    facts: dict[str, Any] = {
        "outcome": "ok",
        "column_url": COLUMN,
        "seen": 20,
        "years": {2024: 2},
        "run_id": day,
        "portal_url": URL,
    } | more
    made = Visit(region_code="370406", at=f"2027-01-{day:02}T15:00:00+00:00", **facts)
    with write_session(engine) as session:
        record_visit(session, made)


def alerts(engine: Engine) -> list[tuple[str, str, str | None]]:
    query = select(models.Event.kind, models.Event.at, models.Event.closed_at).where(models.Event.kind != "visit")
    with read_session(engine) as session:
        return [(row.kind, row.at[:10], row.closed_at and row.closed_at[:10]) for row in session.execute(query)]


def test_seven_nights_with_a_portal_off_are_one_alert_that_closes_itself(engine: Engine) -> None:
    visit(engine, 1)
    for day in range(2, 9):
        visit(engine, day, outcome="unreachable", column_url="", seen=0, years={}, reason="no answer")
        assert alerts(engine) == [("host_silent", "2027-01-02", None)]
    visit(engine, 9)
    assert alerts(engine) == [("host_silent", "2027-01-02", "2027-01-09")]
    visit(engine, 10)
    assert len(alerts(engine)) == 1


def test_a_portal_that_never_worked_is_no_alert(engine: Engine) -> None:
    for day in (1, 2):
        visit(engine, day, outcome="blocked", column_url="", seen=0, years={}, reason="HTTP 403")
    assert alerts(engine) == []


def test_a_column_that_moved_is_one_nights_alert(engine: Engine) -> None:
    visit(engine, 1)
    visit(engine, 2, column_url=f"{URL}new/")
    assert alerts(engine) == [("column_moved", "2027-01-02", None)]
    visit(engine, 3, column_url=f"{URL}new/")
    assert alerts(engine) == [("column_moved", "2027-01-02", "2027-01-03")]


def test_a_column_that_is_gone_or_emptied_stands_until_it_is_back(engine: Engine) -> None:
    visit(engine, 1)
    visit(engine, 2, outcome="not_found", column_url="", seen=0)
    visit(engine, 3, outcome="not_found", seen=0)
    visit(engine, 4, outcome="unreachable", column_url="", seen=0)  # says nothing of the column
    assert ("column_lost", "2027-01-02", None) in alerts(engine)
    visit(engine, 5, seen=17)
    assert ("column_shrunk", "2027-01-03", None) in alerts(engine)
    visit(engine, 6, seen=18)
    assert {closed for _, _, closed in alerts(engine)} == {"2027-01-05", "2027-01-06"}


def test_a_list_that_lost_a_row_is_one_alert_until_it_was_alike_for_three_nights(engine: Engine) -> None:
    visit(engine, 1)
    for day in (2, 3):
        visit(engine, day, seen=19, years={2024: 1})
        assert alerts(engine) == [("column_shrunk", "2027-01-02", None)]
    visit(engine, 4, seen=19, years={2024: 1})
    visit(engine, 5, seen=19, years={2024: 1})
    assert alerts(engine) == [("column_shrunk", "2027-01-02", "2027-01-04")]


def test_nights_that_differ_do_not_heal_and_an_unread_night_between_begins_anew(engine: Engine) -> None:
    visit(engine, 1)
    for day, seen in ((2, 10), (3, 9), (4, 10), (5, 9)):
        visit(engine, day, seen=seen)
    visit(engine, 6, seen=9, is_read=False)
    visit(engine, 7, seen=9)
    assert alerts(engine) == [("column_shrunk", "2027-01-02", None)]


def test_what_was_accepted_is_what_the_next_nights_are_compared_with(engine: Engine) -> None:
    visit(engine, 1)
    visit(engine, 2, seen=10)
    with write_session(engine) as session:
        taken = take_as_normal(session, "370406", URL, at="2027-01-02T18:00:00+00:00")
    assert taken is not None
    assert (taken.seen, taken.is_settled) == (10, True)
    visit(engine, 3, seen=10)
    assert alerts(engine) == [("column_shrunk", "2027-01-02", "2027-01-02")]
    visit(engine, 4, seen=5)
    assert alerts(engine)[1:] == [("column_shrunk", "2027-01-04", None)]


def test_a_silent_portal_that_was_accepted_opens_no_other_alert(engine: Engine) -> None:
    visit(engine, 1)
    off: dict[str, Any] = {"outcome": "unreachable", "column_url": "", "seen": 0, "years": {}}
    visit(engine, 2, **off)
    with write_session(engine) as session:
        take_as_normal(session, "370406", URL, at="2027-01-02T18:00:00+00:00")
    visit(engine, 3, **off)
    visit(engine, 4)
    assert alerts(engine) == [("host_silent", "2027-01-02", "2027-01-02")]
    visit(engine, 5, **off)
    assert alerts(engine)[1:] == [("host_silent", "2027-01-05", None)]


def test_visits_come_back_as_they_were(engine: Engine) -> None:
    visit(engine, 1)
    with read_session(engine) as session:
        found = visits_of_run(session, 1)
        assert visits_of_run(session, 2) == []
    first = Visit(
        region_code="370406",
        portal_url=URL,
        at="2027-01-01T15:00:00+00:00",
        run_id=1,
        outcome="ok",
        column_url=COLUMN,
        seen=20,
        years={2024: 2},
    )
    assert found == [(first, None)]


def test_a_visit_of_a_run_comes_with_the_one_before_or_the_last_healthy_one(engine: Engine) -> None:
    for day, outcome in enumerate(("ok", "unreachable", "unreachable"), 1):
        visit(engine, day, outcome=outcome, **({} if outcome == "ok" else {"column_url": "", "seen": 0}))
    with read_session(engine) as session:
        ((now, before),) = visits_of_run(session, 3)
        ((_, healthy),) = visits_of_run(session, 3, healthy=True)
        good = newest_good(session)
    assert before is not None
    assert healthy is not None
    assert (now.at[:10], before.at[:10], healthy.at[:10]) == ("2027-01-03", "2027-01-02", "2027-01-01")
    assert good == healthy


def test_of_many_visits_only_the_newest_are_looked_at(engine: Engine) -> None:
    with write_session(engine) as session:
        for url in (URL, f"{URL}2"):
            names = {"name": "山亭区", "level": "county", "full_name": "山东省枣庄市山亭区"}
            ledger.register_portal(session, region_code="370406", portal_url=url, **names)
    for day in range(1, 6):
        visit(engine, day)
    visit(engine, 6, portal_url=f"{URL}2")
    with read_session(engine) as session:
        found = [(one.portal_url, one.at[:10]) for one in newest(session, 2)]
    assert found == [(URL, "2027-01-05"), (URL, "2027-01-04"), (f"{URL}2", "2027-01-06")]


def test_no_question_about_visits_reads_the_whole_log(engine: Engine) -> None:
    """Each is answered by an index, however many nights there were."""
    asked: list[str] = []
    with read_session(engine) as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2]))
        list(newest(session, 2))
        visits_of_run(session, 1, healthy=True)
        newest_good(session)
        run_queries.alerts(session)
        run_queries.listing_changes(session, 1)
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return  # PostgreSQL reads a table this small in one go
        for statement in tuple(asked):
            given = tuple(0 for _ in range(statement.count("?")))
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
            assert not any(line.startswith("SCAN event") for line in plan), plan
            assert any("ix_event_of_" in line for line in plan), plan


def test_only_runs_whose_regions_are_ours_are_taken_for_dead(engine: Engine) -> None:
    with write_session(engine) as session:
        ids = [
            ledger.open_run(
                session, command="nianbao", arguments=json.dumps({"regions": [code]}), version="1", started_at="then"
            )
            for code in ("370406", "350128")
        ]
    with write_session(engine) as session:
        assert close_interrupted(session, held=["370406", "1"], at="now") == [ids[0]]
        assert close_interrupted(session, held=["370406"], at="later") == []
    with read_session(engine) as session:
        ended = session.execute(select(models.Run.finished_at, models.Run.exit_code).order_by(models.Run.run_id)).all()
        assert [tuple(row) for row in ended] == [("now", 130), (None, None)]
        assert session.execute(select(func.count()).select_from(models.Run)).scalar_one() == 2


_HOLDER = """
import sys
from pipelines.storage.database import _engine, _parsed
from pipelines.storage.locks import region_locks
with region_locks(_engine(_parsed(sys.argv[1])), sys.argv[2:]) as held:
    print(*sorted(held), flush=True)
    sys.stdin.read()
"""


def test_a_region_is_held_once_and_free_again_when_its_holder_is_killed(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _HOLDER, url, "370406", "350128"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().split() == ["350128", "370406"]
        with region_locks(engine, ["370406", "320813"]) as held:
            assert held == {"320813"}
        holder.kill()
    with region_locks(engine, ["370406", "350128"]) as held:
        assert held == {"370406", "350128"}


@pytest.mark.parametrize("codes", [[], ["X-www.a.gov.cn"]])
def test_any_code_can_be_held(engine: Engine, codes: list[str]) -> None:
    with region_locks(engine, codes) as held:
        assert held == set(codes)
