"""Whether a reading is stored already: then saving it again costs one query and writes nothing."""

import hashlib

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines import records
from pipelines.storage.column_types import storable
from pipelines.storage.models import Download, Organ, Report, Target


def reading_sha256(report: records.Report, read_by: str | None) -> str:
    """Of everything that was read, and of the program that read it."""
    return hashlib.sha256(msgspec.msgpack.encode((read_by, report))).hexdigest()


def is_settled(session: Session, report: records.Report, reading: str, read_by: str | None) -> bool:
    """True if this very reading is stored, its year is settled and its download tells who read it: nothing is left
    to do.
    """
    url = storable(report.source_url)
    other_reader = select(Download.url).where(
        Download.document_sha256 == report.document_sha256,
        Download.url == url,
        Download.region_code == report.region_code,
        Download.read_by.is_distinct_from(read_by),
    )
    found = session.execute(
        select(Organ.name, Target.state)
        .join(Report, Report.organ_id == Organ.organ_id)
        .outerjoin(Target, (Target.organ_id == Report.organ_id) & (Target.year == Report.year))
        .where(
            Report.document_sha256 == report.document_sha256,
            Report.source_url == url,
            Report.reading_sha256 == reading,
            Organ.region_code == report.region_code,
            ~other_reader.exists(),
        )
    ).one_or_none()
    return found is not None and (report.year is None or found.name == "" or found.state == "stored")
