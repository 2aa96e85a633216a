"""`nianbao serve` and `nianbao site` as a person calls them."""

import builtins
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from nianbao.cli import app
from pipelines.exceptions import InputError
from pipelines.storage.database import open_database, write_session
from pipelines.storage.models import Event

ROOT = Path(__file__).resolve().parents[4]


def test_it_says_where_it_listens_and_leaves_nothing_behind(data: Path) -> None:
    pytest.importorskip("datasette")
    command = [sys.executable, "-m", "nianbao", "serve", "--port", "0", "--data", str(data)]
    place = {**os.environ, "TMPDIR": str(data / "tmp")}
    (data / "tmp").mkdir()
    with subprocess.Popen(
        command, cwd=ROOT, env=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as made:
        assert made.stdout is not None
        address = made.stdout.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urlopen(f"{address}/report.json?_shape=array") as answer:
            assert "山亭区人民政府".encode("unicode_escape") in answer.read()
        made.send_signal(signal.SIGINT)
        made.wait(timeout=30)
    assert list((data / "tmp").iterdir()) == []


def test_a_port_in_use_is_one_line(data: Path) -> None:
    pytest.importorskip("datasette")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = CliRunner().invoke(app, ["serve", "--port", str(taken.getsockname()[1]), "--data", str(data)])
    assert isinstance(done.exception, InputError)
    assert "choose another --port" in str(done.exception)


def test_without_the_extra_it_says_what_to_type(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "uvicorn":
            raise ImportError(name)
        return own(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    done = CliRunner().invoke(app, ["serve", "--data", str(data)])
    assert isinstance(done.exception, InputError)
    assert "python3 run.py --with serve serve" in str(done.exception)


def test_the_site_says_where_it_begins_and_how_much_was_written(data: Path) -> None:
    first = CliRunner().invoke(app, ["site", str(data / "site"), "--data", str(data)])
    again = CliRunner().invoke(app, ["site", str(data / "site"), "--data", str(data)])
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.startswith(f"{data}/site/index.html: 1 reports; ")
    assert ", 0 unchanged, 0 removed" in first.stdout
    assert ": 1 reports; 0 files written, " in again.stdout


def test_a_standing_gate_keeps_the_site_as_it_is(data: Path) -> None:
    engine = open_database(f"sqlite:///{data}/nianbao.sqlite")
    with write_session(engine) as session:
        session.add(Event(at="2026-01-01", kind="gate", region_code=None, message="2024: 3 reports seen, 30 before"))
    engine.dispose()
    done = CliRunner().invoke(app, ["site", str(data / "site"), "--data", str(data)])
    assert (done.exit_code, done.stdout) == (5, "")
    assert done.stderr.startswith("nianbao: not published: since 2026-01-01 ")
    assert not (data / "site").exists()


def test_a_site_of_nothing_is_one_line(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/nianbao.sqlite").dispose()
    done = CliRunner().invoke(app, ["site", str(tmp_path / "site"), "--data", str(tmp_path)])
    assert isinstance(done.exception, InputError)
    assert "nothing is stored yet" in str(done.exception)
