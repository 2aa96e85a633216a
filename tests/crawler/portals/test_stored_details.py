"""Real article pages: every document they link is offered as an attachment, file by file."""

import re

import pytest

from crawler.hosts import same_page_key
from crawler.portals import identify
from tests.crawler.portals.stored import PAGES, index, needs_pages, stored

DOCUMENT = re.compile(
    r"\.(?:docx?|pdf|xlsx?|zip|rar|wps|et|7z|ofd)(?:$|[?&])|downfile|download\.jsp|wbfileid|P0\d{17}", re.IGNORECASE
)
NAMES = sorted(name for name in index() if "_Detail" in name and name.endswith(".html")) if PAGES.exists() else []


@needs_pages
@pytest.mark.parametrize("name", NAMES)
def test_every_document_a_real_page_links_is_offered(name: str) -> None:
    page = stored(name)
    portal = identify(page)
    sources = page.xpath("//a/@href | //iframe/@src | //embed/@src").getall()
    sources = [source.strip() for source in sources if DOCUMENT.search(source) and "javascript:" not in source]
    linked = {same_page_key(page.urljoin(source)) for source in sources}
    offered = {same_page_key(link.url) for link in portal.attachments(portal.unwrap(page))}
    assert linked <= offered


@needs_pages
def test_real_pages_with_documents_are_among_them() -> None:
    with_files = [name for name in NAMES if identify(stored(name)).attachments(stored(name))]
    assert len(NAMES) > 70
    assert len(with_files) >= 18


@needs_pages
def test_a_file_whose_address_only_a_script_elsewhere_knows_is_not_guessed() -> None:
    """`javascript:downFile('be719efb-…')` with the label 2012-2015保障性住房.pdf; the function is in no stored page."""
    page = stored("DS_00593_Detail.html")
    assert "downFile(" in page.text
    assert not [
        link for link in identify(page).attachments(page) if "be719efb" in link.url or "保障性住房" in link.text
    ]
