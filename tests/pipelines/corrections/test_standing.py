"""Corrections beside the printed figures, in the views that researchers ask."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipelines.corrections.file import CONFIRMED, NO_REPORT, NOT_IN_SOURCE, Correction
from pipelines.corrections.reports import corrected
from pipelines.corrections.standing import apply_corrections
from pipelines.records import Finding, Report, Severity
from pipelines.storage.database import read_session, write_session
from tests.pipelines.corrections.test_file import CELL
from tests.pipelines.stored import AT, LATER, number, report, save

OWN = replace(CELL, document_sha256=report("a").document_sha256)


def apply(engine: Engine, *corrections: Correction) -> list[str]:
    with write_session(engine) as session:
        apply_corrections(session, corrections)
    return [row[0] for row in rows(engine, "SELECT standing FROM correction ORDER BY correction_id")]


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(text(query))]


def cell(engine: Engine, field: str = CELL.field_code) -> tuple[Any, ...]:
    found = rows(engine, f"SELECT value, raw, state, origin FROM value_current WHERE field_code = '{field}'")
    assert len(found) == 1
    return found[0]


def test_a_corrected_figure_stands_beside_the_printed_one(engine: Engine) -> None:
    save(engine, report("a"))
    assert cell(engine) == (12, "12", "number", "read")
    assert apply(engine, OWN) == ["applies"]
    assert cell(engine) == (13, "12", "number", "corrected")
    assert rows(engine, "SELECT old_value, new_value, why FROM change") == [(12, 13, "corrected")]


def test_a_figure_that_is_not_in_the_source_is_null(engine: Engine) -> None:
    save(engine, report("a"))
    apply(engine, replace(OWN, correction=NOT_IN_SOURCE))
    assert cell(engine) == (None, "12", "blank", "corrected")


def test_a_cell_that_was_not_read_at_all_can_be_corrected(engine: Engine) -> None:
    save(engine, report("a"))
    apply(engine, replace(OWN, field_code="t3_granted__total", raw="", correction="7"))
    assert cell(engine, "t3_granted__total") == (7, "", "number", "corrected")


def test_a_figure_confirmed_at_the_source_stays_and_its_finding_says_so(engine: Engine) -> None:
    finding = Finding(rule="T3_BALANCE", severity=Severity.ERROR, message="12 != 11", fields=(CELL.field_code,))
    save(engine, report("a", findings=(finding,)))
    apply(engine, replace(OWN, correction=CONFIRMED))
    assert cell(engine) == (12, "12", "number", "confirmed")
    assert rows(engine, "SELECT rule, standing FROM finding_current") == [("T3_BALANCE", "confirmed at the source")]


def test_a_correction_whose_text_reads_otherwise_now_asks_to_be_looked_at_again(engine: Engine) -> None:
    save(engine, report("a"))
    assert apply(engine, OWN) == ["applies"]
    save(engine, report("a", values=(number(CELL.field_code, "13"),)), at=LATER)
    assert apply(engine, OWN) == ["look_again"]
    assert cell(engine) == (13, "13", "number", "read")


def test_a_correction_of_a_superseded_document_asks_to_be_looked_at_again(engine: Engine) -> None:
    save(engine, report("a"))
    save(engine, report("b", values=(number(CELL.field_code, "14"),)), at=LATER)
    assert apply(engine, OWN) == ["look_again"]
    assert cell(engine) == (14, "14", "number", "read")


def test_a_correction_of_no_stored_document_is_told(engine: Engine) -> None:
    save(engine, report("a"))
    assert apply(engine, replace(OWN, document_sha256="f" * 64)) == ["unmatched"]


def test_the_newest_of_two_corrections_of_a_cell_applies(engine: Engine) -> None:
    save(engine, report("a"))
    later = replace(OWN, who="wang", correction="14", corrected_on="2026-12-01")
    assert apply(engine, later, OWN) == ["applies", "look_again"]
    assert cell(engine)[0] == 14


def test_a_correction_taken_back_leaves_the_reading(engine: Engine) -> None:
    save(engine, report("a"))
    apply(engine, OWN)
    apply(engine)
    assert cell(engine) == (12, "12", "number", "read")


@pytest.mark.parametrize(
    ("field", "told", "changed"),
    [
        ("@organ", "山亭区水利局", {"organ_name": "山亭区水利局", "is_organ_printed": True}),
        ("@year", "2023", {"year": 2023}),
    ],
)
def test_what_a_report_is_can_be_corrected(field: str, told: str, changed: dict[str, Any]) -> None:
    given = report("a")
    own = replace(OWN, field_code=field, correction=told, raw="")
    assert corrected(given, [own]) == replace(given, **changed)
    assert corrected(report("b"), [own]) == report("b")


def test_what_people_say_is_no_report_is_none() -> None:
    assert corrected(report("a"), [replace(OWN, field_code="@report", correction=NO_REPORT, raw="")]) is None


def test_the_figures_as_they_stood_on_a_day(engine: Engine) -> None:
    """First issue, re-issue in place, a better reading of the re-issue: three days, three figures."""
    first, second, third = AT, LATER, "2026-02-03T00:00:00+00:00"

    def printed(figure: str) -> Report:
        return report("b", published_on="2025-01-21", values=(number(CELL.field_code, figure),))

    save(engine, report("a", values=(number(CELL.field_code, "12"),)), at=first)
    save(engine, printed("15"), at=second)
    save(engine, printed("16"), at=third)

    def on(day: str) -> list[Any]:
        query = f"""SELECT value FROM value_asof WHERE field_code = '{CELL.field_code}'
                    AND valid_from <= '{day}' AND (valid_to IS NULL OR valid_to > '{day}')"""
        return [row[0] for row in rows(engine, query)]

    assert [on(day) for day in ("2026-01-31", first, "2026-02-01T12", second, third, "2027")] == [
        [],
        [12],
        [12],
        [15],
        [16],
        [16],
    ]
    told = rows(engine, "SELECT old_value, new_value, first_seen_at, why FROM change ORDER BY first_seen_at")
    assert told == [(12, 16, second, "source changed"), (15, 16, third, "read anew")]
