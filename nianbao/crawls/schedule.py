"""Which portals are due tonight: by season, by how the last visits ended, by the pause a silent host has earned."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from crawler.seeds import Seed

_BEIJING = timezone(timedelta(hours=8))
_SEASON = (1, 2, 3, 4)  # months: departments publish by 31 January, governments by 31 March, some late
_NIGHT = timedelta(hours=20)  # a night later, though the crawl may come to a portal some hours earlier than last time
_WEEK = timedelta(days=7) - timedelta(hours=4)
_MAX_PAUSE = timedelta(days=28)  # pause of a host that never answers; new portals appear at old addresses
_SILENT = ("unreachable", "blocked", "robots", "moved")
_TRIES = 3  # nights in a row for a portal that was read in part; then it waits its turn


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the database knows of one portal's visits."""

    region_code: str
    portal_url: str
    visits: tuple[tuple[datetime, str], ...] = ()  # when and with what outcome, newest first
    is_unsettled: bool = False  # a run was cut short: reports are expected and have no state


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A portal to crawl tonight, and why."""

    seed: Seed
    why: str


def due(seeds: Iterable[Seed], histories: Iterable[History], now: datetime) -> list[Due]:
    """The portals due at `now` (aware), those longest unvisited first."""
    known = {(history.region_code, history.portal_url): history for history in histories}
    found: list[tuple[datetime, Due]] = []
    for seed in seeds:
        history = known.get((seed.region_code, seed.portal_url))
        why = "never visited" if history is None else reason(history, now)
        if why:
            last = (
                history.visits[0][0]
                if history is not None and history.visits
                else datetime.min.replace(tzinfo=now.tzinfo)
            )
            found.append((last, Due(seed=seed, why=why)))
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].seed.region_code))]


def reason(history: History, now: datetime) -> str:
    """Why the portal is due; "" when it is not."""
    if not history.visits:
        return "never visited"
    if history.is_unsettled:
        return "the last run was cut short"
    last, outcome = history.visits[0]
    passed = now - last
    if outcome in _SILENT:
        nights = _in_a_row(history.visits, _SILENT)
        return f"{outcome}, tried again after a pause" if passed >= pause(nights) else ""
    if outcome == "partial" and _in_a_row(history.visits, ("partial",)) <= _TRIES:
        return "read in part" if passed >= _NIGHT else ""
    if now.astimezone(_BEIJING).month in _SEASON:
        return "season: every night" if passed >= _NIGHT else ""
    return "a week has passed" if passed >= _WEEK else ""


def pause(nights: int) -> timedelta:
    """How long a host is left alone after so many nights without an answer: 1, 2, 4, … nights, 28 days at most."""
    return min(_NIGHT + timedelta(days=2 ** min(nights - 1, 10) - 1), _MAX_PAUSE)


def summary(chosen: Sequence[Due], total: int) -> str:
    """`12 of 40 portals are due: 10 season: every night; 2 never visited`."""
    reasons = Counter(one.why for one in chosen)
    why = "; ".join(f"{number} {text}" for text, number in reasons.most_common())
    return f"{len(chosen)} of {total} portals are due{': ' if why else ''}{why}"


def _in_a_row(visits: Sequence[tuple[datetime, str]], outcomes: tuple[str, ...]) -> int:
    for number, (_, outcome) in enumerate(visits):
        if outcome not in outcomes:
            return number
    return len(visits)
