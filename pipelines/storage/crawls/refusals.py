"""What the response check refused, stored beside the bytes: a label on the download, a state for the missing report."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from pipelines.document import Document
from pipelines.extract.identity.identify import identify
from pipelines.intake import response_check
from pipelines.records import Metadata
from pipelines.storage import models
from pipelines.storage.column_types import storable
from pipelines.storage.crawls import ledger


def verdict(document: Document) -> response_check.Verdict | None:
    """Why the document is not stored as a report; None when nothing speaks against it."""
    if document.verdict:
        return response_check.labelled(document.verdict)
    return response_check.judge(document.body, status=document.status)


def record(session: Session, document: Document, found: response_check.Verdict | None) -> None:
    """Label the document's fetch; where it is refused, say so of the organ and year it was to be the report of.

    A report that is stored stays stored: a page that is broken tonight does not unmake what was read before.
    """
    rule, tls = (None if found is None else found.rule), document.tls or None
    this = (
        (models.Download.region_code == document.region_code)
        & (models.Download.url == storable(document.url))
        & (models.Download.document_sha256 == document.sha256)
    )
    session.execute(
        update(models.Download).where(this, models.Download.verdict.is_distinct_from(rule)).values(verdict=rule)
    )
    if not tls:  # what came over a better connection once is not doubted for a worse one later
        session.execute(update(models.Download).where(this, models.Download.tls.is_not(None)).values(tls=None))
    if found is None:
        return
    identity = identify((), Metadata(), document)
    if identity.year is None or not identity.organ_name:
        return  # the portal's own reason names the address
    ledger.settle(
        session,
        region_code=document.region_code,
        organ_name=identity.organ_name,
        year=identity.year,
        state="blocked" if found.kind == "blocked" else "failed",
        reason=f"{found.rule}: {found.reason}",
        evidence=document.url,
        since=document.fetched_at,
    )
