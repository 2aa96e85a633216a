"""`nianbao demo`: the whole city stored, nothing of the user's touched, lines that can be pasted."""

import hashlib
import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.orm import Session

from crawler import exit_codes
from nianbao.commands.collect import demo as demo_command
from nianbao.crawls.demo_folder import COMMAND, check_demo_folder
from nianbao.crawls.replica_city import City
from pipelines.exceptions import InputError
from pipelines.storage import models
from pipelines.storage.database import open_database, upgrade, write_session

ROOT = Path(__file__).resolve().parents[4]


class Demo(NamedTuple):
    code: int
    out: str
    err: str
    folder: Path
    other: Path  # a database that NIANBAO_DB named meanwhile


def nianbao(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "nianbao", *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("the user's own")
    other = folder / "own.sqlite"
    done = nianbao(
        *("demo", "--data", str(folder / "demo")), NIANBAO_DB=f"sqlite:///{other}", NIANBAO_DATA=str(folder / "data")
    )
    return Demo(done.returncode, done.stdout, done.stderr, folder / "demo", other)


@contextmanager
def database(folder: Path) -> Iterator[Session]:
    """The database of a data folder, made and left as a command leaves it."""
    url = f"sqlite:///{folder}/nianbao.sqlite"
    upgrade(url)
    engine = open_database(url)
    with write_session(engine) as session:
        yield session
    engine.dispose()


def pasted(demo: Demo) -> list[list[str]]:
    """The lines to paste, as a shell takes them apart."""
    return [shlex.split(line) for line in demo.out.splitlines() if line.startswith(("sqlite3 ", "rm "))]


def test_the_demo_stores_its_whole_city_and_prints_its_figures(demo: Demo) -> None:
    assert demo.code == 0, demo.err
    assert "22 of 22 reports of the city are stored" in demo.out
    lines = [line.strip() for line in demo.out.splitlines()]
    shanting = lines[lines.index("枣庄市山亭区人民政府") :]
    year = next(line for line in shanting if line.startswith("2020"))
    assert year.split() == ["2020", "8", "13,964", "-140", "3.58", "亿元", "3*"]
    assert "* 枣庄市山亭区人民政府 2020: 1 of the direct suits ended otherwise, 裁定撤诉" in lines
    assert "crawl finished" in demo.err


def test_only_sums_that_fail_stand_under_their_title_in_the_order_of_the_reports(demo: Demo) -> None:
    below = demo.out.split("Sums that do not hold")[1].split("\n\n")[0].splitlines()[1:]
    assert [line.split()[:3] for line in below] == [
        ["淮安市洪泽区人民政府", "2023", "T4_SUM"],
        ["淮安市洪泽区人民政府", "2023", "T4_SUM"],
        ["平潭县人民政府", "2020", "T3_COLSUM_2019"],
        ["平潭县人民政府", "2020", "T3_COLSUM_2019"],
        ["枣庄市山亭区人民政府", "2023", "T4_SUM"],
    ]


def test_each_query_can_be_pasted_and_has_an_answer(demo: Demo) -> None:
    queries = [words for words in pasted(demo) if words[0] == "sqlite3"]
    assert len(queries) == 3
    for _, database, query in queries:
        with sqlite3.connect(database) as connection:
            rows = connection.execute(query).fetchall()
        assert 3 <= len(rows) <= 10, query


def test_the_demo_says_how_to_remove_its_folder(demo: Demo) -> None:
    assert ["rm", "-r", str(demo.folder)] in pasted(demo)


def test_the_demo_takes_neither_database_nor_folder_from_the_environment(demo: Demo) -> None:
    assert sorted(path.name for path in demo.folder.parent.iterdir()) == ["demo"]
    assert not demo.other.exists()


def test_a_demo_may_run_again_in_its_folder(demo: Demo) -> None:
    check_demo_folder(demo.folder)


def test_a_folder_with_another_crawl_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with database(tmp_path) as session:
        session.add(models.Run(command="nianbao crawl 370406", arguments="{}", version="0", started_at="2026"))
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in tmp_path.iterdir()}
    done = nianbao("demo", "--data", str(tmp_path))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "name a new folder with --data" in done.stderr
    assert {path: hashlib.sha256(path.read_bytes()).digest() for path in tmp_path.iterdir()} == before


def test_a_folder_with_a_real_portal_beside_a_demo_is_refused(tmp_path: Path) -> None:
    with database(tmp_path) as session:
        session.add(models.Run(command=COMMAND, arguments="{}", version="0", started_at="2026"))
        session.add(models.Region(code="370406", name="山亭区", level="county", full_name="枣庄市山亭区"))
        session.flush()
        address = "https://www.shanting.gov.cn/"
        session.add(models.Portal(region_code="370406", portal_url=address, name="山亭区", level="county"))
    with pytest.raises(InputError, match="something else than a demo"):
        check_demo_folder(tmp_path)


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"")
    with pytest.raises(InputError, match="something else than a demo"):
        check_demo_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_report_of_the_city_that_is_not_stored_is_named_and_the_demo_ends_with_four(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The crawl says that all went well; the city knows better."""
    seeds = tmp_path / "portals.csv"
    seeds.write_text("region_code,name,level,portal_url\n370406,山亭区,county,http://127.77.0.17:8000/\n", "utf-8")

    @contextmanager
    def city(regions: tuple[str, ...]) -> Iterator[City]:
        reports = frozenset({("370406", "枣庄市山亭区人民政府", 2020)})
        yield City(seeds=seeds, allow_private="127.77.0.0/16", reports=reports)

    def crawl(seeds: object, settings: dict[str, str]) -> int:
        upgrade(settings["DATABASE_URL"])
        return exit_codes.ALL_DONE

    monkeypatch.setattr(demo_command, "replica_city", city)
    monkeypatch.setattr(demo_command.run, "crawl", crawl)
    with pytest.raises(demo_command.typer.Exit) as ended:
        demo_command.demo(data=tmp_path / "demo")
    out = capsys.readouterr().out
    assert ended.value.exit_code == 4
    assert "0 of 1 reports of the city are stored" in out
    assert "not stored: 枣庄市山亭区人民政府 2020" in out
