"""Which Pythons of a machine are tried, and what is done when one of them fails."""

import importlib
import os
import re
import shutil
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
HERE = tuple(sys.version_info[:3])


@pytest.fixture(scope="module")
def pythons() -> Iterator[ModuleType]:
    """`.ci/pythons.py`, which tries them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / ".ci"))
        yield importlib.import_module("pythons")


@pytest.fixture(scope="module")
def interpreters(pythons: ModuleType) -> ModuleType:
    """`.ci/interpreters.py`, which finds them."""
    return importlib.import_module("interpreters")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def pretends(path: Path, version: str) -> Path:
    """A program that answers as the Python of that version in the folder above it would."""
    numbers = version.replace(".", ", ")
    return script(path, f"""echo '["{path}", "{path.parent.parent}", {numbers}]'""")


def test_names_on_path_and_the_versions_of_pyenv_are_candidates(interpreters: ModuleType, tmp_path: Path) -> None:
    wanted = [pretends(tmp_path / "bin" / name, "3.12.0") for name in ("python3", "python3.12", "python3.14")]
    for name in ("python3-config", "python3.12-dbg", "python2"):
        pretends(tmp_path / "bin" / name, "3.12.0")
    kept = pretends(tmp_path / "pyenv" / "versions" / "3.13.1" / "bin" / "python3", "3.13.1")
    found = list(interpreters.candidates(f"{tmp_path / 'bin'}{os.pathsep}{tmp_path / 'none'}", tmp_path / "pyenv"))
    assert found == [interpreters.SYSTEM, *wanted, kept]


def test_what_is_too_old_or_does_not_start_is_left_out_and_each_is_tried_once(
    interpreters: ModuleType, tmp_path: Path
) -> None:
    new, old = (pretends(tmp_path / name / "bin" / "python3", name) for name in ("3.12.7", "3.10.2"))
    least = pretends(tmp_path / "3.11.0" / "bin" / "python3", "3.11.0")
    again = tmp_path / "python3.12"
    again.symlink_to(new)
    shim = script(tmp_path / "shims" / "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    found = interpreters.supported([new, old, shim, tmp_path / "missing", again, least])
    assert [python.number for python in found] == ["3.11.0", "3.12.7"]


def test_a_virtual_environment_stands_for_the_python_it_was_made_with(interpreters: ModuleType, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    (found,) = interpreters.supported([tmp_path / "env" / "bin" / "python"])
    assert found.version == HERE
    assert tmp_path not in found.executable.parents


def test_a_machine_whose_own_python_is_not_tried_is_told(
    pythons: ModuleType, interpreters: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(interpreters, "SYSTEM", Path("/nowhere/python3"))
    monkeypatch.setattr(pythons, "pyenv_root", lambda: None)
    monkeypatch.setattr(pythons, "try_all", lambda *_, **__: pytest.fail("nothing should have been tried"))
    monkeypatch.setattr(sys, "argv", ["pythons.py"])
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    with pytest.raises(SystemExit, match="the system's own Python is not among them"):
        pythons.main()
    assert f"found: {'.'.join(map(str, HERE))}" in capsys.readouterr().out


def test_one_failure_of_several_is_shown_and_fails_the_whole(
    pythons: ModuleType, interpreters: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    me = interpreters.unprivileged()
    both = [
        interpreters.Python(
            executable=Path(sys.executable), prefix=Path(sys.prefix), version=(3, 11, patch), origin="here"
        )
        for patch in (2, 7)
    ]

    def trial(python: object, user: object, folder: Path, deadline: float) -> object:
        if python is both[0]:
            raise interpreters.Failed("the demo stored 0 of 22 reports")
        return pythons.Trial(python=python, user=user, reports="22 of 22", tests=9, seconds=61.2)

    monkeypatch.setattr(pythons, "try_one", trial)
    monkeypatch.setattr(pythons, "git", lambda *arguments: Path(arguments[3]).touch() if len(arguments) > 3 else "")
    with pytest.raises(SystemExit, match="1 of 2 failed"):
        pythons.try_all(both, [me], minutes=1)
    shown = capsys.readouterr().out
    assert f"the demo stored 0 of 22 reports\n3.11.2 as {me.name}: FAILED" in shown
    assert f"3.11.7 as {me.name}: 22 of 22 reports, 9 tests passed, 61 s" in shown


def test_a_command_gets_the_environment_it_is_given_and_its_failure_shows_its_output(
    pythons: ModuleType, interpreters: ModuleType, tmp_path: Path
) -> None:
    me = interpreters.User(name="me", uid=os.geteuid(), gid=os.getegid())
    env = shutil.which("env") or ""
    assert pythons.answer([env], tmp_path, {"HOME": "/x"}, me, time.monotonic() + 60).split() == ["HOME=/x"]
    broken = script(tmp_path / "broken", "echo 'no report was read'; exit 4")
    with pytest.raises(interpreters.Failed, match=r"(?s)no report was read.*exit code 4"):
        pythons.answer([str(broken)], tmp_path, {}, me, time.monotonic() + 60)


def test_a_command_that_hangs_is_ended_with_all_it_started(
    pythons: ModuleType, interpreters: ModuleType, tmp_path: Path
) -> None:
    me = interpreters.User(name="me", uid=os.geteuid(), gid=os.getegid())
    hangs = script(tmp_path / "hangs", "sleep 600 & sleep 600")
    with pytest.raises(interpreters.Failed, match="not done when time was up"):
        pythons.answer([str(hangs)], tmp_path, {}, me, time.monotonic() + 1)


def test_only_what_says_where_packages_come_from_is_let_in(pythons: ModuleType) -> None:
    assert all(map(pythons.NETWORK.fullmatch, ("PIP_INDEX_URL", "https_proxy", "HTTPS_PROXY", "SSL_CERT_FILE")))
    assert not any(map(pythons.NETWORK.fullmatch, ("PIP_TARGET", "PYTHONPATH", "LANG", "NIANBAO_DB", "VIRTUAL_ENV")))


def test_whoever_tries_it_can_start_the_python(interpreters: ModuleType) -> None:
    place = Path(tempfile.mkdtemp())  # tmp_path is closed to other users
    place.chmod(0o755)
    try:
        (here,) = interpreters.supported([Path(sys.executable)])
        user = interpreters.unprivileged()
        assert user.uid != 0
        before = here.executable.resolve().read_bytes()
        assert interpreters.starts(interpreters.lent(here, user, place / "python"), user)
        assert here.executable.resolve().read_bytes() == before
    finally:
        shutil.rmtree(place)


def test_the_documentation_holds_a_table_of_this_kind(pythons: ModuleType) -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    shown = text.partition(pythons.BEGIN)[2].partition(pythons.END)[0]
    assert pythons.with_table(text, shown.strip()) == text
    rows = [line.strip("| ").split(" | ") for line in shown.splitlines() if line.startswith("| 3.")]
    assert any(row[1].startswith("system") for row in rows)
    assert {row[2] for row in rows} == {"root", "nobody"}
    for row in rows:
        read, of = re.fullmatch(r"(\d+) of (\d+)", row[3]).groups()  # type: ignore[union-attr]
        assert read == of != "0", row
        assert int(row[4].removesuffix(" passed")) > 0, row
