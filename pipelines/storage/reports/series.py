"""What follows from all reports of one organ: the current one, the state of each year, checks of two years."""

import json
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import Integer, bindparam, case, func, select
from sqlalchemy.orm import Session

from pipelines import records
from pipelines.records import Status
from pipelines.storage import models
from pipelines.storage.crawls.ledger import settle_target
from pipelines.storage.upsert import synchronise, table_of

RANK = {Status.OK: 1, Status.PARTIAL: 2, Status.TABLES_MISSING: 3, Status.UNREADABLE: 4}
_report, _organ, _value = map(table_of, (models.Report, models.Organ, models.Value))
_BEST = (  # the order of the view `report_current`
    case({status.value: rank for status, rank in RANK.items()}, value=_report.c.status),
    func.coalesce(_report.c.published_on, "").desc(),
    _report.c.version.desc(),
)
# made once: to make a statement takes longer than to run it
_OF_YEAR = (
    select(_organ.c.name, _report.c.status, _report.c.error, _report.c.source_url)
    .outerjoin_from(
        _organ,
        _report,
        (_report.c.organ_id == _organ.c.organ_id) & (_report.c.year == bindparam("year", type_=Integer)),
    )
    .where(_organ.c.organ_id == bindparam("organ_id"))
    .order_by(*_BEST, _report.c.report_id)
    .limit(1)
)
_NEAR = (
    select(_report.c.year, _report.c.report_id, _report.c.verified)
    .where(_report.c.organ_id == bindparam("organ_id"), _report.c.scope == bindparam("scope"))
    .where(_report.c.year.between(bindparam("before"), bindparam("after")))
    .order_by(*_BEST)
)
_NUMBERS = select(_value.c.report_id, _value.c.field_code, _value.c.value).where(
    _value.c.report_id.in_(bindparam("report_ids", expanding=True))
)


class Series(Protocol):
    """Checks that need two years: the numbers of the year before and of the year -> findings on the year.

    `are_verified` if both reports are.
    """

    def __call__(
        self, prev: dict[str, Decimal | None], cur: dict[str, Decimal | None], *, year: int, are_verified: bool
    ) -> tuple[records.Finding, ...]: ...


def numbers(session: Session, organ_id: int, year: int, scope: str) -> dict[str, Decimal | None]:
    """Field code -> number of the current version of that report, None where the cell holds none; {} without one."""
    report_id = _current(session, organ_id, year, scope)
    return {} if report_id is None else _numbers(session, {report_id})[report_id]


def settle_from_reports(session: Session, organ: int, year: int, *, at: str, otherwise: str = "") -> None:
    """Give the target the state that the best of its reports earns; `otherwise` is the reason when none is left."""
    best = session.execute(_OF_YEAR, {"organ_id": organ, "year": year}).one()
    if best.name == "":
        return  # a document that does not tell its organ was expected of nobody
    if best.status is None:
        state, reason, evidence = "failed", otherwise, ""
    elif best.status in (Status.OK, Status.PARTIAL):
        state, reason, evidence = "stored", "", best.source_url
    else:
        state, reason, evidence = "failed", best.error or "the document holds no statutory table", best.source_url
    settle_target(session, organ, year, state=state, reason=reason, evidence=evidence, since=at, force=True)


def check_neighbours(session: Session, organ: int, year: int, scope: str, series: Series | None) -> None:
    """Renew the findings that compare the year with the one before, and the one after with the year."""
    if series is None:
        return
    near = {"organ_id": organ, "scope": scope, "before": year - 1, "after": year + 1}
    versions: dict[int, list[int]] = {}  # year -> ids, the current one first
    verified: set[int] = set()
    for row in session.execute(_NEAR, near):
        versions.setdefault(row.year, []).append(row.report_id)
        if row.verified:
            verified.add(row.report_id)
    pairs = [later for later in (year, year + 1) if later in versions and later - 1 in versions]
    cells = _numbers(session, {versions[each][0] for later in pairs for each in (later - 1, later)})
    rows: list[dict[str, Any]] = []
    for later in pairs:
        pair = [versions[each][0] for each in (later - 1, later)]
        before, now = (cells[report_id] for report_id in pair)
        if before and now:
            found = series(before, now, year=later, are_verified=verified.issuperset(pair))
            rows += finding_rows(pair[1], "series", found)
    renewed = [report_id for later in (year, year + 1) for report_id in versions.get(later, ())]
    ours = models.Finding.report_id.in_(renewed) & (models.Finding.origin == "series")
    synchronise(session, models.Finding, rows, within=ours)


def finding_rows(report_id: int, origin: str, findings: tuple[records.Finding, ...]) -> list[dict[str, Any]]:
    return [
        {
            "report_id": report_id,
            "origin": origin,
            "ordinal": ordinal,
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.message,
            "fields": json.dumps(finding.fields),
            "cause": finding.cause or None,
            "suspects": json.dumps(finding.suspects) if finding.cause else None,
        }
        for ordinal, finding in enumerate(findings)
    ]


def _numbers(session: Session, report_ids: set[int]) -> dict[int, dict[str, Decimal | None]]:
    """Of each of these reports what `numbers` gives."""
    found: dict[int, dict[str, Decimal | None]] = {report_id: {} for report_id in report_ids}
    if found:
        for report_id, code, number in session.execute(_NUMBERS, {"report_ids": sorted(found)}):
            found[report_id][code] = number
    return found


def _current(session: Session, organ: int, year: int, scope: str) -> int | None:
    """The report that the view `report_current` shows for the key."""
    return session.execute(
        select(models.Report.report_id)
        .where(models.Report.organ_id == organ, models.Report.year == year, models.Report.scope == scope)
        .order_by(*_BEST)
        .limit(1)
    ).scalar_one_or_none()
