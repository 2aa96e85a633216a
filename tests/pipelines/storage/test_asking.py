"""Statements of strangers: each is refused or stopped within two seconds and some, and nothing is changed by it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.exceptions import InputError
from pipelines.storage import models
from pipelines.storage.asking import SECONDS, TooLong, ask
from pipelines.storage.database import open_database, write_session
from tests.databases import fresh_postgres, snapshot

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
SLACK = 1.0  # seconds, for a machine at work

HOSTILE_EVERYWHERE = (
    "DELETE FROM region",
    "UPDATE region SET name = ''",
    "INSERT INTO region (code, name, level, full_name) VALUES ('1', '', 'county', '')",
    "DROP TABLE region",
    "CREATE TABLE mine AS SELECT * FROM region",
    "ALTER TABLE region RENAME TO mine",
    "SELECT 1; DROP TABLE region",
    "SELECT 1; SELECT 2",
    "/* SELECT */ DROP TABLE region",
    "-- SELECT\nDELETE FROM region",
    "VACUUM",
    "BEGIN",
    "COMMIT",
    "",
    "SELECT FROM WHERE",
    "SELECT * FROM nothing_of_that_name",
    f"{ENDLESS} SELECT count(*) FROM c",
    f"{ENDLESS} SELECT max(x) FROM c",
    f"{ENDLESS} SELECT x FROM c",
    f"{ENDLESS} SELECT * FROM c ORDER BY x DESC",
    f"{ENDLESS} SELECT count(*) FROM c AS a, c AS b",
)
HOSTILE = {
    "sqlite": (
        "ATTACH DATABASE 'mine.sqlite' AS mine",
        "VACUUM INTO 'mine.sqlite'",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = ON",
        "SELECT * FROM pragma_database_list",
        "EXPLAIN DELETE FROM region",
        "WITH x AS (SELECT 1) DELETE FROM region",
        "SELECT load_extension('mine.so')",
        "SELECT hex(zeroblob(1000000000))",
        f"SELECT zeroblob(9000000) FROM ({ENDLESS} SELECT x FROM c)",
        "SELECT replace(hex(zeroblob(5000000)), '0', 'aaaaaaaaaaaaaaaaaaaa')",
        "WITH RECURSIVE c(x) AS (SELECT 'aa' UNION ALL SELECT x || x FROM c) SELECT x FROM c",
    ),
    "postgresql": (
        "COPY region TO PROGRAM 'touch mine'",
        "COPY region FROM PROGRAM 'cat /etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
        "SELECT pg_reload_conf()",
        "SELECT pg_sleep(60)",
        "SELECT * INTO mine FROM region",
        "WITH gone AS (DELETE FROM region RETURNING *) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM region",
        "SELECT set_config('transaction_read_only', 'off', true), pg_read_file('/etc/passwd')",
        "SET ROLE postgres",
        "DO $$ BEGIN DELETE FROM region; END $$",
        "SELECT repeat('a', 1000000000)",
    ),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with a region in it, which nothing may change."""
    folder = tmp_path_factory.mktemp("asked")
    made = f"sqlite:///{folder}/nianbao.sqlite" if request.param == "sqlite" else fresh_postgres()
    engine = open_database(made)
    with write_session(engine) as session:
        session.add(models.Region(code="370406", name="山亭区", level="county", full_name="山东省枣庄市山亭区"))
    with engine.connect() as connection:
        before = snapshot(connection)
    yield made
    with engine.connect() as connection:
        assert snapshot(connection) == before
    engine.dispose()
    assert not list(folder.glob("mine*"))


def kind(url: str) -> str:
    return url.partition(":")[0]


def is_stopped(url: str, statement: str) -> bool:
    """True if the statement is refused or stopped, and in time."""
    began = time.monotonic()
    try:
        ask(url, statement)
    except InputError:
        return time.monotonic() - began < SECONDS + SLACK
    return False


def test_a_question_has_its_answer(url: str) -> None:
    answer = ask(url, "  -- which\n/* of them */ SELECT code, full_name FROM region WHERE name = '山亭区' -- all")
    assert answer.columns == ("code", "full_name")
    assert answer.rows == [("370406", "山东省枣庄市山亭区")]
    assert ask(url, "WITH x AS (SELECT 2 AS y) SELECT y + 1 FROM x").rows == [(3,)]
    assert ask(url, "SELECT code FROM region WHERE code = 'none'").columns == ("code",)


def test_thirty_hostile_statements_are_refused_or_stopped_within_two_seconds(url: str) -> None:
    statements = HOSTILE_EVERYWHERE + HOSTILE[kind(url)]
    assert len(statements) >= 30
    assert [statement for statement in statements if not is_stopped(url, statement)] == []


def test_what_takes_longer_is_stopped_when_its_time_is_over(url: str) -> None:
    began = time.monotonic()
    with pytest.raises(TooLong, match=r"stopped after 0\.3 s"):
        ask(url, f"{ENDLESS} SELECT count(*) FROM c", seconds=0.3)
    assert time.monotonic() - began < 0.3 + SLACK


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        ask(f"sqlite:///{tmp_path}/none.sqlite", "SELECT 1")
    assert not list(tmp_path.iterdir())
