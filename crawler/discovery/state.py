"""The state of one portal while it is crawled. No requests are made here."""

from collections import Counter, deque
from dataclasses import dataclass, field

from scrapy.http import Response

from crawler.discovery.completion import Tally
from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Frontier, Lead, Step
from crawler.discovery.jobs import Attachment, Job, ListPage, ListWalk, Report
from crawler.discovery.known_lists import Memory
from crawler.discovery.sheets import Book
from crawler.heuristics import NAMED
from crawler.hosts import same_page_key
from crawler.portals.base import ListItem
from crawler.seeds import Seed
from pipelines.document import Document
from pipelines.language.link_titles import GOVERNMENT_WORDS, is_copy, is_correction, is_explainer, owner

portal_finished = object()  # signal; sent with `crawl=PortalCrawl` when a portal has its verdict

NOT_HAD = frozenset(("blocked", "robots", "unreachable", "budget"))  # what also keeps what exists from being had
MAY_BE_HAD = frozenset(("unreachable", "truncated", "empty", "failed", "redirect_loop"))  # another night
COLUMN_FOUND = 1000  # added to an organ's count of pages: no more are looked at for it
BARREN = 4  # organs without a column, after which a page is not believed to list organs


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
    named_beside: dict[str, list[str]] = field(default_factory=dict)  # page -> organs it names, as far as looked at
    failures: list[Failure] = field(default_factory=list)  # of lists, reports and files
    dead_ends: list[tuple[Lead, Failure]] = field(default_factory=list)  # of the search
    looked_at: list[tuple[int, str]] = field(default_factory=list)  # score and title of each page of the search
    prints: dict[str, str] = field(default_factory=dict)  # what a page of the search shows -> its address
    home_print: str = ""
    shell_url: str = ""  # the first page met that only a script would draw
    repeats: int = 0  # pages of the search that show the home page under another address
    missing_print: str | None = None  # what the portal shows for an address that cannot exist; "" = a real 404
    held: list[tuple[Report, Response]] = field(default_factory=list)  # wait for missing_print
    books: dict[str, Book] = field(default_factory=dict)  # address of a report -> its sheets so far
    memory: Memory = field(default_factory=Memory)  # of the last crawl
    retry: set[str] = field(default_factory=set)  # reports not fetched with all their files
    failed: dict[int, str] = field(default_factory=dict)  # years of the government's reports that were not had: why
    is_searching: bool = False  # the search from the home page is on, or was
    is_column_wanted: bool = True  # the search has not met the government's column yet
    outstanding: int = 0
    tally: Tally = field(default_factory=Tally)
    documents: int = 0
    listed: list[Report] = field(default_factory=list)  # the reports that the lists show, wanted or not
    home_url: str = ""  # where the seed's address leads in the end
    is_home_read: bool = False
    is_finished: bool = False
    family: str = ""
    family_evidence: str = ""
    column_url: str = ""
    column_evidence: str = ""
    trail: tuple[Step, ...] = ()
    is_interrupted: bool = False
    is_list_complete: bool = False  # every list was seen to its proven end
    outcome: str = ""
    reason: str = ""

    def is_new(self, url: str, body: bytes = b"", asker: str = "") -> bool:
        """True the first time a page, report or file is met; a POST is known by its body too, a step by who asks."""
        key = self.key_of(url, body) + asker
        if key in self.asked:
            return False
        self.asked.add(key)
        return True

    def forget(self, url: str, body: bytes = b"") -> None:
        """Let a page be asked for once more."""
        self.asked.discard(self.key_of(url, body))

    @staticmethod
    def key_of(url: str, body: bytes = b"") -> str:
        return same_page_key(url) + body.decode("latin-1")

    def sent(self, job: Job) -> None:
        """A request went out, or an answer is kept for later."""
        self.outstanding += 1
        self.tally.sent(job)

    def answered(self, job: Job) -> None:
        """Its answer or its failure came."""
        self.outstanding -= 1
        self.tally.answered(job)

    def hand_over(self, job: Job, documents: int) -> None:
        """What an answer gave goes to the pipelines."""
        self.documents += documents
        self.tally.handed_over(job, documents)

    def take_failure(self, report: Report, failure: Failure) -> None:
        """A report, or a file of it, that was not had. What is only there by rule need not be there."""
        if report.item.is_probe and failure.kind not in NOT_HAD:
            return
        self.failures.append(failure)
        self.retry.add(report.item.url)
        if report.year is not None and not report.is_department:
            self.failed.setdefault(report.year, failure.text)

    def book(self, report: Report) -> Book:
        """The sheets of a report that came so far."""
        return self.books.setdefault(report.item.url, Book())

    def settle(self, job: Attachment) -> list[Document]:
        """A file of a report came or did not come; gives the document that its report's sheets make, if it is due."""
        book = self.book(job.report)
        book.due -= 1
        return book.bound(job.report.item.url)

    def count(self, report: Report) -> None:
        """Note a report that a list shows, wanted or not."""
        self.listed.append(report)
        self.is_column_wanted &= report.walk.is_remembered  # rows of a known list say nothing about one that was lost

    def not_had(self) -> dict[int, str]:
        """For each year whose report of the government a list shows, why it was not had, if it was not."""
        said_otherwise = "a list shows it, and what stands there is the report of another year or organ"
        shown: dict[int, str] = {}
        for report in self.listed:
            is_own = not (report.is_department or report.item.is_probe or is_explainer(report.item.title))
            if report.year is not None and is_own:
                shown.setdefault(report.year, f"{said_otherwise} ({report.item.url})")
        return shown | self.failed

    def uncount(self, report: Report) -> None:
        """What was taken for a report is none."""
        self.listed.remove(report)

    def next_report(self) -> Report | None:
        """The next report to ask for: the government's own first, the latest year first; None when all are.

        A corrected report, and of two of one year and owner the one published later, comes after all others: what is
        stored later is the newer version, and two that are read at once may be stored in any order. An explainer or a
        copy in another dress is left out when the plain report of its year and owner is in any of the lists.
        """
        plain = {_subject(report) for report in self.listed if not _is_beside(report)}
        self.reports = [job for job in self.reports if not (_is_beside(job) and _subject(job) in plain)]
        if not self.reports:
            return None
        first: dict[tuple[str, int | None], str] = {}
        for listed in self.listed:
            day = listed.item.date or "9999"
            first[_subject(listed)] = min(day, first.get(_subject(listed), day))
        report = min(
            self.reports,
            key=lambda job: (
                is_correction(job.item.title),
                job.item.date > first.get(_subject(job), job.item.date),
                job.is_department,
                -(job.year or 0),
                job.item.date,
            ),
        )
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

    def is_barren(self, lead: Lead) -> bool:
        """True when the page that names the organ named others, and none of those looked at had a column.

        No list of organs: what a government's menu tells of its bureaus, their duties or their heads.
        """
        others = self.named_beside.setdefault(lead.trail[-1].url, [])
        if len(others) >= BARREN and not any(map(self.has_column, others)):
            return True
        others.append(lead.organ)
        return False

    def has_column(self, organ: str) -> bool:
        """True when the organ's own column was met."""
        return self.organ_pages[organ] >= COLUMN_FOUND

    @property
    def subjects(self) -> list[tuple[str, int | None]]:
        """Owner and year of each report that the lists show."""
        return [_named(report) for report in self.listed]

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

    @property
    def gaps(self) -> list[str]:
        """What keeps the lists from being proven complete; single reports that failed are not among it."""
        gaps = [gap for walk in self.walks if (gap := walk.gap)]
        gaps += [
            f"organ not looked at: {failure.text}"
            for lead, failure in self.dead_ends
            if lead.is_organ_list or (lead.organ and not lead.is_side_room and not self.has_column(lead.organ))
        ]
        gaps += [
            f"column not read: {failure.text}"
            for lead, failure in self.dead_ends
            if failure.kind in MAY_BE_HAD and lead.score >= NAMED and not (lead.organ or lead.is_organ_list)
            if self.key_of(lead.url) not in self.walked
        ]
        if not self.column_url:
            gaps.append("no column found, single reports only")
        elif all(report.is_department for report in self.listed):
            gaps.append("no report of the government itself in the column")
        return gaps


def _is_beside(report: Report) -> bool:
    """True for an explainer of a report, and for a copy in another dress."""
    return is_explainer(report.item.title) or is_copy(report.item.title)


def _named(report: Report) -> tuple[str, int | None]:
    return owner(report.item.title) or report.organ, report.year


def _subject(report: Report) -> tuple[str, int | None]:
    name, year = _named(report)
    return GOVERNMENT_WORDS.sub("", name) or name, year
