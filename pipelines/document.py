"""What the crawl hands to the pipelines. Imports nothing of ours."""

import hashlib
from dataclasses import dataclass, field

CONTEXT = (
    "file_name",
    "region_name",
    "page_title",
    "organ_hint",
    "published_hint",
    "year_hint",
    "attachments",
    "listed_url",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file that may hold an annual report, exactly as the portal served it, and where it was found.

    Offline (`nianbao extract FILE`) only `body` and `file_name` are known; the crawl fills the rest.
    """

    body: bytes = field(repr=False)
    file_name: str = ""  # the name a person would see: attachment text, Content-Disposition, path; never trusted
    url: str = ""
    region_code: str = ""  # 行政区划代码 of the seed, six digits, or the seed's local id `X-host`
    region_name: str = ""  # full name of the seed's region, `枣庄市山亭区`
    title: str = ""  # text of the link that led here
    page_title: str = ""  # for an attachment: title of the page it was found on
    organ_hint: str = ""  # organ named by the list or its breadcrumb, "" when none is
    published_hint: str = ""  # date printed beside the link or on the page, ISO, "" when none is
    year_hint: int | None = None  # year that the list's folder or its sub-column is named after, for want of better
    role: str = "page"  # page | attachment
    attachments: tuple[str, ...] = ()  # for a page: addresses of the files it offers
    sheets: tuple["Document", ...] = field(default=(), repr=False)  # as served, where `body` binds several to one
    referrer_url: str = ""
    listed_url: str = ""  # address of the list's row that led here, by whatever pages
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    redirect_urls: tuple[str, ...] = ()  # the addresses that led to `url`, first asked first
    verdict: str = ""  # rule of the response check that refuses it, as the crawl saw it; "" when none does
    tls: str = ""  # how its connection fell short: tls_unverified, tls_legacy, or both with a blank between
    fetched_at: str = ""  # ISO 8601, UTC, seconds
    run_id: int | None = None

    def context(self) -> dict[str, object]:
        """What the list and its page said of the file: what a later reading needs beside the bytes. Plain JSON."""
        kept: dict[str, object] = {name: getattr(self, name) for name in CONTEXT}
        return kept | {"sheets": [sheet.sha256 for sheet in self.sheets]}

    @property
    def sha256(self) -> str:
        """Hex digest of `body`; the document's name in the archive and in SQL."""
        return hashlib.sha256(self.body).hexdigest()
