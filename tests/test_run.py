"""run.py: what it installs and when, how it finds a way to make .venv, what it becomes. Nothing is installed here."""

import importlib.metadata
import importlib.util
import io
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Self

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Machine:
    """Stands for the machine: records commands, answers by a rule, makes the .venv that a maker would make."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commands: list[list[str]] = []
        self.fails: Callable[[list[str]], bool] = lambda command: False
        self.says = ""  # what an installer prints

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.commands.append([str(part) for part in command])
        if self.fails(self.commands[-1]):
            return subprocess.CompletedProcess(command, 1, stdout="", stderr=self.says)
        if "venv" in command or "virtualenv" in command[2:3]:
            python = self.root / ".venv" / "bin" / "python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        here = "%d.%d" % sys.version_info[:2]  # noqa: UP031
        return subprocess.CompletedProcess(command, 0, stdout=f"{here}\n", stderr="")

    def call(self, command: list[str], **options: Any) -> int:
        return self.run(command, **options).returncode

    def installer(self, command: list[str], **options: Any) -> "Installer":
        return Installer(self.run(command, **options).returncode, io.StringIO(self.says))

    def ran(self, *words: str) -> bool:
        return any(set(words) <= set(command) for command in self.commands)


class Installer(NamedTuple):
    """Stands for a subprocess.Popen of pip or uv."""

    returncode: int
    stdout: io.StringIO

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class Became(Exception):
    """Raised where run.py would be replaced by the command."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_under_test", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())

    def become(path: object, arguments: list[str]) -> None:
        raise Became(*arguments[1:])

    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module.os, "execv", become)
    monkeypatch.setattr(module.os, "chdir", lambda path: None)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    return module


