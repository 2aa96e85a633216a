"""The simulated nation is the same on both engines, and what researchers ask of it takes the way its bounds assume."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from benchmarks import nation
from pipelines.storage.database import open_database
from tests.databases import fresh_postgres

REPORTS = 98  # two regions
PERIOD = [question for question in nation.QUESTIONS if "year" in question or "nation" in question]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("nation")
    engine = open_database(f"sqlite:///{folder}/n.sqlite" if request.param == "sqlite" else fresh_postgres())
    nation.fill(engine, REPORTS)
    yield engine
    engine.dispose()


def test_every_question_is_answered(filled: Engine) -> None:
    answered = {question: count for question, _, _, count in nation.times(filled, turns=1)}
    assert answered == {
        "one region's series": 7,
        "one region's series of a cell": 42,
        "one indicator, the nation by year": 6,
        "the same in table 3": 6,
        "the same of the wide view": 7,
        "organ_year, one year": 14,
        "panel, one year": 14,
        "applications, one year": 1,
        "disclosure, one year": 140,
        "litigation, one year": 210,
        "value_current, one year": 1,
        "finding_current, one year": 4,
        "coverage, one year": 14,
        "change, one year": 0,
        "report_current, one year": 14,
    }


@pytest.mark.parametrize("question", PERIOD)
def test_cells_are_found_by_their_key_and_never_by_reading_the_whole_table(filled: Engine, question: str) -> None:
    query = nation.QUESTIONS[question][0].format(region=nation.region(0))
    with filled.connect() as connection:
        if filled.dialect.name == "sqlite":
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            assert not [step for step in plan if step.split()[:2] in (["SCAN", "v"], ["SCAN", "x"], ["SCAN", "value"])]
        else:
            connection.execute(text("SET enable_seqscan = off"))  # so few rows are read whole where that is allowed
            plan = [row[0] for row in connection.execute(text(f"EXPLAIN {query}"))]
            assert not [step for step in plan if "Seq Scan on value " in step]


@pytest.mark.night
def test_a_nation_of_100_000_reports_answers_in_time(tmp_path: Path) -> None:
    """The bounds of `nation.QUESTIONS` on a quiet machine of two cores."""
    for url in (f"sqlite:///{tmp_path}/n.sqlite", fresh_postgres()):
        engine = open_database(url)
        nation.fill(engine, 100_000)
        late = [(question, seconds) for question, seconds, bound, _ in nation.times(engine) if seconds > bound]
        engine.dispose()
        assert late == []
