"""The lists of a portal: which are read, which of their pages come next, what is missing for their proof."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.discovery.jobs import Listing, ListPage
from crawler.hosts import same_page_key


@dataclass(slots=True)
class Lists:
    """Every list that a crawl reads, and every address it asked for: none is asked for twice."""

    listings: list[Listing] = field(default_factory=list)
    pages: deque[ListPage] = field(default_factory=deque)  # to be asked for
    _urls: set[str] = field(default_factory=set)  # of every list started
    _asked: set[str] = field(default_factory=set)  # pages, reports and files

    def start(self, listing: Listing) -> bool:
        """Add a list; False when it was started before: every year's page links all the other years."""
        if self.is_listing(listing.url):
            return False
        self._urls.add(same_page_key(listing.url))
        self.listings.append(listing)
        return True

    def is_listing(self, url: str) -> bool:
        """True for the address of a list that is read."""
        return same_page_key(url) in self._urls

    def drop(self, listing: Listing) -> None:
        """What was taken for a list is none; its address is not tried as one again."""
        self.listings = [other for other in self.listings if other is not listing]

    def lose(self, listing: Listing) -> None:
        """A list of the last crawl is not there any more; a search may come to its address again."""
        self.drop(listing)
        self._urls.discard(same_page_key(listing.url))

    def ask(self, pages: Iterable[ListPage]) -> None:
        """Queue pages of lists."""
        self.pages.extend(pages)

    def ask_first(self, page: ListPage) -> None:
        """Queue a page before all others."""
        self.pages.appendleft(page)

    def next_page(self) -> ListPage | None:
        """The next page to ask for."""
        return self.pages.popleft() if self.pages else None

    def is_new(self, url: str, body: bytes = b"", asker: str = "") -> bool:
        """True the first time a page, report or file is met; a POST is known by its body too, a step by who asks."""
        key = _key(url, body) + asker
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    def was_asked(self, url: str, body: bytes = b"") -> bool:
        """True if the address was asked for as a page of a list, a report or a file."""
        return _key(url, body) in self._asked

    def forget(self, url: str, body: bytes = b"") -> None:
        """Let a page be asked for once more."""
        self._asked.discard(_key(url, body))

    @property
    def seen(self) -> int:
        """How many list items were seen."""
        return sum(len(listing.rows) for listing in self.listings)

    @property
    def stated(self) -> int | None:
        """How many list items the lists state; None when no list states a number of records."""
        numbers = [listing.stated.records for listing in self.listings]
        if not any(number is not None for number in numbers):
            return None
        return sum(
            len(listing.rows) if listing.stated.records is None else listing.stated.records for listing in self.listings
        )

    @property
    def gaps(self) -> list[str]:
        """What is missing for the proof that each list was seen in whole."""
        return [gap for listing in self.listings if (gap := listing.gap)]


def _key(url: str, body: bytes) -> str:
    return same_page_key(url) + body.decode("latin-1")
