"""Names, headers and dates a document keeps."""

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.discovery.documents import attachment_name, document, header_name, url_name
from crawler.encoding import with_true_encoding
from crawler.seeds import Seed

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
