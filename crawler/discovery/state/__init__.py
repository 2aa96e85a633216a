"""All that a crawl knows of one portal, in pieces. No requests are made here.

search (frontiers, dead ends, what pages showed), lists (each as a listing, its pages, addresses asked for), reports
(listed, to be asked for, not had), rechecks and changes (against the last crawl), outcome (frozen, once the crawl of
the portal is done).
"""

from dataclasses import dataclass, field, replace

from crawler.discovery.failures import Failure
from crawler.discovery.incremental.last_crawl import LastCrawl
from crawler.discovery.incremental.rechecks import Rechecks
from crawler.discovery.jobs import Job, Report
from crawler.discovery.state.changes import Changes
from crawler.discovery.state.lists import Lists
from crawler.discovery.state.reports import Reports
from crawler.discovery.state.search import Search
from crawler.hosts import belongs
from crawler.portals.page.list_items import ListItem
from crawler.seeds import Seed

portal_finished = object()  # signal; sent with `crawl=PortalCrawl` when a portal has its outcome


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said of a portal at the end of its crawl.

    `name` is one of ok, partial, blocked, robots, unreachable, not_found, moved.
    """

    name: str
    reason: str = ""
    is_list_complete: bool = False  # every list was seen to its proven end
    is_interrupted: bool = False
    is_silent: bool = False  # the portal showed nothing: what it showed before still stands


@dataclass(slots=True)
class PortalCrawl:
    """One seed and the state of its crawl."""

    seed: Seed
    family: str = ""
    family_evidence: str = ""
    last: LastCrawl = field(default_factory=LastCrawl)
    search: Search = field(default_factory=Search)
    lists: Lists = field(default_factory=Lists)
    reports: Reports = field(default_factory=Reports)
    rechecks: Rechecks = field(default_factory=Rechecks)
    changes: Changes = field(default_factory=Changes)
    outcome: Outcome | None = None  # None while the crawl goes on
    outstanding: int = 0  # requests without an answer yet

    @property
    def home_url(self) -> str:
        """Where the seed's address leads, as far as is known."""
        return self.search.home_url or self.seed.portal_url

    def may_ask(self, url: str) -> bool:
        """True for an address of the portal, and for one of a portal that may host its reports."""
        return belongs(self.seed.portal_url, url) or self.is_abroad(url)

    def is_abroad(self, url: str) -> bool:
        """True for an address of a portal of a region above or below, which may host this one's reports."""
        return not belongs(self.seed.portal_url, url) and any(belongs(portal, url) for portal in self.seed.kin)

    def count(self, report: Report) -> None:
        """Note a report that a list shows.

        Rows of a list known before say nothing about a column that was lost, nor do those of other organs about the
        government's own.
        """
        self.reports.count(report)
        self.search.is_column_wanted &= report.listing.is_remembered or report.is_department

    def has_had(self, item: ListItem, family: str) -> bool:
        """True for a row as the last crawl saw it, whose report was fetched with all its files and is not due again."""
        is_due = item.url in self.rechecks.chosen
        return self.last.knows(item.url) and self.last.shows(item, family) and not is_due

    def is_read(self, url: str) -> bool:
        """True for the address of a report that was asked for in this crawl, or had by the one that was cut short."""
        return self.lists.was_asked(url) or url in self.last.had

    def sent(self, job: Job) -> None:
        """A request went out, or an answer is kept for later."""
        self.outstanding += 1
        self.reports.completion.sent(job)

    def answered(self, job: Job) -> None:
        """Its answer or its failure came."""
        self.outstanding -= 1
        self.reports.completion.answered(job)

    def lose_documents(self, number: int, why: str = "the log says why") -> None:
        """Documents were fetched and did not come out of the pipelines."""
        if number and self.outcome is not None:
            told = f"{number} documents were fetched but not stored; {why}"
            is_ok = self.outcome.name == "ok"
            self.outcome = replace(
                self.outcome,
                name="partial" if is_ok else self.outcome.name,
                reason=told if is_ok else self.outcome.reason,
                is_list_complete=False,
            )

    @property
    def all_failures(self) -> list[Failure]:
        """Every request that gave nothing, wherever it stood."""
        of_search = [failure for _, failure in self.search.dead_ends]
        of_lists = [failure for listing in self.lists.listings for failure in listing.failures]
        return [*of_search, *of_lists, *self.reports.failures]

    @property
    def search_gaps(self) -> list[str]:
        """What the search did not find; a crawl that does not search knows it from the last one that did."""
        if self.last.lists and not self.search.is_started:
            return list(self.last.gaps)
        without = self.search.without_column(self.reports.is_owner)
        return [f"no column found of {lead.organ} ({lead.url})" for lead in without]

    @property
    def gaps(self) -> list[str]:
        """What keeps the lists from being proven complete; single reports that failed are not among it."""
        gaps = [f"the portal says that it moved to {self.search.moved_to}"] if self.search.moved_to else []
        gaps += [*self.lists.gaps, *self.search.gaps(self.lists.is_listing)]
        gaps += self.search_gaps
        if self.lists.listings and all(report.is_department for report in self.reports.listed):
            gaps.append("no report of the government itself in the lists")
        elif not self.search.column.url:
            gaps.append("no column found, single reports only")
        return gaps
