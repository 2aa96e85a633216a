"""What a claim of completeness rests on, list by list, so that a person can check it against the page."""

from typing import Any

from crawler.discovery.failures import REFUSED
from crawler.discovery.jobs import Listing
from crawler.discovery.state import PortalCrawl


def proof(crawl: PortalCrawl) -> dict[str, Any]:
    """As data for JSON: each list with its owner, its rows, what it states and how it ended; organs looked at for a
    column of their own and met; what was refused by rule; what is missing; where the portal says that it moved to.

    The portal's own column comes first. Two crawls that find the same say the same, in whatever order lists were read.
    """
    looked_at, met = crawl.search.organs_looked_at
    listings = sorted(crawl.lists.listings, key=lambda listing: (listing.url != crawl.search.column.url, listing.url))
    return {
        "lists": [_of_list(crawl, listing) for listing in listings],
        "organs": {"looked_at": looked_at, "with_column": met},
        "refused": sorted(failure.text for failure in crawl.reports.failures if failure.kind in REFUSED),
        "gaps": sorted(crawl.gaps),
        "moved_to": crawl.search.moved_to,
    }


def _of_list(crawl: PortalCrawl, listing: Listing) -> dict[str, Any]:
    is_own = listing.url == crawl.search.column.url
    return {
        "url": listing.url,
        "title": listing.title,
        "whose": listing.organ or "government",
        "because": crawl.search.column.evidence if is_own else listing.title,
        "rows": len(listing.rows),
        "stated": listing.stated.records,
        "stated_pages": listing.stated.pages,
        "pages_with_rows": listing.pages_with_rows,
        "ended": listing.gap or listing.end,
    }
