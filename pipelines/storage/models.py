"""The SQL schema: what is expected, what was fetched, what was read. SQLite (STRICT) and PostgreSQL alike.

STRICT tables take only INTEGER, TEXT, REAL, BLOB and ANY, so dates and times are ISO text (times UTC, seconds),
JSON is text, and the one numeric column that must hold printed figures exactly is `Number`.
"""

import re
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, MetaData, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from pipelines.records import Severity, State, Status
from pipelines.storage.column_types import ORIGINS, OUTCOMES, PENDING, TARGET_STATES, Number, one_of

_STRICT = {"sqlite_strict": True}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, int: Integer, Decimal: Number}
    __table_args__: Any = _STRICT

    @declared_attr.directive
    def __tablename__(cls) -> str:
        """`RegionName` is table `region_name`."""
        return re.sub(r"(?<=.)(?=[A-Z])", "_", cls.__name__).lower()


class Region(Base):
    """A place with its newest name. Codes are 行政区划代码; a seed outside that list has a local id, `X-host`."""

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str | None]
    full_name: Mapped[str]  # `山东省枣庄市山亭区`
    valid_from: Mapped[int | None]  # first year of the code; NULL for a local id
    valid_to: Mapped[int | None]  # last year, NULL while in force


class RegionName(Base):
    """What a code was called, and when."""

    code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    valid_from: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    valid_to: Mapped[int | None]


class RegionSuccessor(Base):
    """Which code took over from an abolished one; several when a region was divided."""

    code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    successor_code: Mapped[str] = mapped_column(primary_key=True)


class Organ(Base):
    """An office that owes a report every year. The empty name is the organ a document does not tell."""

    __table_args__ = (
        UniqueConstraint("region_code", "name"),
        CheckConstraint("is_name_printed IN (0, 1)", name="is_name_printed_is_a_flag"),
        _STRICT,
    )

    organ_id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    name: Mapped[str]
    is_name_printed: Mapped[int] = mapped_column(default=0)  # 1: as a report's title prints it; 0: made from the region
    kind: Mapped[str]  # government | office | department | township | zone | other | "" while unknown
    parent_organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.organ_id"))


class Portal(Base):
    """One website of one region, and how its last crawl ended; `outcome` is NULL until one has ended."""

    __table_args__ = (one_of("outcome", OUTCOMES), _STRICT)

    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    portal_url: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    outcome: Mapped[str | None]
    family: Mapped[str | None]
    column_url: Mapped[str | None]
    stated: Mapped[int | None]  # list items the column says it has; NULL when it does not say
    seen: Mapped[int | None]  # list items the crawl saw
    reason: Mapped[str | None]
    trail: Mapped[str | None]  # JSON: the pages that led to the column
    lists: Mapped[str | None]  # JSON: what the crawl may ask for first next time; NULL when it was cut short


class Progress(Base):
    """A report had with all its files by a crawl that has not come to its portal's end."""

    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    portal_url: Mapped[str] = mapped_column(primary_key=True)
    report_url: Mapped[str] = mapped_column(primary_key=True)
    family: Mapped[str]  # of the list that shows it: another family may find other files
    at: Mapped[str]


class Run(Base):
    """One command that wrote here. The log: never compared, never idempotent."""

    run_id: Mapped[int] = mapped_column(primary_key=True)
    command: Mapped[str]
    arguments: Mapped[str]
    version: Mapped[str]
    started_at: Mapped[str]
    finished_at: Mapped[str | None]
    exit_code: Mapped[int | None]
    counts: Mapped[str | None]  # JSON object


