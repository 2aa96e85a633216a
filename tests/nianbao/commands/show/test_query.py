"""`nianbao query`: four forms of an answer, one line for what is refused, an end for what has none."""

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipelines.storage.database import upgrade

ROOT = Path(__file__).resolve().parents[4]
THREE = "SELECT 1 AS number, '山亭区' AS name, NULL AS empty UNION ALL SELECT 2500, '第二行\n', 0.5 ORDER BY 1"
LONG_FUNCTION = "SELECT instr(hex(zeroblob(4000000)), hex(zeroblob(1000000)) || '1')"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    upgrade(f"sqlite:///{folder}/nianbao.sqlite")
    return folder


def query(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "nianbao", "query", *arguments, "--data", str(data)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_table_has_a_line_for_each_row(data: Path) -> None:
    done = query(data, THREE)
    assert done.returncode == 0, done.stderr
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["number", "name", "empty"],
        ["1", "山亭区"],
        ["2500", "第二行", "0.5"],
    ]


def test_csv_and_json_hold_the_values_as_they_are(data: Path) -> None:
    rows = list(csv.reader(io.StringIO(query(data, THREE, "--format", "csv").stdout, newline="")))
    assert rows == [["number", "name", "empty"], ["1", "山亭区", ""], ["2500", "第二行\n", "0.5"]]
    assert json.loads(query(data, THREE, "--format", "json").stdout) == [
        {"number": 1, "name": "山亭区", "empty": None},
        {"number": 2500, "name": "第二行\n", "empty": 0.5},
    ]


def test_parquet_holds_the_values_with_their_types(data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nianbao", "query", THREE, "--format", "parquet", "--data", str(data)]
    target = tmp_path / "a.parquet"
    with target.open("wb") as file:
        subprocess.run(command, stdout=file, check=True, timeout=60)
    found = duckdb.sql(f"SELECT * FROM '{target}'")
    assert [str(kind) for kind in found.types] == ["BIGINT", "VARCHAR", "DOUBLE"]
    assert found.fetchall() == [(1, "山亭区", None), (2500, "第二行\n", 0.5)]


def test_what_is_refused_is_one_line_and_exit_code_two(data: Path) -> None:
    done = query(data, "DELETE FROM region")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "only a statement that reads" in done.stderr


def test_a_function_that_looks_at_no_clock_is_ended_too(data: Path) -> None:
    began = time.monotonic()
    done = query(data, LONG_FUNCTION, "--seconds", "0.5")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "nianbao: stopped after 0.5 s\n"
    assert time.monotonic() - began < 20, "the start of Python on a busy machine included"
