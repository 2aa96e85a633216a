"""The archive gives back every row: offline, with the difference told before anything is written."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select, update

from pipelines.checks.report_checks import check_series
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.extract.version import reading_version
from pipelines.rereading.reread import Reread, Rereading, is_outdated
from pipelines.rereading.stored_documents import document_of, sources
from pipelines.storage import archive, models
from pipelines.storage.crawls import ledger
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports.store import save

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
AT, LATER = "2026-04-01T00:00:00+00:00", "2026-05-01T00:00:00+00:00"


def a_document(name: str = "html_clean_2019", url: str = "http://127.0.0.1/2019.html") -> Document:
    return Document(
        body=(GOLDEN / name / "document.html").read_bytes(),
        url=url,
        region_code="370406",
        region_name="枣庄市山亭区",
        title="2019年政府信息公开工作年度报告",
        organ_hint="山亭区教育和体育局",
        published_hint="2020-01-20",
        attachments=("http://127.0.0.1/2019.docx",),
        fetched_at=AT,
    )


@pytest.fixture
def kept(engine: Engine, tmp_path: Path) -> Document:
    """A document in the archive with its report stored."""
    document = a_document()
    archive.save(tmp_path, document.body)
    with write_session(engine) as session:
        ledger.record_fetch(session, document)
        save(session, extract(document), at=AT, series=check_series)
    return document


def reread(engine: Engine, root: Path, *, write: bool) -> list[Reread]:
    with read_session(engine) as session:
        chosen = sources(session)
    with Rereading(engine, root, jobs=1, at=LATER) as rereading:
        read = list(rereading.read(chosen))
        if write:
            list(rereading.write())
    return read


def count(engine: Engine, table: type[models.Base]) -> int:
    with read_session(engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_stored_document_is_what_the_crawl_handed_on(engine: Engine, kept: Document, tmp_path: Path) -> None:
    with read_session(engine) as session:
        (source,) = sources(session)
        assert document_of(session, tmp_path, source) == kept


def test_reading_again_with_the_same_program_changes_nothing(engine: Engine, kept: Document, tmp_path: Path) -> None:
    (one,) = reread(engine, tmp_path, write=True)
    assert one.difference is not None
    assert not one.difference
    assert count(engine, models.ValueHistory) == 0


def test_values_that_were_lost_come_back(engine: Engine, kept: Document, tmp_path: Path) -> None:
    before = count(engine, models.Value)
    with write_session(engine) as session:
        session.execute(delete(models.Value))
    (one,) = reread(engine, tmp_path, write=False)
    assert one.difference is not None
    assert {change.kind for change in one.difference.changes} == {"appears"}
    assert len(one.difference.changes) == before
    assert count(engine, models.Value) == 0, "nothing is written before someone says so"
    reread(engine, tmp_path, write=True)
    assert count(engine, models.Value) == before


def test_a_cell_that_reads_otherwise_is_shown_old_and_new_and_its_old_figure_kept(
    engine: Engine, kept: Document, tmp_path: Path
) -> None:
    cell = models.Value.field_code == "t3_new_received__total"
    with write_session(engine) as session:
        number = session.execute(select(models.Value.value).where(cell)).scalar_one()
        session.execute(update(models.Value).where(cell).values(value=Decimal(12345), raw="12345"))
    (one,) = reread(engine, tmp_path, write=True)
    assert one.difference is not None
    (change,) = one.difference.changes
    assert (change.field_code, change.kind) == ("t3_new_received__total", "changes")
    assert change.old is not None
    assert change.new is not None
    assert (change.old.value, change.new.value) == (12345, number)
    with read_session(engine) as session:
        assert session.execute(select(models.Value.value).where(cell)).scalar_one() == number
        kept_row = session.execute(select(models.ValueHistory)).scalar_one()
        assert (kept_row.field_code, kept_row.value, kept_row.replaced_at) == (change.field_code, 12345, LATER)


def test_a_document_whose_bytes_are_gone_is_told_and_the_others_are_read(
    engine: Engine, kept: Document, tmp_path: Path
) -> None:
    other = a_document("html_utf8_says_gb2312", "http://127.0.0.1/2020.html")
    with write_session(engine) as session:
        ledger.record_fetch(session, other)
    archive.path_of(tmp_path, kept.sha256).unlink()
    archive.save(tmp_path, other.body)
    lost, read = sorted(reread(engine, tmp_path, write=True), key=lambda one: not one.error)
    assert kept.sha256 in lost.error
    assert read.difference is not None
    assert read.difference.is_new


def test_what_the_response_check_refused_is_no_source(engine: Engine, kept: Document) -> None:
    with write_session(engine) as session:
        session.execute(update(models.Download).values(verdict="WALL_WORDS"))
    with read_session(engine) as session:
        assert sources(session) == []


def test_a_sheet_is_read_as_part_of_what_binds_it(engine: Engine, kept: Document) -> None:
    with write_session(engine) as session:
        session.execute(update(models.Download).values(role="sheet"))
    with read_session(engine) as session:
        assert sources(session) == []


def test_a_document_is_outdated_until_this_program_has_read_it(engine: Engine, kept: Document, tmp_path: Path) -> None:
    with read_session(engine) as session:
        assert [is_outdated(source) for source in sources(session)] == [True]
    reread(engine, tmp_path, write=True)
    with read_session(engine) as session:
        (source,) = sources(session)
    assert not is_outdated(source)
    assert source.read_by == reading_version("text/html")


def test_a_changed_reader_of_ofd_does_not_touch_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from pipelines.extract import version

    def digests() -> tuple[str, str]:
        for cached in (version.reading_version, version._reached, version._imports):
            cached.cache_clear()
        return version.reading_version("text/html"), version.reading_version("application/ofd")

    html, ofd = digests()
    real = Path.read_bytes

    def changed(path: Path) -> bytes:
        return real(path) + (b"\n# better" if path.parent.name == "ofd" else b"")

    monkeypatch.setattr(Path, "read_bytes", changed)
    try:
        assert digests()[0] == html
        assert digests()[1] != ofd
    finally:
        monkeypatch.undo()
        digests()
