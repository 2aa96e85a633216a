"""What run.py says: of what it fetches, and in one line of what went wrong."""

import os
import tomllib
from types import ModuleType

import pytest

from tests.setup.machine import ROOT, Machine, started


def ended(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> tuple[object, list[str]]:
    """The exit code of `run.py demo`, and the lines it printed on standard error."""
    with pytest.raises(SystemExit) as ended:
        run.main(["demo"])
    return ended.value.code, capsys.readouterr().err.splitlines()


def test_without_pip_the_package_to_install_is_named_in_one_line(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.fails = lambda command: command[1:3] in (["-m", "venv"], ["-m", "pip"])
    code, lines = ended(run, capsys)
    assert code == 2
    assert "apt-get install python3-venv" in lines[-1]


PIP_OFFLINE = """Obtaining file:///nianbao
  Installing build dependencies: started
  WARNING: Retrying (Retry(total=4, connect=None, read=None)) after connection broken by 'NewConnectionError(…)'
  ERROR: Could not find a version that satisfies the requirement hatchling>=1.27 (from versions: none)
"""
UV_OFFLINE = "error: Failed to fetch: `https://index/simple/hatchling/`\n  Caused by: error sending request for url\n"


@pytest.mark.parametrize("broken", ["venv", "install"])
def test_an_index_that_cannot_be_reached_is_one_line_that_names_the_way_to_a_mirror(
    broken: str, run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.fails = lambda command: "install" in command or command[1:3] == ["-m", broken]
    machine.says = PIP_OFFLINE
    code, lines = ended(run, capsys)
    assert code == 2
    assert "no package index could be reached" in lines[-1]
    assert "PIP_INDEX_URL=https://MIRROR/simple python3 run.py" in lines[-1]
    assert all(line.startswith("nianbao: ") for line in lines)


def test_with_uv_the_mirror_is_named_by_its_own_variable(
    run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/uv")
    machine.fails, machine.says = lambda command: "install" in command, UV_OFFLINE
    assert "UV_DEFAULT_INDEX=" in ended(run, capsys)[1][-1]


def test_any_other_failure_shows_what_the_installer_said(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.fails, machine.says = lambda command: "install" in command, "ERROR: the wheel is broken\n"
    assert "ERROR: the wheel is broken" in ended(run, capsys)[1]


def test_a_full_disk_is_one_line(run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.fails = lambda command: "install" in command
    machine.says = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
    assert "the disk is full" in ended(run, capsys)[1][-1]


def test_a_terminal_sees_how_much_of_how_much_is_fetched(
    run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.says = (
        "Collecting lxml\n  Downloading lxml-6.1.0-cp311-cp311-manylinux.whl (5.2 MB)\n"
        "  Using cached rich-15.0.0-py3-none-any.whl (800 kB)\nInstalling collected packages: lxml, rich\n"
    )
    started(run, "demo")
    assert "fetched" not in capsys.readouterr().err  # no terminal, no progress
    (run.ROOT / "constraints.txt").write_text("")
    monkeypatch.setattr(run.sys.stderr, "isatty", lambda: True)
    started(run, "demo")
    shown = capsys.readouterr().err.split("\r\x1b[K")
    size = run.MB_TO_FETCH[""]
    assert shown[1:] == [
        f"nianbao: fetched 5 of about {size} MB",
        f"nianbao: fetched 6 of about {size} MB",
        "nianbao: everything is fetched, installing it",
        "",
    ]


def test_the_size_to_come_is_said_first(run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    started(run, "--with", "ocr", "demo")
    size = run.MB_TO_FETCH[""] + run.MB_TO_FETCH["ocr"]
    assert f"first run only: about {size} MB to fetch" in capsys.readouterr().err
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert run.MB_TO_FETCH.keys() == {"", *extras}


def test_a_venv_of_another_user_is_left_alone_and_its_owner_named(
    run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started(run, "demo")
    monkeypatch.setattr(run.os, "geteuid", lambda: 987_654)
    started(run, "demo")  # what is ready may be used by all who can read it
    (run.ROOT / "constraints.txt").write_text("")
    capsys.readouterr()
    code, lines = ended(run, capsys)
    owner = run.user(os.stat(run.ROOT).st_uid)
    assert code == 2
    assert lines == [f"nianbao: the .venv here was made by {owner}: run this as that user, or in a clone of your own"]


def test_a_checkout_that_cannot_be_written_is_one_line(
    run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.os, "access", lambda path, mode: False)  # as root every folder can be written
    code, lines = ended(run, capsys)
    assert code == 2
    assert len(lines) == 1
    assert "clone nianbao where you may write" in lines[0]
    assert machine.commands == []


def test_a_read_only_file_system_is_one_line(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    (run.ROOT / ".boot").write_text("")  # as good as a folder that cannot be made
    assert "clone nianbao where you may write" in ended(run, capsys)[1][-1]
