"""The command line: what it refuses, what it prints, how it ends."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from crawler.seeds import Seed
from nianbao import program
from nianbao.cli import app
from nianbao.commands.collect import extract as extract_command
from nianbao.crawls import run
from nianbao.crawls.spider_process import Ended
from tests.nianbao.command_line import CLEAN, ROOT, Nianbao


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crawl"], "REGION"),
        (["crawl", "山亭区", "--all"], "one of the three"),
        (["crawl", "没有这个区"], "没有这个区"),
        (["crawl", "370406", "--years", "last"], "--years last"),
        (["crawl", "370406", "--years", "2021-2019"], "--years 2021-2019"),
        (["crawl", "370406", "--years", "1999"], "--years 1999"),
        (["crawl", "370406", "--delay", "0.5"], "--delay 0.5"),
        (["crawl", "370406", "--delay", "nan"], "--delay nan"),
        (["crawl", "370406", "--allow-private", "8.8.8.0/24"], "public"),
        (["crawl", "370406", "--allow-private", "0.0.0.0/0", "--delay", "0.1"], "public"),
        (["crawl", "370406", "--allow-private", "home"], "--allow-private home"),
        (["crawl", "370406", "--db", "nonsense"], "--db"),
        (["crawl", "370406", "--seeds", "absent.csv"], "absent.csv"),
        (["crawl", "370406", "--data", "/dev/null"], "/dev/null/logs cannot be written to"),
        (["freeze", "370406", "/dev/null/bundle"], "/dev/null/bundle cannot be written to"),
        (["probe", "www.shanting.gov.cn"], "http://"),
        (["extract", "absent.pdf"], "absent.pdf"),
        (["coverage"], "does not exist"),
        (["explain", "370406"], "does not exist"),
        (["explain", "370406", "2023"], "REGION YEAR FIELD"),
        (["db", "current"], "does not exist"),
    ],
)
def test_a_mistake_of_the_operator_is_one_line_and_exit_code_two(
    arguments: list[str], said: str, nianbao: Nianbao, tmp_path: Path
) -> None:
    code, out, err = nianbao(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "data" / "nianbao.sqlite").exists()


@pytest.mark.parametrize(
    ("number", "name", "code", "said"),
    [
        (errno.EACCES, "/root/f.pdf", 2, "/root/f.pdf: Permission denied; name a path that you may use"),
        (errno.EROFS, "/mnt/data", 2, "/mnt/data: Read-only file system; name a path that you may use"),
        (errno.ENOSPC, None, 4, "what is printed: No space left on device; make room, then run the same command again"),
    ],
)
def test_what_the_system_refuses_is_one_line_wherever_it_shows(
    number: int, name: str | None, code: int, said: str, nianbao: Nianbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(given: list[Path]) -> None:
        raise OSError(number, os.strerror(number), name)

    monkeypatch.setattr(extract_command, "_files", refused)
    assert nianbao("extract", str(CLEAN)) == (code, "", f"nianbao: {said}\n")


def test_an_error_of_the_system_that_no_path_of_a_person_explains_stays_a_bug(
    nianbao: Nianbao, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(given: list[Path]) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "rules.yaml")

    monkeypatch.setattr(extract_command, "_files", broken)
    with pytest.raises(FileNotFoundError):
        nianbao("extract", str(CLEAN))


@pytest.mark.parametrize("command", ["status", "coverage", "crawl 370406", "demo", "feed", "merge other.sqlite"])
def test_a_data_folder_that_cannot_be_is_one_line(command: str, nianbao: Nianbao) -> None:
    code, out, err = nianbao(*command.split(), "--data", "年" * 100)
    assert (code, out, len(err.splitlines())) == (2, "", 1), err


def test_an_output_that_is_full_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-P", "-m", "nianbao", "codebook"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert (done.returncode, len(done.stderr.splitlines())) == (4, 1), done.stderr


def test_an_output_that_is_closed_stops_nothing() -> None:
    command = f"{sys.executable} -P -m nianbao codebook >&-"
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_hint_names_the_program_as_it_was_called(
    nianbao: Nianbao, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "run `nianbao crawl`" in nianbao("status")[2]
    monkeypatch.setattr(program, "program", lambda: "python3 run.py")
    assert "run `python3 run.py crawl`" in nianbao("status")[2]
    nianbao("db", "upgrade")
    assert "`python3 run.py crawl REGION` makes" in nianbao("status")[1]


@pytest.mark.parametrize("option", [["--data", "a b"], ["--data=a b"]])
def test_a_hint_names_the_data_folder_that_was_named(option: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "program", lambda: "nianbao")
    monkeypatch.setattr(sys, "argv", ["nianbao", "status", *option])
    assert program.as_called("run `nianbao coverage 3704`") == "run `nianbao coverage 3704 --data 'a b'`"
    for alone in ("`nianbao probe URL`", "`nianbao crawl 3704 --data x`", "`rm -r x`"):
        assert program.as_called(alone) == alone


def test_a_hint_of_the_demo_names_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "program", lambda: "nianbao")
    with program.using_folder(Path("/tmp/demo")):
        assert program.as_called("`nianbao coverage` says") == "`nianbao coverage --data /tmp/demo` says"
    assert program.as_called("`nianbao coverage` says") == "`nianbao coverage` says"


def test_an_interrupt_ends_with_130_and_no_traceback(nianbao: Nianbao, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(paths: list[Path], *, look_at_all: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(extract_command, "_read", interrupted)
    assert nianbao("extract", str(CLEAN)) == (130, "", "")


def test_a_wait_for_the_database_that_is_no_number_is_one_line(
    nianbao: Nianbao, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_BUSY_SECONDS", "long")
    code, _, err = nianbao("status", "--data", str(data))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "NIANBAO_BUSY_SECONDS is 'long'" in err


def test_db_upgrade_makes_the_database_and_current_names_its_revision(nianbao: Nianbao, tmp_path: Path) -> None:
    code, upgraded, _ = nianbao("db", "upgrade", "--data", str(tmp_path / "new"))
    assert code == 0
    assert nianbao("db", "current", "--data", str(tmp_path / "new")) == (0, upgraded, "")
    assert upgraded.strip()


@pytest.fixture
def crawled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """In place of a crawl: notes the seeds and settings it would run with, and ends as asked."""
    calls: list[Any] = []

    def run_crawl(seeds: tuple[Seed, ...], settings: dict[str, Any], watch: object) -> Ended:
        calls.append((seeds, settings))
        return Ended(reason="finished")

    monkeypatch.setattr(run, "run_crawl", run_crawl)
    return calls


def test_crawl_hands_the_options_on_as_settings(nianbao: Nianbao, crawled: list[Any], tmp_path: Path) -> None:
    arguments = ["crawl", "3704", "--years", "2021,2019-2020", "--organs", "government", "--delay", "2"]
    code, _, _ = nianbao(*arguments, "--concurrency", "4", "--archive-only")
    ((seeds, settings),) = crawled
    assert code == 4  # no portal has an outcome
    assert {seed.region_code[:4] for seed in seeds} == {"3704"}
    assert settings["DATABASE_URL"] == "sqlite:///data/nianbao.sqlite"
    assert settings["YEARS"] == (2019, 2020, 2021)
    assert settings["ORGANS"] == "government"
    assert settings["DOWNLOAD_DELAY"] == pytest.approx(2.1), "gaps are up to 0.06 s shorter at the server than here"
    assert settings["CONCURRENT_REQUESTS"] == 4
    assert list(settings["ITEM_PIPELINES"]) == ["pipelines.storage.archive.ArchivePipeline"]
    assert settings["COMMAND"].startswith("nianbao crawl 3704 --years 2021,2019-2020")
    assert (tmp_path / settings["LOG_FILE"]).parent.is_dir()


def test_the_environment_gives_the_defaults(
    nianbao: Nianbao, crawled: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("NIANBAO_DB", f"sqlite:///{tmp_path}/other.sqlite")
    nianbao("crawl", "370406")
    ((_, settings),) = crawled
    assert settings["DATA_DIR"] == str(tmp_path / "elsewhere")
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/other.sqlite"


def test_findings_says_what_an_id_means_in_two_languages_and_what_to_do(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("findings", "t3_balance")
    assert code == 0
    assert "T3_BALANCE (error)" in out
    assert "新收与上年结转之和不等于办结与结转下年之和。" in out
    assert "do: Compare with the document" in out
    code, _, err = nianbao("findings", "NO_SUCH")
    assert (code, err.strip()) == (2, "nianbao: NO_SUCH: no such finding; `nianbao findings` lists them all")


def test_every_argument_and_option_is_explained_in_a_sentence() -> None:
    group: Any = typer.main.get_group(app)
    commands = {name: group.get_command(None, name) for name in group.list_commands(None)}
    for name, command in list(commands.items()):
        commands |= {f"{name} {inner}": found for inner, found in getattr(command, "commands", {}).items()}
    assert {"crawl", "db copy", "corrections take-back"} <= commands.keys()
    for name, command in commands.items():
        for parameter in command.params:
            told = (getattr(parameter, "help", None) or "").rstrip()
            assert told[:1].isupper() and told[-1] in ".]", f"{name} {parameter.name}: {told!r}"  # noqa: PT018
