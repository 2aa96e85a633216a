"""LibreOffice as a reader. The tests that start it are skipped where it is not installed."""

import random
import shutil
import time
from pathlib import Path

import pytest

from pipelines.exceptions import UnreadableDocument
from pipelines.readers import docx, office
from pipelines.records import Grid

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT.parent / "shared" / "reports" / "samples"
GOLDEN = ROOT / "tests" / "golden_office"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason=f"LibreOffice is missing: {office.INSTALL}")
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="../shared is not here")


@pytest.fixture(autouse=True)
def _fresh_command() -> None:
    office.command.cache_clear()


def tables(blocks: tuple[object, ...]) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in block.rows()] for block in blocks if isinstance(block, Grid)]


@needs_office
def test_an_rtf_document_reads_like_the_word_document() -> None:
    disclosure, applications = tables(office.read((GOLDEN / "report.rtf").read_bytes()).blocks)
    assert disclosure[2] == ["规章", "0", "０", "4"]
    assert disclosure[3][1:] == ["2", "", "35"]
    assert applications[0] == ["三、本年度办理结果", "（一）予以公开", "5"]


@needs_office
def test_what_another_reader_refused_is_read_with_a_finding() -> None:
    body = (GOLDEN / "report.doc").read_bytes()
    reading = office.read_instead(body, ".doc", UnreadableDocument("its properties are odd"))
    assert tables(reading.blocks)[0][2] == ["规章", "0", "０", "4"]
    assert reading.findings[0].message == "read by LibreOffice, since its properties are odd"


@needs_office
def test_files_are_converted_together_and_a_bad_one_spoils_no_other() -> None:
    good = (GOLDEN / "report.rtf").read_bytes()
    broken = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(4096)
    started = time.monotonic()
    results = office.convert({"1.rtf": good, "2.doc": broken, "3.rtf": good})
    assert time.monotonic() - started < 60
    assert all(isinstance(results[name], bytes) for name in ("1.rtf", "3.rtf"))
    assert list(results) == ["1.rtf", "2.doc", "3.rtf"]


@needs_office
def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "SECONDS_TO_START", 0.05)
    monkeypatch.setattr(office, "SECONDS_A_FILE", 0)
    with pytest.raises(UnreadableDocument, match=r"within 0\.05 s"):
        office.read((GOLDEN / "report.rtf").read_bytes())


def test_random_bytes_are_never_given_to_libreoffice() -> None:
    chance = random.Random(2)
    for _ in range(50):
        with pytest.raises(ValueError, match="neither RTF nor OLE"):
            office.convert({"1.doc": chance.randbytes(chance.randrange(3000))})


@pytest.mark.parametrize("name", ["../1.rtf", "/tmp/1.rtf"])
def test_names_are_never_paths(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        office.convert({name: b"{\\rtf1}"})


def test_random_bytes_in_place_of_an_ole_file_are_damaged() -> None:
    with pytest.raises(UnreadableDocument, match="damaged"):
        office.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(3).randbytes(2000))


def test_an_ole_file_that_is_no_document_names_its_streams() -> None:
    with pytest.raises(UnreadableDocument, match=r"no document; its streams: .*1Table"):
        office.read((GOLDEN / "report.doc").read_bytes())


@needs_office
def test_an_empty_result_is_no_document() -> None:
    with pytest.raises(UnreadableDocument, match="finds nothing"):
        office.read(b"{\\rtf1 }")


def test_without_libreoffice_the_reason_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(UnreadableDocument, match="not installed: apt-get install libreoffice-writer-nogui"):
        office.read(b"{\\rtf1 a}")


@needs_office
@needs_samples
def test_the_sample_rtf_documents_hold_three_tables() -> None:
    names = ("A0.rtf", "B0.rtf")
    converted = office.convert({name: (SAMPLES / name).read_bytes() for name in names})
    for name in names:
        result = converted[name]
        assert isinstance(result, bytes)
        assert [len(table) for table in tables(docx.read(result).blocks)] == (
            [18, 26, 4] if name[0] == "A" else [14, 28, 4]
        )
