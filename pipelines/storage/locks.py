"""One crawl at a time per region and database, over all processes: whoever comes second is told at once.

The locks belong to the process (SQLite: bytes of a file beside the database) or to its connection (PostgreSQL), so
the system itself lets go of them when a crawl is killed: there are no stale locks to clear.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from pipelines.storage.file_modes import file_mode


@contextmanager
def region_locks(engine: Engine, region_codes: Iterable[str]) -> Iterator[frozenset[str]]:
    """Hold the regions that no other process holds, while the block runs; gives their codes."""
    codes = sorted(set(region_codes))
    if engine.dialect.name == "sqlite":
        with _file_locks(Path(f"{engine.url.database}.lock"), codes) as held:
            yield held
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            yield frozenset(code for code in codes if _take(connection, code))
        finally:
            connection.invalidate()  # closes it for good: a pooled connection would keep its locks


@contextmanager
def _file_locks(path: Path, codes: list[str]) -> Iterator[frozenset[str]]:
    """One byte of the file for each region. Record locks end with the process and are not inherited by its children."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, file_mode())
    try:
        held = set()
        for code in codes:
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _number(code, 7))
            except BlockingIOError:
                continue
            held.add(code)
        yield frozenset(held)
    finally:
        os.close(descriptor)


def _take(connection: Connection, code: str) -> bool:
    schema = connection.execute(text("SELECT current_schema()")).scalar_one()
    key = _number(f"{schema}/{code}", 8) - (1 << 63)  # a signed number of 64 bits
    return bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one())


def _number(name: str, size: int) -> int:
    """A number of that many bytes; two of 2,846 names meet with a chance of 1 in 10^10 at 7."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:size])
