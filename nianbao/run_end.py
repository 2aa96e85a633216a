"""The exit code in the table of runs is the one this process ends with, whatever ends it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

INTERRUPTED, TERMINATED = 130, 143  # as a shell counts SIGINT and SIGTERM
_runs: list[tuple[str, int]] = []  # database and id of the runs of this process: one, in tests more
_silent = Event()


def expect(database_url: str, run_id: int) -> None:
    """This process made that run; it is told the end's exit code."""
    _runs.append((database_url, run_id))


def storage_is_said() -> None:
    """The person was told that the database takes nothing; that it does not take the exit code either is no news."""
    _silent.set()


@contextmanager
def told() -> Iterator[None]:
    """Around all that a command does. SIGTERM ends it with 143 where nothing else takes the signal, as Scrapy does."""
    after = signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    except BaseException as error:
        code = _exit_code(error)
        if code in (INTERRUPTED, TERMINATED):  # a second signal may come while the process ends: its code stands
            after = signal.SIG_IGN
            signal.signal(signal.SIGTERM, after)
        _tell(code)
        raise
    else:
        _tell(0)
    finally:
        signal.signal(signal.SIGTERM, after)


def _terminated(number: int, frame: FrameType | None) -> None:
    sys.exit(TERMINATED)


def _exit_code(error: BaseException) -> int:
    """What Python makes of an exception nobody takes."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1


def _tell(code: int) -> None:
    if not _runs:
        return
    from datetime import UTC, datetime  # late: `nianbao --help` answers at once

    from pipelines.exceptions import InputError, StorageError
    from pipelines.storage.crawls import ledger
    from pipelines.storage.database import open_database, write_session

    for url, run_id in _runs:
        try:
            engine = open_database(url)
            with write_session(engine) as session:
                ledger.end_run(session, run_id, exit_code=code, at=datetime.now(UTC).isoformat(timespec="seconds"))
            engine.dispose()
        except (InputError, StorageError) as error:
            if not _silent.is_set():
                print(f"nianbao: run {run_id}: its exit code {code} is not stored: {error}", file=sys.stderr)
    _runs.clear()
    _silent.clear()
