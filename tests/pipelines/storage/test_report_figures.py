"""The stored row of a report's figures is what its cells and corrections say, whatever wrote them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipelines.corrections.file import NOT_IN_SOURCE
from pipelines.corrections.standing import apply_corrections
from pipelines.exchange.copying import copy
from pipelines.exchange.merging import merge
from pipelines.storage import views
from pipelines.storage.database import open_database, read_session, upgrade, write_session
from pipelines.storage.views import report_figures
from tests.pipelines.corrections.test_file import CELL
from tests.pipelines.stored import AT, LATER, number, report, save

OWN = replace(CELL, document_sha256=report("a").document_sha256)  # new_received__total: 13 instead of 12
FIGURES = "SELECT new_received, new_received_or_zero, carried_in, carried_in_or_zero, carried_in_is_imputed FROM panel"


def differing(engine: Engine) -> list[int]:
    with read_session(engine) as session:
        return list(report_figures.differing(session.connection()))


def ask(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(text(query))]


def test_a_new_report_has_its_row(engine: Engine) -> None:
    save(engine, report("a"), report("b", year=2023, values=()))
    assert differing(engine) == []
    assert ask(engine, FIGURES + " WHERE year = 2024") == [(12.0, 12.0, None, 0.0, 1)]
    assert ask(engine, FIGURES + " WHERE year = 2023") == [(None, None, None, None, 0)]


def test_another_reading_changes_the_row_with_the_cells(engine: Engine) -> None:
    save(engine, report("a"))
    save(engine, report("a", values=(number("t3_new_received__total", "15"),)), at=LATER)
    assert differing(engine) == []
    assert ask(engine, FIGURES) == [(15.0, 15.0, None, None, 0)]


def test_a_report_that_is_taken_back_takes_its_row_along(engine: Engine) -> None:
    save(engine, report("a"))
    save(engine, report("a", year=2023), at=LATER)
    assert differing(engine) == []
    assert ask(engine, "SELECT count(*) FROM report_figures") == [(1,)]


def test_a_correction_changes_the_row_until_it_is_taken_back(engine: Engine) -> None:
    save(engine, report("a"))
    for corrections, shown in (((OWN,), 13.0), ((replace(OWN, correction=NOT_IN_SOURCE),), None), ((), 12.0)):
        with write_session(engine) as session:
            apply_corrections(session, corrections)
        assert differing(engine) == []
        assert [row[0] for row in ask(engine, FIGURES)] == [shown]


def test_what_is_merged_and_what_is_copied_has_its_rows(engine: Engine, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path}/other.sqlite")
    third = open_database(f"sqlite:///{tmp_path}/third.sqlite")
    save(other, report("b", year=2023))
    save(engine, report("a"))
    merge(other, engine, other_archive=tmp_path / "theirs", archive=tmp_path / "ours", at=AT)
    copy(engine, third)
    for each in (engine, third):
        assert differing(each) == []
        assert ask(each, "SELECT count(*) FROM report_figures") == [(2,)]
    other.dispose()
    third.dispose()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE report_figures SET new_received = 13",
        "DELETE FROM report_figures",
        "UPDATE value SET value = 13 WHERE field_code = 't3_new_received__total'",
        "UPDATE value SET state = 'not_applicable', value = NULL WHERE field_code = 't2_fee_amount'",
    ],
)
def test_a_row_that_is_not_what_the_cells_say_is_found_and_made_anew(engine: Engine, harm: str) -> None:
    save(engine, report("a"))
    with engine.begin() as connection:
        connection.exec_driver_sql(harm)
    (wrong,) = differing(engine)
    with engine.begin() as connection:
        report_figures.renew(connection, [wrong])
    assert differing(engine) == []


def test_an_upgrade_makes_the_rows_of_what_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    engine = open_database(url)
    save(engine, report("a"))
    with engine.begin() as connection:
        views.drop_views(connection)
    engine.dispose()
    upgrade(url)
    engine = open_database(url)
    assert differing(engine) == []
    assert ask(engine, FIGURES) == [(12.0, 12.0, None, 0.0, 1)]
    engine.dispose()
