"""LibreOffice as a reader. The tests that start it are skipped where it is not installed."""

import io
import random
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from pipelines import readers
from pipelines.exceptions import UnreadableDocument
from pipelines.intake.media_types import sniff
from pipelines.readers import libreoffice
from pipelines.readers.text_marks import PICTURE
from pipelines.readers.word import docx
from pipelines.records import Grid

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT.parent / "shared" / "reports" / "samples"
GOLDEN = ROOT / "tests" / "golden_office"
WORD_2003 = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:tbl><w:tblPr/><w:tblGrid>
<w:gridCol w:w="900"/><w:gridCol w:w="900"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>行政许可</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"""
SPREADSHEET_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="S"><Table><Row><Cell><Data ss:Type="String">行政许可</Data></Cell>
<Cell><Data ss:Type="Number">12</Data></Cell></Row></Table></Worksheet></Workbook>"""
needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason=f"LibreOffice is missing: {libreoffice.INSTALL}"
)
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="../shared is not here")


@pytest.fixture(autouse=True)
def _fresh_command() -> None:
    libreoffice.command.cache_clear()


def tables(blocks: tuple[object, ...]) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in block.rows()] for block in blocks if isinstance(block, Grid)]


def open_document(kind: str, content: str) -> bytes:
    """A package of OpenDocument 1.3, part 2: the media type first and stored, then the manifest and the content."""
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    names = "".join(f' xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{what}"/>'
        for path, what in (("/", media_type), ("content.xml", "text/xml"))
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", media_type)
        package.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0">{entries}</manifest:manifest>',
        )
        package.writestr(
            "content.xml",
            f'<office:document-content{names} office:version="1.3"><office:body><office:{kind}>{content}'
            f"</office:{kind}></office:body></office:document-content>",
        )
    return stream.getvalue()


@needs_office
def test_an_rtf_document_reads_like_the_word_document() -> None:
    disclosure, applications = tables(libreoffice.read((GOLDEN / "report.rtf").read_bytes()).blocks)
    assert disclosure[2] == ["规章", "0", "０", "4"]
    assert disclosure[3][1:] == ["2", "", "35"]
    assert applications[0] == ["三、本年度办理结果", "（一）予以公开", "5"]


@needs_office
def test_a_cell_of_rtf_whose_field_lost_its_result_is_not_blank() -> None:
    field = r"{\field{\*\fldinst SHAPE }{\fldrslt}}"
    row = rf"\trowd\cellx2000\cellx4000\intbl 12\cell {field}\cell\row"
    (table,) = tables(libreoffice.read(rf"{{\rtf1\ansi {row}\pard\par}}".encode()).blocks)
    assert table == [["12", PICTURE]]


@needs_office
def test_opendocument_and_the_xml_of_office_2003_are_read() -> None:
    row = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("行政许可", "12")
    )
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    rows = f'<table:table table:name="S">{columns}<table:table-row>{row}</table:table-row></table:table>'
    bodies = {
        "1.odt": open_document("text", rows),
        "2.ods": open_document("spreadsheet", rows),
        "3.xml": WORD_2003.encode(),
        "4.xml": SPREADSHEET_2003.encode(),
    }
    for made in libreoffice.convert(bodies).values():
        assert isinstance(made, bytes)
        assert tables(readers.read(made, sniff(made)).blocks) == [[["行政许可", "12"]]]
    assert {sniff(body) for body in bodies.values()} <= set(libreoffice.MEDIA_TYPES)


@needs_office
def test_what_another_reader_refused_is_read_with_a_finding() -> None:
    body = (GOLDEN / "report.doc").read_bytes()
    reading = libreoffice.read_instead(body, ".doc", UnreadableDocument("its properties are odd"))
    assert tables(reading.blocks)[0][2] == ["规章", "0", "０", "4"]
    assert reading.findings[0].message == "read by LibreOffice, since its properties are odd"


@needs_office
def test_files_are_converted_together_and_a_bad_one_spoils_no_other() -> None:
    good = (GOLDEN / "report.rtf").read_bytes()
    broken = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(4096)
    started = time.monotonic()
    results = libreoffice.convert({"1.rtf": good, "2.doc": broken, "3.rtf": good})
    assert time.monotonic() - started < 60
    assert all(isinstance(results[name], bytes) for name in ("1.rtf", "3.rtf"))
    assert list(results) == ["1.rtf", "2.doc", "3.rtf"]


@needs_office
def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "SECONDS_TO_START", 0.05)
    monkeypatch.setattr(libreoffice, "SECONDS_A_FILE", 0)
    with pytest.raises(UnreadableDocument, match=r"within 0\.05 s"):
        libreoffice.read((GOLDEN / "report.rtf").read_bytes())


def test_random_bytes_are_never_given_to_libreoffice() -> None:
    chance = random.Random(2)
    for _ in range(50):
        with pytest.raises(ValueError, match="none of the formats"):
            libreoffice.convert({"1.doc": chance.randbytes(chance.randrange(3000))})


@pytest.mark.parametrize("name", ["../1.rtf", "/tmp/1.rtf"])
def test_names_are_never_paths(name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        libreoffice.convert({name: b"{\\rtf1}"})


def test_random_bytes_in_place_of_an_ole_file_are_damaged() -> None:
    with pytest.raises(UnreadableDocument, match="damaged"):
        libreoffice.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(3).randbytes(2000))


def test_an_ole_file_that_is_no_document_names_its_streams() -> None:
    with pytest.raises(UnreadableDocument, match=r"no document; its streams: .*1Table"):
        libreoffice.read((GOLDEN / "report.doc").read_bytes())


@needs_office
def test_an_empty_result_is_no_document() -> None:
    with pytest.raises(UnreadableDocument, match="finds nothing"):
        libreoffice.read(b"{\\rtf1 }")


def test_without_libreoffice_the_reason_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(UnreadableDocument, match="not installed: apt-get install libreoffice-writer-nogui"):
        libreoffice.read(b"{\\rtf1 a}")


@needs_office
@needs_samples
def test_the_sample_rtf_documents_hold_three_tables() -> None:
    names = ("A0.rtf", "B0.rtf")
    converted = libreoffice.convert({name: (SAMPLES / name).read_bytes() for name in names})
    for name in names:
        result = converted[name]
        assert isinstance(result, bytes)
        assert [len(table) for table in tables(docx.read(result).blocks)] == (
            [18, 26, 4] if name[0] == "A" else [14, 28, 4]
        )
