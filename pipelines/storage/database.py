"""Open the database a URL names: make it when it is new, refuse it with a way out when it cannot be used."""

import csv
import functools
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from pipelines import templates
from pipelines.exceptions import InputError, StorageError
from pipelines.storage import views
from pipelines.storage.file_modes import private_file, private_folder
from pipelines.storage.models import Base, Field
from pipelines.storage.upsert import synchronise

logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)  # it reports at every opening of a database

CODEBOOK = Path(__file__).parents[1] / "templates" / "codebook.csv"

_SCHEMES = "sqlite:///FILE or postgresql://USER@HOST/DATABASE"
_LOCK = 0x6E69616E  # PostgreSQL advisory lock of whoever makes or migrates the schema: "nian"


def open_database(url: str, *, codebook: Path = CODEBOOK) -> Engine:
    """An engine on a database whose schema is this program's.

    A new or empty database gets tables, views, the codebook and the mark of the newest revision. Raises InputError
    for a database that is older, newer, somebody else's, or cannot be opened; it is then left as it was.
    """
    fields = _fields(codebook)
    with _explained(url):
        engine = _engine(_parsed(url))
        try:
            with _exclusive(engine) as connection:
                _make_or_check(connection, shown_url(url))
            _refresh_fields(engine, fields)
        except BaseException:
            engine.dispose()
            raise
    return engine


@functools.cache
def shared_database(url: str) -> Engine:
    """The one engine of this process on that database; `dispose()` closes its connections, not the engine."""
    return open_database(url)


def upgrade(url: str, *, codebook: Path = CODEBOOK) -> str:
    """Bring the database to this program's revision and return it. Everything or nothing is done."""
    fields = _fields(codebook)
    with _explained(url):
        # a copied table is dropped and renamed: with foreign keys on, that would take the rows that refer to it along
        engine = _engine(_parsed(url), foreign_keys=False)
        try:
            with _exclusive(engine) as connection:
                if _is_empty(connection):
                    _make(connection)
                else:
                    _refuse_foreign_or_newer(connection, shown_url(url))
                    views.drop_views(connection)
                    command.upgrade(migration_config(connection), "head")
                    _refuse_broken_references(connection, shown_url(url))
                    views.create_views(connection)
            _refresh_fields(engine, fields)
        finally:
            engine.dispose()
    return _head()


def exists(url: str) -> bool:
    """True unless it is a SQLite file that nobody has made yet."""
    parsed = _parsed(url)
    return parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).exists()


def current(url: str) -> str:
    """The revision the database is at, "" when it holds nothing. Creates nothing.

    Raises InputError when there is no database.
    """
    with _explained(url):
        if not exists(url):
            raise InputError(f"{shown_url(url)} does not exist: run `nianbao crawl`, or check --db")
        engine = _engine(_parsed(url))
        try:
            with _reader(engine).connect() as connection:
                return _revision(connection) or ""
        finally:
            engine.dispose()


