import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.utils.test import get_crawler
from sqlalchemy import Engine, select

from pipelines.document import Document
from pipelines.storage import archive, models
from pipelines.storage.archive import ArchiveError, ArchivePipeline
from pipelines.storage.database import read_session

BODY = "政府信息公开工作年度报告".encode()
SHA256 = hashlib.sha256(BODY).hexdigest()


@given(body=st.binary())
def test_what_is_kept_is_what_was_given(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    root = tmp_path_factory.mktemp("archive")
    archive.save(root, body)
    assert archive.load(root, hashlib.sha256(body).hexdigest()) == body


def test_a_file_is_named_by_its_bytes_and_the_same_bytes_give_the_same_file(tmp_path: Path) -> None:
    one, other = archive.save(tmp_path / "one", BODY), archive.save(tmp_path / "other", BODY)
    assert one == tmp_path / "one" / SHA256[:2] / SHA256[2:4] / f"{SHA256}.gz"
    assert one.read_bytes() == other.read_bytes()


def test_a_sound_file_is_not_written_again(tmp_path: Path) -> None:
    path = archive.save(tmp_path, BODY)
    before = path.stat()
    assert archive.save(tmp_path, BODY) == path
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "damage",
    [b"", b"no gzip", gzip.compress(BODY)[:-9], gzip.compress(b"other")],
    ids=["empty", "no gzip", "cut", "other bytes"],
)
def test_a_damaged_file_is_named_and_replaced_by_the_next_save(tmp_path: Path, damage: bytes) -> None:
    path = archive.save(tmp_path, BODY)
    path.write_bytes(damage)
    with pytest.raises(ArchiveError, match=path.name):
        archive.load(tmp_path, SHA256)
    archive.save(tmp_path, BODY)
    assert archive.load(tmp_path, SHA256) == BODY


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=SHA256):
        archive.load(tmp_path, SHA256)


def test_a_save_that_fails_leaves_no_part_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        archive.save(tmp_path, BODY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_pipeline_keeps_the_bytes_and_says_where_they_came_from(engine: Engine, tmp_path: Path) -> None:
    document = Document(body=BODY, url="https://x.gov.cn/a", region_code="370406", fetched_at="2026-01-01T00:00:00Z")
    assert ArchivePipeline(tmp_path, engine).process_item(document) is document
    assert archive.load(tmp_path, SHA256) == BODY
    with read_session(engine) as session:
        assert session.execute(select(models.Download.url, models.Download.document_sha256)).all() == [
            (document.url, SHA256)
        ]


def test_the_pipeline_keeps_each_sheet_as_served_beside_what_they_are_bound_to(engine: Engine, tmp_path: Path) -> None:
    sheets = tuple(Document(body=b"%d" % k, url=f"https://x.gov.cn/{k}.png", region_code="370406") for k in (1, 2))
    whole = Document(body=BODY, url="https://x.gov.cn/a#sheets", region_code="370406", sheets=sheets)
    assert ArchivePipeline(tmp_path, engine).process_item(whole) is whole
    assert [archive.load(tmp_path, sheet.sha256) for sheet in sheets] == [b"1", b"2"]
    with read_session(engine) as session:
        fetched = {tuple(row) for row in session.execute(select(models.Download.url, models.Download.document_sha256))}
    assert fetched == {(one.url, one.sha256) for one in (whole, *sheets)}


def test_the_pipeline_lets_other_items_pass(engine: Engine, tmp_path: Path) -> None:
    item = object()
    assert ArchivePipeline(tmp_path, engine).process_item(item) is item


def test_the_pipeline_is_made_from_the_settings(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/n.sqlite"}
    pipeline = ArchivePipeline.from_crawler(get_crawler(settings_dict=settings))
    pipeline.process_item(Document(body=BODY, url="https://x.gov.cn/a", region_code="370406"))
    pipeline.close_spider()
    assert (tmp_path / "archive" / SHA256[:2]).is_dir()
