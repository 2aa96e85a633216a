"""What is kept is its owner's, unless a group is let in."""

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
