"""One document in, one report out: the composition of the reading stages, and the item pipeline that runs it."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Self

from pipelines import readers
from pipelines.align import Aligned, align
from pipelines.align.second_reading import agree
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.exceptions import DocumentError, UnreadableDocument
from pipelines.extract import second_look
from pipelines.extract.answer_check import check_answer
from pipelines.extract.font_proof import digits_in_doubt, with_fonts_believed
from pipelines.extract.identity.identify import Identity, identify, others
from pipelines.extract.identity.own_year import of_year
from pipelines.extract.processes.confinement.protection import Protection
from pipelines.extract.processes.reading_queue import ReadingQueue
from pipelines.extract.processes.sandbox import OCR, GivenUp, Sandbox
from pipelines.extract.processes.tasks import Limits, Tasks
from pipelines.extract.sections import sections
from pipelines.intake import media_types
from pipelines.readers.pdf import ink
from pipelines.records import Block, Finding, Metadata, Report, Severity, Status, texts

if TYPE_CHECKING:  # a document is read without Scrapy
    from scrapy.crawler import Crawler

_WORKERS = 2  # readers at once: they use a core each, and the crawl needs little of one
_MAY_BE_SCANS = ("application/pdf", "application/ofd", "message/rfc822")  # the last: sheets bound together
_NO_TABLES = "the document holds none of the statutory tables"


def extract(document: Document) -> Report:
    """Read a document; what is the document's fault becomes the report's status and `error`. No clock, no network.

    Cells whose look the reader cannot vouch for are looked at as drawn.
    """
    return _extracted(document, look_at_all=False)


def extract_and_look(document: Document) -> Report:
    """The same, with every cell compared with what is drawn."""
    return _extracted(document, look_at_all=True)


def _extracted(document: Document, *, look_at_all: bool) -> Report:
    media_type = media_types.sniff(document.body)
    try:
        if not document.body.strip():
            raise UnreadableDocument("the file is empty")
        reading = readers.read(document.body, media_type)
    except DocumentError as error:
        return unreadable(document, str(error))
    identity = identify(reading.blocks, reading.metadata, document)
    blocks = _own(reading.blocks, identity)
    if len(blocks) < len(reading.blocks):
        identity = identify(blocks, reading.metadata, document)
    report = replace(
        _identified(_found(document, media_type), identity),
        charset=reading.metadata.charset,
        sections=sections(blocks),
    )
    tables, of_other_years = of_year(blocks, identity.year)
    before = (*reading.findings, *identity.findings, *_left_out(reading.blocks, blocks), *of_other_years)
    aligned = _font_believed(tables, align(tables, identity.year), report)
    if look_at_all or second_look.is_wanted(aligned):
        aligned = second_look.look(
            document.body, media_type, aligned, lambda drawn: _again(drawn, identity), at_all=look_at_all
        )
    once = _filled(report, aligned, before)
    second = readers.second(media_type)
    if (
        second is None and not look_at_all and (failing := _failing(once))
    ):  # there is another look where there is no other reading
        looked = second_look.look(
            document.body, media_type, aligned, lambda drawn: _again(drawn, identity), at_all=False, fields=failing
        )
        return _filled(report, looked, before)
    if second is None or not _is_doubtful(once):
        return once
    try:
        again = second(document.body)
    except DocumentError as error:
        message = f"a second reading was wanted and failed: {error}"
        finding = Finding(rule="READ_ONCE", severity=Severity.WARN, message=message)
        return replace(once, findings=(*once.findings, finding))
    return _filled(report, agree(aligned, _again(again.blocks, identity)), before)


def _identified(report: Report, identity: Identity) -> Report:
    """The report with whose it is, and of which year."""
    return replace(
        report,
        title=identity.title,
        organ_name=identity.organ_name,
        is_organ_printed=identity.is_organ_printed,
        organ_kind=identity.organ_kind,
        year=identity.year,
        scope=identity.scope,
        scope_evidence=identity.scope_evidence,
        published_on=identity.published_on,
        published_source=identity.published_source,
    )


def _font_believed(tables: Sequence[Block], aligned: Aligned, report: Report) -> Aligned:
    """Where nothing looks at the ink: the figures of fonts in doubt, unless sums fail that other digits would mend.

    A misprint breaks sums that no exchange of two digits mends; exchanged digits break many that one does.
    """
    if ink.is_installed() or not (digits := digits_in_doubt(tables)):
        return aligned
    believed = align(with_fonts_believed(tables), report.year)
    failing = _count_failing(report, believed)
    pairs = combinations(sorted(digits), 2) if failing else ()
    others = [_count_failing(report, align(with_fonts_believed(tables, pair), report.year)) for pair in pairs]
    if failing > min(others, default=0):
        return aligned
    message = f"a font's digits are believed as written, the form's sums do not speak against them; {ink.ADVICE}"
    finding = Finding(rule="FONT_NOT_PROVEN", severity=Severity.INFO, message=message)
    return replace(believed, findings=(*believed.findings, finding))


def _count_failing(report: Report, aligned: Aligned) -> int:
    return len(_failing_sums(_filled(report, aligned, ())))


def _again(blocks: Sequence[Block], identity: Identity) -> Aligned:
    """Another reading of the document, as the first was taken."""
    tables, _ = of_year(_own(blocks, identity), identity.year)
    return align(tables, identity.year)


def _own(blocks: Sequence[Block], identity: Identity) -> Sequence[Block]:
    """The blocks up to where another report begins: from there on cells are printed that stand above it, too."""
    for place in others(blocks, identity):
        above, below = ({value.field_code for value in align(part).values} for part in (blocks[:place], blocks[place:]))
        if not above.isdisjoint(below):
            return blocks[:place]
    return blocks


def _left_out(blocks: Sequence[Block], own: Sequence[Block]) -> list[Finding]:
    if len(own) == len(blocks):
        return []
    title = " ".join(texts(blocks[len(own) : len(own) + 2]))[:80]
    message = f"another report follows on the same page and was left out: {title}"
    return [Finding(rule="ANOTHER_REPORT", severity=Severity.WARN, message=message)]


def extract_safely(sandbox: Sandbox, document: Document, *, look_at_all: bool = False) -> Report:
    """`extract` in a limited child process; one that had to be stopped makes the report unreadable, with the reason.

    Raises InternalError when it is the program that failed, and not the document.
    """
    check = partial(check_answer, asked=_found(document, media_types.sniff(document.body)))
    try:
        if look_at_all:
            return sandbox.run(extract_and_look, document, limits=OCR, check=check)
        return sandbox.run(extract, document, limits=_limits(document), check=check)
    except DocumentError as error:
        return unreadable(document, str(error))


def unreadable(document: Document, reason: str) -> Report:
    """The report of a document that could not be read: identity from its surroundings, the reason as `error`."""
    identity = identify((), Metadata(), document)
    return replace(
        _found(document, media_types.sniff(document.body)),
        title=identity.title,
        organ_name=identity.organ_name,
        is_organ_printed=identity.is_organ_printed,
        organ_kind=identity.organ_kind,
        year=identity.year,
        published_on=identity.published_on,
        published_source=identity.published_source,
        status=Status.UNREADABLE,
        error=reason,
        findings=(Finding(rule="UNREADABLE", severity=Severity.ERROR, message=reason),),
    )


def _found(document: Document, media_type: str) -> Report:
    return Report(
        document_sha256=document.sha256,
        source_url=document.url,
        region_code=document.region_code,
        media_type=media_type,
        attachments=document.attachments,
    )


def _filled(report: Report, aligned: Aligned, before: tuple[Finding, ...]) -> Report:
    return replace(
        report,
        layouts=aligned.layouts,
        values=aligned.values,
        findings=(*before, *aligned.findings),
        status=aligned.status,
        error=_NO_TABLES if aligned.status is Status.TABLES_MISSING else None,
    )


def _is_doubtful(report: Report) -> bool:
    """True if a cell lacks or the sheet contradicts itself: then another reading tells whose fault it is."""
    return report.status is not Status.OK or any(f.severity is Severity.ERROR for f in check(report).findings)


def _failing(report: Report) -> set[str]:
    """The fields of the report's sums that fail: whose error is it?"""
    return {code for finding in _failing_sums(report) for code in finding.fields}


