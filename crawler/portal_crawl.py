"""The state of one portal while it is crawled, and the verdict at its end. No requests are made here."""

from collections import Counter, deque
from dataclasses import dataclass, field

from crawler.discovery import Frontier, Lead, Step
from crawler.heuristics import TARGET
from crawler.hosts import same_page_key
from crawler.outcomes import Failure
from crawler.portals.base import ListItem, Portal
from crawler.portals.pagers import Page, Stated
from crawler.seeds import Seed

portal_finished = object()  # signal; sent with `crawl=PortalCrawl` when a portal has its verdict

REASONS_SHOWN = 3  # of one portal; the rest are counted


@dataclass(slots=True)
class ListWalk:
    """One list with all its pages: a column, or a column inside it."""

    url: str
    portal: Portal
    title: str
    organ: str = ""  # organ or group the list belongs to, "" for the column itself
    depth: int = 0
    stated: Stated = field(default_factory=Stated)
    rows: dict[str, ListItem] = field(default_factory=dict)
    pages_with_rows: int = 0
    has_sub_columns: bool = False  # it was the first to name some, so it need not have rows of its own
    failures: list[Failure] = field(default_factory=list)

    def add(self, items: list[ListItem]) -> list[ListItem]:
        """Take in one page's rows; gives those not seen on an earlier page."""
        new = {same_page_key(item.url): item for item in items}
        fresh = {key: item for key, item in new.items() if key not in self.rows}
        self.rows |= fresh
        self.pages_with_rows += bool(fresh)
        return list(fresh.values())

    @property
    def gap(self) -> str:
        """What is missing for the proof that the whole list was seen; `""` when nothing is."""
        if self.failures:
            return f"list page not read: {self.failures[0].text}"
        records, pages = self.stated.records, self.stated.pages
        if records is not None:
            is_short = len(self.rows) < records
            return f"the list states {records} records, {len(self.rows)} were seen ({self.url})" if is_short else ""
        if not self.rows and not self.has_sub_columns:
            return f"the list shows no rows ({self.url})"
        if pages is not None and pages > 1:
            is_short = self.pages_with_rows < pages
            return f"the list states {pages} pages, {self.pages_with_rows} were seen ({self.url})" if is_short else ""
        if self.stated.has_unread_pager and pages is None:
            return f"the list's 下一页 is a script that is not understood ({self.url})"
        return ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list to be asked for."""

    walk: ListWalk
    page: Page
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report page or file named by a list."""

    item: ListItem
    walk: ListWalk
    year: int | None
    is_department: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a report page offers."""

    url: str
    text: str
    page_url: str
    page_title: str
    title: str
    organ: str
    published: str


Job = Lead | ListPage | Report | Attachment


@dataclass(slots=True)
class PortalCrawl:
    """One seed: where the search stands, what was found, what went wrong."""

    seed: Seed
    leads: Frontier = field(default_factory=Frontier)  # on the way to the government's column
    organ_leads: Frontier = field(default_factory=Frontier)  # on the way to other organs' columns, second
    pages: deque[ListPage] = field(default_factory=deque)
    reports: list[Report] = field(default_factory=list)  # found, not yet asked for; in no order
    loose: list[ListItem] = field(default_factory=list)  # reports met outside a column
    walks: list[ListWalk] = field(default_factory=list)
    furniture: set[str] = field(default_factory=set)  # links of the government's own pages: menus, not an organ's
    asked: set[str] = field(default_factory=set)
    walked: set[str] = field(default_factory=set)  # lists that have their walk
    organ_pages: Counter[str] = field(default_factory=Counter)  # pages looked at for each organ's column
    failures: list[Failure] = field(default_factory=list)  # of lists, reports and files
    dead_ends: list[tuple[Lead, Failure]] = field(default_factory=list)  # of the search
    looked_at: list[tuple[int, str]] = field(default_factory=list)  # score and title of each page of the search
    outstanding: int = 0
    documents: int = 0
    reports_found: int = 0
    own_reports: int = 0  # of them: the government's, not a department's or a township's
    is_home_read: bool = False
    is_finished: bool = False
    family: str = ""
    column_url: str = ""
    trail: tuple[Step, ...] = ()
    outcome: str = ""
    reason: str = ""

    def is_new(self, url: str, body: bytes = b"") -> bool:
        """True the first time a page, report or file is met; a POST is known by its body too."""
        key = same_page_key(url) + body.decode("latin-1")
        if key in self.asked:
            return False
        self.asked.add(key)
        return True

    def next_report(self) -> Report | None:
        """The next report to ask for: the government's own first, the latest year first; None when all are."""
        if not self.reports:
            return None
        report = min(self.reports, key=lambda job: (job.is_department, -(job.year or 0)))
        self.reports.remove(report)
        return report

    def start_walk(self, walk: ListWalk) -> bool:
        """Add a list; False when it has its walk already: every year's page links all the other years."""
        key = same_page_key(walk.url)
        if key in self.walked:
            return False
        self.walked.add(key)
        self.walks.append(walk)
        return True

    @property
    def seen(self) -> int:
        """How many list items were seen."""
        return sum(len(walk.rows) for walk in self.walks)

    @property
    def stated(self) -> int | None:
        """How many list items the lists state; None when no list states a number of records."""
        numbers = [walk.stated.records for walk in self.walks]
        if not any(number is not None for number in numbers):
            return None
        return sum(len(walk.rows) if walk.stated.records is None else walk.stated.records for walk in self.walks)

    @property
    def all_failures(self) -> list[Failure]:
        """Every request that gave nothing, wherever it stood."""
        of_lists = [failure for walk in self.walks for failure in walk.failures]
        return [*(failure for _, failure in self.dead_ends), *of_lists, *self.failures]

    def finish(self, interrupted: str = "") -> None:
        """Reach the verdict. `interrupted`: why the crawl stopped before its end, `""` when it did not."""
        self.is_finished = True
        self.outcome, self.reason = self._verdict(interrupted)

    def _verdict(self, interrupted: str) -> tuple[str, str]:
        home = [failure for lead, failure in self.dead_ends if lead.depth == 0]
        if not self.is_home_read and not self.reports_found:
            failure = home[-1] if home else Failure("unreachable", interrupted or "never asked")
            return (failure.kind if failure.kind in ("blocked", "robots") else "unreachable"), failure.text
        if self.reports_found:
            problems = [gap for walk in self.walks if (gap := walk.gap)]
            problems += [f"not fetched: {failure.text}" for failure in self.failures]
            problems += [
                f"organ not looked at: {failure.text}"
                for lead, failure in self.dead_ends
                if lead.organ or lead.is_organ_list
            ]
            if not self.column_url:
                problems.append("no column found, single reports only")
            elif not self.own_reports:
                problems.append("no report of the government itself in the column")
            problems += [interrupted] if interrupted else []
            return ("partial", _short(problems)) if problems else ("ok", "")
        if interrupted:
            return "partial", interrupted
        for kind in ("blocked", "robots"):
            stopped = [
                failure for lead, failure in self.dead_ends if failure.kind == kind and lead.score >= TARGET - 10
            ]
            if stopped:
                return kind, stopped[0].text
        if self.column_url:
            return "not_found", f"the column shows no report; its list may be made by script ({self.column_url})"
        best = ", ".join(f"{title or '?'} ({score})" for score, title in sorted(self.looked_at, reverse=True)[:5])
        spent = next((f"; {failure.text}" for _, failure in self.dead_ends if failure.kind == "budget"), "")
        return "not_found", f"{len(self.looked_at)} pages looked at; best candidates: {best or 'none'}{spent}"


def _short(problems: list[str]) -> str:
    unique = list(dict.fromkeys(problems))
    more = len(unique) - REASONS_SHOWN
    return "; ".join(unique[:REASONS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
