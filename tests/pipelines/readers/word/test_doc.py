"""Word 97-2003 documents, read from `tests/golden_office/report.doc` (made by LibreOffice from report.fodt)."""

import contextlib
import io
import random
import struct
import time
from pathlib import Path

import olefile
import pytest

from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument
from pipelines.intake.media_types import sniff
from pipelines.readers import libreoffice
from pipelines.readers.word.binary_properties import IN_TABLE, modifiers
from pipelines.readers.word.doc import read
from pipelines.records import Grid, Reading, TextBlock

ROOT = Path(__file__).resolve().parents[4]
SHARED = ROOT.parent / "shared" / "reports"
GOLDEN = (ROOT / "tests" / "golden_office" / "report.doc").read_bytes()
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")


def grids(body: bytes) -> list[Grid]:
    return [block for block in read(body).blocks if isinstance(block, Grid)]


def printed(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in cells] for cells in grid.rows()]


def texts(body: bytes) -> list[str]:
    return [block.text for block in read(body).blocks if isinstance(block, TextBlock)]


def changed(offset: int, value: bytes) -> bytes:
    """The golden document with bytes of its WordDocument stream replaced."""
    file = io.BytesIO(GOLDEN)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        stream = bytearray(ole.openstream("WordDocument").read())
        stream[offset : offset + len(value)] = value
        ole.write_stream("WordDocument", bytes(stream))
    return file.getvalue()


def test_paragraphs_and_tables_come_in_order() -> None:
    kinds = [type(block).__name__ for block in read(GOLDEN).blocks]
    assert kinds == ["TextBlock"] * 3 + ["Grid", "TextBlock", "Grid", "Grid", "TextBlock", "TextBlock"]


def test_cells_keep_their_text_as_printed() -> None:
    assert printed(grids(GOLDEN)[0]) == [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "０", "4"],
        ["行政规范性\n文件", "2", "", "35"],
        ["行政事业性收费", "8635.37"],
    ]


def test_horizontal_and_vertical_spans_are_found() -> None:
    disclosure, applications, _ = grids(GOLDEN)
    assert [cell.colspan for cell in disclosure.cells if cell.colspan > 1] == [4, 3]
    label = applications.cells[0]
    assert (label.text, label.rowspan, label.colspan) == ("三、本年度办理结果", 2, 1)
    assert applications.row_count == 3


def test_a_table_within_a_cell_follows_the_table_that_holds_it() -> None:
    _, outer, inner = grids(GOLDEN)
    assert printed(outer)[-1] == ["嵌套", "见下表"]
    assert printed(inner) == [["结果维持", "3"], ["结果纠正", "1(裁定撤诉)"]]


def test_text_deleted_under_change_tracking_is_stored_but_not_read() -> None:
    with olefile.OleFileIO(io.BytesIO(GOLDEN)) as ole:
        assert "74\x07".encode("utf-16-le") in ole.openstream("WordDocument").read()
    assert printed(grids(GOLDEN)[0])[2][3] == "4"


def test_hidden_text_field_codes_headers_and_footers_are_not_printed() -> None:
    assert texts(GOLDEN)[1] == "网址 县政府网站，全文公开。𠀀"
    everything = "".join(texts(GOLDEN))
    assert not any(word in everything for word in ("页眉", "HYPERLINK", "隐藏"))


def test_characters_outside_the_basic_plane_survive() -> None:
    assert "𠀀" in texts(GOLDEN)[1]


def test_an_encrypted_document_says_so() -> None:
    (flags,) = struct.unpack_from("<H", _stream(), 10)
    with pytest.raises(UnreadableDocument, match="encrypted"):
        read(changed(10, struct.pack("<H", flags | 0x100)))


def _stream() -> bytes:
    with olefile.OleFileIO(io.BytesIO(GOLDEN)) as ole:
        return bytes(ole.openstream("WordDocument").read())


def refuse(body: bytes, suffix: str, error: UnreadableDocument) -> Reading:
    raise error


@pytest.fixture
def _without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.readers.word.doc.libreoffice.read_instead", refuse)


@pytest.mark.usefixtures("_without_libreoffice")
def test_a_word_95_document_is_named_as_such() -> None:
    with pytest.raises(UnreadableDocument, match="older than Word 97"):
        read(changed(2, struct.pack("<H", 104)))


@pytest.mark.usefixtures("_without_libreoffice")
def test_a_text_that_is_cut_off_is_not_read_in_part() -> None:
    length = struct.unpack_from("<I", _stream(), 76)[0]
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(changed(76, struct.pack("<I", length + 5000)))


@pytest.mark.usefixtures("_without_libreoffice")
@pytest.mark.parametrize("keep", [0, 100, 600, 3000, 8000])
def test_a_file_cut_off_is_damaged(keep: int) -> None:
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(GOLDEN[:keep])


@pytest.mark.usefixtures("_without_libreoffice")
def test_damaged_bytes_end_in_a_reason_or_a_reading_never_in_another_error() -> None:
    chance = random.Random(7)
    for _ in range(500):
        body = bytearray(GOLDEN)
        for _ in range(chance.choice((1, 5, 40))):
            body[chance.randrange(512, len(body))] = chance.randrange(256)
        with contextlib.suppress(DocumentError):
            read(bytes(body))


def test_damaged_headers_of_ole_files_are_told_apart_without_an_error() -> None:
    chance = random.Random(3)
    for _ in range(200):
        assert sniff(GOLDEN[:8] + chance.randbytes(2000)) == "application/x-ole-storage"


def test_without_libreoffice_a_refused_document_says_what_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    libreoffice.command.cache_clear()
    with pytest.raises(UnreadableDocument, match=r"older than Word 97.*apt-get install libreoffice"):
        read(changed(2, struct.pack("<H", 104)))


def test_modifiers_that_are_longer_than_a_byte_can_say_are_passed_over() -> None:
    tabs = struct.pack("<HBB", 0xC615, 255, 1) + bytes(4) + bytes([2]) + bytes(6)
    assert [code for code, _ in modifiers(tabs + b"\x16\x24\x01")] == [0xC615, IN_TABLE]
    assert list(modifiers(b"\x08\xd6\x40\x00\x01")) == []


@needs_shared
@pytest.mark.parametrize("name", ["A0.doc", "A0.wps", "B0.doc", "B0.wps"])
def test_the_sample_documents_hold_three_tables_and_are_quick(name: str) -> None:
    body = (SHARED / "samples" / name).read_bytes()
    times = []
    for _ in range(4):  # the quickest counts: others may hold an import or the collection of another test's garbage
        started = time.process_time()
        shapes = [(grid.row_count, grid.column_count) for grid in grids(body)]
        times.append(time.process_time() - started)
    assert min(times) < 0.1
    assert shapes == ([(18, 4), (26, 10), (4, 15)] if name[0] == "A" else [(14, 4), (28, 10), (4, 15)])


@needs_shared
def test_a_filled_official_form_reads() -> None:
    body = (SHARED / "files/variants/jiangsu_huaianshi_2024_filled_template.doc").read_bytes()
    assert max(grid.row_count for grid in grids(body)) >= 28


def test_more_cells_than_a_report_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.readers.limits.MAX_CELLS", 10)
    with pytest.raises(LimitExceeded, match="rows and"):
        read(GOLDEN)
