"""A report that its portal shows sheet by sheet: one document, or none when a sheet is lacking."""

import pytest

from crawler.discovery.sheets import SHEETS
from tests.crawler.crawl import crawl
from tests.crawler.site import Answer, site

TITLE = "石桥县2023年政府信息公开工作年度报告"
HEADER = (("Content-Type", "image/png"),)
PICTURES = {
    f"/nb/W{number}.png": Answer(b"\x89PNG\r\n\x1a\n sheet %dIEND\xaeB`\x82" % number, headers=HEADER)
    for number in (1, 2, 3)
}
COLUMN = f'<title>政府信息公开年报</title><ul><li><a href="/nb/1.html">{TITLE}</a><span>2024-01-20</span></li></ul>'
SHOWN = "".join(f'<p><img src="W{number}.png"></p>' for number in (1, 2, 3))
PAGES = {
    "/": '<title>石桥县人民政府</title><a href="/nb/">政府信息公开年报</a>',
    "/nb/": COLUMN,
    "/nb/1.html": f"<title>{TITLE}</title><h1>{TITLE}</h1>{SHOWN}",
}


def seed(url: str) -> dict[str, str]:
    return {"region_code": "370406", "name": "石桥县", "level": "county", "portal_url": url}


def test_pictures_of_sheets_are_one_document_that_names_each_sheet() -> None:
    with site(PAGES | PICTURES) as portal:
        crawled = crawl([seed(portal.url)])
    cover, whole = crawled.documents
    assert cover["url"].endswith("/nb/1.html")
    assert len(cover["attachments"]) == 3
    assert whole["url"] == cover["url"] + SHEETS
    assert [url.rsplit("/")[-1] for url in whole["sheets"]] == ["W1.png", "W2.png", "W3.png"]
    assert whole["title"] == TITLE
    assert crawled.outcomes[portal.url]["outcome"] == "ok"


def test_a_report_that_lacks_a_sheet_is_not_put_together() -> None:
    with site(PAGES | {path: PICTURES[path] for path in ("/nb/W1.png", "/nb/W3.png")}) as portal:
        crawled = crawl([seed(portal.url)])
    assert [document["url"].rsplit("/")[-1] for document in crawled.documents] == ["1.html"]
    outcome = crawled.outcomes[portal.url]
    assert outcome["outcome"] == "partial"
    assert "W2.png" in outcome["reason"]


@pytest.mark.parametrize("first", ["page1.html", "index.html"])
def test_a_row_may_lead_straight_to_a_flip_book(first: str) -> None:
    book = "/nb/book/mobile/"
    turns = f'<a href="{first}">首页</a><a href="page3.html">末页</a><a href="page2.html">2</a><img src="{{}}.png">'
    pages = {
        f"{book}{name}": turns.format(number) for number, name in ((1, first), (2, "page2.html"), (3, "page3.html"))
    }
    pictures = {f"{book}{number}.png": PICTURES[f"/nb/W{number}.png"] for number in (1, 2, 3)}
    with site(PAGES | pages | pictures | {"/nb/": COLUMN.replace("/nb/1.html", book + first)}) as portal:
        crawled = crawl([seed(portal.url)])
    (whole,) = crawled.documents
    assert whole["url"].endswith(f"{book}{first}{SHEETS}")
    assert [url.rsplit("/")[-1] for url in whole["sheets"]] == ["1.png", "2.png", "3.png"]


def test_a_text_over_several_pages_is_one_document() -> None:
    row = "<table><tr>" + "<td>0</td>" * 9 + "</tr></table>"
    turns = "<a href='content_43210.html'>1</a><a href='content_43210_{0}.html'>{0}</a>"
    pages = {
        "/nb/content_43210.html": f"<h1>{TITLE}</h1>{row}<a href='content_43210_2.html'>下一页</a>",
        "/nb/content_43210_2.html": f"<h1>{TITLE}</h1><p>二</p>{turns.format(3)}",
        "/nb/content_43210_3.html": f"<h1>{TITLE}</h1>{row}{turns.format(2)}<a href='t20240101_2.html'>下一篇</a>",
    }
    column = {"/nb/": COLUMN.replace("1.html", "content_43210.html")}
    with site(PAGES | pages | column) as portal:
        crawled = crawl([seed(portal.url)])
        hits = [hit for hit in portal.hits if "content" in hit]
    (whole,) = crawled.documents
    assert whole["url"].endswith(f"/nb/content_43210.html{SHEETS}")
    assert whole["sheets"] == [portal.url.rstrip("/") + path for path in pages]
    assert hits == list(pages)
    with site(PAGES | pages | column | {"/nb/content_43210_3.html": Answer("", 404)}) as portal:
        crawled = crawl([seed(portal.url)])
    assert crawled.documents == []
    assert "content_43210_3.html" in crawled.outcomes[portal.url]["reason"]
