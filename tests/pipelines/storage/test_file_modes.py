"""What is kept is its owner's, unless a group is let in."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.storage import archive
from pipelines.storage.database import open_database
from pipelines.storage.file_modes import private_folder


@pytest.mark.parametrize(("setting", "beyond"), [("", 0o077), ("1", 0o027)])
def test_folders_archive_and_database_are_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, beyond: int
) -> None:
    monkeypatch.setenv("NIANBAO_GROUP_READS", setting)
    data = tmp_path / "data"
    archive.save(data / "archive", b"page")
    engine = open_database(f"sqlite:///{data}/nianbao.sqlite")
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM region")
        modes = {path: path.stat().st_mode & 0o777 for path in (data, *data.rglob("*"))}
    engine.dispose()
    assert {f"nianbao.sqlite{journal}" for journal in ("", "-wal", "-shm")} <= {path.name for path in modes}
    assert not {path: oct(mode) for path, mode in modes.items() if mode & beyond}
    assert setting != "1" or all(mode & 0o040 for mode in modes.values())


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    private_folder(tmp_path / "new")
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_opening_a_database_twice_does_not_let_another_process_take_its_journal(tmp_path: Path) -> None:
    """Closing the file of an open database drops all locks of the process: another would think it the last user."""
    path = tmp_path / "nianbao.sqlite"
    engine = open_database(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM region")
        connection.rollback()
        open_database(f"sqlite:///{path}").dispose()
        other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM region'); c.close()"
        subprocess.run([sys.executable, "-c", other, str(path)], check=True, timeout=60)
        assert path.with_name("nianbao.sqlite-wal").exists()
    engine.dispose()
