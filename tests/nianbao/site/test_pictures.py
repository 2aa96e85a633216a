"""The tables as printed, beside a report: drawn once, framed where a figure is looked at; why there are none."""

from pathlib import Path

import pytest
from lxml import html

from nianbao.data_folder import read_database
from nianbao.site import pictures
from nianbao.site.build import Built, build
from pipelines.exceptions import UnreadableDocument
from pipelines.storage import archive
from tests.nianbao.command_line import GOLDEN
from tests.nianbao.site.conftest import Make

SHOWN = "html_word_2022"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """An archive with one of the documents that the database knows."""
    root = tmp_path / "archive"
    archive.save(root, (GOLDEN / SHOWN / "document.html").read_bytes())
    return root


def built(url: str, folder: Path, root: Path) -> Built:
    with read_database(url) as session:
        return build(session, folder, archive=root)


def test_a_report_shows_its_tables_and_each_figure_its_frame(
    url: str, kept: Path, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = built(url, tmp_path / "site", kept)
    assert made.pictured == 1
    assert len(made.without) == 4  # two whose documents were never kept; one has bytes of its own making
    assert set(made.without) == {"the archive does not hold the document, or not as it was"}
    assert str(kept) not in "".join(one.read_text("utf-8") for one in (tmp_path / "site").rglob("*.html"))
    (path,) = (one for one in (tmp_path / "site" / "zh" / "report").rglob("*.html") if "<img" in one.read_text("utf-8"))
    tree = html.fromstring(path.read_text("utf-8"))
    files = [(path.parent / source).resolve() for source in tree.xpath("//details/a/img/@src")]
    assert len(files) == 3
    assert all(file.read_bytes()[8:12] == b"WEBP" for file in files)
    rows = tree.xpath("//tr[@data-picture]")
    assert len(rows) > 190
    for row in rows:
        width, height = map(int, row.get("data-size").split())
        left, top, right, bottom = map(int, row.get("data-frame").split())
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert (path.parent / row.get("data-picture")).resolve() in files
    monkeypatch.setattr(pictures, "tables_safely", None)  # nothing is drawn again
    assert built(url, tmp_path / "site", kept).written == 0
    assert make(url, tmp_path / "site").removed == 3 + 1  # a site without pictures has none, and no list of them
    assert not (tmp_path / "site" / "pictures").exists()


def test_a_document_that_cannot_be_drawn_is_told_on_its_page(
    url: str, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise UnreadableDocument("Chromium is not installed <here>\nsecond line")

    monkeypatch.setattr(pictures, "tables_safely", refuse)
    made = built(url, tmp_path / "site", kept)
    assert made.pictured == 0
    assert "Chromium is not installed <here>" in made.without
    told = [one.read_text("utf-8") for one in (tmp_path / "site" / "en" / "report").rglob("*.html")]
    assert sum("Chromium is not installed &lt;here&gt;</span>" in one for one in told) == 1
    monkeypatch.undo()
    assert built(url, tmp_path / "site", kept).pictured == 1  # once it can be drawn, it is
