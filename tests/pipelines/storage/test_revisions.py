"""Revisions never change once they have landed, and every database that was ever made becomes one that can be used."""

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine

from pipelines.exceptions import InputError
from pipelines.records import Report, Status
from pipelines.storage import views
from pipelines.storage.database import migration_config, open_database, upgrade, write_session
from pipelines.storage.reports.store import save
from tests.databases import fresh_postgres
from tests.pipelines.storage.test_database import a_plain_engine, schema

HERE = Path(__file__).parent
VERSIONS = Path(str(views.__file__)).parents[1] / "migrations" / "versions"
MADE_BY_OLD_PROGRAMS = sorted((HERE / "revisions").glob("*.sql"))
FILLED_IN_ORDER = (
    *("region", "region_name", "run", "document", "field", "organ", "portal", "progress", "fetch", "target"),
    *("report", "value", "finding", "section", "event"),
)
TABLES = ("region", "organ", "portal", "document", "report", "value", "finding", "section", "target", "event", "run")


def test_no_revision_that_landed_was_changed() -> None:
    frozen = dict(line.split() for line in (HERE / "revisions" / "frozen.txt").read_text("utf-8").splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(VERSIONS.glob("0*.py"))}
    assert frozen == found, "add a revision instead of changing one; a new one gets its line in frozen.txt"


@pytest.mark.parametrize("made", MADE_BY_OLD_PROGRAMS, ids=lambda path: path.stem)
def test_a_database_of_every_landed_revision_becomes_a_current_one_with_its_rows(made: Path, tmp_path: Path) -> None:
    path, codebook = tmp_path / "old.sqlite", tmp_path / "codebook.csv"
    codebook.write_text("code,layout,table_name,row_key,column_key,years,label_zh,label_en,row_path,column_label,"
                        "unit,value_type,evidence,maps_to,comparability\n", encoding="utf-8")  # fmt: skip
    with sqlite3.connect(path) as connection:
        connection.executescript(made.read_text("utf-8"))
    before = counts(path)
    with pytest.raises(InputError, match="run `nianbao db upgrade`"):
        open_database(f"sqlite:///{path}", codebook=codebook)
    upgrade(f"sqlite:///{path}", codebook=codebook)
    assert counts(path) == before
    engine = open_database(f"sqlite:///{path}", codebook=codebook)
    new = open_database(f"sqlite:///{tmp_path}/new.sqlite", codebook=codebook)
    assert columns(engine) == columns(new)
    with write_session(engine) as session:
        report = Report(document_sha256="b" * 64, region_code="370406", organ_name="山亭区人民政府", year=2024,
                        organ_kind="government", source_url="http://127.0.0.1/2024.html", status=Status.OK)  # fmt: skip
        assert save(session, report, at="2026-05-01T00:00:00+00:00") == "inserted"
    new.dispose()
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database at revision 0005 with a row in each of its tables."""
    url = f"sqlite:///{tmp_path}/filled.sqlite" if request.param == "sqlite" else fresh_postgres()
    engine = a_plain_engine(url)
    with engine.begin() as connection:
        command.upgrade(migration_config(connection), "0005")
        made = (HERE / "revisions" / "0005.sql").read_text("utf-8").splitlines()
        inserts = [line for line in made if line.startswith("INSERT INTO") and "alembic_version" not in line]
        for line in sorted(inserts, key=lambda line: FILLED_IN_ORDER.index(line.split('"')[1])):
            connection.exec_driver_sql(line)
    yield engine
    engine.dispose()


def test_up_and_down_and_up_again_leaves_the_rows_as_they_were(filled: Engine) -> None:
    with filled.begin() as connection:
        command.upgrade(migration_config(connection), "head")
        up = rows(connection)
    with filled.begin() as connection:
        command.downgrade(migration_config(connection), "0005")
    with filled.begin() as connection:
        command.upgrade(migration_config(connection), "head")
        assert rows(connection) == up
    assert any(up["report"])


def counts(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}


def columns(engine: Engine) -> dict[str, list[object]]:
    """Each table's columns by name: one added later stands last, which no statement here depends on."""
    return {
        name: sorted(table["columns"]) if isinstance(table, dict) else sorted(table)  # type: ignore[call-overload]
        for name, table in schema(engine).items()
        if name != "sql"
    }


def rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted((tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr)
        for table in (*TABLES, "download")
    }
