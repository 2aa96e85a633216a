"""What the doctor says of everything that can be wrong."""

import pytest

from nianbao.queries.run_queries import AlertRow, RunRow, TroubleRow
from nianbao.screens.advice import advise, lines
from pipelines.publish.coverage_gate import GATE
from pipelines.storage.column_types import OUTCOMES
from pipelines.storage.crawls.visits import ALERTS

ALERT = AlertRow(
    event_id=1,
    kind="host_silent",
    region_code="370406",
    portal_url="http://a/",
    at="then",
    message="why",
    closed_at=None,
    run_id=1,
)
RUN = RunRow(
    run_id=7,
    started_at="then",
    finished_at=None,
    exit_code=None,
    version="1",
    command="nianbao crawl --due",
    vantage="",
    counts={},
)


@pytest.mark.parametrize("kind", [*ALERTS, GATE])
def test_every_kind_of_alert_has_its_line_in_the_playbook(kind: str) -> None:
    alert = AlertRow(
        event_id=1,
        kind=kind,
        region_code="" if kind == GATE else "370406",
        portal_url="",
        at="then",
        message="why",
        closed_at=None,
        run_id=1,
    )
    (advice,) = advise([alert], [], [])
    assert kind in advice.broke
    assert advice.look
    assert advice.command.startswith("nianbao ")


@pytest.mark.parametrize("outcome", [None, *(outcome for outcome in OUTCOMES if outcome != "ok")])
def test_every_outcome_that_is_not_ok_has_its_line(outcome: str | None) -> None:
    trouble = TroubleRow(region_code="370406", portal_url="http://a/", outcome=outcome, reason="why")
    (advice,) = advise([], [trouble], [])
    assert (outcome or "interrupted") in advice.broke
    assert advice.command.endswith(" 370406")


def test_a_portal_with_an_alert_is_told_once_and_a_closed_alert_never() -> None:
    trouble = TroubleRow(region_code="370406", portal_url="http://a/", outcome="unreachable", reason="why")
    assert len(advise([ALERT], [trouble], [])) == 1
    closed = AlertRow(**{name: getattr(ALERT, name) for name in AlertRow.__slots__} | {"closed_at": "now"})  # type: ignore[attr-defined]
    assert advise([closed], [], []) == []


def test_a_move_is_proposed_once_for_the_seed_with_the_command_that_looks_there() -> None:
    new = "http://b/"
    trouble = TroubleRow(region_code="370406", portal_url="http://a/", outcome="moved", reason="why", moved_to=new)
    (advice,) = advise([ALERT], [trouble], [])
    assert "370406 http://a/: moved: portal_url may be http://b/ now" in advice.broke
    assert "portal_url of the region's seed" in advice.look
    assert advice.command == "nianbao probe http://b/"


def test_a_run_without_an_end_is_answered_with_its_own_command() -> None:
    (advice,) = advise([], [], [RUN])
    assert advice.command == "nianbao crawl --due"


def test_what_holds_for_many_portals_is_said_once() -> None:
    troubles = [
        TroubleRow(region_code=code, portal_url=f"http://{code}/", outcome="unreachable", reason="silent")
        for code in ("370406", "370407")
    ]
    look, *broke = lines(advise([], troubles, []))
    assert look.startswith("look: try from another place")
    assert [line.split(":")[0].strip() for line in broke] == ["370406 http", "370407 http"]
    assert all("run: `nianbao crawl " in line for line in broke)


def test_figures_that_are_not_what_the_cells_say_are_told_with_the_way_out() -> None:
    (advice,) = advise([], [], [], None, [7, 9])
    assert "2 reports" in advice.broke
    assert advice.command == "nianbao db upgrade"
