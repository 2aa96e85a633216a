"""Departments and townships owe reports as governments do: a hole in a series is a datum."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipelines.storage.crawls import ledger
from pipelines.storage.crawls.expectations import expect_series
from pipelines.storage.database import read_session, write_session
from tests.pipelines.storage.crawls.test_ledger import CODE, FIRST, SECOND, URL, register
from tests.pipelines.stored import report, save

BUREAU = {"organ_name": "山亭区教育和体育局", "organ_kind": "department"}


def stored(engine: Engine, *years: int) -> None:
    with write_session(engine) as session:
        register(session)
    save(engine, *(report(f"b{year}", year=year, **BUREAU) for year in years))


def owed(engine: Engine, *, years: tuple[int, ...] = (), last: int = 2024, outcome: str = "ok") -> dict[int, str]:
    with write_session(engine) as session:
        expect_series(session, region_code=CODE, years=years, last=last, since=SECOND)
        ledger.record_outcome(
            session, region_code=CODE, portal_url=URL, outcome=outcome, family="", column_url=URL, stated=None, seen=1,
            reason="a page was not had", trail="[]",
        )  # fmt: skip
        ledger.sweep(session, region_code=CODE, since=SECOND)
    return dict(rows(engine, "SELECT year, state FROM coverage WHERE organ_kind = 'department'"))  # type: ignore[arg-type]


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(text(query))]


@pytest.mark.parametrize(("outcome", "state"), [("ok", "not_published"), ("partial", "incomplete")])
def test_a_hole_between_two_reports_of_a_bureau_is_a_row_with_its_state(
    engine: Engine, outcome: str, state: str
) -> None:
    stored(engine, 2021, 2023)
    assert owed(engine, outcome=outcome) == {2021: "stored", 2022: state, 2023: "stored", 2024: state}


def test_nothing_is_owed_before_the_first_report(engine: Engine) -> None:
    stored(engine, 2023)
    assert min(owed(engine)) == 2023


def test_only_the_years_asked_for_are_owed(engine: Engine) -> None:
    stored(engine, 2020)
    assert set(owed(engine, years=(2022,))) == {2020, 2022}


def test_expecting_twice_is_expecting_once(engine: Engine) -> None:
    stored(engine, 2021, 2023)
    owed(engine)
    before = rows(engine, "SELECT * FROM target ORDER BY organ_id, year")
    owed(engine)
    assert rows(engine, "SELECT * FROM target ORDER BY organ_id, year") == before


def test_a_report_that_comes_later_fills_its_hole(engine: Engine) -> None:
    stored(engine, 2021, 2023)
    owed(engine)
    save(engine, report("late", year=2022, **BUREAU), at=FIRST)
    assert owed(engine)[2022] == "stored"
