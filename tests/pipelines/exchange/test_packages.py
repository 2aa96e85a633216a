"""What people hand over: taken file by file, refused with a reason, never written where a name leads."""

import io
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.exceptions import InputError
from pipelines.exchange import packages
from pipelines.exchange.packages import Handed, handed_over

PAGE = "<p>山亭区人民政府2024年政府信息公开工作年度报告</p>".encode()


def a_zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in members.items():
            package.writestr(name, body)
    return path


def a_warc(path: Path, *pages: tuple[str, bytes]) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
        for url, body in pages:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            dated = {"WARC-Date": "2026-03-01T02:03:04Z"}
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=dated
                )
            )
    return path


def only(path: Path) -> Handed:
    (handed,) = handed_over(path)
    return handed


def test_one_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "年报.html").write_bytes(PAGE)
    assert only(tmp_path / "年报.html") == Handed(name="年报.html", body=PAGE)


def test_a_folder_is_its_files_without_what_a_browser_saved_beside_a_page(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "年报.html").write_bytes(PAGE)
    (tmp_path / "2024" / "年报_files").mkdir()
    (tmp_path / "2024" / "年报_files" / "style.css").write_text("p {}")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "link.html").symlink_to("/etc/passwd")
    assert only(tmp_path).name == "2024/年报.html"


def test_a_manifest_states_where_files_were_and_names_what_is_not_there(tmp_path: Path) -> None:
    manifest = "file,url,title\na.html,http://a.gov.cn/1.html,2024年年报\nb.html,http://a.gov.cn/2.html,\n"
    path = a_zip(tmp_path / "z.zip", **{"manifest.csv": manifest.encode(), "a.html": PAGE})
    taken, absent = handed_over(path)
    assert taken.stated == {"url": "http://a.gov.cn/1.html", "title": "2024年年报"}
    assert (absent.name, absent.problem) == ("b.html", "manifest.csv names it, but it is not there")


@pytest.mark.parametrize("name", ["w.warc", "w.warc.gz"])
def test_a_warc_is_its_responses_with_address_and_day(tmp_path: Path, name: str) -> None:
    handed = only(a_warc(tmp_path / name, ("http://a.gov.cn/nb.html", PAGE)))
    assert handed.body == PAGE
    assert handed.stated == {"url": "http://a.gov.cn/nb.html", "fetched_at": "2026-03-01T02:03:04Z"}
    assert handed.status == 200


def test_a_wacz_is_the_warc_in_it(tmp_path: Path) -> None:
    warc = a_warc(tmp_path / "w.warc.gz", ("http://a.gov.cn/nb.html", PAGE)).read_bytes()
    path = a_zip(
        tmp_path / "w.wacz", **{"archive/data.warc.gz": warc, "datapackage.json": b"{}", "pages/pages.jsonl": b""}
    )
    assert only(path).stated["url"] == "http://a.gov.cn/nb.html"


def test_a_warc_that_breaks_off_gives_what_came_before_and_says_so(tmp_path: Path) -> None:
    whole = a_warc(tmp_path / "w.warc.gz", ("http://a/1", PAGE), ("http://a/2", PAGE * 50)).read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[:-30])
    first, *rest = handed_over(tmp_path / "cut.warc.gz")
    assert first.body == PAGE
    assert rest


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "a/../../b.html", "..\\b.html", "C:/b.html"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    assert only(a_zip(tmp_path / "z.zip", **{name: PAGE})).problem == "its name leads out of the package"


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    handed = only(a_zip(tmp_path / "z.zip", **{"bomb.html": b"0" * (300 << 20)}))
    assert "unpacks to more than" in handed.problem
    assert handed.body == b""


def test_too_many_files_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_FILES", 10)
    path = a_zip(tmp_path / "z.zip", **{f"{number}.html": b"x" for number in range(11)})
    with pytest.raises(InputError, match="holds more than 10 files; hand it over in parts"):
        list(handed_over(path))


def test_an_encrypted_member_is_refused_and_the_others_are_taken(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "z.zip", **{"a.html": PAGE, "b.html": PAGE})
    body = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + offset] |= 1
    path.write_bytes(bytes(body))
    assert [handed.problem for handed in handed_over(path)] == ["encrypted", ""]


def test_a_document_that_is_a_zip_inside_is_one_document(tmp_path: Path, root: Path) -> None:
    docx = root / "tests" / "golden_office" / "report.docx"
    assert only(docx).body == docx.read_bytes()


def test_a_path_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        list(handed_over(tmp_path / "none.zip"))
