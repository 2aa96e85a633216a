"""Tables of what crawls did and what they expect: portals, runs, targets, events."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.storage.column_types import OUTCOMES, PENDING, TARGET_STATES, one_of
from pipelines.storage.models.base import STRICT, Base


class Portal(Base):
    """One website of one region, and how its last crawl ended; `outcome` is NULL until one has ended."""

    __table_args__ = (one_of("outcome", OUTCOMES), STRICT)

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
    proof: Mapped[str | None]  # JSON: list, whose, rows, total, how it ended; what was refused and what is missing


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
        STRICT,
    )

    organ_id: Mapped[int] = mapped_column(ForeignKey("organ.organ_id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    reason: Mapped[str]
    since: Mapped[str]
    evidence: Mapped[str]  # the address that shows it, "" when none does
    previous_state: Mapped[str | None]
    previous_since: Mapped[str | None]


class Event(Base):
    """What happened: a re-issue, a re-reading, a portal's visit, an alert. A log, like `run`."""

    __table_args__ = (
        Index("ix_event_of_portal", "region_code", "portal_url", "kind", "event_id"),
        Index("ix_event_of_run", "run_id"),
        Index("ix_event_of_kind", "kind", "event_id"),
        STRICT,
    )

    event_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    kind: Mapped[str]
    region_code: Mapped[str | None]
    message: Mapped[str]
    run_id: Mapped[int | None]
    portal_url: Mapped[str | None]
    detail: Mapped[str | None]  # JSON object
    closed_at: Mapped[str | None]  # of an alert; NULL while it stands