def _failing_sums(report: Report) -> list[Finding]:
    """The identities of weight that fail."""
    return [finding for finding in check(report).findings if finding.cause and finding.severity is Severity.ERROR]


def _limits(document: Document) -> Limits | None:
    """More time for what is recognised character by character: pictures, and what may hold nothing else."""
    media_type = media_types.sniff(document.body)
    return OCR if media_type in _MAY_BE_SCANS or media_type.startswith("image/") else None


TASKS = Tasks(__name__, extract, extract_and_look)  # what a reader's process may be asked to do


def protection() -> Protection:
    """What holds a reader's process on this machine. Raises InternalError where none can be started."""
    with Sandbox(TASKS) as sandbox:
        return sandbox.protection


class ExtractPipeline:
    """Scrapy item pipeline: Document -> Report, in limited child processes so that no document stops the crawl."""

    def __init__(self, *, look_at_all: bool = False) -> None:
        self.look_at_all = look_at_all
        self.queue = ReadingQueue(_WORKERS)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        return cls(look_at_all=crawler.settings.getbool("LOOK_AT_ALL"))

    def open_spider(self) -> None:
        self.sandbox = Sandbox(TASKS, workers=_WORKERS)
        self.threads = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="reader")

    def close_spider(self) -> None:
        self.threads.shutdown()
        self.sandbox.close()

    def give_up(self) -> None:
        """End the readers at work: what they read, and what waits for them, the next crawl reads."""
        self.sandbox.give_up()

    async def process_item(self, item: Document) -> Report:
        """The document's report. Raises DropItem when the readers were given up before it was read."""
        from scrapy.exceptions import DropItem  # late: a document is read without Scrapy

        read = partial(extract_safely, self.sandbox, item, look_at_all=self.look_at_all)
        async with self.queue.turn(item.region_code, len(item.body)):
            try:
                return await asyncio.get_running_loop().run_in_executor(self.threads, read)
            except GivenUp:
                raise DropItem(f"{item.url}: the crawl was stopped before it was read") from None

    def is_full(self, region_code: str) -> bool:
        """True if so many of the portal's documents wait to be read that no more should be fetched for now."""
        return self.queue.is_full(region_code)
