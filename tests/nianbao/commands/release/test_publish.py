"""`nianbao publish` and `nianbao codebook` as a person calls them."""

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from nianbao.cli import app
from pipelines.exceptions import InputError
from pipelines.storage.database import open_database, write_session
from pipelines.storage.models import Event


def publish(data: Path) -> Any:
    return CliRunner().invoke(app, ["publish", str(data / "releases"), "--data", str(data)])


def test_it_says_where_the_release_is_and_the_second_time_that_nothing_is_new(data: Path) -> None:
    first, second = publish(data), publish(data)
    newest = json.loads((data / "releases" / "latest.json").read_text())["release"]
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"{data}/releases/{newest}: " in first.stdout
    assert "each file read again and equal to the database" in first.stdout
    assert (
        second.stdout
        == f"{data}/releases/{newest} is there already and holds just these rows: nothing new to publish\n"
    )


def test_a_standing_gate_is_exit_code_five_and_one_line(data: Path) -> None:
    engine = open_database(f"sqlite:///{data}/nianbao.sqlite")
    with write_session(engine) as session:
        session.add(Event(at="2026-01-01", kind="gate", region_code=None, message="2024: 3 reports seen, 30 before"))
    engine.dispose()
    done = publish(data)
    assert (done.exit_code, done.stdout) == (5, "")
    assert done.stderr == (
        "nianbao: not published: since 2026-01-01 the last crawl is not fit for it: 2024: 3 reports seen, 30 before\n"
    )
    assert not (data / "releases").exists()


def test_without_the_extra_it_says_what_to_type(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = builtins.__import__

    def without_duckdb(name: str, *rest: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return own(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_duckdb)
    done = publish(data)
    assert isinstance(done.exception, InputError)
    assert "python3 run.py --with publish publish DIR" in str(done.exception)
    assert list((data / "releases").iterdir()) == []


def test_a_release_before_that_is_gone_is_said(data: Path) -> None:
    (data / "releases").mkdir()
    (data / "releases" / "latest.json").write_text('{"release": "nianbao-0"}')
    done = publish(data)
    assert isinstance(done.exception, InputError)
    assert "is gone, which this release has to be compared with" in str(done.exception)


@pytest.mark.parametrize(
    ("options", "begins"),
    [
        ((), "# Codebook\n"),
        (("--language", "zh"), "# 代码簿\n"),
        (("--format", "csv"), "code,layout,table,"),
        (("--format", "json"), "{\n"),
    ],
)
def test_the_codebook_needs_no_database(options: tuple[str, ...], begins: str) -> None:
    done = CliRunner().invoke(app, ["codebook", *options])
    assert done.exit_code == 0
    assert done.stdout.startswith(begins)
    assert "t3_granted__total" in done.stdout
