"""A copy of a database is that database, on whichever engine."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.exceptions import InputError
from pipelines.exchange.copying import copy
from pipelines.storage.database import open_database
from tests.databases import fresh_postgres, snapshot
from tests.pipelines.stored import number, report, save


def test_a_copy_on_the_other_engine_holds_the_same_rows_and_goes_on_counting(
    engine: Engine, codebook: Path, tmp_path: Path
) -> None:
    save(engine, report("a"), report("b", year=2023))
    is_sqlite = engine.dialect.name == "sqlite"
    other = open_database(fresh_postgres() if is_sqlite else f"sqlite:///{tmp_path}/c.sqlite", codebook=codebook)
    counts = copy(engine, other)
    assert (counts["report"], counts["value"]) == (2, 8)
    with engine.connect() as one, other.connect() as two:
        first, second = snapshot(one), snapshot(two)
    assert _plain(first) == _plain(second)
    assert save(other, report("c", values=(number("t3_granted__total", "3"),))) == ["superseded"]
    other.dispose()


def test_a_database_that_holds_reports_is_not_copied_over(engine: Engine, codebook: Path, tmp_path: Path) -> None:
    save(engine, report("a"))
    other = open_database(f"sqlite:///{tmp_path}/c.sqlite", codebook=codebook)
    save(other, report("b"))
    with pytest.raises(InputError, match="holds reports already"):
        copy(engine, other)
    other.dispose()


def _plain(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[str, ...]]]:
    """Numbers as text: one engine gives REAL, the other NUMERIC."""
    return {name: sorted(tuple(map(str, row)) for row in rows) for name, rows in tables.items()}
