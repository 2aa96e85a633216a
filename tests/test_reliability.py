"""Each promise of docs/reliability.md names a test, and the tests it names are there."""

import re
from pathlib import Path

import pytest

from tests.pipelines.specimens import SPECIMENS

ROOT = Path(__file__).resolve().parents[1]
PROMISES = [
    cells
    for line in (ROOT / "docs/reliability.md").read_text(encoding="utf-8").splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split(" | ")]) == 4 and cells[0] not in ("id", "---")
]


def test_the_table_is_read() -> None:
    assert len(PROMISES) >= 50


@pytest.mark.parametrize("promise", PROMISES, ids=[cells[1][:60] for cells in PROMISES])
def test_each_promise_names_tests_that_are_there(promise: list[str]) -> None:
    named = promise[2]
    paths = [ROOT / path for path in re.findall(r"tests/[\w/]+(?:\.py)?", named)]
    assert paths
    assert [path for path in paths if not path.exists()] == []
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("test_*.py"))]
    source = "\n".join([*SPECIMENS, *(file.read_text(encoding="utf-8") for file in files)]).lower()  # as -k looks
    chosen = " ".join(quoted + bare for quoted, bare in re.findall(r'-k (?:"([^"]+)"|(\w+))', named))
    missing = [word for word in re.findall(r"\w+", chosen) if word not in ("and", "or", "not") and word not in source]
    assert missing == []
