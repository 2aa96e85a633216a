"""What the last crawl of a portal found: its lists with their rows, so that an unchanged night costs a request or two.

Kept as JSON beside the portal's outcome; a crawl that was cut short leaves none behind, and the next one then starts
from the home page.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urldefrag

from scrapy.http import Response

from crawler.discovery.frontier import Lead, Step
from crawler.hosts import same_page_key
from crawler.portals.page.list_items import ListItem
from crawler.portals.page.pagers import Page, Stated
from pipelines.storage.crawls.crawl_progress import Had
from pipelines.storage.crawls.crawl_state import Fetched

SEASON = range(1, 5)  # January to April: the law wants the reports of departments by February, of governments by April
REDISCOVERY_DAYS, REDISCOVERY_DAYS_IN_SEASON = 30, 7  # promised in docs/reliability.md
Validators = tuple[tuple[str, str], ...]  # request headers: If-None-Match, If-Modified-Since


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """One page of a list that showed rows, and which."""

    page: Page
    keys: tuple[str, ...]  # `same_page_key` of each row
    validators: Validators = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownList:
    """One list as the last crawl saw it."""

    url: str
    title: str
    organ: str
    depth: int
    year: int | None
    family: str
    page: Page  # the first page that showed rows, the list's first page when none did
    validators: Validators = ()
    shown: tuple[ListItem, ...] = ()  # the rows of that page
    rows: tuple[ListItem, ...] = ()  # of all its pages
    pages: tuple[KnownPage, ...] = ()  # in the order they were read
    stated: Stated = field(default_factory=Stated)
    pages_with_rows: int = 0
    has_sub_columns: bool = False
    is_complete: bool = False  # it was seen to its proven end
    ended: str = ""  # what said so when all its pages were read

    def has(self, item: ListItem) -> bool:
        """True if this very row is one of the list's."""
        return item in self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCrawl:
    """All lists of one portal, and what is known of the documents below them."""

    lists: tuple[KnownList, ...] = ()
    found_on: str = ""  # ISO; day of the search that found the lists
    is_government_only: bool = False  # that search passed the lists of other organs by
    home_url: str = ""  # where the seed's address led in the end
    evidence: str = ""  # for the government's own column
    organs: tuple[int, int] = (0, 0)  # looked at by that search for a column of their own, and how many have one
    retry: frozenset[str] = frozenset()  # reports that were not fetched, or not with all their files
    unread: tuple[Lead, ...] = ()  # pages on the way to a column that could not be read
    gaps: tuple[str, ...] = ()  # what that search did not find
    leaving: tuple[ListItem, ...] = ()  # rows that left a list, of which it is not known yet what became
    checked: Mapping[str, str] = field(
        default_factory=dict
    )  # page of a list or report -> ISO day it was last asked for
    documents: Mapping[str, Validators] = field(default_factory=dict)  # address -> how to ask whether it changed
    files: Mapping[str, int] = field(default_factory=dict)  # `same_page_key` of a page -> files it offered
    had: Mapping[str, Had] = field(default_factory=dict)  # by address: reports had by a crawl since cut short
    _shown: frozenset[tuple[str, ListItem]] = field(init=False, repr=False, compare=False)  # family of a list, row

    def __post_init__(self) -> None:
        shown = frozenset((known.family, row) for known in self.lists for row in known.rows)
        object.__setattr__(self, "_shown", shown)

    def is_fresh(self, today: date) -> bool:
        """True while the lists may stand for a search of the portal."""
        found = date.fromisoformat(self.found_on) if self.found_on else None
        return bool(self.lists) and found is not None and (today - found).days < rediscovery_days(today)

    def knows(self, url: str) -> bool:
        """True for a report that was fetched with all its files."""
        return url in self.documents and url not in self.retry

    def shows(self, item: ListItem, family: str) -> bool:
        """True if a list of that family showed this very row; another family may find other files behind it."""
        return (family, item) in self._shown


def rediscovery_days(today: date) -> int:
    """Days after which the search starts from the home page again, and every list is read in whole."""
    return REDISCOVERY_DAYS_IN_SEASON if today.month in SEASON else REDISCOVERY_DAYS


def address(page: Page) -> str:
    """What a page of a list is known by in `checked`."""
    return page.url + page.body.decode("latin-1")


def validators_of(headers: Mapping[str, str]) -> Validators:
    """Request headers that ask for an answer only if it is another than the one these headers came with."""
    lower = {name.lower(): value for name, value in headers.items()}
    wanted = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return tuple((name, lower[key]) for name, key in wanted if lower.get(key))


