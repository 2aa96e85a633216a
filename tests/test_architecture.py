"""Who imports whom: the contracts of pyproject.toml hold, and would notice if they did not."""

import ast
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-logo", "--no-cache", *options], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The three packages and their contracts, to be broken."""
    for package in ("nianbao", "crawler", "pipelines"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("contract", "module", "stray_import"),
    [
        ("layers", "pipelines/language/folding.py", "from crawler.seeds import Seed"),
        ("layers", "pipelines/records.py", "import pipelines.language.folding"),
        ("layers", "pipelines/align/__init__.py", "import pipelines.extract.identity.identify"),
        ("layers", "crawler/seeds.py", "import nianbao.cli"),
        ("crawler-meets-reading-in-settings", "crawler/seeds.py", "from pipelines.align.values import *"),
        ("storing-goes-down", "pipelines/storage/models.py", "import pipelines.storage.crawls.ledger"),
        ("reading-needs-no-database", "pipelines/align/values.py", "from sqlalchemy import select"),
        ("one-place-for-sql", "crawler/seeds.py", "import sqlalchemy"),
        ("one-place-for-a-library", "pipelines/storage/reports/store.py", "import rich"),
    ],
)
def test_a_stray_import_breaks_its_contract(contract: str, module: str, stray_import: str, copy: Path) -> None:
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{stray_import}\n")
    result = lint(copy, "--contract", contract)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


MAX_FUNCTION, MAX_FILE = 45, 300  # lines
MAX_MODULES = 15  # of a folder, its `__init__` not counted
PACKAGES = ("nianbao", "crawler", "pipelines")
GROWS = {ROOT / "crawler/portals/families"}


def sources(*folders: str) -> list[Path]:
    """The files of these folders but migrations: lists of statements that have landed."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    assert len(files) > len(folders)
    return files


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_function_is_longer_than_a_screen() -> None:
    """A longer one gives its reason beside it (`# long: …`). C901 and PLR0915 of ruff bound branches and statements."""
    long = []
    for path in sources(*PACKAGES):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                is_long = (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION
                if is_long and "# long: " not in source.splitlines()[node.lineno - 1]:
                    long.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert long == []


def test_no_file_is_longer_than_one_idea() -> None:
    files = sources(*PACKAGES, "benchmarks", "tests", ".ci")
    assert [str(path.relative_to(ROOT)) for path in files if length(path) > MAX_FILE] == []


def test_no_folder_holds_more_than_a_reader_takes_in() -> None:
    modules = Counter(path.parent for path in sources(*PACKAGES) if path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)) for folder in modules if modules[folder] > MAX_MODULES} - {
        str(folder.relative_to(ROOT)) for folder in GROWS
    } == set()


def test_no_room_holds_more_than_a_third_of_the_code() -> None:
    rooms: Counter[tuple[str, ...]] = Counter()
    for path in sources(*PACKAGES):
        package, *below = path.relative_to(ROOT).parts
        rooms[(package, *below[:1]) if package == "pipelines" and len(below) > 1 else (package,)] += length(path)
    room, lines = rooms.most_common(1)[0]
    assert lines * 3 <= rooms.total(), f"{'/'.join(room)}: {lines} of {rooms.total()} lines"


def test_no_text_holds_the_marks_of_a_merge() -> None:
    texts = [path for path in ROOT.glob("*.*") if path.is_file()] + list((ROOT / "docs").rglob("*.md"))
    texts += [path for package in PACKAGES for path in (ROOT / package).rglob("*.y*ml")]
    assert [str(path) for path in texts if any(mark in path.read_text("utf-8") for mark in ("<" * 7, ">" * 7))] == []
