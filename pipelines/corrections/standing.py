"""Corrections in the database: which of them apply, and which a person must look at again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.corrections.file import ABOUT_REPORTS, Correction
from pipelines.storage.column_types import storable
from pipelines.storage.models import Correction as Row
from pipelines.storage.models import Organ, Report, Value
from pipelines.storage.upsert import synchronise
from pipelines.storage.views import report_figures

APPLIES, LOOK_AGAIN, UNMATCHED = "applies", "look_again", "unmatched"


def apply_corrections(session: Session, corrections: Sequence[Correction]) -> bool:
    """Make table `correction` say what the file says, each with its standing; True if anything changed.

    A correction applies to the document it was made for. It asks to be looked at again when a newer document has
    superseded that one, or when the cell's printed text reads otherwise now. The newest of two on one cell applies.
    """
    newest: dict[tuple[Any, ...], Correction] = {}
    for each in sorted(corrections, key=lambda each: (each.corrected_on, each.who)):
        newest[each.region_code, each.document_sha256, each.field_code] = each
    rows = [
        _row(session, number, each, is_newest=newest[each.region_code, each.document_sha256, each.field_code] == each)
        for number, each in enumerate(corrections, start=1)
    ]
    before = _corrected(session)
    if is_changed := synchronise(session, Row, rows):
        report_figures.renew(session.connection(), before | _corrected(session))
    return is_changed


def _corrected(session: Session) -> set[int]:
    """The reports that a correction is about."""
    return {report_id for report_id in session.execute(select(Row.report_id)).scalars() if report_id is not None}


def _row(session: Session, number: int, correction: Correction, *, is_newest: bool) -> dict[str, Any]:
    report = session.execute(
        select(Report.report_id, Report.organ_id, Report.year, Report.scope, Report.version)
        .join(Organ, Organ.organ_id == Report.organ_id)
        .where(Report.document_sha256 == correction.document_sha256, Organ.region_code == correction.region_code)
        .order_by(Report.report_id)
    ).first()
    standing = UNMATCHED
    if correction.field_code in ABOUT_REPORTS:
        standing = APPLIES if is_newest else LOOK_AGAIN
    elif report is not None:
        raw = session.execute(
            select(Value.raw).where(Value.report_id == report.report_id, Value.field_code == correction.field_code)
        ).scalar_one_or_none()
        is_superseded = report.year is not None and report.version < _last_version(session, report)
        is_same = (raw or "") == storable(correction.raw)
        standing = APPLIES if is_newest and is_same and not is_superseded else LOOK_AGAIN
    return {
        "correction_id": number,
        "region_code": correction.region_code,
        "organ_name": correction.organ_name,
        "scope": correction.scope,
        "field_code": correction.field_code,
        "document_sha256": correction.document_sha256,
        "kind": correction.kind,
        "told": correction.correction,
        "raw": correction.raw,
        "who": correction.who,
        "corrected_on": correction.corrected_on,
        "why": correction.why,
        "evidence": correction.evidence,
        "standing": standing,
        "year": correction.year,
        "value": correction.number,
        "report_id": None if report is None else report.report_id,
    }


def _last_version(session: Session, report: Any) -> int:
    query = select(func.max(Report.version)).where(
        Report.organ_id == report.organ_id, Report.year == report.year, Report.scope == report.scope
    )
    return int(session.execute(query).scalar_one())
