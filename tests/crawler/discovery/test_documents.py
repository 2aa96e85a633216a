"""Names, headers and dates a document keeps."""

import io
import zipfile

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.discovery.documents import attachment_name, document, header_name, members, url_name
from crawler.encoding import with_true_encoding
from crawler.seeds import Seed
from pipelines.document import Document

SEED = Seed(
    region_code="370406", name="山亭区", level="county", portal_url="http://a.gov.cn/", full_name="枣庄市山亭区"
)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx", "年报.docx"),
        (b"attachment; filename=old.doc; filename*=gb18030''%C4%EA%B1%A8.docx", "年报.docx"),
        ('attachment; filename="年报.pdf"'.encode(), "年报.pdf"),
        ('attachment; filename="年报.pdf"'.encode("gb18030"), "年报.pdf"),
        (b"attachment;filename=%E5%B9%B4%E6%8A%A5.xls", "年报.xls"),
        (b'attachment; filename="..\\..\\etc/pass.pdf"', "pass.pdf"),
        (b"inline", ""),
    ],
)
def test_the_file_name_of_a_header_is_read_in_the_charset_it_is_in(header: bytes, name: str) -> None:
    assert header_name(Response("http://a.gov.cn/x", headers={"Content-Disposition": header})) == name


def test_without_a_header_the_links_text_or_the_address_names_the_file() -> None:
    assert attachment_name(Response("http://a.gov.cn/P01.doc"), "年报附件.doc") == "年报附件.doc"
    assert attachment_name(Response("http://a.gov.cn/P01.doc"), "点击下载") == "P01.doc"
    assert url_name("http://a.gov.cn/down.jsp?filename=0a.pdf&showname=%E5%B9%B4.pdf") == "年.pdf"


def test_a_document_keeps_the_way_it_came() -> None:
    request = Request("http://a.gov.cn/b", meta={"redirect_urls": ["http://a.gov.cn/a"]})
    response = Response("http://a.gov.cn/b", headers={"ETag": "1"}, body=b"x", request=request)
    found = document(response, SEED, title="t", role="page")
    assert (found.region_code, found.region_name) == ("370406", "枣庄市山亭区")
    assert found.redirect_urls == ("http://a.gov.cn/a",)
    assert found.headers == (("Etag", "1"),)


@pytest.mark.parametrize(("real", "declared"), [("gb18030", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "gb2312")])
def test_a_page_is_read_in_the_charset_it_is_in(real: str, declared: str) -> None:
    body = "<p>政府信息公开年报，镕基堃喆</p>".encode(real)
    page = with_true_encoding(HtmlResponse("http://a.gov.cn/", body=body, encoding=declared))
    assert isinstance(page, HtmlResponse)
    assert "政府信息公开年报，镕基堃喆" in page.text


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
