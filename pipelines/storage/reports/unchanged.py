"""Whether a reading is stored already: then saving it again costs one query and writes nothing."""

import hashlib

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pipelines import records
from pipelines.extract.processes.wire import Codec
from pipelines.storage.column_types import storable
from pipelines.storage.models import Download, Organ, Report, Target
from pipelines.storage.upsert import table_of

_report, _organ, _target, _download = map(table_of, (Report, Organ, Target, Download))
_STORED = (  # made once: to make a statement takes longer than to run it
    select(_organ.c.name, _target.c.state)
    .join_from(_report, _organ, _organ.c.organ_id == _report.c.organ_id)
    .outerjoin(_target, (_target.c.organ_id == _report.c.organ_id) & (_target.c.year == _report.c.year))
    .where(
        _report.c.document_sha256 == bindparam("sha256"),
        _report.c.source_url == bindparam("url"),
        _report.c.reading_sha256 == bindparam("reading"),
        _organ.c.region_code == bindparam("region_code"),
        ~select(_download.c.url)
        .where(
            _download.c.document_sha256 == bindparam("sha256"),
            _download.c.url == bindparam("url"),
            _download.c.region_code == bindparam("region_code"),
            _download.c.read_by.is_distinct_from(bindparam("read_by")),
        )
        .exists(),
    )
)

_READINGS: Codec[tuple[str | None, records.Report]] = Codec(tuple[str | None, records.Report])


def reading_sha256(report: records.Report, read_by: str | None) -> str:
    """Of everything that was read, and of the program that read it."""
    return hashlib.sha256(_READINGS.encode((read_by, report))).hexdigest()


def is_settled(session: Session, report: records.Report, reading: str, read_by: str | None) -> bool:
    """True if this very reading is stored, its year is settled and its download tells who read it: nothing is left
    to do.
    """
    known = {
        "sha256": report.document_sha256,
        "url": storable(report.source_url),
        "region_code": report.region_code,
        "reading": reading,
        "read_by": read_by,
    }
    found = session.execute(_STORED, known).one_or_none()
    return found is not None and (report.year is None or found.name == "" or found.state == "stored")
