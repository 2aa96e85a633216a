"""Packages of several reports are a document a member, packages of one report stay one."""

import io
import zipfile

import pytest

from pipelines.document import Document
from pipelines.intake.subjects import first_lines, members


def package(*names: str) -> Document:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, f"<html><title>{name}</title></html>")
    return Document(
        body=packed.getvalue(), url="http://a.gov.cn/2022.zip", title="2022年各部门年报汇总", region_code="370406"
    )


def test_a_package_of_several_organs_is_a_document_a_member_and_keeps_the_package() -> None:
    whole = package(
        "汇总/山亭区统计局2022年政府信息公开工作年度报告.html", "汇总/山亭区民政局2022年政府信息公开工作年度报告.html"
    )
    parts = members(whole)
    assert [part.title for part in parts] == [
        "山亭区统计局2022年政府信息公开工作年度报告",
        "山亭区民政局2022年政府信息公开工作年度报告",
    ]
    assert all(part.url.startswith("http://a.gov.cn/2022.zip#") and part.sheets == (whole,) for part in parts)
    assert len({part.url for part in parts}) == 2


@pytest.mark.parametrize(
    "names",
    [
        ("山亭区统计局2022年政府信息公开工作年度报告.docx", "山亭区统计局2022年政府信息公开工作年度报告.pdf"),
        ("山亭区统计局2022年政府信息公开工作年度报告.docx", "附件1.xlsx"),
        ("附件1.docx", "附件2.docx"),
    ],
)
def test_a_package_of_one_report_stays_one_document(names: tuple[str, ...]) -> None:
    whole = package(*names)
    assert members(whole) == [whole]


def test_a_damaged_package_is_left_to_its_reader() -> None:
    whole = package("山亭区统计局2022年年报.html", "山亭区民政局2022年年报.html")
    cut = Document(body=whole.body[:60], url=whole.url)
    assert members(cut) == [cut]


def docx(*lines: str) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{line}</w:t></w:r></w:p>" for line in lines)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", f"<Types><Override ContentType='{kind}'/></Types>")
        archive.writestr("word/document.xml", f"<w:document><w:body>{paragraphs}</w:body></w:document>")
    return packed.getvalue()


def package_of(files: dict[str, bytes]) -> Document:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return Document(body=packed.getvalue(), url="http://a.gov.cn/nb.zip", organ_hint="山亭区统计局", year_hint=2021)


def hints(whole: Document) -> list[tuple[str, int | None]]:
    return [(part.organ_hint, part.year_hint) for part in members(whole)]


def test_members_are_told_apart_by_their_folders() -> None:
    whole = package_of({"山亭区教育局/2022年年报.pdf": b"%PDF-1", "山亭区民政局/2022年年报.pdf": b"%PDF-2"})
    assert hints(whole) == [("山亭区教育局", 2022), ("山亭区民政局", 2022)]


def test_a_package_of_several_years_is_a_document_a_year_of_the_organ_it_is_listed_for() -> None:
    names = [f"{year}年政府信息公开工作年度报告.doc" for year in (2020, 2021, 2022)]
    assert hints(package_of(dict.fromkeys(names, b"\xd0\xcf"))) == [
        ("山亭区统计局", year) for year in (2020, 2021, 2022)
    ]


def test_members_without_a_telling_name_are_told_apart_by_their_first_lines() -> None:
    page = "<html><head><style>p{}</style></head><h1>山亭区民政局2022年政府信息公开<b>工作年度报告</b></h1></html>"
    files = {
        "1.docx": docx("", "山亭区教育局", "2022年政府信息公开工作年度报告", "一、总体情况"),
        "2.html": page.encode("gb18030"),
    }
    assert hints(package_of(files)) == [("山亭区教育局", 2022), ("山亭区民政局", 2022)]
    assert hints(package_of(files | {"3.pdf": b"%PDF-1"})) == [("山亭区统计局", 2021)]


@pytest.mark.parametrize("body", [b"", b"%PDF-1", b"PK\x03\x04", docx()[:200]])
def test_what_is_no_whole_page_and_no_docx_has_no_lines(body: bytes) -> None:
    assert first_lines(body) == []
