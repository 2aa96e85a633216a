"""Portals that are made alike, by the marks of their pages: one adapter may read all of a cluster."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

MIN_LIKENESS = 0.4  # marks two portals share, of all that either has
MAX_SHARE = 0.5  # of the portals; what more of them have tells nothing


@dataclass(frozen=True, slots=True)
class Cluster:
    """Portals of one unknown system, and the marks that most of them have."""

    portals: tuple[str, ...]
    marks: tuple[str, ...]


def clusters(portals: Mapping[str, frozenset[str]]) -> list[Cluster]:
    """The portals grouped, the largest group first; each portal is in one group, be it alone. Key -> marks."""
    counts = Counter(mark for marks in portals.values() for mark in marks)
    most = max(2.0, MAX_SHARE * len(portals))
    telling = {key: frozenset(mark for mark in marks if counts[mark] <= most) for key, marks in portals.items()}
    groups: list[list[str]] = []
    for key in sorted(portals):
        alike = [
            group for group in groups if any(_likeness(telling[key], telling[other]) >= MIN_LIKENESS for other in group)
        ]
        groups = [group for group in groups if group not in alike]
        groups.append([*(one for group in alike for one in group), key])
    made = [Cluster(tuple(sorted(group)), _shared(group, telling)) for group in groups]
    return sorted(made, key=lambda cluster: (-len(cluster.portals), cluster.portals))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _shared(group: list[str], marks: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    counts = Counter(mark for key in group for mark in marks[key])
    return tuple(sorted(mark for mark, count in counts.items() if count * 2 > len(group)))[:8]
