"""The rows of this crawl against those of the last: what is new, renamed, moved, or gone.

A row that is gone from a list which was read in whole is asked for once: either nothing stands at its address any more,
or no list leads there. While the list has a gap nothing is said of the row; it waits for a night without one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from scrapy.http import Response, TextResponse

from crawler.discovery.failures import Failure, page_failure
from crawler.discovery.fingerprints import fingerprint
from crawler.discovery.jobs import Scope, Unlisted
from crawler.discovery.report_pages import is_bare
from crawler.discovery.state import PortalCrawl
from crawler.encoding import with_true_encoding
from crawler.hosts import same_page_key
from crawler.portals import GENERIC, by_name
from crawler.portals.page.list_items import ListItem
from pipelines.language.organ_names import GOVERNMENT_WORDS
from pipelines.language.titles import owner, report_year
from pipelines.storage.crawls.list_changes import (
    ADDED,
    ADDRESS_CHANGED,
    LIST_CHANGED,
    RENAMED,
    UNLISTED,
    WITHDRAWN,
    Change,
)

NOT_MODIFIED = 304
Places = dict[str, dict[str, ListItem]]  # `same_page_key` of a row -> address of each list that shows it -> the row


def is_left_to_ask(crawl: PortalCrawl, scope: Scope) -> bool:
    """True if rows of the last crawl that are in no list now give cause to search anew, or to ask for them."""
    if not crawl.search.is_started and _is_any_missing(crawl, scope):
        crawl.search.start(crawl.seed)
        return True
    _compare(crawl, scope)
    return bool(crawl.changes.queue)


def _is_any_missing(crawl: PortalCrawl, scope: Scope) -> bool:
    """True if a row of the last crawl is in no list now, under no address: it may be in a list not known yet."""
    new = _new_rows(crawl, scope)
    now = _places_now(crawl)
    before = _places_before(crawl)
    return any(key not in now and _subject(_first(places)) not in new for key, places in before.items() if any(places))


def _compare(crawl: PortalCrawl, scope: Scope) -> None:
    """Note the changes, and queue what has to be asked for; once in a crawl, when all lists are read."""
    if crawl.changes.is_compared or not crawl.last.lists:
        return
    crawl.changes.is_compared = True
    before, now, new = _places_before(crawl), _places_now(crawl), _new_rows(crawl, scope)
    moved: set[str] = set()
    for key, places in before.items():
        row = _first(places)
        if key in now:
            crawl.changes.found += _differences(crawl, places, now[key])
        elif (other := new.get(_subject(row))) is not None:
            moved.add(other.url)
            crawl.changes.found.append(Change(ADDRESS_CHANGED, other.url, other.title, before=row.url))
        elif all(_is_read_in_whole(crawl, url) for url in places):
            crawl.changes.queue.append(Unlisted(row))
        else:
            crawl.changes.waiting.append(row)
    added = [row for row in new.values() if row.url not in moved and row.url not in crawl.last.documents]
    crawl.changes.found += [Change(ADDED, row.url, row.title) for row in added]


def still_waiting(crawl: PortalCrawl) -> tuple[ListItem, ...]:
    """Rows that are in no list any more, of which the next crawl has to find out what became."""
    if crawl.changes.is_compared:
        return tuple(crawl.changes.waiting)
    now = _places_now(crawl)
    return tuple(_first(places) for key, places in _places_before(crawl).items() if key not in now)


def answered(crawl: PortalCrawl, job: Unlisted, response: Response) -> None:
    """What stands at the address of a row that no list shows any more."""
    page = with_true_encoding(response)
    failure = None if response.status == NOT_MODIFIED else page_failure(page, job.item.url, crawl.home_url)
    portal = by_name(crawl.family) or GENERIC
    if failure is None and isinstance(page, TextResponse) and page.body and not portal.is_file(job.item.url):
        shown = portal.read(page)
        if is_bare(portal, shown) or crawl.reports.missing_page == fingerprint(shown):
            failure = Failure("gone", "no report stands there any more", job.item.url)
    if failure is None:
        crawl.changes.found.append(Change(UNLISTED, job.item.url, job.item.title))
    else:
        failed(crawl, job, failure)


def failed(crawl: PortalCrawl, job: Unlisted, failure: Failure) -> None:
    """The address gave nothing: it is gone for good, or has to be asked another night."""
    if failure.kind == "gone":
        crawl.changes.found.append(Change(WITHDRAWN, job.item.url, job.item.title, why=failure.reason))
    else:
        crawl.changes.waiting.append(job.item)


def seen_tonight(crawl: PortalCrawl) -> set[str]:
    """Addresses of the rows on pages that were read or found unchanged, and of reports asked for and had."""
    seen: set[str] = set()
    for listing in crawl.lists.listings:
        if listing.known is None:
            seen |= {row.url for row in listing.rows.values()}
            continue
        asked = [one for one in listing.known.pages if crawl.lists.was_asked(one.page.url, one.page.body)]
        keys = {key for one in asked for key in one.keys}
        is_shown = crawl.lists.was_asked(listing.known.page.url, listing.known.page.body)
        keys |= {same_page_key(row.url) for row in listing.known.shown} if is_shown else set()
        seen |= {row.url for key, row in listing.rows.items() if key in keys}
    asked_for = {report.item.url for report in crawl.reports.listed if crawl.lists.was_asked(report.item.url)}
    return seen | (asked_for - crawl.reports.retry)


def _places_before(crawl: PortalCrawl) -> Places:
    places: Places = defaultdict(dict)
    for known in crawl.last.lists:
        for row in known.rows:
            if row.url in crawl.last.documents:
                places[same_page_key(row.url)][known.url] = replace(row, organ=row.organ or known.organ)
    for row in crawl.last.leaving:
        places[same_page_key(row.url)].setdefault("", row)
    return places


def _places_now(crawl: PortalCrawl) -> Places:
    places: Places = defaultdict(dict)
    for listing in crawl.lists.listings:
        for key, row in listing.rows.items():
            places[key][listing.url] = row
    return places


def _first(places: Mapping[str, ListItem]) -> ListItem:
    return next(iter(places.values()))


def _new_rows(crawl: PortalCrawl, scope: Scope) -> dict[tuple[str, int | None], ListItem]:
    """The reports in scope that the last crawl did not see, by owner and year."""
    before = _places_before(crawl)
    return {
        _subject(row): row
        for report in crawl.reports.listed
        if scope.holds(report) and not report.item.is_probe
        if same_page_key(report.item.url) not in before
        for row in [replace(report.item, organ=report.organ)]
    }


def _differences(crawl: PortalCrawl, before: Mapping[str, ListItem], now: Mapping[str, ListItem]) -> Iterator[Change]:
    old, new = _first(before), _first(now)
    if not {row.title for row in before.values()} & {row.title for row in now.values()}:
        yield Change(RENAMED, new.url, new.title, before=old.title)
    was_in = next(iter(before))
    if was_in and not before.keys() & now.keys() and crawl.lists.is_listing(was_in):
        yield Change(LIST_CHANGED, next(iter(now)), new.title, before=was_in)


def _is_read_in_whole(crawl: PortalCrawl, list_url: str) -> bool:
    """True if the list that showed the row has no gap; of a list that is gone, if the whole portal has none."""
    listing = next((listing for listing in crawl.lists.listings if listing.url == list_url), None)
    return not crawl.gaps if listing is None else not listing.gap


def _subject(row: ListItem) -> tuple[str, int | None]:
    name = owner(row.title) or row.organ
    return GOVERNMENT_WORDS.sub("", name) or name, report_year(row.title, in_column=True)
