"""Is a night's coverage good enough to publish? A collapse is more often ours than the governments'."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pipelines.storage.column_types import storable
from pipelines.storage.crawls.visits import VISIT, Visit, take_as_normal, visits_of_run
from pipelines.storage.models import Event

GATE = "gate"  # kind of the event that stands while the last night is not fit to publish

_MIN_SHARE, _MAX_SHARE = 0.9, 2.0  # of the reports seen per year on the last healthy visits to the same portals
_SETTLED_MONTH = 4  # until then the year before is being published, and may well have doubled since the last visit
_SMALL = 10  # reports of a year below which twice as many is no sign of anything


def check_run(session: Session, run_id: int, *, at: str) -> list[str]:
    """Compare a run's visits with the last healthy ones before; what is wrong, and a standing event for it.

    An empty answer closes the event of an earlier night.
    """
    pairs = _pairs(session, run_id)
    mine, before = [visit for visit, _ in pairs], [last for _, last in pairs]
    problems = collapses(_per_year(before), _per_year(mine), year=int(at[:4]), month=int(at[5:7]))
    standing = Event.kind == GATE, Event.closed_at.is_(None)
    if not problems:
        if mine:
            session.execute(update(Event).where(*standing).values(closed_at=at))
    elif not _is_told(pairs, at) and session.execute(select(Event.event_id).where(*standing)).first() is None:
        message = storable("; ".join(problems))
        session.add(Event(at=at, kind=GATE, region_code=None, message=message, run_id=run_id))
        session.flush()
    return problems


def accept(session: Session, event: Event, *, at: str) -> list[Visit]:
    """Take what the portals behind a standing gate show now as normal; gives their visits."""
    newest = session.execute(select(func.max(Event.run_id)).where(Event.kind == VISIT)).scalar_one()
    portals = {
        (visit.region_code, visit.portal_url)
        for run_id in {event.run_id, newest}
        if run_id is not None
        for visit, last in _pairs(session, run_id)
        if visit.years != last.years
    }
    taken = [take_as_normal(session, *portal, at=at) for portal in sorted(portals)]
    return [visit for visit in taken if visit is not None]


def close_if_green(session: Session, run_id: int | None, *, at: str) -> None:
    """Close the standing gate where the run is fit to publish now that something was accepted."""
    if run_id is not None:
        pairs = _pairs(session, run_id)
        before, mine = _per_year(last for _, last in pairs), _per_year(visit for visit, _ in pairs)
        if not collapses(before, mine, year=int(at[:4]), month=int(at[5:7])):
            session.execute(update(Event).where(Event.kind == GATE, Event.closed_at.is_(None)).values(closed_at=at))


def _pairs(session: Session, run_id: int) -> list[tuple[Visit, Visit]]:
    """The visits of a run with what each is compared with; a portal without a healthy visit before proves nothing.

    A visit that was looked into, or is the third alike, is compared with itself.
    """
    made = visits_of_run(session, run_id, healthy=True)
    return [(visit, visit if visit.is_settled else last) for visit, last in made if last is not None]


def _is_told(pairs: Iterable[tuple[Visit, Visit]], at: str) -> bool:
    """True if portals with alerts of their own explain all: then the gate is red without another alert.

    That is a portal that is there and whose lists lost rows; many silent portals are a night's own alert.
    """
    others = [(visit, last) for visit, last in pairs if visit.is_healthy or not visit.is_good]
    before, mine = _per_year(last for _, last in others), _per_year(visit for visit, _ in others)
    return not collapses(before, mine, year=int(at[:4]), month=int(at[5:7]))


def collapses(before: Counter[int], now: Counter[int], *, year: int, month: int) -> list[str]:
    """The report years with too few or too many rows in the lists, in words. `year`, `month`: of the run."""
    problems = []
    for of in sorted(before):
        had, has = before[of], now[of]
        is_growing = of >= year - 1 and month < _SETTLED_MONTH
        if has < _MIN_SHARE * had:
            problems.append(f"{of}: {has} reports seen, {had} on the last good visits")
        elif has > _MAX_SHARE * had and had >= _SMALL and not is_growing:
            problems.append(f"{of}: {has} reports seen, only {had} on the last good visits")
    return problems


def _per_year(made: Iterable[Visit]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for visit in made:
        counts.update(visit.years)
    return counts
