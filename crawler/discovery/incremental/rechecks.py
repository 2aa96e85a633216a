"""What is asked for tonight although nothing says that it changed: a few of the pages longest not looked at.

A list's first page says nothing of its further pages, nor of what stands behind its rows. So a few are asked for again
each night, each with what would make it an answer of no bytes if it is as it was; all that is left on the day of a
rediscovery.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from crawler.discovery.incremental.last_crawl import KnownList, LastCrawl, address, rediscovery_days
from crawler.hosts import same_page_key
from crawler.portals.page.pages import Page

MAX_RECHECKS = 10  # requests to a portal in one night, so that an unchanged portal stays cheap


@dataclass(slots=True)
class Rechecks:
    """What one crawl checks again: addresses as `LastCrawl.checked` has them."""

    chosen: set[str] = field(default_factory=set)
    limit: int | None = MAX_RECHECKS  # requests; None where all that is left is checked
    requests: int = 0  # made for them
    given_up: set[str] = field(default_factory=set)  # chosen, and not to be had tonight

    def pages(self, known: KnownList) -> list[Page]:
        """The list's pages among them, in their order."""
        return [page for page in pages_of(known) if address(page) in self.chosen]

    def take(self, what: str) -> bool:
        """Count one more request for a page or a report; False when there were enough, and it waits for another night.

        A report may offer more files than it did when it was chosen.
        """
        if self.limit is not None and self.requests >= self.limit:
            self.give_up(what)
            return False
        self.requests += 1
        return True

    def give_up(self, what: str) -> None:
        """The page or the report did not come: it is not checked."""
        self.chosen.discard(what)
        self.given_up.add(what)


def pages_of(known: KnownList) -> list[Page]:
    """The page that is asked for to see whether the list is as it was, and its further pages."""
    further = [one.page for one in known.pages if address(one.page) != address(known.page)]
    return [known.page, *further]


def choose(last: LastCrawl, column_url: str, reports: Iterable[str], today: date) -> Rechecks:
    """The pages and reports to check tonight, those longest unchecked first, lists before reports.

    `column_url`: the list that is asked for every night anyway; `reports`: addresses of those in scope, had or tried.
    """
    if not last.is_fresh(today):
        since = (today - timedelta(days=rediscovery_days(today))).isoformat()
        return Rechecks({url for url in reports if last.checked.get(url, "") <= since}, limit=None)
    nightly = nightly_list(last, column_url)
    waiting = [
        (last.checked.get(address(page), ""), 0, number, address(page), 1)
        for known in last.lists
        if known.is_complete
        for number, page in enumerate(pages_of(known))
        if number or known is not nightly
    ]
    waiting += [(last.checked.get(url, ""), 1, 0, url, 1 + files_asked(last, url)) for url in dict.fromkeys(reports)]
    chosen: set[str] = set()
    spent = 0
    for _, _, _, what, cost in sorted(waiting):
        if spent + cost <= MAX_RECHECKS:
            chosen.add(what)
            spent += cost
    return Rechecks(chosen)


def nightly_list(last: LastCrawl, column_url: str) -> KnownList | None:
    """The government's own list; the first one where the column has none of its own."""
    own = [known for known in last.lists if known.url == column_url]
    return next(iter([*own, *last.lists]), None)


def files_asked(last: LastCrawl, url: str) -> int:
    """How many files are asked for to check the report; 0 where they are too many: then its page stands for them."""
    number = last.files.get(same_page_key(url), 0)
    return number if number < MAX_RECHECKS else 0


def checked_after(
    last: LastCrawl,
    rechecks: Rechecks,
    lists: Iterable[KnownList],
    was_asked: Callable[[str, bytes], bool],
    failed: Container[str],
    today: date,
) -> dict[str, str]:
    """`LastCrawl.checked` of these lists as the next crawl needs it. `failed`: reports that were not had.

    What a crawl that was cut short has had was asked for on that day.
    """
    asked: dict[str, bool] = {}
    for known in lists:
        asked |= {address(page): was_asked(page.url, page.body) for page in pages_of(known)}
        asked |= {row.url: was_asked(row.url, b"") for row in known.rows}
    now = today.isoformat()
    had = {url: datetime.fromisoformat(one.at).astimezone().date().isoformat() for url, one in last.had.items()}
    days = {
        what: now
        if what in rechecks.chosen or (is_asked and what not in rechecks.given_up)
        else max(last.checked.get(what, ""), had.get(what, ""))
        for what, is_asked in asked.items()
        if what not in failed
    }
    return {what: day for what, day in days.items() if day}
