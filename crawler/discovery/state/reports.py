"""The reports of a portal: which the lists show, which are still to be asked for, which were not had and why."""

from dataclasses import dataclass, field

from scrapy.http import Response

from crawler.discovery.failures import Failure
from crawler.discovery.jobs import Attachment, Job, Report
from crawler.discovery.sheets import SheetSet
from crawler.discovery.state.completion import Completion
from crawler.portals.base import ListItem
from pipelines.document import Document
from pipelines.language.organ_names import GOVERNMENT_WORDS, without_level
from pipelines.language.titles import owner, read

NOT_HAD = frozenset(("blocked", "robots", "unreachable", "budget"))  # what also keeps what exists from being had
OrganYear = tuple[str, int]  # an organ as lists name it, `""` for the government; the year reported on


@dataclass(slots=True)
class Reports:
    """Every report the lists show, in scope or not, and where each wanted one stands."""

    listed: list[Report] = field(default_factory=list)
    queue: list[Report] = field(default_factory=list)  # to be asked for, in no order
    loose: list[ListItem] = field(default_factory=list)  # met outside a column
    failures: list[Failure] = field(default_factory=list)  # of reports and files
    retry: set[str] = field(default_factory=set)  # reports not fetched with all their files
    failed: dict[OrganYear, str] = field(default_factory=dict)  # reports that were not had: why
    missing_page: str | None = None  # what the portal shows for an address that cannot exist; "" = a real 404
    documents: int = 0  # handed to the pipelines
    completion: Completion = field(default_factory=Completion)
    _held: list[tuple[Report, Response]] = field(default_factory=list)  # wait for missing_page
    _sheets: dict[str, SheetSet] = field(default_factory=dict)  # address of a report -> its sheets so far

    def count(self, report: Report) -> None:
        """Note a report that a list shows, wanted or not."""
        self.listed.append(report)

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
        self.queue = [job for job in self.queue if not (_is_beside(job) and _subject(job) in plain)]
        if not self.queue:
            return None
        first: dict[tuple[str, int | None], str] = {}
        for listed in self.listed:
            day = listed.item.date or "9999"
            first[_subject(listed)] = min(day, first.get(_subject(listed), day))
        report = min(
            self.queue,
            key=lambda job: (
                read(job.item.title).is_correction,
                job.item.date > first.get(_subject(job), job.item.date),
                job.is_department,
                -(job.year or 0),
                job.item.date,
            ),
        )
        self.queue.remove(report)
        return report

    def hold(self, report: Report, response: Response) -> bool:
        """Keep a page until it is known what the portal's error pages look like; True for the first one kept."""
        self._held.append((report, response))
        return len(self._held) == 1

    def release(self, missing_page: str) -> list[tuple[Report, Response]]:
        """The kept pages, now that it is known; `""`: the portal answers with a real 404."""
        self.missing_page = missing_page
        held, self._held = self._held, []
        return held

    def hand_over(self, job: Job, documents: int) -> None:
        """What an answer gave goes to the pipelines."""
        self.documents += documents
        self.completion.handed_over(job, documents)

    def fail(self, report: Report, failure: Failure) -> None:
        """A report, or a file of it, was not had. What is only there by rule need not be there."""
        if report.item.is_probe and failure.kind not in NOT_HAD:
            return
        self.failures.append(failure)
        self.retry.add(report.item.url)
        if report.year is not None:
            self.failed.setdefault((_organ(report), report.year), failure.text)

    def lose(self, job: Job) -> None:
        """A document of the report did not come out of the pipelines: it is asked for again."""
        if isinstance(job, Report | Attachment):
            self.retry.add((job.report if isinstance(job, Attachment) else job).item.url)

    def sheets_of(self, report: Report) -> SheetSet:
        """The sheets of a report that came so far."""
        return self._sheets.setdefault(report.item.url, SheetSet())

    def leave_out(self, job: Job) -> None:
        """The job is not asked for: a sheet that is left out leaves its report's set of sheets incomplete."""
        if isinstance(job, Attachment):
            self.sheets_of(job.report).is_incomplete |= job.is_sheet

    def settle(self, job: Attachment) -> list[Document]:
        """A file of a report came or did not come; gives the document that its report's sheets make, if it is due."""
        sheets = self.sheets_of(job.report)
        sheets.due -= 1
        return sheets.joined(job.report.item.url)

    def not_had(self) -> dict[OrganYear, str]:
        """For each organ and year whose report a list shows, why it was not had, if it was not."""
        said_otherwise = "a list shows it, and what stands there is the report of another year or organ"
        shown: dict[OrganYear, str] = {}
        for report in self.listed:
            if report.year is not None and not (report.item.is_probe or read(report.item.title).is_explainer):
                shown.setdefault((_organ(report), report.year), f"{said_otherwise} ({report.item.url})")
        return shown | self.failed

    def is_owner(self, organ: str) -> bool:
        """True if a list shows a report of this organ; its title may name the region too, or leave it out."""
        short = without_level(organ)
        return any(name.endswith(short) for name, _ in self.subjects)

    @property
    def subjects(self) -> list[tuple[str, int | None]]:
        """Owner and year of each report that the lists show."""
        return [_named(report) for report in self.listed]


def _is_beside(report: Report) -> bool:
    """True for an explainer of a report, and for a copy in another dress."""
    return read(report.item.title).is_explainer or read(report.item.title).is_copy


def _named(report: Report) -> tuple[str, int | None]:
    return owner(report.item.title) or report.organ, report.year


def _organ(report: Report) -> str:
    return _named(report)[0] if report.is_department else ""


def _subject(report: Report) -> tuple[str, int | None]:
    name, year = _named(report)
    return GOVERNMENT_WORDS.sub("", name) or name, year
