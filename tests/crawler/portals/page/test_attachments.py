"""The files of a report page, by every way portals offer them."""

import pytest
from scrapy.http import HtmlResponse

from crawler.portals.base import Portal

TITLE = "<h1>青山区2023年政府信息公开工作年度报告</h1>"
HOST = "http://www.qs.gov.cn"


def offered(body: str) -> list[str]:
    page = HtmlResponse(
        f"{HOST}/nb/2023.html", body=f"<html><body>{TITLE}{body}</body></html>".encode(), encoding="utf-8"
    )
    return [link.url.removeprefix(HOST) for link in Portal().attachments(page)]


@pytest.mark.parametrize(
    ("body", "files"),
    [
        ("<a href='./P020240118509361569242.pdf'>附件</a>", ["/nb/P020240118509361569242.pdf"]),
        ("<iframe src='/pdfjs/web/viewer.html?file=%252Ffiles%252Fa.pdf'></iframe>", ["/files/a.pdf"]),
        ("<iframe src='/pdfjs/web/viewer.html?file=../../files/a.pdf'></iframe>", ["/files/a.pdf"]),
        ("<embed src='a.pdf'>", ["/nb/a.pdf"]),
        ("<button onclick=\"downloadFile('/dl/2023.docx')\">下载</button>", ["/dl/2023.docx"]),
        ("<a href='javascript:;' data-href='/dl/2023.docx'>点击下载</a>", ["/dl/2023.docx"]),
        ("<script>var f = '/dl/2023.pdf'; PDFObject.embed(f, '#pdf');</script>", ["/dl/2023.pdf"]),
        (f"<script>help('/help.pdf')</script><table>{'<tr><td>1</td><td>2</td></tr>' * 12}</table>", []),
        ("<object data='a.pdf'></object>", ["/nb/a.pdf"]),
        (
            "<a href='/module/download/downfile.jsp?classid=0&filename=17.pdf'>报告</a>",
            ["/module/download/downfile.jsp?classid=0&filename=17.pdf"],
        ),
        (
            "<a href='/system/_content/download.jsp?owner=2&wbfileid=5656530'>报告.docx</a>",
            ["/system/_content/download.jsp?owner=2&wbfileid=5656530"],
        ),
        ("<a href='/group6/M00/02/1A/rBQ.docx'>报告</a>", ["/group6/M00/02/1A/rBQ.docx"]),
        ("<p><img src='/icon_pdf.gif'><a href='/u/x.pdf' title='报告.pdf'>报告.pdf</a></p>", ["/u/x.pdf"]),
        ("<p><a href='/dl/7.html'>点击下载</a></p>", ["/dl/7.html"]),
        ("<iframe src='/nb/text.html'></iframe>", ["/nb/text.html"]),
        ("<iframe src='/visitcount.jsp'></iframe><p>正文</p>", []),
        (
            "<div class='con'><img src='W01.png'><img src='W02.png'></div><img src='/logo.png'>",
            ["/nb/W01.png", "/nb/W02.png"],
        ),
        ("<div id='footer'><img src='/jgj.png'></div><img src='a.jpg' width='32'>", []),
        ("<a href='/book/files/basic-html/page1.html'>电子书</a>", ["/book/files/basic-html/page1.html"]),
    ],
)
def test_the_way_a_file_is_offered_is_understood(body: str, files: list[str]) -> None:
    assert offered(body) == files


def test_pictures_beside_a_sheet_in_the_text_are_ornament() -> None:
    assert offered(f"<table>{'<tr><td>1</td><td>2</td></tr>' * 12}</table><img src='/W01.png'>") == []


def test_each_page_of_a_flip_book_leads_to_its_sheet_and_to_the_next() -> None:
    url = f"{HOST}/book/files/basic-html/page1.html"
    body = "<img src='../page/1.jpg' width='900'><a href='page2.html'>下一页</a>"
    page = HtmlResponse(url, body=body.encode(), encoding="utf-8")
    assert [link.url for link in Portal().attachments(page)] == [
        f"{HOST}/book/files/basic-html/page2.html",
        f"{HOST}/book/files/page/1.jpg",
    ]
