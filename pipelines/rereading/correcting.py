"""Applies corrections: cells in the database, reports by reading their documents again."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, select

from pipelines.corrections.file import ABOUT_REPORTS, Correction
from pipelines.corrections.standing import apply_corrections
from pipelines.rereading.reread import Rereading
from pipelines.rereading.stored_documents import sources
from pipelines.storage.database import read_session, write_session
from pipelines.storage.models import Correction as Row


def apply(engine: Engine, archive: Path, corrections: Sequence[Correction], *, at: str) -> list[str]:
    """The standing of each correction after all of them are in force.

    A document of which a correction says what it is, or said so until it was taken back, is read again.
    """
    wanted = {_about(each) for each in corrections if each.field_code in ABOUT_REPORTS}
    with read_session(engine) as session:
        query = select(Row.field_code, Row.document_sha256, Row.told).where(Row.field_code.in_(ABOUT_REPORTS))
        stored = {tuple(row) for row in session.execute(query)}
        documents = sorted({sha for _, sha, _ in wanted ^ stored})
        chosen = sources(session, documents=documents) if documents else []
    if chosen:
        with Rereading(engine, archive, jobs=1, at=at, corrections=corrections) as rereading:
            for one in rereading.read(chosen):
                if one.error:
                    raise LookupError(one.error)
            list(rereading.write())
    with write_session(engine) as session:
        apply_corrections(session, corrections)
    with read_session(engine) as session:
        return list(session.execute(select(Row.standing).order_by(Row.correction_id)).scalars())


def _about(correction: Correction) -> tuple[str, str, str]:
    return correction.field_code, correction.document_sha256, correction.correction
