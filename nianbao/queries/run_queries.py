"""What the commands read of runs, visits and alerts: rows as records, no rendering, nothing written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from nianbao.crawls.schedule import History
from pipelines.storage.crawls.ledger import INTERNAL, READING
from pipelines.storage.crawls.list_changes import CHANGES
from pipelines.storage.crawls.tls_trust import ALERT as TLS_LOST
from pipelines.storage.crawls.visits import ALERTS, Visit, newest, newest_good, visits_of_run
from pipelines.storage.models import Event

_VISITS_OF_HISTORY = 12  # as many tell how long a silent host is left alone


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run; `exit_code` is None while it runs, or when it was killed and nobody noticed yet."""

    run_id: int
    started_at: str
    finished_at: str | None
    exit_code: int | None
    version: str
    command: str
    vantage: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRow:
    """How many documents the last run that got any could read, when the program failed on some or none was read."""

    run_id: int
    command: str
    documents: int
    read: int
    internal: int  # those the program failed on
    failures: tuple[str, ...]  # address and reason of each of these


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One alert that stands, or that was closed."""

    event_id: int
    kind: str
    region_code: str
    portal_url: str
    at: str
    message: str
    closed_at: str | None
    run_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRow:
    """A report that the law wants by now and that is not stored."""

    region_code: str
    organ_name: str
    organ_kind: str
    year: int
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleRow:
    """A portal whose last crawl was not `ok`."""

    region_code: str
    portal_url: str
    outcome: str | None
    reason: str
    moved_to: str = ""  # where it is now, as its home page says


def runs(session: Session, number: int) -> list[RunRow]:
    """The last runs, newest first."""
    statement = text(
        "SELECT run_id, started_at, finished_at, exit_code, version, command, arguments, counts"
        " FROM run ORDER BY run_id DESC LIMIT :number"
    )
    return [_run(row) for row in session.execute(statement, {"number": number}).mappings()]


def unread(session: Session, runs: Sequence[RunRow]) -> UnreadRow | None:
    """None when the newest of these runs that got documents could read them, but for those that are at fault."""
    for run in runs:
        read, unreadable, internal = (run.counts.get(name, 0) for name in READING)
        if not read + unreadable + internal:
            continue
        if read and not internal:
            return None
        told = session.execute(
            text("SELECT message FROM event WHERE kind = :kind AND run_id = :run_id ORDER BY event_id"),
            {"kind": INTERNAL, "run_id": run.run_id},
        )
        return UnreadRow(
            run_id=run.run_id,
            command=run.command,
            documents=read + unreadable + internal,
            read=read,
            internal=internal,
            failures=tuple(told.scalars()),
        )
    return None


def portal_histories(session: Session) -> list[History]:
    """Every portal's last visits, for `schedule.due`."""
    found: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for visit in newest(session, _VISITS_OF_HISTORY):
        found.setdefault((visit.region_code, visit.portal_url), []).append((_time(visit.at), visit.outcome))
    unsettled = set(
        session.execute(
            text(
                "SELECT DISTINCT o.region_code FROM target t JOIN organ o ON o.organ_id = t.organ_id"
                " WHERE t.state = 'pending'"
            )
        ).scalars()
    )
    return [
        History(region_code=code, portal_url=url, visits=tuple(made), is_unsettled=code in unsettled)
        for (code, url), made in found.items()
    ]


def alerts(session: Session, *, run_id: int | None = None) -> list[AlertRow]:
    """The alerts that stand; with `run_id` those that run opened or its visits closed, too."""
    kinds = ", ".join(f"'{kind}'" for kind in (*ALERTS, TLS_LOST, "gate"))
    rows = session.execute(
        text(
            "SELECT event_id, kind, region_code, portal_url, at, message, closed_at, run_id FROM event"
            f" WHERE kind IN ({kinds}) AND (closed_at IS NULL OR closed_at >= :since) ORDER BY event_id"
        ),
        {"since": _started(session, run_id)},
    ).mappings()
    return [
        AlertRow(**{**row, "region_code": row["region_code"] or "", "portal_url": row["portal_url"] or ""})
        for row in rows
    ]


