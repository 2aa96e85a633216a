"""What a report page and its files become: documents for the pipelines, and further files to ask for."""

from dataclasses import replace
from functools import partial

from scrapy.http import Response, TextResponse

from crawler.discovery.documents import attachment_name, document
from crawler.discovery.jobs import Attachment, Report
from crawler.discovery.sheets import Place
from crawler.discovery.state import PortalCrawl
from crawler.encoding import with_true_encoding
from crawler.portals.base import Portal
from crawler.portals.page.attachments import MAX_SHEETS, MIN_TABLE_CELLS, is_flip_book, is_text_sheet, sheet_number
from crawler.portals.page.links import Link
from crawler.portals.page.pagers import text_parts
from pipelines.document import Document
from pipelines.language import titles

MAX_FILE_DEPTH = 2  # pages between a report page and its file: download page, then viewer
CONTENT = "#content"  # ends the address of a page's body that a script carried


def read_report(
    crawl: PortalCrawl, job: Report, response: Response, run_id: int | None
) -> tuple[list[Document], list[Attachment]]:
    """A report page: the page itself, its body where a script carried that, and the files it offers."""
    item, portal = job.item, job.listing.portal
    raw = with_true_encoding(response)
    if not isinstance(raw, TextResponse) or portal.is_file(item.url):
        return [_file(crawl, job, response, item.title, job.organ, item.date, job.listing.url, run_id=run_id)], []
    page = portal.read(raw)
    article = portal.article(page)
    organ, published = job.organ or article.organ, item.date or article.published
    links = _files(portal, page)
    parts = text_parts(page, is_report=portal.is_report_page(page))
    here = _turned_to(page.url) or ((0,) if parts else ())
    files = [
        Attachment(
            link.url, link.text, page.url, article.title, job, organ, published, place=_place(link.url, number, here)
        )
        for number, link in enumerate(links, 1)
    ]
    files += [
        Attachment(link.url, "", page.url, article.title, job, organ, published, place=(number,), is_part=True)
        for number, link in parts
    ]
    page_document = partial(
        document,
        seed=job.of_region or crawl.seed,
        title=item.title,
        listed_url=item.url,
        role="page",
        page_title=article.title,
        organ_hint=organ,
        published_hint=published,
        year_hint=job.listing.year,
        attachments=tuple(link.url for link in links),
        run_id=run_id,
    )
    whole = page_document(response, referrer_url=job.listing.url)
    if here:
        first = Attachment(page.url, "", page.url, article.title, job, organ, published, place=here)
        return _turned(crawl, first, whole, page), files
    if page.body == raw.body:
        return [whole], files
    content = replace(page_document(page, referrer_url=raw.url), url=raw.url + CONTENT)
    return [replace(whole, attachments=(content.url, *whole.attachments)), content], files


def read_attachment(
    crawl: PortalCrawl, job: Attachment, response: Response, run_id: int | None
) -> tuple[list[Document], list[Attachment]]:
    """A file, or a page on the way to it: that one is a document too when it holds a sheet, and only then."""
    portal = job.report.listing.portal
    raw = with_true_encoding(response)
    own = [_file(crawl, job.report, response, job.text, job.organ, job.published, job.page_url, job, run_id)]
    if not isinstance(raw, TextResponse) or not response.body.strip() or _is_named_file(portal, response, job):
        if job.is_sheet:
            crawl.reports.sheets_of(job.report).sheets[job.place] = own.pop()
        return own, []
    page = portal.read(raw)
    is_turned = is_flip_book(page.url) or job.is_part
    links = _files(portal, page) if job.level < (MAX_SHEETS if is_turned else MAX_FILE_DEPTH) else []
    further = [
        replace(
            job,
            url=link.url,
            text=link.text,
            page_url=page.url,
            level=job.level + 1,
            place=_place(link.url, number, job.place),
        )
        for number, link in enumerate(links, 1)
    ]
    if job.is_part and job.level < MAX_SHEETS:
        further = [replace(one, is_part=False) for one in further] + [
            replace(job, url=link.url, page_url=page.url, level=job.level + 1, place=(number,))
            for number, link in text_parts(page, is_report=True)
        ]
    if is_turned:
        return _turned(crawl, job, own[0], page), further
    if len(page.xpath("//table//td")[:MIN_TABLE_CELLS]) < MIN_TABLE_CELLS and (
        further or not titles.is_report_title(_name(page))
    ):
        return [], further
    if page.body != raw.body:
        own = [replace(_page_document(own[0], page), url=raw.url + CONTENT)]
    return own, further


def refused(crawl: PortalCrawl, job: Report, response: Response, verdict: str, run_id: int | None) -> Document:
    """What came in the report's place, with the rule of the response check that refuses it."""
    came = _file(crawl, job, response, job.item.title, job.organ, job.item.date, job.listing.url, run_id=run_id)
    return replace(came, verdict=verdict)


def is_bare(portal: Portal, page: TextResponse) -> bool:
    """True for a page without a report's title, without a sheet and without a file: perhaps an error page."""
    if portal.is_report_page(page) or portal.report_page_year(page) is not None:
        return False
    return len(page.xpath("//table//td")[:MIN_TABLE_CELLS]) < MIN_TABLE_CELLS and not portal.attachments(page)


def _files(portal: Portal, page: TextResponse) -> list[Link]:
    return [link for link in portal.attachments(page) if link.url != page.url]


def _place(url: str, number: int, page: Place) -> Place:
    """Where a file stands in its report: a page of a flip-book by the number of its own, all else by its page's."""
    return _turned_to(url) or (*page, number)


def _turned_to(url: str) -> Place:
    number = sheet_number(url)
    return () if number is None else (number,)


def _turned(crawl: PortalCrawl, job: Attachment, own: Document, page: TextResponse) -> list[Document]:
    """A page of a flip-book: a sheet of the report where it prints one as text, else only the way to pictures."""
    if is_text_sheet(page):
        crawl.reports.sheets_of(job.report).sheets[job.place] = replace(
            own, body=page.body, role="attachment", attachments=()
        )
    return []


def _is_named_file(portal: Portal, response: Response, job: Attachment) -> bool:
    """True for a text answer that calls itself a file: an error page in a file's place is handed on, to be told so."""
    return (portal.is_file(job.url) and not is_flip_book(job.url)) or b"Content-Disposition" in response.headers


def _name(page: TextResponse) -> str:
    return page.xpath("string((//h1 | //title)[1])").get("")


def _page_document(found: Document, page: TextResponse) -> Document:
    return replace(found, body=page.body)


def _file(
    crawl: PortalCrawl,
    job: Report,
    response: Response,
    text: str,
    organ: str,
    published: str,
    referrer: str,
    attachment: Attachment | None = None,
    run_id: int | None = None,
) -> Document:
    return document(
        response,
        job.of_region or crawl.seed,
        title=job.item.title,
        listed_url=job.item.url,
        role="attachment",
        file_name=attachment_name(response, text),
        page_title=attachment.page_title if attachment else "",
        organ_hint=organ,
        published_hint=published,
        year_hint=job.listing.year,
        referrer_url=referrer,
        run_id=run_id,
    )
