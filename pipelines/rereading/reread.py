"""Archive -> rows: documents are read again, compared, and written only when told to. No network is used."""

import struct
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.checks.report_checks import check, check_series
from pipelines.corrections.file import Correction
from pipelines.corrections.reports import corrected
from pipelines.document import Document
from pipelines.extract.pipeline import TASKS, extract_safely
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.extract.processes.wire import Codec
from pipelines.extract.version import reading_version
from pipelines.records import Report
from pipelines.rereading.difference import Difference, difference
from pipelines.rereading.stored_documents import Source, document_of
from pipelines.storage.archive import ArchiveError
from pipelines.storage.crawls import ledger
from pipelines.storage.crawls.expectations import expect_series
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports.earlier import note_reader
from pipelines.storage.reports.store import save, withdraw

_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Reread:
    """One source read again: what it changes, or why it could not be read."""

    source: Source
    difference: Difference | None
    error: str = ""


class Rereading:
    """Reads sources again and keeps on disk what differs, until `write` stores it. A context manager."""

    def __init__(
        self, engine: Engine, archive: Path, *, jobs: int, at: str, corrections: Sequence[Correction] = ()
    ) -> None:
        """`archive`: the folder of the documents; `jobs`: documents read at a time; `at`: time of saving, ISO, UTC.

        `corrections`: those of reports apply to each reading, as in a crawl.
        """
        self._corrections = corrections
        self._engine, self._archive, self._jobs, self._at = engine, archive, jobs, at
        self._codec: Codec[Report] = Codec(Report)
        self._kept: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._same: list[Report] = []  # read anew with the same result: only the reader's version is news
        self._regions: set[str] = set()
        self.kept = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._kept.close()

    def read(self, sources: Sequence[Source]) -> Iterator[Reread]:
        """Each source's difference, in order. Nothing is written to the database."""
        with (
            Sandbox(TASKS, workers=self._jobs) as sandbox,
            ThreadPoolExecutor(self._jobs, thread_name_prefix="reread") as pool,
        ):
            waiting: deque[tuple[Source, Future[Report]]] = deque()
            for source in sources:
                try:
                    with read_session(self._engine) as session:
                        document = document_of(session, self._archive, source)
                except ArchiveError as error:
                    yield Reread(source, None, str(error))
                    continue
                waiting.append((source, pool.submit(_read, sandbox, document)))
                if len(waiting) > 2 * self._jobs:  # few documents are held at a time
                    yield self._compared(*waiting.popleft())
            while waiting:
                yield self._compared(*waiting.popleft())

    def write(self) -> Iterator[str]:
        """Stores what differs, a transaction a report, and gives what became of each: `updated`, `inserted` …"""
        self._kept.seek(0)
        for _ in range(self.kept):
            (length,) = _LENGTH.unpack(self._kept.read(_LENGTH.size))
            report = self._codec.decode(self._kept.read(length))
            self._regions.add(report.region_code)
            with write_session(self._engine) as session:
                yield self._save(session, report)
        with write_session(self._engine) as session:
            for region_code in sorted({report.region_code for report in self._same} | self._regions):
                last = int(self._at[:4]) - 1
                expect_series(session, region_code=region_code, years=(), last=last, since=self._at)
                ledger.sweep(session, region_code=region_code, since=self._at)  # what --archive-only left open
            for report in self._same:
                note_reader(session, report, reading_version(report.media_type))

    def _compared(self, source: Source, future: "Future[Report]") -> Reread:
        report = future.result()
        with write_session(self._engine) as session:
            own = corrected(report, self._corrections) or report
            found = difference(session, own, lambda: self._save(session, report))
        if found:
            message = self._codec.encode(report)
            self._kept.write(_LENGTH.pack(len(message)) + message)
            self.kept += 1
        else:
            self._same.append(_without_content(report))
        return Reread(source, found)

    def _save(self, session: Session, report: Report) -> str:
        version = reading_version(report.media_type)
        own = corrected(report, self._corrections)
        if own is None:  # a person says that the document is no report
            note_reader(session, report, version)
            return "withdrawn" if withdraw(session, report, at=self._at, series=check_series) else "unchanged"
        return save(session, own, at=self._at, series=check_series, read_by=version, anew=True)


def is_outdated(source: Source) -> bool:
    """True if the reader, the templates or the rules are others than those that read it, or nobody knows."""
    return not source.read_by or source.read_by != reading_version(source.media_type)


def _read(sandbox: Sandbox, document: Document) -> Report:
    return check(extract_safely(sandbox, document))


def _without_content(report: Report) -> Report:
    """What `note_reader` needs of a report."""
    return Report(
        document_sha256=report.document_sha256,
        source_url=report.source_url,
        region_code=report.region_code,
        media_type=report.media_type,
    )
