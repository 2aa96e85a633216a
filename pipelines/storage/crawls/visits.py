"""What each visit to a portal found, and the alerts that follow from comparing it with the visits before.

Both are rows of `event`. An alert is one row per portal and kind for as long as it stands; it closes itself.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session, aliased

from pipelines.storage.column_types import storable
from pipelines.storage.models import Event, Portal, Run

VISIT = "visit"
SILENT, LOST, MOVED, SHRUNK = "host_silent", "column_lost", "column_moved", "column_shrunk"
ALERTS = (SILENT, LOST, MOVED, SHRUNK)
INTERRUPTED = 130  # exit code of a run that did not write its own end

_GOOD = ("ok", "partial")
_UNHEALTHY = '"is_healthy": false'  # as `json.dumps` writes it into `event.detail`
_UNREAD = '"is_read": false'
_SILENT = ("unreachable", "blocked", "robots", "moved")
_MIN_SHARE = 0.9  # of the rows of the last healthy visit; lists lose a row now and then, never a tenth
_NIGHTS = 3  # so many good visits alike are how the portal is now


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How one crawl of one portal ended."""

    region_code: str
    portal_url: str
    at: str  # ISO 8601, UTC
    run_id: int | None
    outcome: str
    reason: str = ""
    column_url: str = ""
    seen: int = 0  # rows of its lists
    years: Mapping[int, int] = field(default_factory=dict)  # report year -> rows of its lists that name it
    rechecks: int = 0  # requests for what nothing said had changed
    is_read: bool = True  # False: documents came, and the program failed on each of them
    is_healthy: bool = True  # the next visits are compared with the last healthy one
    is_settled: bool = False  # looked into and accepted, or the third alike: what it lacks is no loss any more

    @property
    def is_good(self) -> bool:
        """True if the portal was reached and read."""
        return self.outcome in _GOOD and self.is_read


def complaints(visit: Visit, last: Visit | None, healthy: Visit | None) -> dict[str, str]:
    """Kind of alert -> what to say, for a visit after the `last` one and the last `healthy` one.

    A portal that never worked is no alert but a line of `coverage`. A column at a new address is one night's alert:
    if it is still there the next time, it is the column.
    """
    if healthy is None:
        return {}
    if visit.outcome in _SILENT:
        if healthy.outcome in _SILENT:  # accepted
            return {}
        return {SILENT: f"{visit.outcome}: {visit.reason}; last good visit {healthy.at}"}
    found: dict[str, str] = {}
    if healthy.column_url and not visit.column_url:
        found[LOST] = f"the column of reports is gone, it was {healthy.column_url}; {visit.reason}"
    elif (
        healthy.column_url
        and healthy.column_url != visit.column_url
        and (last is None or last.column_url != visit.column_url)
    ):
        found[MOVED] = f"the column of reports is now {visit.column_url}, it was {healthy.column_url}"
    if not found.get(LOST):
        lost = _lost_years(visit, healthy)
        if visit.seen < _MIN_SHARE * healthy.seen:
            found[SHRUNK] = f"{visit.seen} rows in the lists, {healthy.seen} on {healthy.at}{lost and f' ({lost})'}"
        elif lost:
            found[SHRUNK] = f"rows are gone from the lists since {healthy.at}: {lost}"
    return found


def _lost_years(visit: Visit, healthy: Visit) -> str:
    """The report years that lost more than a tenth of their rows, in words."""
    fewer = {year: (visit.years.get(year, 0), had) for year, had in sorted(healthy.years.items())}
    return ", ".join(f"{year}: {has}, was {had}" for year, (has, had) in fewer.items() if has < _MIN_SHARE * had)


def record_visit(session: Session, visit: Visit) -> None:
    """Log the visit, open the alerts it gives cause for and close those it ends. Stored reports are not touched."""
    last, healthy = _before(session, visit)
    found = complaints(visit, last, healthy)
    is_all_lost = LOST in found and not visit.seen
    is_settled = bool(found) and visit.is_good and not is_all_lost and _is_as_the_nights_before(session, visit)
    if is_settled:
        found = {}
    detail = {
        "outcome": visit.outcome,
        "column_url": visit.column_url,
        "seen": visit.seen,
        "rechecks": visit.rechecks,
        "years": dict(visit.years),
        "is_read": visit.is_read,
        "is_healthy": visit.is_good and not found,
    } | ({"is_settled": True} if is_settled else {})
    _add(session, visit, VISIT, visit.reason, detail)
    standing = _open_alerts(session, visit)
    for kind, message in found.items():
        if kind not in standing:
            _add(session, visit, kind, message, {})
    ended = [event_id for kind, event_id in standing.items() if kind not in found and _ends(visit, kind)]
    session.execute(update(Event).where(Event.event_id.in_(ended)).values(closed_at=visit.at))


def take_as_normal(session: Session, region_code: str, portal_url: str, *, at: str) -> Visit | None:
    """The last visit to a portal becomes what the next ones are compared with; its alerts close. Gives the visit."""
    last = _to(region_code, portal_url).order_by(Event.event_id.desc()).limit(1)
    event = session.execute(select(Event).where(Event.event_id == last.scalar_subquery())).scalar_one_or_none()
    if event is None:
        return None
    event.detail = json.dumps(
        json.loads(event.detail or "{}") | {"is_healthy": True, "is_settled": True}, ensure_ascii=False
    )
    standing = _open_alerts(session, _visit(event)).values()
    session.execute(update(Event).where(Event.event_id.in_(standing)).values(closed_at=at))
    return _visit(event)


