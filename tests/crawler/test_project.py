"""Where a crawl's settings come from."""

from pathlib import Path

import pytest

from crawler.project import project_settings


def test_neither_a_home_folder_nor_where_one_stands_says_how_to_crawl(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_home(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")  # a container's user that no file names

    monkeypatch.setattr(Path, "expanduser", no_home)
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = somebody.elses\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert project_settings().get("BOT_NAME") == "nianbao"