def response_validators(response: Response) -> Validators:
    """The same, of an answer."""
    headers = {
        name.decode("latin-1"): values[-1].decode("latin-1") for name, values in response.headers.items() if values
    }
    return validators_of(headers)


def dump(last: LastCrawl) -> str:
    """The lists as JSON; documents are in table fetch already."""
    lists = sorted((_list_row(known) for known in last.lists), key=lambda row: str(row["url"]))
    data = {
        "found_on": last.found_on,
        "is_government_only": last.is_government_only,
        "home_url": last.home_url,
        "evidence": last.evidence,
        "organs": last.organs,
        "retry": sorted(last.retry),
        "unread": [asdict(lead) for lead in last.unread],
        "gaps": last.gaps,
        "leaving": [asdict(item) for item in last.leaving],
        "checked": dict(last.checked),
        "lists": lists,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def load(text: str | None, fetched: Iterable[Fetched], had: Mapping[str, Had] | None = None) -> LastCrawl:
    """From JSON as `dump` wrote it, and every document fetched so far, the oldest first.

    `had`: what a crawl that was cut short since then has had.
    """
    if not text:
        return LastCrawl(had=had or {})
    data = json.loads(text)
    fetched = list(fetched)
    documents = {one.url: validators_of(dict(json.loads(one.headers))) for one in fetched}
    files = {(same_page_key(one.url), same_page_key(one.referrer_url)) for one in fetched if one.is_file}
    for one in fetched:  # what a row's address led to says that the row was had
        for url in json.loads(one.redirect_urls):
            documents.setdefault(url, documents[one.url])
    for url in list(documents):  # what a page was made to says that the page was had
        documents.setdefault(urldefrag(url).url, ())
    return LastCrawl(
        lists=tuple(_known(row) for row in data["lists"]),
        found_on=data["found_on"],
        home_url=data["home_url"],
        evidence=data.get("evidence", ""),  # lacks where an older program wrote it
        is_government_only=data.get("is_government_only", False),
        organs=tuple(data.get("organs", (0, 0))),
        retry=frozenset(data["retry"]),
        unread=tuple(_lead(row) for row in data.get("unread", ())),
        gaps=tuple(data.get("gaps", ())),
        leaving=tuple(ListItem(**row) for row in data.get("leaving", ())),
        checked=data.get("checked", {}),
        documents=documents,
        files=_files_of_pages(files),
        had=had or {},
    )


def _files_of_pages(files: set[tuple[str, str]]) -> Counter[str]:
    """How many files a page offers, with those that they offer in turn, as the sheets of a flip-book do.

    `files`: (a file, what offers it). What came out of a file or was made of the page's own sheets has its address and
    was not asked for.
    """
    offered = [(file, page) for file, page in sorted(files) if file != page]
    offered_by = dict(reversed(offered))
    roots = set()
    for file, page in offered:
        seen = {file}
        while page in offered_by and page not in seen:
            seen.add(page)
            page = offered_by[page]
        roots.add((file, page))
    return Counter(page for _, page in roots)


def _list_row(known: KnownList) -> dict[str, Any]:
    row = asdict(known)
    for page in (row["page"], *(one["page"] for one in row["pages"])):
        page["body"] = base64.b64encode(page["body"]).decode("ascii")
    return row


def _known(row: dict[str, Any]) -> KnownList:
    pages = (
        KnownPage(page=_page(one["page"]), keys=tuple(one["keys"]), validators=_pairs(one["validators"]))
        for one in row.get("pages", ())
    )
    return KnownList(
        **row
        | {
            "page": _page(row["page"]),
            "pages": tuple(pages),
            "validators": _pairs(row["validators"]),
            "shown": tuple(ListItem(**item) for item in row["shown"]),
            "rows": tuple(ListItem(**item) for item in row["rows"]),
            "stated": Stated(**row["stated"]),
        }
    )


def _page(row: dict[str, Any]) -> Page:
    return Page(**row | {"body": base64.b64decode(row["body"]), "headers": _pairs(row["headers"])})


def _pairs(rows: Iterable[Iterable[str]]) -> Validators:
    return tuple((name, value) for name, value in rows)


def _lead(row: dict[str, Any]) -> Lead:
    return Lead(**row | {"trail": tuple(Step(**step) for step in row["trail"])})
