"""Two databases become one: nothing is lost, nothing is doubled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipelines.exchange.merging import Merged, merge
from pipelines.storage import archive
from pipelines.storage.database import open_database, read_session
from tests.pipelines.stored import AT, LATER, number, report, save

NOW = "2026-06-01T00:00:00+00:00"


@pytest.fixture
def other(codebook: Path, tmp_path: Path) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path}/other.sqlite", codebook=codebook)
    yield made
    made.dispose()


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(text(query))]


def merged(other: Engine, engine: Engine, tmp_path: Path) -> Merged:
    return merge(other, engine, other_archive=tmp_path / "theirs", archive=tmp_path / "ours", at=NOW)


def test_what_is_only_there_comes_in_with_its_values_and_findings(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    save(engine, report("a"))
    save(other, report("b", year=2023))
    found = merged(other, engine, tmp_path)
    assert (found.reports, found.known) == (1, 0)
    assert rows(engine, "SELECT year, version FROM report ORDER BY year") == [(2023, 1), (2024, 1)]
    assert len({row[0] for row in rows(engine, "SELECT count(*) FROM value GROUP BY report_id")}) == 1
    assert rows(engine, "SELECT state FROM target WHERE year = 2023") == [("stored",)]


def test_what_is_here_stays_and_merging_twice_is_merging_once(engine: Engine, other: Engine, tmp_path: Path) -> None:
    save(engine, report("a"))
    save(other, report("a"), report("b", year=2023))
    merged(other, engine, tmp_path)
    before = rows(engine, "SELECT * FROM value ORDER BY report_id, field_code")
    again = merged(other, engine, tmp_path)
    assert (again.reports, again.known) == (0, 2)
    assert rows(engine, "SELECT * FROM value ORDER BY report_id, field_code") == before


def test_versions_stand_in_the_order_in_which_they_were_first_seen(
    engine: Engine, other: Engine, tmp_path: Path
) -> None:
    save(engine, report("new", values=(number("t3_granted__total", "2"),)), at=LATER)
    save(other, report("old", values=(number("t3_granted__total", "1"),)), at=AT)
    merged(other, engine, tmp_path)
    assert rows(engine, "SELECT source_url, version FROM report ORDER BY version") == [
        (report("old").source_url, 1),
        (report("new").source_url, 2),
    ]


def test_the_bytes_come_along_and_what_lacks_is_told(engine: Engine, other: Engine, tmp_path: Path) -> None:
    body = b"a report"
    path = archive.save(tmp_path / "theirs", body)
    sha256 = path.name.removesuffix(".gz")
    save(other, report("x", document_sha256=sha256), report("y", year=2022))
    found = merged(other, engine, tmp_path)
    assert archive.load(tmp_path / "ours", sha256) == body
    assert found.missing == (report("y").document_sha256,)
