"""Documents that were taken down: their words and bytes go and never come back, their figures and a note stay."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.orm import Session

from pipelines.records import State
from pipelines.storage import models
from pipelines.storage.column_types import storable
from pipelines.storage.crawls.ledger import record_event
from pipelines.storage.upsert import insert_absent

REMOVED = "(taken down)"

_takedown = models.Takedown.__table__.c
_TAKEN_DOWN = select(_takedown.document_sha256, _takedown.why).where(
    _takedown.document_sha256.in_(bindparam("documents", expanding=True))
)


def taken_down(session: Session, documents: Collection[str]) -> dict[str, str]:
    """SHA-256 -> why, of those among the documents that were taken down."""
    return dict(iter(session.execute(_TAKEN_DOWN, {"documents": list(documents)})))


def take_down(session: Session, sha256: str, *, at: str, why: str) -> list[str]:
    """Remove what the database holds of the document's words; gives the SHA-256 of all bytes that must go with it.

    A document that binds several sheets goes with them. What was taken down before is only made sure of.
    """
    if session.get_bind().dialect.name == "sqlite":  # else deleted text stays readable in the file's free pages
        session.execute(text("PRAGMA secure_delete = ON"))
    found = [sha256, *_sheets(session, sha256)]
    for each in found:
        insert_absent(session, models.Takedown, {"document_sha256": each, "at": at, "why": why})
    reports = select(models.Report.report_id).where(models.Report.document_sha256.in_(found))
    ids = list(session.execute(reports).scalars())
    forget(session, ids)
    regions = select(models.Download.region_code).where(models.Download.document_sha256 == sha256).distinct()
    region_code = session.execute(regions.limit(1)).scalar_one_or_none()
    record_event(session, at=at, kind="takedown", region_code=region_code, message=storable(f"{sha256}: {why}"))
    return found


def forget(session: Session, report_ids: Sequence[int]) -> None:
    """Remove the words of reports: sections, words in cells, what findings quote. Numbers stay as printed."""
    session.execute(delete(models.Section).where(models.Section.report_id.in_(report_ids)))
    for table in (models.Value, models.ValueHistory):
        of_reports = table.report_id.in_(report_ids)
        in_words = table.state.in_((State.TEXT.value, State.UNREADABLE.value))
        session.execute(update(table).where(of_reports, in_words).values(raw=REMOVED))
        session.execute(update(table).where(of_reports).values(note=None))
    session.execute(
        update(models.Finding)
        .where(models.Finding.report_id.in_(report_ids), models.Finding.cause.is_(None))
        .values(message=REMOVED)
    )
    session.execute(
        update(models.Report).where(models.Report.report_id.in_(report_ids)).values(scope_evidence="", error=None)
    )


def _sheets(session: Session, sha256: str) -> list[str]:
    """The documents that this one binds together."""
    query = select(models.Download.context).where(
        models.Download.document_sha256 == sha256, models.Download.context.is_not(None)
    )
    contexts = (json.loads(context or "{}") for context in session.execute(query).scalars())
    return sorted({sheet for context in contexts for sheet in context.get("sheets", ())})
