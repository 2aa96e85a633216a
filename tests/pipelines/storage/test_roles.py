"""A researcher's role reads everything, after an upgrade too, and changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from pipelines.exceptions import InputError
from pipelines.storage.database import open_database, upgrade
from pipelines.storage.roles import make_reader
from tests.databases import fresh_postgres, postgres
from tests.pipelines.stored import report, save

NAME = "nianbao_test_researcher"


@pytest.fixture
def url() -> Iterator[str]:
    """A PostgreSQL database with one report; the role is gone afterwards."""
    made = fresh_postgres()
    engine = open_database(made)
    save(engine, report("a"))
    engine.dispose()
    yield made
    with psycopg.connect(postgres(), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
            connection.execute(f"DROP OWNED BY {NAME}")
            connection.execute(f"DROP ROLE {NAME}")


def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    """What the last statement gives the researcher."""
    theirs = make_url(url).set(username=NAME).render_as_string(hide_password=False)
    with psycopg.connect(theirs, autocommit=True) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)  # type: ignore[call-overload]
        return connection.execute(statements[-1]).fetchall()  # type: ignore[call-overload, no-any-return]


def reader(url: str, name: str = NAME) -> bool:
    engine = open_database(url)
    try:
        return make_reader(engine, name)
    finally:
        engine.dispose()


def test_it_reads_tables_and_views_and_those_that_an_upgrade_makes(url: str) -> None:
    assert reader(url)
    assert not reader(url)
    upgrade(url)
    assert ask(url, "SELECT new_received FROM organ_year") == [(12.0,)]
    assert ask(url, "SELECT count(*) FROM value") == [(4,)]


@pytest.mark.parametrize("statement", ["DELETE FROM report", "UPDATE value SET raw = '1'", "DROP VIEW panel"])
def test_it_changes_nothing_even_in_a_session_that_it_allows_to_write(url: str, statement: str) -> None:
    reader(url)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        ask(url, statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(url, "SET default_transaction_read_only = off", statement)


@pytest.mark.parametrize("name", ["Researcher", "a b", 'x"; DROP ROLE y', "", "a" * 64, "postgres"])
def test_a_name_that_is_none_or_somebody_mightier_is_refused(url: str, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        reader(url, name)


def test_sqlite_has_no_roles(tmp_path: Path) -> None:
    engine: Engine = open_database(f"sqlite:///{tmp_path}/n.sqlite")
    with pytest.raises(InputError, match="SQLite has no roles"):
        make_reader(engine, NAME)
    engine.dispose()
