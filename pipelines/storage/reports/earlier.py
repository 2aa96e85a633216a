"""What is there already of a report's document: its row, who read it last, and as what it was read before."""

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from pipelines import records
from pipelines.storage import models
from pipelines.storage.column_types import storable
from pipelines.storage.upsert import insert_absent, table_of

_report, _organ, _download = map(table_of, (models.Report, models.Organ, models.Download))
_EARLIER = (  # made once, as `_READ_BY`: to make a statement takes longer than to run it
    select(_report.c.report_id, _report.c.organ_id, _report.c.year, _report.c.scope)
    .join_from(_report, _organ, _organ.c.organ_id == _report.c.organ_id)
    .where(
        _report.c.document_sha256 == bindparam("sha256"),
        _report.c.source_url == bindparam("url"),
        _organ.c.region_code == bindparam("region_code"),
    )
)
_READ_BY = (
    update(_download)
    .where(
        _download.c.document_sha256 == bindparam("of_sha256"),
        _download.c.url == bindparam("of_url"),
        _download.c.region_code == bindparam("of_region"),
        _download.c.read_by.is_distinct_from(bindparam("now")),
    )
    .values(read_by=bindparam("now"))
)


def note_reader(session: Session, report: records.Report, read_by: str) -> None:
    """Say of the report's download which program read it last."""
    known = {"of_sha256": report.document_sha256, "of_url": storable(report.source_url)}
    session.connection().execute(_READ_BY, known | {"of_region": report.region_code, "now": read_by})


def name_document(session: Session, report: records.Report, *, at: str) -> None:
    """A row for the document, with what its bytes are once they have been read."""
    read = {"media_type": report.media_type, "charset": report.charset or None} if report.media_type else {}
    if insert_absent(session, models.Document, {"sha256": report.document_sha256, "first_seen_at": at, **read}):
        return
    if read:
        is_other = models.Document.media_type.is_distinct_from(read["media_type"])
        is_other |= models.Document.charset.is_distinct_from(read["charset"])
        session.execute(
            update(models.Document).where(models.Document.sha256 == report.document_sha256, is_other).values(**read)
        )


def earlier_reading(session: Session, report: records.Report) -> Row[int, int, int | None, str] | None:
    """What the same bytes at the same address were read as before, whatever key that gave."""
    known = {"sha256": report.document_sha256, "url": storable(report.source_url), "region_code": report.region_code}
    return session.execute(_EARLIER, known).one_or_none()
