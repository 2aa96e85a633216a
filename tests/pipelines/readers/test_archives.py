"""Archives: names, limits, and which member is the report."""

import io
import zipfile
from pathlib import Path

import pytest

from pipelines import readers
from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake.media_types import sniff
from pipelines.readers import archives
from pipelines.records import Grid, Severity

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "reports" / "samples" / "archives"
GOLDEN = ROOT / "tests" / "golden_office"
REPORT = (GOLDEN / "report.doc").read_bytes()
NOTE = "<html><body><p>请下载附件</p></body></html>".encode()
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")


class LegacyName(zipfile.ZipInfo):
    """A name as Windows writes it: in GBK, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def packed(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return body.getvalue()


def names(body: bytes) -> list[str]:
    return [member.name for member in archives.members(body, sniff(body))]


def test_a_name_in_gbk_is_read() -> None:
    assert names(packed((LegacyName("附件：2020年年报.doc"), REPORT))) == ["附件：2020年年报.doc"]
    assert names(packed(("附件：2020年年报.doc", REPORT))) == ["附件：2020年年报.doc"]


def test_the_member_with_the_tables_is_the_report_and_the_others_are_named() -> None:
    reading = archives.read(packed(("说明.html", NOTE), ("年报.doc", REPORT), ("封面.xyz", b"\x00\x01")))
    assert sum(isinstance(block, Grid) for block in reading.blocks) == 3
    message = reading.findings[-1].message
    assert message.startswith("read 年报.doc; passed over: 说明.html; 封面.xyz")


def page(*figures: str) -> bytes:
    rows = "".join(f"<tr><td>行政许可</td><td>{figure}</td></tr>" for figure in figures)
    return f"<html><body><table>{rows}</table></body></html>".encode()


def test_a_second_report_with_other_figures_is_told_of_and_a_copy_is_not() -> None:
    body = packed(("2021.html", page("1", "2", "3")), ("2022.html", page("1", "2", "4")))
    assert [(f.rule, f.severity) for f in archives.read(body).findings] == [
        ("ARCHIVE_MEMBERS", Severity.INFO),
        ("ARCHIVE_RIVALS", Severity.WARN),
    ]
    copy = packed(("年报.htm", page("1", "2", "3")), ("年报.html", page("1", "2", "3")), ("附表.html", page("9")))
    assert [finding.rule for finding in archives.read(copy).findings] == ["ARCHIVE_MEMBERS"]


def test_an_archive_of_one_document_reads_like_the_document() -> None:
    body = packed(("年报.doc", REPORT))
    assert readers.read(body, sniff(body)) == readers.read(REPORT, "application/msword")


def test_an_archive_in_an_archive_is_opened_and_no_deeper() -> None:
    inner = packed(("年报.doc", REPORT))
    once = packed(("内.zip", inner), ("说明.html", NOTE))
    assert "read 内.zip/年报.doc" in archives.read(once).findings[-1].message
    with pytest.raises(LimitExceeded, match="nested"):
        archives.read(packed(("外.zip", packed(("内.zip", inner)))))


def test_links_folders_and_empty_files_are_passed_over() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    assert names(packed((link, b"/etc/passwd"), ("folder/", b""), ("empty", b""), ("../../up.txt", b"x"))) == [
        "../../up.txt"
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (packed(*((f"{number}.txt", b"x") for number in range(201))), "more than 200 members"),
        (packed(("bomb", bytes(30 << 20))), "200 times its size"),
    ],
)
def test_archives_no_report_needs_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(LimitExceeded, match=reason):
        archives.read(body)


def test_bytes_are_counted_over_all_archives_within(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", len(REPORT) * 3 // 2)
    with pytest.raises(LimitExceeded, match="unpacks to more than"):
        archives.read(packed(("1.doc", REPORT), ("2.zip", packed(("3.doc", REPORT)))))


def test_when_no_member_reads_each_says_why() -> None:
    with pytest.raises(UnreadableDocument, match=r"封面\.xyz \(no reader for application/octet-stream\)"):
        archives.read(packed(("封面.xyz", b"\x00\x01")))


def test_an_encrypted_archive_says_so() -> None:
    body = bytearray(packed(("年报.doc", REPORT)))
    body[6] |= 1
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableDocument, match="encrypted"):
        archives.read(bytes(body))


@pytest.mark.parametrize("media_type", archives.MEDIA_TYPES)
def test_damaged_archives_are_the_documents_fault(media_type: str) -> None:
    marks = {"application/zip": b"PK\x03\x04", "application/vnd.rar": b"Rar!\x1a\x07\x00"}
    body = marks.get(media_type, b"7z\xbc\xaf\x27\x1c") + bytes(range(256))
    with pytest.raises(UnreadableDocument, match="damaged"):
        archives.members(body, media_type)


def test_without_libarchive_the_reason_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "libarchive", None)
    with pytest.raises(UnreadableDocument, match="apt-get install libarchive13"):
        archives.members(b"Rar!\x1a\x07\x00", "application/vnd.rar")


def test_a_7z_archive_is_read(tmp_path: Path) -> None:
    libarchive = pytest.importorskip("libarchive", reason=archives.INSTALL)
    with libarchive.file_writer(str(tmp_path / "report.7z"), "7zip") as archive:
        archive.add_file_from_memory("report.doc", len(REPORT), REPORT)
    body = (tmp_path / "report.7z").read_bytes()
    assert sniff(body) == "application/x-7z-compressed"
    assert archives.members(body, sniff(body)) == (archives.Member("report.doc", REPORT),)


@needs_shared
@pytest.mark.parametrize("name", ["gbk.zip", "utf8.zip", "t4.rar", "t5.rar"])
def test_the_sample_archives_open(name: str) -> None:
    body = (SHARED / name).read_bytes()
    found = archives.members(body, sniff(body))
    assert found
    assert not any("\ufffd" in member.name or not member.body for member in found)
