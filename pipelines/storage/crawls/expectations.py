"""Which reports ought to exist: a target for each, made before the crawl that looks for it has ended."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pipelines.storage import models
from pipelines.storage.column_types import PENDING
from pipelines.storage.crawls.ledger import STORED, pending
from pipelines.storage.models import Target
from pipelines.storage.reports.organs import organ_id
from pipelines.storage.upsert import insert_missing


def expect(
    session: Session, *, region_code: str, organ_name: str, organ_kind: str, years: Iterable[int], since: str
) -> None:
    """Owe a report for each of the years: what is not stored is pending from now on."""
    organ = organ_id(session, region_code=region_code, name=organ_name, kind=organ_kind)
    _owe(session, {organ: sorted(set(years))}, since)


def expect_series(session: Session, *, region_code: str, years: Iterable[int], last: int, since: str) -> int:
    """Owe the reports of departments and townships: each from the first year it reported on to the last that is due.

    So a hole in a department's series is a row of `coverage` as a government's is. `years`: only these, every year when
    there is none. How many organs owe one.
    """
    asked = set(years)
    first = session.execute(
        select(models.Report.organ_id, func.min(models.Report.year))
        .join(models.Organ, models.Organ.organ_id == models.Report.organ_id)
        .where(models.Organ.region_code == region_code, models.Organ.kind != "government", models.Organ.name != "")
        .where(models.Report.year.is_not(None))
        .group_by(models.Report.organ_id)
        .order_by(models.Report.organ_id)
    )
    owed = {
        organ: [year for year in range(begun, last + 1) if not asked or year in asked]
        for organ, begun in first
        if begun is not None
    }
    _owe(session, owed, since)
    return len(owed)


def _owe(session: Session, owed: Mapping[int, Sequence[int]], since: str) -> None:
    """Organ -> years: a target each, pending unless a document is stored for it."""
    # a document that could not be read is still stored, and says more of its year than an unchanged list does
    has_report = select(models.Report.report_id).where(
        models.Report.organ_id == Target.organ_id, models.Report.year == Target.year
    )
    insert_missing(session, Target, [pending(organ, year, since) for organ, years in owed.items() for year in years])
    session.execute(
        update(Target)
        .where(Target.organ_id.in_(list(owed)), Target.year.in_({year for years in owed.values() for year in years}))
        .where(Target.state.not_in((STORED, PENDING)))
        .where(~has_report.exists())
        .values(
            state=PENDING,
            reason="",
            since=since,
            evidence="",
            previous_state=Target.state,
            previous_since=Target.since,
        )
    )