@pytest.fixture
def machine(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(run.ROOT)
    monkeypatch.setattr(run.subprocess, "run", machine.run)
    monkeypatch.setattr(run.subprocess, "call", machine.call)
    monkeypatch.setattr(run.subprocess, "Popen", machine.installer)
    return machine


def started(run: ModuleType, *arguments: str) -> tuple[Any, ...]:
    """What run.py becomes when called like this."""
    with pytest.raises(Became) as became:
        run.main(list(arguments))
    return became.value.args


def test_a_command_sets_up_and_becomes_nianbao(run: ModuleType, machine: Machine) -> None:
    assert started(run, "crawl", "山亭区", "--now") == ("-P", "-m", "nianbao", "crawl", "山亭区", "--now")
    assert machine.ran("install", "-e", str(run.ROOT), "-c", str(run.ROOT / "constraints.txt"))


def test_test_installs_the_test_extra_and_becomes_pytest(run: ModuleType, machine: Machine) -> None:
    assert started(run, "test", "-k", "dates")[:2] == ("-m", "pytest")
    assert machine.ran("install", f"{run.ROOT}[test]")


@pytest.mark.parametrize("arguments", [(), ("-k", "dates"), ("tests/nianbao",), ("-x", "-q")])
def test_the_tests_use_all_cores_by_themselves(arguments: tuple[str, ...], run: ModuleType, machine: Machine) -> None:
    assert started(run, "test", *arguments)[2:] == (
        "-n",
        "auto",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        *arguments,
    )


@pytest.mark.parametrize(
    "arguments", [("-n", "0"), ("-n4",), ("--pdb",), ("tests/test_run.py",), ("tests/test_run.py::test_a",), ("--co",)]
)
def test_one_file_or_a_debugger_gets_one_process(arguments: tuple[str, ...], run: ModuleType, machine: Machine) -> None:
    assert started(run, "test", *arguments)[2:] == arguments


def test_with_installs_an_extra_too(run: ModuleType, machine: Machine) -> None:
    assert started(run, "--with", "ocr", "extract", "scan.pdf")[-2:] == ("extract", "scan.pdf")
    assert machine.ran("install", f"{run.ROOT}[ocr]")


@pytest.mark.parametrize("arguments", [["--with", "nonsense", "crawl"], ["--with"], []])
def test_what_cannot_be_meant_is_refused_before_anything_is_set_up(
    arguments: list[str], run: ModuleType, machine: Machine
) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main(arguments)
    assert ended.value.code == 2
    assert machine.commands == []


def test_a_second_run_sets_nothing_up(run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    started(run, "demo")
    assert "first run only" in capsys.readouterr().err
    machine.commands.clear()
    started(run, "demo")
    assert machine.commands == []
    assert capsys.readouterr().err == ""


def test_the_test_set_up_serves_every_other_use(run: ModuleType, machine: Machine) -> None:
    started(run, "test")
    machine.commands.clear()
    started(run, "demo")
    started(run, "--with", "ocr", "extract", "scan.pdf")
    assert machine.commands == []
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert {f"nianbao[{extra}]" for extra in extras if extra not in ("bench", "browser", "test")} <= set(extras["test"])


def test_the_base_set_up_does_not_serve_the_tests(run: ModuleType, machine: Machine) -> None:
    started(run, "demo")
    machine.commands.clear()
    started(run, "test")
    assert machine.ran("install", f"{run.ROOT}[test]")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_requirement_installs_again_into_the_same_environment(
    name: str, run: ModuleType, machine: Machine
) -> None:
    started(run, "demo")
    machine.commands.clear()
    with (run.ROOT / name).open("a") as file:
        file.write("\n# changed\n")
    started(run, "demo")
    assert machine.ran("install")
    assert not machine.ran("venv")


def test_another_python_version_makes_the_environment_anew(
    run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(run, "demo")
    machine.commands.clear()
    monkeypatch.setattr(run, "VERSION", "3.99")
    started(run, "demo")
    assert machine.ran("venv")


def test_a_set_up_cut_short_is_made_anew(run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(command: list[str], **options: Any) -> Installer:
        raise KeyboardInterrupt

    monkeypatch.setattr(run.subprocess, "Popen", cut_short)
    with pytest.raises(KeyboardInterrupt):
        run.main(["demo"])
    leftover = run.ROOT / ".venv" / "half-written"
    leftover.touch()
    monkeypatch.setattr(run.subprocess, "Popen", machine.installer)
    started(run, "demo")
    assert not leftover.exists()


def test_an_environment_whose_python_is_gone_is_made_anew(
    run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(run, "demo")
    (run.ROOT / ".venv" / "bin" / "python").unlink()
    machine.commands.clear()

    def no_python(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        if command[0].endswith(".venv/bin/python") and "-c" in command:
            raise FileNotFoundError(command[0])
        return machine.run(command, **options)

    monkeypatch.setattr(run.subprocess, "run", no_python)
    started(run, "demo")
    assert machine.ran("venv")


def test_a_failed_installation_ends_with_one_and_is_tried_again(run: ModuleType, machine: Machine) -> None:
    machine.fails = lambda command: "install" in command
    with pytest.raises(SystemExit) as ended:
        run.main(["demo"])
    assert ended.value.code == 1
    machine.fails = lambda command: False
    machine.commands.clear()
    started(run, "demo")
    assert machine.ran("install")
    assert not machine.ran("venv")  # what was there was whole


def test_uv_is_used_where_it_is(run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/uv")
    started(run, "demo")
    assert [command[:3] for command in machine.commands if command[0] == "/usr/bin/uv"] == [
        ["/usr/bin/uv", "venv", "-q"],
        ["/usr/bin/uv", "pip", "install"],
    ]
    assert not machine.ran("-m", "venv")


def test_without_venv_virtualenv_is_fetched_by_pip(run: ModuleType, machine: Machine) -> None:
    machine.fails = lambda command: command[1:3] == ["-m", "venv"]
    started(run, "demo")
    order = [command[2] for command in machine.commands if command[1] == "-m"]
    assert order == ["venv", "pip", "virtualenv", "pip"]


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
    assert code == 1
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
    assert code == 1
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
    assert code == 1
    assert lines == [f"nianbao: the .venv here was made by {owner}: run this as that user, or in a clone of your own"]


def test_a_checkout_that_cannot_be_written_is_one_line(
    run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.os, "access", lambda path, mode: False)  # as root every folder can be written
    code, lines = ended(run, capsys)
    assert code == 1
    assert len(lines) == 1
    assert "clone nianbao where you may write" in lines[0]
    assert machine.commands == []


def test_a_read_only_file_system_is_one_line(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    (run.ROOT / ".boot").write_text("")  # as good as a folder that cannot be made
    assert "clone nianbao where you may write" in ended(run, capsys)[1][-1]


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert len(lines) > 50
    for line in lines:
        name, _, version = line.partition("==")
        assert name.replace("-", "").replace("_", "").replace(".", "").isalnum(), line
        assert version[:1].isdecimal(), line
    assert not any(line.lower().startswith("nianbao") for line in lines)


def test_every_installed_distribution_is_in_constraints() -> None:
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines())
    expected = {normal(name): version for name, version in pinned.items()}
    installed = {normal(one.name): one.version for one in importlib.metadata.distributions()}
    ours = {"nianbao", "pip", "setuptools"}  # the last two come with the environment
    assert {name: version for name, version in installed.items() if name not in ours} == {
        name: version for name, version in expected.items() if name in installed
    }


def normal(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(("folder", "locale"), [("年报", "C.UTF-8"), ("nianbao", "C")])
def test_a_path_that_is_not_ascii_is_no_matter_in_the_plain_locale(
    run: ModuleType, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, locale: str
) -> None:
    checkout = tmp_path / folder
    checkout.mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        (checkout / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(run, "ROOT", checkout)
    monkeypatch.setattr(machine, "root", checkout)
    monkeypatch.setenv("LC_ALL", "C")
    with pytest.raises(Became):
        run.main(["crawl", "山亭区"])
    assert os.environ["LC_ALL"] == locale
