"""What a portal and the server say to each other, and what a portal declares of itself. Imports nothing of ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it reached a portal."""

    target: str  # path with its query: `/list?page=2`
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = ""  # this portal's own address: `http://127.77.0.1:8000`
    canary: str = ""  # address of the host that no crawl may contact

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the portal answers; the server adds Date, ETag, Last-Modified and Content-Length."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One report that a portal publishes: what a perfect crawl stores of it."""

    organ: str
    year: int
    published_on: str  # ISO date
    path: str  # of the document that holds the sheets
    printed: Mapping[str, str] = field(repr=False)  # field code -> as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A replica portal. A module of portals/ offers it as `PORTAL`."""

    region_code: str
    name: str  # of the region, as the seed has it
    level: str
    respond: Callable[[Request], Response | None]  # None: no such page
    publications: tuple[Publication, ...]
    note: str = ""  # what this portal is there to show
