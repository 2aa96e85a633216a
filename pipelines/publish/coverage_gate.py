"""Is a night's coverage good enough to publish? A collapse is more often ours than the governments'."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipelines.storage.column_types import storable
from pipelines.storage.crawls.visits import Visit, visits_of_run
from pipelines.storage.models import Event

GATE = "gate"  # kind of the event that stands while the last night is not fit to publish

_MIN_SHARE, _MAX_SHARE = 0.9, 2.0  # of the reports seen per year on the last healthy visits to the same portals
_SETTLED_MONTH = 4  # until then the year before is being published, and may well have doubled since the last visit
_SMALL = 10  # reports of a year below which twice as many is no sign of anything


def check_run(session: Session, run_id: int, *, at: str) -> list[str]:
    """Compare a run's visits with the last healthy ones before; what is wrong, and a standing event for it.

    An empty answer closes the event of an earlier night.
    """
    # a portal without a healthy visit before proves nothing
    pairs = [(visit, last) for visit, last in visits_of_run(session, run_id, healthy=True) if last is not None]
    mine, before = [visit for visit, _ in pairs], [last for _, last in pairs]
    problems = collapses(_per_year(before), _per_year(mine), year=int(at[:4]), month=int(at[5:7]))
    standing = Event.kind == GATE, Event.closed_at.is_(None)
    if not problems:
        if mine:
            session.execute(update(Event).where(*standing).values(closed_at=at))
    elif session.execute(select(Event.event_id).where(*standing)).first() is None:
        message = storable("; ".join(problems))
        session.add(Event(at=at, kind=GATE, region_code=None, message=message, run_id=run_id))
        session.flush()
    return problems


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
