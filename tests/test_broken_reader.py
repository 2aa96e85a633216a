"""A program that reads nothing says so everywhere and never ends with 0: tried on copies that are broken on purpose."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.city import City

ROOT = Path(__file__).resolve().parents[1]
READER = "def read(body: bytes, media_type: str) -> Reading:\n"
BROKEN = READER + '    raise KeyError("broken on purpose")\n'


def nianbao(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-c", _PROGRAM, str(copy), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=copy, timeout=120, check=False)


_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from nianbao.cli import main; main()"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program whose every reader raises, after its demo."""
    copy = tmp_path_factory.mktemp("broken")
    for name in ("crawler", "nianbao", "pipelines", "seeds"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "city", copy / "tests" / "city", ignore=shutil.ignore_patterns("__pycache__"))
    readers = copy / "pipelines" / "readers" / "__init__.py"
    source = readers.read_text("utf-8")
    assert READER in source
    readers.write_text(source.replace(READER, BROKEN), "utf-8")
    return copy


@pytest.fixture(scope="module")
def demo(broken: Path) -> subprocess.CompletedProcess[str]:
    return nianbao(broken, "demo", "--data", str(broken / "demo"))


def test_the_demo_says_that_it_is_the_program_and_stops_early(
    broken: Path, demo: subprocess.CompletedProcess[str]
) -> None:
    assert demo.returncode == 4
    assert "documents could be read: the program failed: KeyError: 'broken on purpose'" in demo.stderr
    assert "stopped: the program failed on every document so far" in demo.stderr
    told = [line for line in demo.stderr.splitlines() if line.startswith("http://127.77.0.")]
    assert all("the program failed: KeyError" in line for line in told)
    with sqlite3.connect(broken / "demo" / "nianbao.sqlite") as connection:
        code, counts = connection.execute("SELECT exit_code, counts FROM run").fetchone()
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (0,)
    assert code == 4
    internal = json.loads(counts)["internal"]
    assert internal >= 10
    assert internal == len(told)
    assert f"0 of {internal} documents could be read" in demo.stderr
    assert json.loads(counts)["read"] == 0


def test_status_and_doctor_say_so_too(broken: Path, demo: subprocess.CompletedProcess[str]) -> None:
    status = nianbao(broken, "status", "--data", str(broken / "demo"))
    assert status.returncode == 4
    assert "of 26 documents could be read, the program failed on 26" in status.stdout
    assert "the program failed: KeyError: 'broken on purpose'" in status.stdout
    doctor = nianbao(broken, "doctor", "--data", str(broken / "demo"))
    assert doctor.returncode == 4
    assert "a fault of nianbao, not of a portal" in doctor.stdout
    assert "KeyError: 'broken on purpose'" in doctor.stdout
    nobody = nianbao(broken, "status", "--deadman", "24", "--data", str(broken / "demo"))
    assert nobody.returncode == 4


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with City(regions=("370406", "350128", "320813")) as city:
        yield city


def crawl(copy: Path, city: City, folder: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    where = ("--seeds", str(city.seeds), "--data", str(copy / folder), "--allow-private", city.network)
    return nianbao(copy, "crawl", *arguments, *where, "--delay", "0.02", "--now")


def crawled(copy: Path, folder: str) -> tuple[int, dict[str, int]]:
    """The exit code and the counts of the folder's only run."""
    with sqlite3.connect(copy / folder / "nianbao.sqlite") as connection:
        code, counts = connection.execute("SELECT exit_code, counts FROM run").fetchone()
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (0,)
    return code, json.loads(counts)


def addresses(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Of the documents that standard error says the program failed on."""
    mark = ": the program failed: KeyError: 'broken on purpose'"
    return [line.partition(mark)[0] for line in done.stderr.splitlines() if mark in line and "://" in line]


def test_a_crawl_of_few_documents_tells_each_and_that_none_could_be_read(broken: Path, city: City) -> None:
    done = crawl(broken, city, "few", "370406", "--organs", "government")
    code, counts = crawled(broken, "few")
    told = addresses(done)
    assert done.returncode == code == 4
    assert 0 < counts["internal"] == len(told) == len(set(told)) < 10
    assert counts["read"] == 0
    assert f"0 of {len(told)} documents could be read: the program failed: KeyError: 'broken on purpose'" in done.stderr
    assert "stopped:" not in done.stderr
    status = nianbao(broken, "status", "--data", str(broken / "few"))
    assert status.returncode == 4
    assert f"0 of {len(told)} documents could be read, the program failed on {len(told)}" in status.stdout
    doctor = nianbao(broken, "doctor", "--data", str(broken / "few"))
    assert doctor.returncode == 4
    assert "a fault of nianbao, not of a portal" in doctor.stdout


def test_a_crawl_whose_first_ten_documents_all_fail_stops_and_says_that_it_is_the_program(
    broken: Path, city: City
) -> None:
    done = crawl(broken, city, "many", "--all")
    code, counts = crawled(broken, "many")
    told = addresses(done)
    assert done.returncode == code == 4
    assert 40 > counts["internal"] == len(told) >= 10
    assert "stopped: the program failed on every document so far, so this is no portal's fault" in done.stderr
    assert f"0 of {len(told)} documents could be read: the program failed: KeyError" in done.stderr


def test_extract_says_so_for_each_file(broken: Path) -> None:
    for name in ("a.html", "b.html"):
        (broken / name).write_text("<html><body><p>2023年政府信息公开工作年度报告</p></body></html>", "utf-8")
    done = nianbao(broken, "extract", "a.html", "b.html", "--json")
    assert done.returncode == 4
    assert [report["status"] for report in json.loads(done.stdout)] == ["unreadable", "unreadable"]
    told = [line for line in done.stderr.splitlines() if "the program failed: KeyError: 'broken on purpose'" in line]
    assert [line.split()[1] for line in told] == ["a.html:", "b.html:"]
