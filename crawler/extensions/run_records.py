"""What the ledger stores of a crawl, as records: what was expected, what was asked for, what a visit showed."""

import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from crawler.discovery.state import Outcome, PortalCrawl
from pipelines import clock
from pipelines.language.dates import FIRST_YEAR
from pipelines.language.titles import report_year
from pipelines.storage.crawls import visits


def expected_years(years: Iterable[Any], today: date) -> tuple[int, ...]:
    """The years a government has to report on: those asked for, else from the first to the last calendar year."""
    asked = tuple(sorted({int(year) for year in years}))
    return asked or tuple(range(FIRST_YEAR, today.year))


def outcome_of(crawl: PortalCrawl) -> Outcome:
    """The outcome of a portal whose crawl is done."""
    if crawl.outcome is None:
        raise ValueError(f"{crawl.seed.portal_url} is not done")
    return crawl.outcome


def visit(crawl: PortalCrawl, run_id: int) -> visits.Visit:
    titles = [(item.title, listing.year) for listing in crawl.lists.listings for item in listing.rows.values()]
    years = Counter(year for title, of_list in titles if (year := report_year(title, in_column=True) or of_list))
    is_lost = outcome_of(crawl).name == "partial" and not crawl.lists.listings  # it is kept for the next night only
    return visits.Visit(
        region_code=crawl.seed.region_code,
        portal_url=crawl.seed.portal_url,
        at=now(),
        run_id=run_id,
        outcome=outcome_of(crawl).name,
        reason=outcome_of(crawl).reason,
        column_url="" if is_lost else crawl.search.column.url,
        seen=crawl.lists.seen,
        rechecks=crawl.rechecks.requests,
        years=dict(years),
    )


def arguments(spider: Any, settings: Any) -> dict[str, Any]:
    return {
        "vantage": os.environ.get("NIANBAO_VANTAGE", ""),  # where the crawl looks from: hosts answer some places only
        "pid": os.getpid(),
        "regions": [seed.region_code for seed in spider.seeds],
        "years": [int(year) for year in settings.getlist("YEARS")],
        "organs": settings["ORGANS"],
    }


def now() -> str:
    return ago(timedelta())


def ago(span: timedelta) -> str:
    return (clock.now() - span).isoformat(timespec="seconds")
