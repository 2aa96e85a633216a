"""An imported document is stored as a crawled one is, and told apart from it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, text

from pipelines.exceptions import InternalError
from pipelines.exchange.bundling import bundle
from pipelines.exchange.importing import Importer, Origin, reading_sandbox
from pipelines.exchange.packages import Handed, handed_over
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.storage import archive
from pipelines.storage.database import read_session

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
PAGE = (GOLDEN / "html_clean_2019" / "document.html").read_bytes()
NOW = "2026-06-01T00:00:00+00:00"
HERE = Origin(region_code="370406", region_name="枣庄市山亭区", vantage="Jinan", imported_at=NOW)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with reading_sandbox() as made:
        yield made


@pytest.fixture
def importer(engine: Engine, sandbox: Sandbox, tmp_path: Path) -> Importer:
    return Importer(engine, tmp_path, sandbox)


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(text(query))]


def test_a_report_is_stored_with_its_bytes_and_marked_imported(
    engine: Engine, importer: Importer, tmp_path: Path
) -> None:
    stated = {"url": "http://www.a.gov.cn/nb.html", "fetched_at": "2026-03-01T02:03:04Z"}
    one = importer.take(Handed(name="年报.html", body=PAGE, stated=stated), HERE)
    assert one.outcome == "inserted"
    ((url, fetched, imported, vantage, sha256),) = rows(
        engine, "SELECT url, fetched_at, imported_at, vantage, document_sha256 FROM download"
    )
    assert (url, fetched) == ("http://www.a.gov.cn/nb.html", "2026-03-01T02:03:04+00:00")
    assert (imported, vantage) == (NOW, "Jinan")
    assert archive.load(tmp_path, sha256) == PAGE
    assert rows(engine, "SELECT count(*) FROM value_current")[0][0] > 100


def test_importing_twice_changes_nothing(engine: Engine, importer: Importer) -> None:
    outcomes = [importer.take(Handed(name="年报.html", body=PAGE), HERE).outcome for _ in range(2)]
    assert outcomes == ["inserted", "unchanged"]
    assert rows(engine, "SELECT count(*) FROM report") == [(1,)]


def test_a_file_that_the_program_fails_on_is_named_and_the_next_is_taken(
    engine: Engine, sandbox: Sandbox, importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> NoReturn:
        raise InternalError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "run", fails)
        one = importer.take(Handed(name="甲.html", body=PAGE), HERE)
    assert (one.name, one.outcome, one.reason) == ("甲.html", "failed", "the program failed: a bug")
    assert importer.take(Handed(name="乙.html", body=PAGE), HERE).outcome == "inserted"


def test_a_count_of_sixty_digits_is_no_number_and_the_report_is_stored(engine: Engine, importer: Importer) -> None:
    assert PAGE.count(b">14728<") == 1
    body = PAGE.replace(b">14728<", b">" + b"7" * 60 + b"<")
    assert importer.take(Handed(name="年报.html", body=body), HERE).outcome == "inserted"
    unread = rows(engine, "SELECT raw FROM value_current WHERE state = 'unreadable'")
    assert unread == [("7" * 60,)]


def test_without_an_address_the_name_stands_for_it(engine: Engine, importer: Importer) -> None:
    importer.take(Handed(name="2019/年报.html", body=PAGE, stated={"url": "javascript:alert(1)"}), HERE)
    ((url,),) = rows(engine, "SELECT source_url FROM report")
    assert url.startswith("imported:2019/")


@pytest.mark.parametrize(
    ("handed", "said"),
    [
        (Handed(name="a.css", body=b"p { color: red }"), "none of the statutory tables"),
        (Handed(name="index.html", body="<p>首页</p><a href=x>信息公开</a>".encode()), "none of the statutory tables"),
        (Handed(name="b.pdf", body=b"%PDF-1.7 lies"), ""),
        (Handed(name="c.html", body=PAGE, status=404), "404"),
        (Handed(name="d.html", problem="encrypted"), "encrypted"),
    ],
)
def test_what_is_no_report_is_left_out_with_the_reason(
    engine: Engine, importer: Importer, handed: Handed, said: str
) -> None:
    one = importer.take(handed, HERE)
    assert one.outcome == "left out"
    assert said in one.reason
    assert rows(engine, "SELECT count(*) FROM report") == [(0,)]


def test_a_file_of_no_region_says_what_to_state(importer: Importer) -> None:
    nowhere = Origin(region_code="", region_name="", vantage="", imported_at=NOW)
    assert "say --region CODE" in importer.take(Handed(name="年报.html", body=PAGE), nowhere).reason


def test_a_bundle_carries_documents_addresses_and_days_to_another_database(
    engine: Engine, importer: Importer, sandbox: Sandbox, tmp_path: Path, codebook: Path
) -> None:
    from pipelines.storage.database import open_database

    stated = {"url": "http://www.a.gov.cn/nb.html", "fetched_at": "2026-03-01T02:03:04+00:00", "title": "2019年年报"}
    importer.take(Handed(name="年报.html", body=PAGE, stated=stated), HERE)
    with read_session(engine) as session:
        assert bundle(session, tmp_path, tmp_path / "b.zip") == 1
    other = open_database(f"sqlite:///{tmp_path}/other.sqlite", codebook=codebook)
    there = Importer(other, tmp_path / "there", sandbox)
    elsewhere = Origin(region_code="", region_name="", vantage="a helper", imported_at=NOW)
    assert [there.take(handed, elsewhere).outcome for handed in handed_over(tmp_path / "b.zip")] == ["inserted"]
    same = "SELECT url, fetched_at, title, region_code, document_sha256 FROM download"
    assert rows(other, same) == rows(engine, same)
    assert rows(other, "SELECT field_code, raw FROM value ORDER BY 1") == rows(
        engine, "SELECT field_code, raw FROM value ORDER BY 1"
    )
    other.dispose()
