"""What tests of the command line share."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.extract.version import reading_version
from pipelines.storage import archive
from pipelines.storage.crawls import ledger
from pipelines.storage.database import open_database, write_session
from pipelines.storage.reports import store

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
CLEAN, MIXED = GOLDEN / "html_clean_2019" / "document.html", GOLDEN / "mixed_layout_2023" / "document.html"
AT = "2026-01-01T00:00:00+00:00"
PORTAL = "http://127.77.0.1:8000/"

Nianbao = Callable[..., tuple[int, str, str]]


def fill(folder: Path, *bodies: bytes, at: str = "2026-01-01T00:00:00+00:00") -> list[str]:
    """Put documents into a data folder as a crawl does; the addresses they were found at."""
    engine = open_database(f"sqlite:///{folder / 'nianbao.sqlite'}")
    urls = []
    for body in bodies:
        document = Document(
            body=body,
            url=f"http://127.77.0.1:8000/{Document(body=body).sha256[:8]}",
            region_code="X-city",
            region_name="青岚市望溪区",
            fetched_at=at,
        )
        archive.save(folder / "archive", body)
        report = replace(check(extract(document)), region_code="X-city", source_url=document.url)
        with write_session(engine) as session:
            ledger.register_portal(
                session,
                region_code="X-city",
                name="望溪区",
                level="county",
                portal_url="http://127.77.0.1:8000/",
                full_name="青岚市望溪区",
            )
            ledger.record_fetch(session, document)
            store.save(session, report, at=at, read_by=reading_version(report.media_type))
        urls.append(document.url)
    engine.dispose()
    return urls
