"""Imports documents that were fetched elsewhere, through the same stages as a crawl: check, archive, readers, store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from sqlalchemy import Engine

from pipelines.checks.report_checks import check, check_series
from pipelines.corrections.file import Correction
from pipelines.corrections.reports import corrected
from pipelines.document import Document
from pipelines.exceptions import InternalError
from pipelines.exchange.packages import Handed
from pipelines.extract.pipeline import TASKS, extract_safely
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.extract.version import reading_version
from pipelines.language.titles import is_report_title
from pipelines.records import Report, Status
from pipelines.storage import archive
from pipelines.storage.crawls import ledger, refusals
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports.store import save
from pipelines.storage.takedowns import taken_down

LEFT_OUT, FAILED = "left out", "failed"

_READ = (Status.OK, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: `inserted`, `superseded`, `unchanged`, `updated`, or `left out` with the reason;
    `failed` where the program did.
    """

    name: str
    outcome: str
    reason: str = ""
    report: Report | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where imported documents come from, as the person who imports them states it."""

    region_code: str
    region_name: str
    vantage: str  # where they were fetched: `Jinan, China Unicom`
    imported_at: str  # ISO 8601, UTC


class Importer:
    """Takes files one by one. Hold it open for as long as files come."""

    def __init__(self, engine: Engine, root: Path, sandbox: Sandbox, corrections: Sequence[Correction] = ()) -> None:
        """`root`: the folder of the archive."""
        self._engine, self._root, self._sandbox, self._corrections = engine, root, sandbox, corrections

    def take(self, handed: Handed, origin: Origin) -> Imported:
        """Read one file and store what it says, its bytes and where it came from."""
        if handed.problem:
            return Imported(handed.name, LEFT_OUT, handed.problem)
        if handed.status != 200:
            return Imported(handed.name, LEFT_OUT, f"the server answered {handed.status}")
        document = _document(handed, origin)
        if not document.region_code:
            return Imported(handed.name, LEFT_OUT, "no region: say --region CODE, or region_code in manifest.csv")
        with read_session(self._engine) as session:
            gone = taken_down(session, [document.sha256])
        if gone:
            return Imported(handed.name, LEFT_OUT, f"it was taken down: {gone[document.sha256]}")
        found = refusals.verdict(document)
        if found is not None and found.rule != "EMPTY":
            return Imported(handed.name, LEFT_OUT, f"{found.rule}: {found.reason}")
        try:
            report = check(extract_safely(self._sandbox, document))
        except InternalError as error:
            return Imported(handed.name, FAILED, f"the program failed: {error}")
        is_titled = any(map(is_report_title, (document.title, report.title, document.file_name)))
        if report.status not in _READ and not is_titled:
            return Imported(handed.name, LEFT_OUT, report.error or "it is no report: no title says so, no table")
        own = corrected(report, self._corrections)
        if own is None:
            return Imported(handed.name, LEFT_OUT, "a correction says that it is no report")
        return Imported(handed.name, self._store(document, own, origin), report=own)

    def _store(self, document: Document, report: Report, origin: Origin) -> str:
        archive.save(self._root, document.body)
        with write_session(self._engine) as session:
            ledger.record_fetch(session, document, imported_at=origin.imported_at, vantage=origin.vantage)
            return save(
                session,
                report,
                at=document.fetched_at,
                series=check_series,
                read_by=reading_version(report.media_type),
            )


def reading_sandbox() -> Sandbox:
    """The limited process that imported documents are read in, as a crawl's are."""
    return Sandbox(TASKS, workers=1)


def _document(handed: Handed, origin: Origin) -> Document:
    stated = handed.stated
    name = handed.name.rpartition("/")[2] or handed.name
    return Document(
        body=handed.body,
        file_name=name,
        url=_address(stated.get("url", ""), handed.name),
        region_code=stated.get("region_code", "") or origin.region_code,
        region_name=origin.region_name,
        title=stated.get("title", ""),
        organ_hint=stated.get("organ_hint", ""),
        published_hint=stated.get("published_hint", ""),
        role=stated.get("role", "") or "page",
        referrer_url=stated.get("referrer_url", ""),
        status=handed.status,
        headers=handed.headers,
        fetched_at=_time(stated.get("fetched_at", ""), origin.imported_at),
    )


def _address(stated: str, name: str) -> str:
    """The address that is stated; without one, a name that says the document was handed over."""
    is_address = urlsplit(stated).scheme in ("http", "https") and bool(urlsplit(stated).netloc)
    return stated if is_address else f"imported:{quote(name)}"


def _time(stated: str, otherwise: str) -> str:
    """ISO 8601 in UTC, seconds; `otherwise` for what is no time."""
    try:
        found = datetime.fromisoformat(stated.replace("Z", "+00:00"))
    except ValueError:
        return otherwise
    return found.isoformat(timespec="seconds") if found.tzinfo else f"{found.isoformat(timespec='seconds')}+00:00"
