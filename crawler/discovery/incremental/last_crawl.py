"""What the last crawl of a portal found: its lists with their rows, so that an unchanged night costs a request a list.

Kept as JSON beside the portal's outcome; a crawl that was cut short or lost a document leaves none behind, and the
next one then starts from the home page and asks for everything again.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urldefrag

from scrapy.http import Response

from crawler.portals.page.list_items import ListItem
from crawler.portals.page.pagers import Page, Stated

REDISCOVERY_DAYS = 30  # days after which the search starts from the home page again: new departments get columns, too
Validators = tuple[tuple[str, str], ...]  # request headers: If-None-Match, If-Modified-Since


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
    stated: Stated = field(default_factory=Stated)
    pages_with_rows: int = 0
    has_sub_columns: bool = False
    is_complete: bool = False  # it was seen to its proven end
    ended: str = ""  # what said so when all its pages were read


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCrawl:
    """All lists of one portal, and what is known of the documents below them."""

    lists: tuple[KnownList, ...] = ()
    found_on: str = ""  # ISO; day of the search that found the lists
    is_complete: bool = False  # there was nothing left to look for
    home_url: str = ""  # where the seed's address led in the end
    evidence: str = ""  # for the government's own column
    organs: tuple[int, int] = (0, 0)  # looked at by that search for a column of their own, and how many have one
    retry: frozenset[str] = frozenset()  # reports that were not fetched, or not with all their files
    documents: Mapping[str, Validators] = field(default_factory=dict)  # address -> how to ask whether it changed
    had: Mapping[str, str] = field(default_factory=dict)  # report had by a crawl since cut short -> family of its list

    def is_fresh(self, today: date) -> bool:
        """True while the lists may stand for a search of the portal."""
        found = date.fromisoformat(self.found_on) if self.found_on else None
        return bool(self.lists) and self.is_complete and found is not None and (today - found).days < REDISCOVERY_DAYS

    def knows(self, url: str) -> bool:
        """True for a report that was fetched with all its files."""
        return url in self.documents and url not in self.retry


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
        "is_complete": last.is_complete,
        "home_url": last.home_url,
        "evidence": last.evidence,
        "organs": last.organs,
        "retry": sorted(last.retry),
        "lists": lists,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def load(text: str | None, fetched: Iterable[tuple[str, str]], had: Mapping[str, str] | None = None) -> LastCrawl:
    """From JSON as `dump` wrote it, and (address, JSON of the headers) of every document fetched so far.

    `had`: what a crawl that was cut short since then has had.
    """
    if not text:
        return LastCrawl(had=had or {})
    data = json.loads(text)
    documents = {url: validators_of(dict(json.loads(headers))) for url, headers in fetched}
    for url in list(documents):  # what a page was made to says that the page was had
        documents.setdefault(urldefrag(url).url, ())
    return LastCrawl(
        lists=tuple(_known(row) for row in data["lists"]),
        found_on=data["found_on"],
        is_complete=data["is_complete"],
        home_url=data["home_url"],
        evidence=data.get("evidence", ""),  # lacks where an older program wrote it
        organs=tuple(data.get("organs", (0, 0))),
        retry=frozenset(data["retry"]),
        documents=documents,
        had=had or {},
    )


def _list_row(known: KnownList) -> dict[str, Any]:
    row = asdict(known)
    row["page"]["body"] = base64.b64encode(known.page.body).decode("ascii")
    return row


def _known(row: dict[str, Any]) -> KnownList:
    page = row["page"]
    headers = tuple((name, value) for name, value in page["headers"])
    return KnownList(
        **row
        | {
            "page": Page(**page | {"body": base64.b64decode(page["body"]), "headers": headers}),
            "validators": tuple((name, value) for name, value in row["validators"]),
            "shown": tuple(ListItem(**item) for item in row["shown"]),
            "rows": tuple(ListItem(**item) for item in row["rows"]),
            "stated": Stated(**row["stated"]),
        }
    )
