"""A known list whose first page shows new rows on top of those it showed: its further pages need not be asked for."""

from dataclasses import replace

from scrapy.http import TextResponse

from crawler.discovery.explore import shown_rows
from crawler.discovery.incremental.last_crawl import KnownList, KnownPage, address, response_validators
from crawler.discovery.jobs import ListPage
from crawler.hosts import same_page_key
from crawler.portals.page.list_items import ListItem


def with_new_rows(job: ListPage, page: TextResponse) -> KnownList | None:
    """The list with the rows that are new on its page; None when anything else of it differs, or may.

    As many rows as are new may have gone over to the next page, and the list must state so many more. A list of one
    page is read as a whole anyway.
    """
    known, portal = job.known, job.listing.portal
    if known is None or len(known.pages) < 2 or address(job.page) != address(known.page):
        return None
    read = portal.read(page)
    items, said = shown_rows(portal, read), portal.stated_total(read)
    new = [item for item in items if not known.has(item)]
    old = tuple(item for item in items if known.has(item))
    records = None if known.stated.records is None else known.stated.records + len(new)
    is_in_order = [key for one in known.pages for key in one.keys] == [same_page_key(row.url) for row in known.rows]
    is_on_top = is_in_order and bool(new) and bool(old) and items[: len(new)] == new
    is_as_long = said.records in (None, records) and said.pages in (None, known.stated.pages)
    is_whole = old in (known.shown, known.shown[: len(known.shown) - len(new)])
    if not (is_on_top and is_as_long and is_whole):
        return None
    rows = (*new, *known.rows)
    return replace(
        known,
        validators=response_validators(page),
        shown=tuple(items),
        rows=rows,
        pages=_shifted(known.pages, rows, len(new) if old != known.shown else 0),
        stated=replace(known.stated, records=records),
    )


def _shifted(pages: tuple[KnownPage, ...], rows: tuple[ListItem, ...], by: int) -> tuple[KnownPage, ...]:
    """The pages' rows after as many went over from each to the next; the last page takes what is left."""
    keys = [same_page_key(row.url) for row in rows]
    first = len(pages[0].keys) + (len(keys) - sum(len(one.keys) for one in pages) if not by else 0)
    sizes = [first, *(len(one.keys) for one in pages[1:-1])]
    begins = [sum(sizes[:number]) for number in range(len(pages))]
    ends = [*begins[1:], len(keys)]
    return tuple(
        replace(one, keys=tuple(keys[begin:end]), validators=() if begin or by else one.validators)
        for one, begin, end in zip(pages, begins, ends, strict=True)
    )