def listing_changes(session: Session, run_id: int) -> list[tuple[str, str, str]]:
    """What a run found changed in the portals' lists: kind, region code, message; in the order it was found."""
    rows = session.execute(
        select(Event.kind, Event.region_code, Event.message)
        .where(Event.run_id == run_id, Event.kind.in_(CHANGES))
        .order_by(Event.event_id)
    )
    return [(kind, region_code or "", message) for kind, region_code, message in rows]


def overdue(session: Session, now: datetime) -> list[OverdueRow]:
    """What should be published by now: departments from 1 February, governments from 1 April, on the year before.

    A department is expected to report when it did the year before; only governments have targets of their own.
    """
    year = now.year - 1
    rows: list[OverdueRow] = []
    if now.month >= 4:
        rows += _rows(
            session,
            "SELECT region_code, organ_name, organ_kind, year, state, reason FROM coverage"
            " WHERE year = :year AND organ_kind = 'government' AND state NOT IN ('stored', 'unchanged')"
            " ORDER BY region_code, organ_name",
            year,
        )
    if now.month >= 2:
        rows += _rows(
            session,
            "SELECT DISTINCT r.region_code, r.organ_name, r.organ_kind, :year AS year, 'not_found' AS state,"
            " 'it reported on the year before' AS reason FROM report_current r"
            " WHERE r.year = :year - 1 AND r.organ_kind <> 'government' AND r.organ_name <> '' AND NOT EXISTS"
            " (SELECT 1 FROM report_current l WHERE l.organ_id = r.organ_id AND l.year = :year)"
            " ORDER BY r.region_code, r.organ_name",
            year,
        )
    return rows


def troubles(session: Session) -> list[TroubleRow]:
    """The portals whose last crawl was not `ok`."""
    rows = session.execute(
        text(
            "SELECT region_code, portal_url, outcome, reason, proof FROM portal_current"
            " WHERE outcome IS NULL OR outcome <> 'ok' ORDER BY outcome, region_code"
        )
    ).mappings()
    return [
        TroubleRow(
            region_code=row["region_code"],
            portal_url=row["portal_url"],
            outcome=row["outcome"],
            reason=row["reason"] or "",
            moved_to=json.loads(row["proof"] or "{}").get("moved_to", ""),
        )
        for row in rows
    ]


def outcome_changes(session: Session, run_id: int) -> list[tuple[Visit, Visit]]:
    """The visits of a run that ended otherwise than the visit before: (before, now)."""
    pairs = visits_of_run(session, run_id)
    return [(before, visit) for visit, before in pairs if before is not None and before.outcome != visit.outcome]


def last_good(session: Session) -> datetime | None:
    """When a portal was last read well; None when none ever was."""
    good = newest_good(session)
    return None if good is None else _time(good.at)


def _started(session: Session, run_id: int | None) -> str:
    if run_id is None:
        return "9999"
    return session.execute(text("SELECT started_at FROM run WHERE run_id = :id"), {"id": run_id}).scalar_one()  # type: ignore[no-any-return]


def _rows(session: Session, statement: str, year: int) -> list[OverdueRow]:
    found = session.execute(text(statement), {"year": year}).mappings()
    return [OverdueRow(**{**row, "reason": row["reason"] or ""}) for row in found]


def _run(row: Any) -> RunRow:
    return RunRow(
        run_id=row["run_id"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        exit_code=row["exit_code"],
        version=row["version"],
        command=row["command"],
        vantage=json.loads(row["arguments"]).get("vantage", ""),
        counts=json.loads(row["counts"] or "{}"),
    )


def _time(text_: str) -> datetime:
    return datetime.fromisoformat(text_).astimezone(UTC)
