"""One database used by several processes, threads and stages at once."""

import multiprocessing
import sqlite3
import threading
from pathlib import Path

from sqlalchemy import func, select

from pipelines.exceptions import InputError
from pipelines.storage import models
from pipelines.storage.database import (
    open_database,
    read_session,
    shared_database,
    write_session,
)


def write_events(url: str, codebook: Path, count: int) -> None:
    """Read, then write, many times: what a plain BEGIN loses under concurrency."""
    engine = open_database(url, codebook=codebook)
    for _ in range(count):
        with write_session(engine) as session:
            seen = session.execute(select(func.count()).select_from(models.Event)).scalar_one()
            session.add(models.Event(at="", kind="k", region_code=None, message=str(seen)))
    engine.dispose()


def test_two_processes_lose_no_transaction_and_may_both_make_the_database(database_url: str, codebook: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_events, args=(database_url, codebook, 25)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(300)  # a busy machine is no failure
    assert [writer.exitcode for writer in writers] == [0, 0]
    engine = open_database(database_url, codebook=codebook)
    with read_session(engine) as session:
        assert session.execute(select(func.count()).select_from(models.Event)).scalar_one() == 50
    engine.dispose()


def test_threads_that_make_one_new_database_together_all_get_it(database_url: str, codebook: Path) -> None:
    failures: list[Exception] = []

    def make() -> None:
        try:
            open_database(database_url, codebook=codebook).dispose()
        except (InputError, sqlite3.Error) as error:
            failures.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_one_process_shares_one_engine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shared.sqlite"
    first = shared_database(url)
    first.dispose()
    assert shared_database(url) is first
    with read_session(first) as session:
        assert session.execute(select(func.count()).select_from(models.Region)).scalar_one() == 0
    first.dispose()
