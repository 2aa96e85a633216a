"""Tables of what was fetched and read: documents, downloads, reports, values, findings, sections."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.records import Severity, State, Status
from pipelines.storage.column_types import ORIGINS, one_of
from pipelines.storage.models.base import STRICT, Base


class Document(Base):
    """One file by its bytes. The archive holds them under the same name."""

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int | None]  # bytes; NULL when only the reading came here
    media_type: Mapped[str | None]  # what the bytes are; NULL until read
    first_seen_at: Mapped[str]
    charset: Mapped[str | None]  # how they were decoded; NULL until read, and for what is no text


class Takedown(Base):
    """A document whose words and bytes were removed and may not come back."""

    document_sha256: Mapped[str] = mapped_column(primary_key=True)  # no foreign key: another database may say it first
    at: Mapped[str]
    why: Mapped[str]


class Download(Base):
    """The first time these bytes were seen at this address for this region."""

    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    document_sha256: Mapped[str] = mapped_column(ForeignKey("document.sha256"), primary_key=True, index=True)
    referrer_url: Mapped[str]
    title: Mapped[str]  # text of the link
    role: Mapped[str]  # page | attachment | sheet (of a report bound together)
    fetched_at: Mapped[str]
    status: Mapped[int]
    headers: Mapped[str]  # JSON: [[name, value], …]
    redirect_urls: Mapped[str]  # JSON: [url, …]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.run_id"))
    verdict: Mapped[str | None]  # rule of the response check that refuses it as a report; NULL when none does
    tls: Mapped[str | None]  # tls_unverified, tls_legacy: how the connection fell short; NULL when it did not
    context: Mapped[str | None]  # JSON: what the list said of it, see `pipelines.rereading.stored_documents`
    imported_at: Mapped[str | None]  # NULL when this program fetched it itself
    vantage: Mapped[str | None]  # where it was fetched from, as the one who imported it says
    read_by: Mapped[str | None]  # JSON: versions of reader, templates and rules of the last reading; NULL until read


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
        Index("ix_report_year", "year"),
        STRICT,
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
    first_seen_at: Mapped[str | None]
    last_seen_at: Mapped[str | None]  # in a list of its portal, or fetched
    withdrawn_at: Mapped[str | None]  # when its address was found gone; the report stays
    reading_sha256: Mapped[str | None]  # of all that was read, and by what program: the same again changes nothing
    verified: Mapped[int | None]  # 1: every sum holds and every cell was looked at twice; NULL until read anew
    unlisted_at: Mapped[str | None]  # when no list led to it any more though it was still there


class Value(Base):
    """One cell: as printed, what state that is, and the number where it is one."""

    __table_args__ = (
        one_of("state", State),
        CheckConstraint("(value IS NOT NULL) = (state = 'number')", name="value_only_of_a_number"),
        # a report's cells lie together; an index by field would be nine tenths of all that is written
        {**STRICT, "sqlite_with_rowid": False},
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.report_id", ondelete="CASCADE"), primary_key=True)
    field_code: Mapped[str] = mapped_column(primary_key=True)
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
    layout: Mapped[str | None]  # of its table; with the code the key of `field`


class ValueHistory(Base):
    """A cell as it was before another reading of the same document; `raw` is NULL where it was not read."""

    history_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.report_id", ondelete="CASCADE"), index=True)
    field_code: Mapped[str]
    replaced_at: Mapped[str]
    raw: Mapped[str | None]
    state: Mapped[str | None]
    value: Mapped[Decimal | None]
    unit: Mapped[str | None]
    note: Mapped[str | None]


class Correction(Base):
    """What a person says of a cell or of a report, from data/corrections.csv. It stands beside what is printed."""

    __table_args__ = (Index("ix_correction_report_id", "report_id", "field_code"), STRICT)

    correction_id: Mapped[int] = mapped_column(primary_key=True)  # place in the file, from 1
    region_code: Mapped[str]
    organ_name: Mapped[str]
    scope: Mapped[str]
    field_code: Mapped[str]  # of a cell; @organ, @year, @scope or @report of a report
    document_sha256: Mapped[str]
    kind: Mapped[str]  # value | not_in_source | confirmed
    told: Mapped[str]  # as the file says it
    raw: Mapped[str]  # what was printed when the person looked
    who: Mapped[str]
    corrected_on: Mapped[str]
    why: Mapped[str]
    evidence: Mapped[str]
    standing: Mapped[str]  # applies | look_again: the document was superseded, or its text changed | unmatched
    year: Mapped[int | None]
    value: Mapped[Decimal | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.report_id", ondelete="SET NULL"))


class Finding(Base):
    """Something a reader of the figures must know. Never a correction."""

    __table_args__ = (one_of("severity", Severity), one_of("origin", ORIGINS), STRICT)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.report_id", ondelete="CASCADE"), primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0-based within its origin
    rule: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    fields: Mapped[str]  # JSON: [field code, …]
    cause: Mapped[str | None]  # source | reading | unconfirmed; NULL for what is no identity that fails
    suspects: Mapped[str | None]  # JSON: [[field code, …], …], the smallest sets of cells that would explain it


class Section(Base):
    """The text of one of the six sections."""

    report_id: Mapped[int] = mapped_column(ForeignKey("report.report_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    heading: Mapped[str]
    text: Mapped[str]  # as printed
    masked_text: Mapped[str | None]  # without numbers of private persons; NULL where it has none
