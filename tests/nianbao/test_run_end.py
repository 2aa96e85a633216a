"""The exit code in the table of runs is the one the process ended with."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from nianbao import run_end
from pipelines.storage.crawls import ledger
from pipelines.storage.database import open_database, upgrade, write_session
from tests.faults.server import FaultServer, Hit, Wire, reply

HOST = "127.88.9.1"


def exits(code: int | str | None) -> Callable[[], NoReturn]:
    def end() -> NoReturn:
        sys.exit(code)

    return end


def interrupted() -> NoReturn:
    raise KeyboardInterrupt


def broken() -> NoReturn:
    raise KeyError("a bug")


def terminated() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)


@pytest.fixture
def run(tmp_path: Path) -> tuple[str, int]:
    """A run whose crawl has ended with 0, as far as it knew."""
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    upgrade(url)
    engine = open_database(url)
    with write_session(engine) as session:
        run_id = ledger.open_run(session, command="nianbao", arguments="{}", version="0", started_at="2026")
        ledger.close_run(session, run_id, finished_at="2026-11", exit_code=0, counts={"read": 1})
    engine.dispose()
    return url, run_id


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda: None, 0),
        (exits(None), 0),
        (exits(5), 5),
        (exits(4), 4),
        (exits("a line"), 1),
        (interrupted, 130),
        (terminated, 143),
        (broken, 1),
    ],
)
def test_whatever_ends_the_process_is_in_the_table(run: tuple[str, int], end: Callable[[], None], code: int) -> None:
    with contextlib.suppress(BaseException), run_end.told():
        run_end.expect(*run)
        end()
    assert stored(run[0]) == [(code, "2026-11")]


def test_a_database_that_is_spoiled_hides_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "spoiled.sqlite").write_bytes(b"no database" * 1000)
    run_end.expect(f"sqlite:///{tmp_path / 'spoiled.sqlite'}", 1)
    with pytest.raises(KeyError, match="a bug"), run_end.told():
        broken()
    assert "its exit code 1 is not stored" in capsys.readouterr().err


@pytest.mark.parametrize("times", [1, 2])
def test_a_crawl_that_is_terminated_says_in_the_table_what_its_process_says(tmp_path: Path, times: int) -> None:
    """Once: Scrapy ends in order. Twice: it stops without waiting, and nothing is written any more by the crawl."""
    asked, released = threading.Event(), threading.Event()

    def portal(hit: Hit, times: int) -> Wire:
        if hit.path == "/nb/":
            asked.set()
            released.wait(60)
        return reply("<html><body><a href='/nb/'>政府信息公开年报</a></body></html>")

    with FaultServer({HOST: portal}) as server:
        seeds = tmp_path / "seeds.csv"
        seeds.write_text(f"region_code,name,level,portal_url\n370406,山亭区,county,{server.url(HOST)}\n", "utf-8")
        options = ["--seeds", str(seeds), "--data", str(tmp_path), "--allow-private", "127.88.0.0/16", "--delay", "0"]
        command = [sys.executable, "-m", "nianbao", "crawl", "370406", *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            asked.wait(60)
            for _ in range(times):
                process.terminate()
                time.sleep(0.3)
            released.set()
            told = process.communicate(timeout=60)[0]
    assert process.returncode in (130, 143), told
    assert [code for code, _ in stored(f"sqlite:///{tmp_path / 'nianbao.sqlite'}")] == [process.returncode]


def stored(url: str) -> list[tuple[int, str]]:
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return connection.execute("SELECT exit_code, finished_at FROM run").fetchall()
