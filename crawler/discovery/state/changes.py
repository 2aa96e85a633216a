"""What one crawl finds out about the rows that the crawl before it saw."""

from dataclasses import dataclass, field

from crawler.discovery.jobs import Unlisted
from crawler.portals.page.list_items import ListItem
from pipelines.storage.crawls.list_changes import Change


@dataclass(slots=True)
class Changes:
    """Rows added, renamed and moved, and those gone from their lists."""

    found: list[Change] = field(default_factory=list)
    queue: list[Unlisted] = field(default_factory=list)  # gone from a list read in whole: to be asked for
    waiting: list[ListItem] = field(default_factory=list)  # gone from a list that has a gap, or not answered
    is_compared: bool = False

    def next_unlisted(self) -> Unlisted | None:
        """The next row to ask for that no list shows any more."""
        return self.queue.pop() if self.queue else None