@contextmanager
def write_session(engine: Engine) -> Iterator[Session]:
    """A session in one transaction: committed at the end, rolled back when the body raises.

    Raises StorageError when the database does not take it; nothing of the transaction is stored then.
    """
    try:
        with Session(engine) as session, session.begin():
            yield session
    except OperationalError as error:
        name = shown_url(engine.url.render_as_string(hide_password=False))
        raise StorageError(f"{name}: {_first_line(error)}") from error


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the database and neither waits for writers nor makes them wait."""
    with Session(_reader(engine)) as session, session.begin():
        yield session


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; without a connection only good for writing a new revision."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))  # % is the parser's own
    config.attributes["connection"] = connection
    return config


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # not chained: both quote the URL, password and all
        raise InputError(f"--db is not a database URL; write {_SCHEMES}") from None
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise InputError(f"--db names the unknown kind of database {parsed.drivername!r}; write {_SCHEMES}")
    if parsed.database in (None, "", ":memory:"):
        raise InputError(f"--db names no file; write {_SCHEMES}")
    return parsed


def shown_url(url: str) -> str:
    """The database as a message may name it: no password, no query (which may hold one too)."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return str(parsed.database)
    return parsed.set(drivername="postgresql", query={}).render_as_string(hide_password=True)


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn what a driver or the file system says on opening into one line for the person who typed the URL."""
    name = shown_url(url)
    try:
        yield
    except (DBAPIError, OSError) as error:
        raise InputError(f"{name} cannot be used: {_first_line(error)}; choose another --db") from error


def _first_line(error: Exception) -> str:
    orig = error.orig if isinstance(error, DBAPIError) else error
    said = str(getattr(orig, "strerror", None) or orig).strip()
    return said.splitlines()[0] if said else type(error).__name__


def _engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    path = Path(str(url.database))
    if path.is_dir():
        raise InputError(f"{path} is a folder; --db needs a file, as in sqlite:///{path}/nianbao.sqlite")
    private_folder(path.parent)
    private_file(path)  # its journals get the same mode from SQLite
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # sqlite3 must not begin transactions by itself: `_on_begin` does
        for pragma in (
            f"busy_timeout={_busy_milliseconds()}",  # before the rest, which may already have to wait
            "journal_mode=WAL",  # readers and one writer side by side
            "synchronous=FULL",  # a commit survives a power cut
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # a plain BEGIN that reads and then writes fails at once when another has written meanwhile; IMMEDIATE waits
        reads = connection.get_execution_options().get("nianbao_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _busy_milliseconds() -> int:
    """How long to wait for another writer; each of ours is done in a moment, so a longer wait is somebody's lock."""
    seconds = os.environ.get("NIANBAO_BUSY_SECONDS", "30")
    try:
        return int(float(seconds) * 1000)
    except (ValueError, OverflowError):
        raise InputError(f"NIANBAO_BUSY_SECONDS is {seconds!r}: give seconds, such as 30") from None


def _reader(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(nianbao_reads=True)
    # one snapshot for the whole transaction, as SQLite gives
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def _exclusive(engine: Engine) -> Iterator[Connection]:
    """A transaction that only one process at a time is in."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def _make_or_check(connection: Connection, name: str) -> None:
    if _is_empty(connection):
        _make(connection)
        return
    _refuse_foreign_or_newer(connection, name)
    revision = _revision(connection)
    if revision != _head():
        raise InputError(f"{name} is at revision {revision}, this nianbao needs {_head()}: run `nianbao db upgrade`")


def _make(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    views.create_views(connection)
    command.stamp(migration_config(connection), "head")


def _is_empty(connection: Connection) -> bool:
    return not set(inspect(connection).get_table_names()) - {"alembic_version"} and _revision(connection) is None


def _refuse_foreign_or_newer(connection: Connection, name: str) -> None:
    revision = _revision(connection)
    if revision is None:
        raise InputError(f"{name} holds tables that are not nianbao's; choose another --db")
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision not in known:
        raise InputError(
            f"{name} was written by a newer nianbao (revision {revision}); install that version or choose another --db"
        )


def _refuse_broken_references(connection: Connection, name: str) -> None:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL kept its foreign keys on
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"{name}: the migration would leave {len(broken)} rows without what they refer to")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(migration_config())


@functools.cache
def _head() -> str:
    head = _scripts().get_current_head()
    assert head is not None
    return head


def _fields(codebook: Path) -> list[dict[str, str]]:
    """The rows of table `field`: of the program's own codebook with those that a later layout takes over unchanged."""
    if codebook == CODEBOOK:
        names = [column.name for column in Field.__table__.columns]
        return [{name: getattr(field, name) for name in names} for field in templates.codebook().values()]
    with codebook.open(encoding="utf-8-sig", newline="") as file:
        return [{column.name: row[column.name] for column in Field.__table__.columns} for row in csv.DictReader(file)]


def _refresh_fields(engine: Engine, fields: list[dict[str, str]]) -> None:
    """Make `field` the codebook of this program; a database that has it already is only read."""
    with _reader(engine).connect() as connection:
        stored = {tuple(row) for row in connection.execute(Field.__table__.select())}
    if stored != {tuple(field.values()) for field in fields}:
        with write_session(engine) as session:
            synchronise(session, Field, fields)
