"""`nianbao accept`: an alert of any kind ends, and what is becomes what the next nights are compared with."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from pipelines.publish.coverage_gate import check_run
from pipelines.storage import models
from pipelines.storage.crawls.visits import Visit, record_visit
from pipelines.storage.database import open_database, read_session, write_session
from tests.nianbao.command_line import Nianbao

PORTAL = "http://www.a.gov.cn/"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path}/data/nianbao.sqlite")


def night(engine: Engine, run_id: int, years: dict[int, int]) -> list[str]:
    at = f"2026-06-{run_id:02}T15:00:00+00:00"
    seen = {"region_code": "370406", "portal_url": PORTAL, "column_url": PORTAL, "outcome": "ok"}
    with write_session(engine) as session:
        record_visit(session, Visit(**seen, at=at, run_id=run_id, seen=sum(years.values()), years=years))  # type: ignore[arg-type]
        return check_run(session, run_id, at=at)


def alerts(engine: Engine) -> list[models.Event]:
    with read_session(engine) as session:
        query = select(models.Event).where(models.Event.kind != "visit").order_by(models.Event.event_id)
        found = list(session.execute(query).scalars())
        session.expunge_all()
    return found


def test_one_removal_is_one_alert_one_accept_and_green_nights_after(
    nianbao: Nianbao, engine: Engine, tmp_path: Path
) -> None:
    before, after = {2023: 1, 2024: 1}, {2024: 1}
    assert night(engine, 1, before) == []
    assert night(engine, 2, after) != []
    (alert,) = alerts(engine)
    assert f"`nianbao accept {alert.event_id}`" in nianbao("status")[1]
    code, out, err = nianbao("accept", str(alert.event_id), "--why", "撤下，已致电核实")
    assert (code, err) == (0, "")
    assert out.startswith(f"{alert.event_id}: ")
    assert [night(engine, run_id, after) for run_id in (3, 4, 5)] == [[], [], []]
    (alert,) = alerts(engine)
    assert alert.closed_at is not None
    assert json.loads(alert.detail or "")["why"] == "撤下，已致电核实"


def test_of_several_alerts_all_are_accepted_or_none(nianbao: Nianbao, engine: Engine, tmp_path: Path) -> None:
    night(engine, 1, {2023: 1, 2024: 1})
    night(engine, 2, {2024: 1})
    (alert,) = alerts(engine)
    code, out, err = nianbao("accept", str(alert.event_id), "99")
    assert (code, out) == (2, "")
    assert "99 is no alert" in err
    assert alerts(engine)[0].closed_at is None
    assert nianbao("accept", str(alert.event_id))[0] == 0
    code, _, err = nianbao("accept", str(alert.event_id))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "closed already" in err


def test_a_visit_is_no_alert(nianbao: Nianbao, engine: Engine, tmp_path: Path) -> None:
    night(engine, 1, {2024: 1})
    code, _, err = nianbao("accept", "1")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "no alert" in err