def newest(session: Session, number: int) -> Iterator[Visit]:
    """The last visits to each portal, no more than this number, newest first of each."""
    last = _to(Portal.region_code, Portal.portal_url).order_by(Event.event_id.desc()).limit(number).correlate(Portal)
    query = select(Event).join(Portal, Event.event_id.in_(last.scalar_subquery()))
    in_order = query.order_by(Portal.region_code, Portal.portal_url, Event.event_id.desc())
    return map(_visit, session.execute(in_order).scalars())


def newest_good(session: Session) -> Visit | None:
    """The last visit to any portal that was good."""
    is_good = or_(*(Event.detail.like(f'%"outcome": "{outcome}"%') for outcome in _GOOD))
    query = (
        select(Event)
        .where(Event.kind == VISIT, is_good, Event.detail.not_like(f"%{_UNREAD}%"))
        .order_by(Event.event_id.desc())
        .limit(1)
    )
    event = session.execute(query).scalar_one_or_none()
    return None if event is None else _visit(event)


def visits_of_run(session: Session, run_id: int, *, healthy: bool = False) -> list[tuple[Visit, Visit | None]]:
    """The visits of a run, oldest first, each with the one before it to its portal; `healthy`: the last healthy one."""
    visit, before = aliased(Event), aliased(Event)
    earlier = _to(visit.region_code, visit.portal_url).where(Event.event_id < visit.event_id)
    if healthy:
        earlier = earlier.where(_is_healthy())
    last = earlier.order_by(Event.event_id.desc()).limit(1).correlate(visit).scalar_subquery()
    query = select(visit, before).outerjoin(before, before.event_id == last)
    rows = session.execute(query.where(visit.run_id == run_id, visit.kind == VISIT).order_by(visit.event_id))
    return [(_visit(made), None if other is None else _visit(other)) for made, other in rows]


def close_interrupted(session: Session, *, held: Iterable[str], at: str) -> list[int]:
    """End the runs that left no end of their own; gives their ids.

    `held`: regions that only this process may crawl now, so that no living run has any of them.
    """
    ours = frozenset(held)
    dead = [
        run_id
        for run_id, arguments in session.execute(select(Run.run_id, Run.arguments).where(Run.finished_at.is_(None)))
        if ours & set(json.loads(arguments).get("regions", ()))
    ]
    session.execute(
        update(Run)
        .where(Run.run_id.in_(dead))
        .values(finished_at=at, exit_code=INTERRUPTED, counts=json.dumps({"interrupted": 1}))
    )
    return dead


def _before(session: Session, visit: Visit) -> tuple[Visit | None, Visit | None]:
    """The last visit to the same portal and the last healthy one."""
    newest_first = _to(visit.region_code, visit.portal_url).order_by(Event.event_id.desc()).limit(1)
    last = _event(session, newest_first)
    if last is None or last.is_healthy:
        return last, last
    return last, _event(session, newest_first.where(_is_healthy()))


def _is_as_the_nights_before(session: Session, visit: Visit) -> bool:
    """True if it is the third good visit in a row that found the same."""
    query = _to(visit.region_code, visit.portal_url).order_by(Event.event_id.desc()).limit(_NIGHTS - 1)
    events = session.execute(select(Event).where(Event.event_id.in_(query.scalar_subquery()))).scalars()
    before = [_visit(event) for event in events]
    same = (visit.column_url, visit.seen, visit.years)
    return len(before) == _NIGHTS - 1 and all(
        each.is_good and (each.column_url, each.seen, each.years) == same for each in before
    )


def _to(region_code: Any, portal_url: Any) -> Select[int]:
    """The ids of the visits to a portal, which its index finds."""
    of_portal = (Event.region_code == region_code) & (Event.portal_url == portal_url)
    return select(Event.event_id).where(of_portal, Event.kind == VISIT)


def _event(session: Session, which: Select[int]) -> Visit | None:
    event = session.execute(select(Event).where(Event.event_id == which.scalar_subquery())).scalar_one_or_none()
    return None if event is None else _visit(event)


def _is_healthy() -> ColumnElement[bool]:
    """True of the visits with which the next ones are compared."""
    return Event.detail.not_like(f"%{_UNHEALTHY}%")


def _ends(visit: Visit, kind: str) -> bool:
    """True if a visit closes an alert: a portal that does not answer says nothing of its column."""
    return visit.is_good or (kind == SILENT and visit.outcome == "not_found")


def _open_alerts(session: Session, visit: Visit) -> dict[str, int]:
    query = select(Event.kind, Event.event_id).where(
        Event.kind.in_(ALERTS),
        Event.region_code == visit.region_code,
        Event.portal_url == visit.portal_url,
        Event.closed_at.is_(None),
    )
    return {row.kind: row.event_id for row in session.execute(query)}


def _add(session: Session, visit: Visit, kind: str, message: str, detail: Mapping[str, object]) -> None:
    session.add(
        Event(
            at=visit.at,
            kind=kind,
            region_code=visit.region_code,
            message=storable(message),
            run_id=visit.run_id,
            portal_url=visit.portal_url,
            detail=json.dumps(detail, ensure_ascii=False),
        )
    )
    session.flush()


def _visit(event: Event) -> Visit:
    detail = json.loads(event.detail or "{}")
    years = {int(year): number for year, number in detail.pop("years", {}).items()}
    return Visit(
        region_code=event.region_code or "",
        portal_url=event.portal_url or "",
        at=event.at,
        run_id=event.run_id,
        reason=event.message,
        years=years,
        **detail,
    )
