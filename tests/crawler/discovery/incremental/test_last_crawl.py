"""What a crawl finds of the one before it."""

from crawler.discovery.incremental.last_crawl import dump, load
from crawler.hosts import same_page_key
from pipelines.storage.crawls.crawl_state import Fetched
from tests.crawler.discovery.incremental.test_resume import COLUMN, LAST


def test_a_page_counts_the_sheets_that_its_files_lead_to_and_nothing_made_of_them() -> None:
    first, other = f"{COLUMN}2023.html", f"{COLUMN}2022.html"
    book = [f"{COLUMN}book/page{number}.html" for number in (1, 2, 3)]
    offers = [(book[0], first), (book[1], book[0]), (book[2], book[0]), (f"{first}#sheets", first)]
    offers += [(book[1], book[2]), (f"{COLUMN}a.zip", other), (f"{COLUMN}a.zip#a.docx", f"{COLUMN}a.zip")]
    last = load(dump(LAST), [Fetched(url, "[]", page, is_file=True) for url, page in offers])
    assert last.files == {same_page_key(first): 3, same_page_key(other): 1}
