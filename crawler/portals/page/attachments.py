"""The files a report page offers, in all the ways portals offer them (viewers, frames, download programs, pictures)."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.page import links as pages
from crawler.portals.page.links import Link
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.jumps import file_literals

DOCUMENT_EXTENSIONS = frozenset(("pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ofd", "rtf", "zip", "rar", "7z"))
MAX_SHEETS = 60  # of one report; the longest printed ones have forty pages
MIN_ROW_CELLS = 8  # cells of a row of 表三; the last sheet of a flip-book may hold just one
MIN_TABLE_CELLS = 20  # a page with a table of so many cells has its sheets in its text; pictures beside it are ornament

_DOWNLOAD = re.compile(r"downfile|/download|down\.jsp|/attach|wbfileid|group\d+/M00|/P0\d{17,}", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:s?html?|jhtml|aspx?|jspx?|php)$", re.IGNORECASE)
_OFFER = re.compile(r"点击(?:此处)?(?:下载|查看)|下载(?:附件|全文|文件)|^附件\d*[:：]?|查看全文|全文下载|附件下载")
_SHEET = re.compile(r"\.(?:jpe?g|png|bmp|tiff?)$", re.IGNORECASE)
_ORNAMENT = re.compile(
    r"icon|logo|banner|qr|erweima|ewm|share|weixin|weibo|wx|head|foot|nav|print|arrow|btn|jiucuo|dzjg|red\.png|bg\.",
    re.IGNORECASE,
)
_FLIP_PAGE = re.compile(
    r"/(?:basic-html|html5|mobile)/(?:page-?\d+|index)\.html?$|/mobile/index\.html?$", re.IGNORECASE
)


def offered(
    response: TextResponse, links: list[Link], is_file: Callable[[str], bool], *, is_report: bool = True
) -> Iterator[Link]:
    """Files by extension, by download address, by what the link says, in a viewer, a frame or an object; and where the
    page has no sheet in its text and no file, the pages of a flip-book, a page before the file, or the pictures of the
    sheets: one sheet at a time is the dearest way to have a report."""
    if is_flip_book(response.url):
        yield from (link for link in links if is_flip_book(link.url))
        yield from () if is_text_sheet(response) else sheets(response)
        return
    framed = [Link(url, "") for url in pages.frames(response)]
    embedded = response.xpath("//embed/@src | //object/@data | //param[@name='src']/@value").getall()
    framed += [Link(pages.absolute(response, source), "") for source in embedded]
    has_file = False
    for link in [*links, *framed]:
        shown = pages.viewer_file(response, link.url)
        is_offer = bool(_OFFER.search(link.text)) and not _PAGE.search(urlsplit(link.url).path)
        if not is_flip_book(link.url) and (shown or is_file(link.url) or extension(link.text) or is_offer):
            has_file = True
            yield Link(shown or link.url, link.text, link.labels)
    if has_file:
        return
    has_table = len(response.xpath("//table//td")[:MIN_TABLE_CELLS]) >= MIN_TABLE_CELLS
    if is_report and not has_table and (drawn := _drawn_files(response)):
        yield from drawn
        return
    books = [] if has_table else [link for link in [*links, *framed] if is_flip_book(link.url)]
    offers = books or [link for link in links if _OFFER.search(link.text)]  # else a page before the file
    yield from offers
    if offers or has_table:
        return
    if is_report:
        yield from framed  # the report's text may stand in a frame of its own
    yield from sheets(response)


def sheets(response: TextResponse) -> Iterator[Link]:
    """The pictures of a page that may be sheets of a report, in page order; ornaments and linked pictures left out."""
    found = [image for image in response.xpath("//img[@src]") if _is_sheet(image)]
    for number, image in enumerate(found[:MAX_SHEETS], 1):
        yield Link(pages.absolute(response, image.attrib["src"]), f"第{number}页")


def is_flip_book(url: str) -> bool:
    """True for one sheet of a book with pages to turn; each sheet is a page of its own that leads to the next."""
    return bool(_FLIP_PAGE.search(urlsplit(url).path))


def is_sheet(url: str) -> bool:
    """True for what is one sheet of a report rather than the whole: a picture, a page of a flip-book."""
    return is_flip_book(url) or bool(_SHEET.search(urlsplit(url).path))


def sheet_number(url: str) -> int | None:
    """The number that a flip-book's page has in its address, 0 for the first where that has none; else None."""
    if not is_flip_book(url):
        return None
    number = re.search(r"(?<!\d)(\d+)\.html?$", urlsplit(url).path, re.IGNORECASE)
    return int(number[1]) if number else 0


def is_text_sheet(response: TextResponse) -> bool:
    """True for a flip-book's page that prints its sheet as text: a row of 表三 at least, or no picture to be it."""
    return len(response.xpath("//table//td[normalize-space()]")[:MIN_ROW_CELLS]) == MIN_ROW_CELLS or not any(
        sheets(response)
    )


def looks_like_file(url: str) -> bool:
    """True when an address looks like a document rather than a page."""
    parts = urlsplit(url)
    return bool(extension(url)) or bool(_DOWNLOAD.search(parts.path)) or "wbfileid=" in parts.query.lower()


def extension(text: str) -> str:
    """The document extension a path, a query value (`filename=…pdf`) or a link's text ends with; `""` if none."""
    names = [text]
    if text.startswith(("http://", "https://")):
        parts = urlsplit(text)
        names = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    for name in names:
        end = re.sub(r"(?<![\s)）】\]])[\s)）】\]]+$", "", unquote(name)).rpartition(".")[2].lower()
        if end in DOCUMENT_EXTENSIONS and "." in name:
            return end
    return ""


def _drawn_files(response: TextResponse) -> list[Link]:
    """The documents that the page's scripts name: a viewer draws them on the page."""
    files = file_literals(source_of(response))
    return [Link(url, "") for file in files if (url := pages.absolute(response, file))]


def _is_sheet(image: Selector) -> bool:
    source = image.attrib["src"]
    if not _SHEET.search(urlsplit(source).path) or _ORNAMENT.search(source):
        return False
    around = " ".join(image.xpath("ancestor::*/@class | ancestor::*/@id | ./@class").getall())
    if re.search(r"head|foot|nav|logo|banner|share|qr", around, re.IGNORECASE):
        return False
    if any(size.isdecimal() and int(size) < 200 for size in image.xpath("./@width | ./@height").getall()):
        return False
    target = image.xpath("ancestor::a[1]/@href").get("")
    return not target or bool(_SHEET.search(target))
