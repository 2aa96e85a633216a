"""Which reports a crawl has fetched with all their files: every request was answered, every document stored."""

from collections import Counter
from dataclasses import dataclass, field

from crawler.discovery.jobs import Attachment, Job, Report


@dataclass(slots=True)
class Completion:
    """What is under way for each report: requests and documents. A report that lacks one of them is never told."""

    _under_way: Counter[str] = field(default_factory=Counter)
    _came: dict[str, str] = field(default_factory=dict)  # report -> family of its list; not told yet

    def sent(self, job: Job) -> None:
        """A request went out, or an answer is kept for later."""
        self._count(job, 1)

    def answered(self, job: Job) -> None:
        """An answer or a failure came, and is being looked at."""
        self._count(job, -1)

    def handed_over(self, job: Job, documents: int) -> None:
        """An answer gave documents; they are on their way through the pipelines."""
        self._count(job, documents)
        if documents:
            self.unchanged(job)

    def unchanged(self, job: Job) -> None:
        """The portal says that the report is as it was, or gave some of it."""
        if (report := _report(job)) is not None:
            self._came[report.item.url] = report.listing.portal.name

    def stored(self, job: Job) -> None:
        """A document came out of the pipelines. One that was lost is never told to this."""
        self._count(job, -1)

    def take(self, failed: set[str]) -> dict[str, str]:
        """Reports had since the last call: address -> family of the list. `failed`: those not had in whole."""
        had = {url: family for url, family in self._came.items() if not self._under_way[url] and url not in failed}
        for url in had:
            del self._came[url]
        return had

    def _count(self, job: Job, number: int) -> None:
        if (report := _report(job)) is not None:
            self._under_way[report.item.url] += number


def _report(job: Job) -> Report | None:
    return job.report if isinstance(job, Attachment) else job if isinstance(job, Report) else None
