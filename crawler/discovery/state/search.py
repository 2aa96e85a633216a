"""The search of a portal: which pages come next, which were looked at, which gave nothing."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Frontier, Lead, Step
from crawler.heuristics import NAMED
from crawler.hosts import same_page_key
from crawler.seeds import Seed

ORGAN = "organ"  # of a list of organs
TREE = "tree of organs beside a list"
BESIDE = "organ named on a page of 信息公开"
MAX_ORGAN_PAGES = 8  # looked at for one organ's column; on an organ's own site it is two or three clicks away
MAX_BARREN = 4  # organs without a column, after which a page is not believed to list organs
TRUNCATED = "truncated"  # such a page may have gone on to name anything
MAY_BE_HAD = frozenset(("unreachable", TRUNCATED, "empty", "failed", "redirect_loop"))  # another night


@dataclass(frozen=True, slots=True)
class Column:
    """The government's own column: its address, the evidence for it, and the way to it; empty while not found."""

    url: str = ""
    evidence: str = ""
    trail: tuple[Step, ...] = ()


@dataclass(slots=True)
class Search:
    """The way from the home page to the columns."""

    government: Frontier = field(default_factory=Frontier)  # pages on the way to the government's column
    organs: Frontier = field(default_factory=Frontier)  # pages on the way to other organs' columns, second
    column: Column = Column()
    known_column: Column = Column()  # the last crawl's
    home_url: str = ""  # where the seed's address leads in the end
    shell_url: str = ""  # the first page met that only a script would draw
    dead_ends: list[tuple[Lead, Failure]] = field(default_factory=list)
    looked_at: list[tuple[int, str]] = field(default_factory=list)  # score and title of each page
    repeats: int = 0  # pages that show the home page under another address
    known_organs: tuple[int, int] = (0, 0)  # `organs_looked_at` of the last crawl that searched
    moved_to: str = ""  # another site, where the home page says that the portal is now
    is_started: bool = False
    is_government_only: bool = False  # lists of other organs are passed by
    is_home_read: bool = False
    is_column_wanted: bool = True  # the government's column was not met yet
    menu: frozenset[str] = frozenset()  # links of the government's own pages
    _shown: dict[str, str] = field(default_factory=dict)  # what a page shows -> its address
    _home_shown: str = ""
    _organ_pages: Counter[str] = field(default_factory=Counter)  # pages looked at for each organ's column
    _organ_leads: dict[str, Lead] = field(default_factory=dict)  # the first page looked at for each organ's column
    _organs_met: set[str] = field(default_factory=set)  # organs whose own column was met
    _named_beside: dict[str, list[str]] = field(default_factory=dict)  # page -> organs it names, as far as looked at

    def start(self, seed: Seed) -> None:
        """Look for the columns from the home page on; once in a crawl."""
        if self.is_started or self.is_home_read:
            return
        self.is_started = True
        home = Lead(seed.portal_url, "首页", 0, "seed")
        self.government.push(home)
        if seed.column_url:
            self.government.push(Lead(seed.column_url, "column_url", 110, "seed", depth=1, trail=home.steps))

    def look_at(self, lead: Lead, url: str) -> None:
        """Note a page that came for a lead, at the address it was reached at."""
        self.government.close(url)
        self.looked_at.append((lead.score, lead.title))
        if lead.depth == 0:
            self.is_home_read, self.home_url = True, url

    def next_lead(self, max_pages: int, *, departments: bool, is_listing: Callable[[str], bool]) -> Lead | None:
        """Where to look next: for the government's column until it is found, then for other organs' columns.

        `is_listing`: says of an address that it is a list that is read already.
        """
        if self.is_column_wanted and self.government.looked_at < max_pages:
            lead = self.government.pop()
            if lead is not None:
                return lead
        while departments:
            lead = self.organs.pop()
            if lead is None or not (lead.organ or is_listing(lead.url)):
                return lead
            if is_listing(lead.url) or (lead.reason == BESIDE and self._is_barren(lead)):
                continue
            if self._organ_pages[lead.organ] < MAX_ORGAN_PAGES and not self.has_column(lead.organ):
                self._organ_pages[lead.organ] += 1
                self._organ_leads.setdefault(lead.organ, lead)
                return lead
        return None

    def found_own(self, column: Column) -> None:
        """A column of the government's was met; the first one is the portal's."""
        if self.is_column_wanted:
            self.column = column

    def found_of(self, organ: str) -> None:
        """The organ's own column was met: no more pages are looked at for it."""
        self._organs_met.add(organ)

    def has_column(self, organ: str) -> bool:
        """True when the organ's own column was met."""
        return organ in self._organs_met

    @property
    def organs_looked_at(self) -> tuple[int, int]:
        """(organs whose pages the last search looked at for a column, those whose own column it met)."""
        if not self.is_started:
            return self.known_organs
        return len(self._organ_pages.keys() | self._organs_met), len(self._organs_met)

    def lost_column(self, url: str) -> None:
        """The list at this address is not there any more."""
        if self.column.url == url:
            self.column = Column()

    def keep_column(self) -> None:
        """Nothing was learnt of the column: it is where the last crawl had it."""
        self.column = self.known_column

    def take_menu(self, urls: Iterable[str]) -> None:
        """Note the links of one of the government's own pages: what an organ's page has of them is no organ's."""
        self.menu |= set(urls)

    def is_menu(self, url: str) -> bool:
        """True for a link of the government's own pages."""
        return url in self.menu

    def is_repeated(self, lead: Lead, url: str, shown: str, links: str) -> bool:
        """True for a page that shows what another address showed: a menu's second way to it, or a portal of one page.

        `shown`: what a visitor sees; `links`: where the page leads, as two organs' pages may be written alike.
        """
        if lead.depth == 0:
            self._home_shown = shown
        elif shown == self._home_shown:
            self.repeats += 1
            return True
        first = self._shown.setdefault(f"{shown}\n{links}", url)
        return lead.depth > 0 and same_page_key(first) != same_page_key(url)

    def without_column(self, has_rows: Callable[[str], bool]) -> list[Lead]:
        """The organs of lists of organs whose own column was not met: where each of them was looked for.

        Organs named on a page that names no organ with a column are none of a list. `has_rows`: says of an organ that
        another list shows its reports.
        """
        have_column = {lead.trail[-1].url for organ, lead in self._organ_leads.items() if self.has_column(organ)}
        return [
            lead
            for organ, lead in self._organ_leads.items()
            if lead.reason != BESIDE or lead.trail[-1].url in have_column
            if not (self.has_column(organ) or has_rows(organ))
        ]

    def look_again(self, lead: Lead) -> None:
        """Look at a page that the last crawl could not read."""
        (self.organs if lead.organ or lead.is_organ_list else self.government).push(lead)

    def gaps(self, is_listing: Callable[[str], bool]) -> list[str]:
        """Pages that claim to be a column, or to lead to organs' columns, and gave nothing, or not all."""
        unread = self.unread(is_listing)
        gaps = [f"organ not looked at: {failure.text}" for lead, failure in unread if lead.organ or lead.is_organ_list]
        return gaps + [
            f"column not read: {failure.text}" for lead, failure in unread if not (lead.organ or lead.is_organ_list)
        ]

    def unread(self, is_listing: Callable[[str], bool]) -> list[tuple[Lead, Failure]]:
        """The same as leads, each with what came in its place."""
        return [(lead, failure) for lead, failure in self.dead_ends if self._is_gap(lead, failure, is_listing)]

    def _is_gap(self, lead: Lead, failure: Failure, is_listing: Callable[[str], bool]) -> bool:
        if lead.is_organ_list or lead.organ:
            is_wanted = lead.is_organ_list or not (lead.is_side_room or self.has_column(lead.organ))
            return is_wanted and (lead.reason != TREE or failure.kind != "gone")
        is_telling = lead.score >= NAMED or failure.kind == TRUNCATED
        return failure.kind in MAY_BE_HAD and is_telling and not is_listing(lead.url)

    def _is_barren(self, lead: Lead) -> bool:
        """True when the page that names the organ named others, and none of those looked at had a column.

        No list of organs: what a government's menu tells of its bureaus, their duties or their heads.
        """
        others = self._named_beside.setdefault(lead.trail[-1].url, [])
        if len(others) >= MAX_BARREN and not any(map(self.has_column, others)):
            return True
        others.append(lead.organ)
        return False
