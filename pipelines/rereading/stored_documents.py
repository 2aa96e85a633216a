"""From a row of `download` and its bytes in the archive to the Document that the crawl once handed on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from pipelines.document import CONTEXT, Document
from pipelines.storage import archive
from pipelines.storage.models import Document as StoredDocument
from pipelines.storage.models import Download, Organ, Region, Report, Takedown

_READ_THOUGH_REFUSED = "EMPTY"  # of the response check: an empty file is read, so that its report says it is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One download that a reading is made of, without its bytes."""

    region_code: str
    url: str
    document_sha256: str
    media_type: str  # "" while it was never read
    read_by: str  # version of the last reading, see `pipelines.extract.version`; "" while there is none


def sources(session: Session, *, region_codes: Sequence[str] = (), documents: Sequence[str] = ()) -> list[Source]:
    """What the archive can be read again of, oldest first: of these regions (all when none is named), of documents
    whose SHA-256 begins as named.

    What the response check refused, what was taken down, and sheets that another document binds, are no source. A
    download of a program that did not keep its context is one only where a report was made of it.
    """
    query = (
        select(
            Download.region_code,
            Download.url,
            Download.document_sha256,
            StoredDocument.media_type,
            Download.read_by,
        )
        .join(StoredDocument, StoredDocument.sha256 == Download.document_sha256)
        .outerjoin(Report, _is_read_from())
        .where(or_(Download.verdict.is_(None), Download.verdict == _READ_THOUGH_REFUSED), Download.role != "sheet")
        .where(or_(Download.context.is_not(None), Report.report_id.is_not(None)))
        .where(Download.document_sha256.not_in(select(Takedown.document_sha256)))
        .order_by(Download.fetched_at, Download.region_code, Download.url, Download.document_sha256)
    )
    if region_codes:
        query = query.where(Download.region_code.in_(region_codes))
    if documents:
        query = query.where(or_(*(Download.document_sha256.startswith(sha, autoescape=True) for sha in documents)))
    found = [
        Source(
            region_code=row.region_code,
            url=row.url,
            document_sha256=row.document_sha256,
            media_type=row.media_type or "",
            read_by=row.read_by or "",
        )
        for row in session.execute(query)
    ]
    return list({(source.region_code, source.url, source.document_sha256): source for source in found}.values())


def document_of(session: Session, root: Path, source: Source) -> Document:
    """The document of a source, with its bytes from the archive under `root`.

    Raises `archive.ArchiveError` for bytes that are not there or not whole.
    """
    row = session.execute(
        select(Download, Region.full_name)
        .join(Region, Region.code == Download.region_code)
        .where(
            Download.region_code == source.region_code,
            Download.url == source.url,
            Download.document_sha256 == source.document_sha256,
        )
    ).one()
    return _document(row.Download, row.full_name, archive.load(root, source.document_sha256))


def _document(row: Download, full_name: str, body: bytes) -> Document:
    context = {"region_name": full_name} | json.loads(row.context or "{}")
    context["attachments"] = tuple(context.get("attachments", ()))
    return Document(
        body=body,
        url=row.url,
        region_code=row.region_code,
        title=row.title,
        role=row.role,
        referrer_url=row.referrer_url,
        status=row.status,
        headers=tuple((name, value) for name, value in json.loads(row.headers)),
        redirect_urls=tuple(json.loads(row.redirect_urls)),
        tls=row.tls or "",
        fetched_at=row.fetched_at,
        run_id=row.run_id,
        **{name: context[name] for name in CONTEXT if name in context},
    )


def _is_read_from() -> ColumnElement[bool]:
    """True for the report that the download gave: the same bytes at the same address, of an organ of its region."""
    own = exists().where(Organ.organ_id == Report.organ_id, Organ.region_code == Download.region_code)
    return and_(Report.document_sha256 == Download.document_sha256, Report.source_url == Download.url, own)
