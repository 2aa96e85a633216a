"""Years of one organ side by side: what disagrees is a finding."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, select

from pipelines.records import Finding, Report, Severity, Status
from pipelines.storage import models
from pipelines.storage.database import read_session
from tests.pipelines.stored import carry, number, report, save


def carrying(year: int, into: str, out: str, **changes: Any) -> Report:
    values = (number("t3_carried_in__total", into), number("t3_carried_out__total", out))
    return report(changes.pop("name", str(year)), year=year, values=values, findings=(), **changes)


def series_findings(engine: Engine) -> list[tuple[int, str]]:
    with read_session(engine) as session:
        rows = session.execute(
            select(models.Report.year, models.Finding.message)
            .join(models.Finding, models.Finding.report_id == models.Report.report_id)
            .where(models.Finding.origin == "series")
            .order_by(models.Report.year)
        )
        return [(int(year), message) for year, message in rows]


def test_years_are_compared_whichever_comes_first(engine: Engine) -> None:
    save(engine, carrying(2024, "5", "1"), carrying(2022, "0", "3"), carrying(2023, "2", "4"), series=carry)
    assert series_findings(engine) == [(2023, "2023: 3 became 2"), (2024, "2024: 4 became 5")]


def test_years_that_are_both_verified_are_compared_as_such(engine: Engine) -> None:
    asked: list[tuple[int, bool]] = []

    def ask(prev: Any, cur: Any, *, year: int, are_verified: bool) -> tuple[Finding, ...]:
        asked.append((year, are_verified))
        return ()

    years = [carrying(2022, "0", "3", is_verified=True), carrying(2023, "2", "4", is_verified=True)]
    save(engine, *years, carrying(2024, "5", "1"), series=ask)
    assert asked == [(2023, True), (2024, False)]


def test_a_corrected_year_renews_the_findings_beside_it(engine: Engine) -> None:
    save(engine, carrying(2022, "0", "3"), carrying(2023, "2", "4"), carrying(2024, "5", "1"), series=carry)
    save(engine, carrying(2023, "3", "5", name="corrected"), series=carry)
    assert series_findings(engine) == []


def test_years_of_different_scope_and_years_without_numbers_are_not_compared(engine: Engine) -> None:
    save(engine, carrying(2022, "0", "3", scope="aggregate"), carrying(2023, "2", "4"), series=carry)
    save(engine, report("bad", year=2024, values=(), status=Status.UNREADABLE), series=carry)
    assert series_findings(engine) == []


def test_findings_of_a_report_and_of_its_series_live_side_by_side(engine: Engine) -> None:
    finding = Finding(rule="T3_SUM", severity=Severity.ERROR, message="own")
    this = replace(carrying(2024, "5", "1"), findings=(finding,))
    assert save(engine, carrying(2023, "0", "3"), this, this, series=carry) == ["inserted", "inserted", "unchanged"]
    with read_session(engine) as session:
        assert sorted(session.execute(select(models.Finding.rule)).scalars()) == ["T3_CARRY", "T3_SUM"]


def test_each_year_is_compared_with_the_one_before_it_and_with_no_other(engine: Engine) -> None:
    asked: list[tuple[int, Any, Any]] = []

    def ask(prev: Any, cur: Any, *, year: int, are_verified: bool) -> tuple[Finding, ...]:
        asked.append((year, prev["t3_carried_out__total"], cur["t3_carried_in__total"]))
        return ()

    save(engine, *(carrying(year, str(year), str(year + 100)) for year in (2020, 2021, 2023, 2024)), series=ask)
    assert asked == [(2021, 2120, 2021), (2024, 2123, 2024)]


def test_a_year_beside_one_without_numbers_is_not_compared_and_loses_its_finding(engine: Engine) -> None:
    save(engine, carrying(2023, "0", "3"), carrying(2024, "5", "1"), series=carry)
    assert series_findings(engine) == [(2024, "2024: 3 became 5")]
    save(engine, carrying(2023, "0", "5", name="corrected"), series=None)
    assert series_findings(engine) == [(2024, "2024: 3 became 5")]  # nobody asked
    save(engine, carrying(2023, "0", "5", name="again", published_on="2025-02-01"), series=carry)
    assert series_findings(engine) == []


def test_a_report_read_in_part_goes_before_a_newer_one_without_tables(engine: Engine) -> None:
    partial = carrying(2023, "2", "4", status=Status.PARTIAL, published_on="2024-01-20")
    bare = report("bare", year=2023, values=(), findings=(), status=Status.TABLES_MISSING, published_on="2024-06-20")
    save(engine, carrying(2022, "0", "3"), partial, bare, series=carry)
    assert series_findings(engine) == [(2023, "2023: 3 became 2")]
