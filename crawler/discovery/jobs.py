"""What a portal's crawl asks for: lists page by page, the reports their rows name, the files those offer."""

from dataclasses import dataclass, field

from crawler.discovery.browser import SHELL_REASON
from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.incremental.last_crawl import KnownList, KnownPage, Validators
from crawler.discovery.sheets import Place
from crawler.hosts import same_page_key
from crawler.portals.base import ListItem, Portal
from crawler.portals.page import unread_parts
from crawler.portals.page.attachments import is_sheet
from crawler.portals.page.pages import Page, Stated
from crawler.portals.page.turning import turned
from crawler.seeds import Seed
from pipelines.language.title_owners import names_department
from pipelines.language.titles import report_year


@dataclass(slots=True)
class Listing:
    """One list with all its pages: a column, or a column inside it."""

    url: str
    portal: Portal
    title: str
    organ: str = ""  # organ or group the list belongs to, "" for the column itself
    depth: int = 0
    year: int | None = None  # the year its name or its folder says, for rows that name none
    parent: "Listing | None" = None  # the list that names it as a column inside
    rows: dict[str, ListItem] = field(default_factory=dict)
    pages_with_rows: int = 0
    is_said_empty: bool = False  # its page says that nothing is there
    is_shell: bool = False  # its page is drawn by a script
    has_sub_columns: bool = False  # it was the first to name some, so it need not have rows of its own
    unlinked: tuple[str, ...] = ()  # titles of reports that its first page prints without a link
    unread: frozenset[str] = frozenset()  # what its page lets one choose in a way that is not understood
    failures: list[Failure] = field(default_factory=list)
    row_page: Page | None = None  # the first page that showed rows: what the next crawl asks for
    row_validators: Validators = ()
    shown: tuple[ListItem, ...] = ()  # on that page
    pages: list[KnownPage] = field(default_factory=list)  # those that showed rows
    is_confirmed: bool = False  # a page of it was read, or found as it was
    is_remembered: bool = False  # it comes from the last crawl, not from this one's search
    known: KnownList | None = None  # it is as the last crawl saw it
    _last: tuple[Page, int] | None = None  # the last page that gave new rows, and how many rows it showed
    _beyond: set[tuple[str, bytes]] = field(default_factory=set)  # pages asked for only because rows may be missing
    _after_empty: dict[tuple[str, bytes], str] = field(default_factory=dict)  # page behind one without rows -> that one
    _stated: dict[str, Stated] = field(default_factory=dict)  # per list block of the page

    def add(self, items: list[ListItem]) -> list[ListItem]:
        """Take in one page's rows; gives those not seen on an earlier page. Rows made by rule prove nothing."""
        new = {same_page_key(item.url): item for item in items}
        fresh = {key: item for key, item in new.items() if key not in self.rows}
        self.rows |= {key: item for key, item in fresh.items() if not item.is_probe}
        self.pages_with_rows += any(not item.is_probe for item in fresh.values())
        self.has_sub_columns |= any(item.is_probe for item in fresh.values())
        return list(fresh.values())

    def take_page(self, page: Page, rows: int) -> None:
        """Note a page that gave new rows."""
        self._last = page, rows

    def page_beyond(self) -> Page | None:
        """The page after the last one, while more rows are stated than were seen; None when there is nothing to try."""
        stated = self.stated
        is_short = len(self.rows) < stated.records if stated.records is not None else stated.has_unread_pager
        if self.known is not None or self._last is None or not is_short:
            return None
        page = turned(*self._last)
        if page is None or (page.url, page.body) in self._beyond:
            return None
        self._beyond.add((page.url, page.body))
        return page

    def page_after_empty(self, page: Page) -> Page | None:
        """The page behind one that gave no row: with no total stated, only a second one proves the end of a list."""
        if self.stated.records is not None or self._after_empty or (following := turned(page, 0)) is None:
            return None
        self._after_empty[following.url, following.body] = page.url
        return following

    def take_rows_after_empty(self, page: Page) -> None:
        """Rows behind a page without any: that one should have had some."""
        if (url := self._after_empty.get((page.url, page.body))) is not None:
            self.failures.append(Failure("empty", "it shows no rows, the page after it does", url))

    def take_shown(self, page: Page, items: list[ListItem], validators: Validators) -> None:
        """Keep the pages with rows; the first is asked for next time, or the list's own where none has any."""
        if self.row_page is None or (items and not self.shown):
            self.row_page, self.shown, self.row_validators = page, tuple(items), validators
        if items:
            keys = tuple(same_page_key(item.url) for item in items)
            self.pages.append(KnownPage(page=page, keys=keys, validators=validators))

    def take_stated(self, said: Stated, block: str) -> None:
        """What one page says of the length of its list; the first page to say it is believed."""
        self._stated[block] = self._stated.get(block, Stated()).filled(said)

    @property
    def stated(self) -> Stated:
        """Records and pages of all the lists on the page; None where one of them does not say."""
        blocks = list(self._stated.values())
        if len(blocks) > 1:  # the page around the lists is none of them
            blocks = [said for block, said in self._stated.items() if block]
        records = [said.records for said in blocks]
        pages = [said.pages for said in blocks]
        return Stated(
            None if not records or None in records else sum(number or 0 for number in records),
            None if not pages or None in pages else sum(number or 0 for number in pages),
            any(said.has_unread_pager for said in blocks),
        )

    @property
    def gap(self) -> str:
        """What is missing for the proof that the whole list was seen; `""` when nothing is."""
        stopped = f"list page not read: {self.failures[0].text}" if self.failures else ""
        records, pages = self.stated.records, self.stated.pages
        if records is not None and len(self.rows) < records:
            why = stopped or "no further page is named"
            return f"the list states {records} records, {len(self.rows)} were seen ({self.url}); {why}"
        if self.unlinked:
            return f"a row leads nowhere: {self.unlinked[0]} ({self.url})"
        if records is None and (stopped or (gap := self._gap_of_pages(pages))):
            return stopped or gap
        return self._gap_of_parts()

    @property
    def end(self) -> str:
        """What says that a list without a gap was seen in whole, or said so when all its pages were last read."""
        records, pages = self.stated.records, self.stated.pages
        if self.known is not None:
            return self.known.ended or "as the last crawl saw it"
        if self.is_said_empty and not self.rows:
            return "its page says that nothing is there"
        if records is not None:
            return f"all {records} rows stated were seen"
        if pages is not None and pages > 1:
            return f"all {pages} pages stated were read"
        if not self.rows:
            return "its rows stand in the columns inside it"
        if self._after_empty:
            return "the page behind its last rows came empty, the next one too; it states no total"
        return "no page of it names another"

    def _gap_of_pages(self, pages: int | None) -> str:
        """The same where the list does not state how many rows it has."""
        if not self.rows and not self.has_sub_columns:
            if self.is_said_empty:
                return ""
            return f"{SHELL_REASON if self.is_shell else 'the list shows no rows'} ({self.url})"
        if pages is not None and pages > 1:
            is_short = self.pages_with_rows < pages
            return f"the list states {pages} pages, {self.pages_with_rows} were seen ({self.url})" if is_short else ""
        if self.stated.has_unread_pager and pages is None:
            return f"the list's 下一页 is a script that is not understood ({self.url})"
        return ""

    def _gap_of_parts(self) -> str:
        """True if the list shows a part of itself only: what it says of its length is true of that part."""
        years = {report_year(row.title, in_column=True) for row in self.rows.values()}
        if unread_parts.YEARS in self.unread and len(years) < 2:
            return f"the list shows one year, its choice of others is not understood ({self.url})"
        if unread_parts.REQUESTS in self.unread and self.stated.records is None:
            return f"a script asks for more rows in a way that is not understood ({self.url})"
        is_all_own = not any(row.organ or names_department(row.title) for row in self.rows.values())
        if unread_parts.ORGANS in self.unread and is_all_own and not self.organ:
            return f"the list shows no other organ, its choice of them is not understood ({self.url})"
        return ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list to be asked for."""

    listing: Listing
    page: Page
    is_first: bool = False
    known: KnownList | None = None  # as the last crawl saw the list: unchanged, its other pages are not asked for
    further: tuple[Page, ...] = ()  # of a known list, to be looked at before it is believed


@dataclass(frozen=True, slots=True)
class Report:
    """A report page or file named by a list."""

    item: ListItem
    listing: Listing
    year: int | None
    is_department: bool
    of_region: Seed | None = None  # below the portal's own, which hosts it

    @property
    def organ(self) -> str:
        """Whose report the list says it is, `""` when it does not."""
        return self.item.organ or self.listing.organ


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports are asked for. Rows out of scope are seen and counted, not fetched."""

    years: frozenset[int] = frozenset()  # empty = every year
    departments: bool = True  # False: the government's own reports only
    fetches: bool = True  # False: lists only, no report is asked for

    def holds(self, report: Report) -> bool:
        """True when the report is wanted; a report of unknown year is."""
        is_wanted_year = report.year is None or not self.years or report.year in self.years
        return self.fetches and is_wanted_year and (self.departments or not report.is_department)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a report page offers, or a page between the two: a viewer, a frame, a download page."""

    url: str
    text: str
    page_url: str
    page_title: str
    report: Report
    organ: str
    published: str
    level: int = 1  # pages between it and the report page, itself included
    place: Place = ()  # where it stands in the report
    is_part: bool = False  # a further page of the report's own text

    @property
    def is_sheet(self) -> bool:
        """True for what is one sheet of a report rather than the whole."""
        return self.is_part or is_sheet(self.url)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A row of the last crawl that no list shows any more: asked for once, to see whether it is there."""

    item: ListItem


@dataclass(frozen=True, slots=True)
class Nowhere:
    """An address that cannot exist: shows what the portal answers when there is nothing."""

    url: str


Job = Lead | ListPage | Report | Attachment | Unlisted | Nowhere


def page_of(job: Job) -> Page:
    """The request that the job stands for."""
    match job:
        case ListPage():
            return job.page
        case Report() | Unlisted():
            return Page(job.item.url)
        case _:
            return Page(job.url)
