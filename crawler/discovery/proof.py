"""What a claim of completeness rests on, list by list, so that a person can check it against the page."""

from typing import Any

from crawler.discovery.failures import REFUSED
from crawler.discovery.jobs import ListWalk
from crawler.discovery.state import PortalCrawl


def proof(crawl: PortalCrawl) -> dict[str, Any]:
    """As data for JSON: each list with its owner, its rows, what it states and how it ended; organs looked at for a
    column of their own and met; what was refused by rule; what is missing.

    The portal's own column comes first. Two crawls that find the same say the same, in whatever order lists were read.
    """
    looked_at, met = crawl.search.organs_looked_at
    walks = sorted(crawl.lists.walks, key=lambda walk: (walk.url != crawl.search.column.url, walk.url))
    return {
        "lists": [_of_list(crawl, walk) for walk in walks],
        "organs": {"looked_at": looked_at, "with_column": met},
        "refused": sorted(failure.text for failure in crawl.reports.failures if failure.kind in REFUSED),
        "gaps": sorted(crawl.gaps),
    }


def _of_list(crawl: PortalCrawl, walk: ListWalk) -> dict[str, Any]:
    is_own = walk.url == crawl.search.column.url
    return {
        "url": walk.url,
        "title": walk.title,
        "whose": walk.organ or "government",
        "because": crawl.search.column.evidence if is_own else walk.title,
        "rows": len(walk.rows),
        "stated": walk.stated.records,
        "stated_pages": walk.stated.pages,
        "pages_with_rows": walk.pages_with_rows,
        "ended": walk.gap or walk.end,
    }
