"""Best-first search within one portal: which page to look at next on the way to a column."""

import heapq
from dataclasses import dataclass, field

from crawler.heuristics import SIDE_ROOM
from crawler.hosts import same_page_key

GOVERNMENT_DEPTH = 4  # clicks from the home page; 首页 → 政务公开 → 政府信息公开 → 年报 are three
ORGAN_DEPTH = 6  # … → 部门信息公开 → 某局 → 年报


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the way, as a person would tell it."""

    url: str
    title: str
    score: int
    reason: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A page worth a look, after the steps of `trail`. `organ`: whose column is looked for, `""` = the government's."""

    url: str
    title: str
    score: int
    reason: str
    depth: int = 0
    organ: str = ""
    is_organ_list: bool = False
    trail: tuple[Step, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way up to and with this page."""
        return (*self.trail, Step(self.url, self.title, self.score, self.reason))

    @property
    def is_side_room(self) -> bool:
        """True for the guide, the rules and the forms beside a column, looked at only for their menus."""
        return self.score <= SIDE_ROOM

    @property
    def deepest(self) -> int:
        """How many clicks from the home page this lead's way may have."""
        return ORGAN_DEPTH if self.organ or self.is_organ_list else GOVERNMENT_DEPTH


@dataclass(slots=True)
class Frontier:
    """Leads not yet looked at, best first; of equal ones the nearer to the home page, then the earlier seen."""

    looked_at: int = 0
    _heap: list[tuple[int, int, int, Lead]] = field(default_factory=list)
    _best: dict[str, int] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _count: int = 0

    def __bool__(self) -> bool:
        """True if anything is left to look at."""
        return any(same_page_key(entry[3].url) not in self._done for entry in self._heap)

    def push(self, lead: Lead) -> bool:
        """Add a lead unless its page is done, too deep, or known with as good a score; True if it was added."""
        key = same_page_key(lead.url)
        if lead.depth > lead.deepest or key in self._done or self._best.get(key, -1) >= lead.score:
            return False
        self._best[key] = lead.score
        self._count += 1
        heapq.heappush(self._heap, (-lead.score, lead.depth, self._count, lead))
        return True

    def pop(self) -> Lead | None:
        """The best lead; None when nothing is left. Its page is never given out again."""
        while self._heap:
            lead = heapq.heappop(self._heap)[3]
            key = same_page_key(lead.url)
            if key not in self._done:
                self._done.add(key)
                self.looked_at += 1
                return lead
        return None

    def close(self, url: str) -> None:
        """Never give out the page of `url`: it was reached by a redirect or a frame."""
        self._done.add(same_page_key(url))

    def reopen(self, url: str) -> None:
        """Let the page be looked at once more: by its other scheme, which its key does not tell apart."""
        self._done.discard(same_page_key(url))
        self._best.pop(same_page_key(url), None)
