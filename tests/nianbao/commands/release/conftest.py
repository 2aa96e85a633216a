"""What the commands that give data away are tried on."""

from pathlib import Path

import pytest

from pipelines.storage.database import open_database
from tests.pipelines.stored import report, save


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose database holds one report."""
    engine = open_database(f"sqlite:///{tmp_path}/nianbao.sqlite")
    save(engine, report())
    engine.dispose()
    return tmp_path
