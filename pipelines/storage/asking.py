"""Runs one statement of a user: it may only read, and it ends within seconds, on both engines.

SQLite opens the file read-only and authorises reading alone; PostgreSQL runs the statement alone in a read-only
transaction with a time limit, without the rights of a superuser.
"""

import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from sqlalchemy import make_url

from pipelines.exceptions import InputError

SECONDS = 2.0  # that a statement may take
_MAX_BYTES = 200_000_000  # of an answer; what is held in memory
_MAX_CELL = 10_000_000  # bytes of one value
_MAX_HEAP = 512 << 20  # bytes SQLite may take
_OPCODES = 200  # of SQLite between two looks at the clock
_READS = re.compile(r"(?is)(?:\s|--[^\n]*\n|/\*.*?\*/)*+(?:select|with|values|explain)\b")  # no comment is read twice
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


class TooLong(InputError):
    """The statement was stopped: it took longer, or gave more, than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a statement gave."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def ask(url: str, statement: str, *, seconds: float = SECONDS) -> Answer:
    """The statement's answer. InputError: it is refused, or wrong; TooLong: it was stopped."""
    if not _READS.match(statement):
        raise InputError("only a statement that reads is run: SELECT, WITH, VALUES or EXPLAIN")
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _ask_sqlite(Path(str(parsed.database)), statement, seconds)
    address = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    return _ask_postgresql(address, statement, seconds)


def _ask_sqlite(path: Path, statement: str, seconds: float) -> Answer:
    if not path.is_file():
        raise InputError(f"{path} does not exist: run `nianbao crawl`, or check --db")
    deadline = time.monotonic() + seconds

    def authorise(action: int, *_: object) -> int:
        return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY

    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            connection.execute(f"PRAGMA hard_heap_limit={_MAX_HEAP}")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_CELL)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100)
            connection.set_authorizer(authorise)
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _OPCODES)
            found = connection.execute(statement)
            columns = tuple(column[0] for column in found.description or ())
            return Answer(columns=columns, rows=list(_bounded(found)))
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise TooLong(_stopped(seconds)) from error
        raise InputError(f"the statement is refused: {error}") from error
    except (sqlite3.Error, sqlite3.Warning, MemoryError) as error:
        raise InputError(f"the statement is refused: {error or 'it needs too much memory'}") from error


def _ask_postgresql(address: str, statement: str, seconds: float) -> Answer:
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            connection.read_only = True
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
                cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                if cursor.fetchone() == (True,):
                    cursor.execute("SET LOCAL ROLE pg_read_all_data")
                columns = _columns(connection, statement)
                # `stream` sends one statement and takes its rows as they come
                rows = list(_bounded(cursor.stream(statement)))
            connection.rollback()
        return Answer(columns=columns, rows=rows)
    except psycopg.errors.QueryCanceled as error:
        raise TooLong(_stopped(seconds)) from error
    except psycopg.Error as error:
        raise InputError(f"the statement is refused: {str(error).splitlines()[0]}") from error


def _columns(connection: psycopg.Connection[Any], statement: str) -> tuple[str, ...]:
    """The names of the columns, also of an answer without rows. Raises psycopg.Error for more than one statement."""
    for result in (
        connection.pgconn.prepare(b"", statement.encode()),
        described := connection.pgconn.describe_prepared(b""),
    ):
        if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(result)
    return tuple((described.fname(number) or b"").decode() for number in range(described.nfields))


def _bounded(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    taken = 0
    for row in rows:
        taken += sum(len(cell) if isinstance(cell, (str, bytes)) else 8 for cell in row)
        if taken > _MAX_BYTES:
            raise TooLong(f"stopped: the answer has more than {_MAX_BYTES / 1e6:.0f} MB; ask for less")
        yield row


def _stopped(seconds: float) -> str:
    return f"stopped after {seconds:g} s: ask for less, or give it more with --seconds"