class Target(Base):
    """One report that ought to exist. While pending it remembers what it was, so that `since` survives a crawl."""

    __table_args__ = (
        one_of("state", (*TARGET_STATES, PENDING)),
        one_of("previous_state", TARGET_STATES),
        CheckConstraint("previous_state IS NULL OR state = 'pending'", name="previous_only_while_pending"),
        _STRICT,
    )

    organ_id: Mapped[int] = mapped_column(ForeignKey("organ.organ_id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    reason: Mapped[str]
    since: Mapped[str]
    evidence: Mapped[str]  # the address that shows it, "" when none does
    previous_state: Mapped[str | None]
    previous_since: Mapped[str | None]


class Document(Base):
    """One file by its bytes. The archive holds them under the same name."""

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int | None]  # bytes; NULL when only the reading came here
    media_type: Mapped[str | None]  # what the bytes are; NULL until read
    first_seen_at: Mapped[str]
    charset: Mapped[str | None]  # how they were decoded; NULL until read, and for what is no text


class Download(Base):
    """The first time these bytes were seen at this address for this region."""

    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    document_sha256: Mapped[str] = mapped_column(ForeignKey("document.sha256"), primary_key=True, index=True)
    referrer_url: Mapped[str]
    title: Mapped[str]  # text of the link
    role: Mapped[str]  # page | attachment
    fetched_at: Mapped[str]
    status: Mapped[int]
    headers: Mapped[str]  # JSON: [[name, value], …]
    redirect_urls: Mapped[str]  # JSON: [url, …]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.run_id"))
    verdict: Mapped[str | None]  # rule of the gate that refuses it as a report; NULL when none does
    tls: Mapped[str | None]  # tls_unverified, tls_legacy: how the connection fell short; NULL when it did not


class Report(Base):
    """One organ's report on one year as one document prints it. Re-issues are further versions of the same key."""

    __table_args__ = (
        UniqueConstraint("organ_id", "year", "scope", "document_sha256"),
        UniqueConstraint("organ_id", "year", "scope", "version"),
        # NULL years are distinct to a unique constraint, so the undated have their own
        Index(
            "uq_report_undated",
            "organ_id",
            "scope",
            "document_sha256",
            unique=True,
            sqlite_where=text("year IS NULL"),
            postgresql_where=text("year IS NULL"),
        ),
        one_of("status", Status),
        _STRICT,
    )

    report_id: Mapped[int] = mapped_column(primary_key=True)
    organ_id: Mapped[int] = mapped_column(ForeignKey("organ.organ_id"))
    year: Mapped[int | None]  # the year reported on; NULL when the document does not tell
    scope: Mapped[str]  # organ_only | aggregate | unknown
    version: Mapped[int]  # 1 for the first document of the key
    document_sha256: Mapped[str] = mapped_column(ForeignKey("document.sha256"), index=True)
    source_url: Mapped[str]
    title: Mapped[str]
    published_on: Mapped[str | None]
    format: Mapped[str]  # media type
    layouts: Mapped[str]  # JSON object: table -> layout
    status: Mapped[str]
    error: Mapped[str | None]
    scope_evidence: Mapped[str]


class Value(Base):
    """One cell: as printed, what state that is, and the number where it is one."""

    __table_args__ = (
        one_of("state", State),
        CheckConstraint("(value IS NOT NULL) = (state = 'number')", name="value_only_of_a_number"),
        _STRICT,
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.report_id", ondelete="CASCADE"), primary_key=True)
    field_code: Mapped[str] = mapped_column(primary_key=True, index=True)
    raw: Mapped[str]
    state: Mapped[str]
    value: Mapped[Decimal | None]
    unit: Mapped[str | None]
    unit_source: Mapped[str | None]
    note: Mapped[str | None]
    table_name: Mapped[str]
    page: Mapped[int | None]  # 1-based
    row_index: Mapped[int | None]  # 0-based
    column_index: Mapped[int | None]
    bbox: Mapped[str | None]  # JSON: [x0, top, x1, bottom] in points from the page's top left


class Finding(Base):
    """Something a reader of the figures must know. Never a correction."""

    __table_args__ = (one_of("severity", Severity), one_of("origin", ORIGINS), _STRICT)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.report_id", ondelete="CASCADE"), primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0-based within its origin
    rule: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    fields: Mapped[str]  # JSON: [field code, …]


class Section(Base):
    """The text of one of the six sections."""

    report_id: Mapped[int] = mapped_column(ForeignKey("report.report_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    heading: Mapped[str]
    text: Mapped[str]


class Field(Base):
    """The codebook, one row per field and table layout; a copy of templates/codebook.csv."""

    code: Mapped[str] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(primary_key=True)
    formats: Mapped[str]
    years: Mapped[str]
    label_zh: Mapped[str]
    label_en: Mapped[str]
    row_path: Mapped[str]
    column_label: Mapped[str]
    unit: Mapped[str]
    value_type: Mapped[str]
    evidence: Mapped[str]
    maps_to: Mapped[str]
    comparability: Mapped[str]


class Event(Base):
    """What happened: a re-issue, a re-reading, a portal's visit, an alert. A log, like `run`."""

    event_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    kind: Mapped[str]
    region_code: Mapped[str | None]
    message: Mapped[str]
    run_id: Mapped[int | None]
    portal_url: Mapped[str | None]
    detail: Mapped[str | None]  # JSON object
    closed_at: Mapped[str | None]  # of an alert; NULL while it stands
