"""When a report was seen first and last, and since when no list shows it, outlives the row it was written in."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Engine, select, update

from pipelines.document import Document
from pipelines.records import Report, State, Value
from pipelines.storage import models
from pipelines.storage.crawls.ledger import record_fetch
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports.store import MIN_EQUAL_FIGURES
from tests.databases import engine as engine
from tests.pipelines.stored import AT, CODE, LATER, report, save

FETCHED, GONE = "2026-01-20T00:00:00+00:00", "2026-01-25T00:00:00+00:00"
SHEET = tuple(
    Value(field_code=f"field_{number}", raw=str(number), state=State.NUMBER, value=Decimal(number))
    for number in range(MIN_EQUAL_FIGURES)
)


def fetch(engine: Engine, name: str, report: Report) -> None:
    document = Document(body=name.encode(), url=report.source_url, region_code=CODE, fetched_at=FETCHED)
    with write_session(engine) as session:
        record_fetch(session, document)


def seen(engine: Engine) -> list[tuple[str | None, ...]]:
    columns = (models.Report.first_seen_at, models.Report.last_seen_at)
    columns += (models.Report.withdrawn_at, models.Report.unlisted_at)
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(select(*columns))]


def mark(engine: Engine) -> None:
    """As a report that was seen before, and left its list since."""
    was = {"first_seen_at": FETCHED, "last_seen_at": FETCHED, "withdrawn_at": GONE, "unlisted_at": GONE}
    with write_session(engine) as session:
        session.execute(update(models.Report).values(**was))


def test_a_report_was_seen_when_it_was_fetched_however_late_it_was_read(engine: Engine) -> None:
    fetch(engine, "a", report())
    save(engine, report(), at=LATER)
    assert seen(engine) == [(FETCHED, FETCHED, None, None)]


def test_a_report_whose_fetch_nobody_noted_was_seen_when_it_was_stored(engine: Engine) -> None:
    save(engine, report(), at=AT)
    assert seen(engine) == [(AT, AT, None, None)]


def test_a_report_read_as_another_year_keeps_since_when_it_is_known_and_gone(engine: Engine) -> None:
    save(engine, report())
    mark(engine)
    assert save(engine, report(year=2023), at=LATER) == ["updated"]
    assert seen(engine) == [(FETCHED, FETCHED, GONE, GONE)]


def test_an_address_that_goes_before_keeps_since_when_the_report_is_known(engine: Engine) -> None:
    long = replace(report("long"), values=SHEET, source_url="https://www.shanting.gov.cn/long/2024.pdf")
    short = replace(report("short"), values=SHEET, source_url="https://www.shanting.gov.cn/2024")
    fetch(engine, "long", long)
    fetch(engine, "short", short)
    with write_session(engine) as session:
        run = models.Run(run_id=1, command="", arguments="{}", version="", started_at="")
        session.add(run)
        session.flush()
        session.execute(update(models.Download).values(run_id=1))
    save(engine, long)
    mark(engine)
    assert save(engine, short, at=LATER) == ["unchanged"]
    with read_session(engine) as session:
        assert session.execute(select(models.Report.source_url)).scalars().all() == [short.source_url]
    assert seen(engine) == [(FETCHED, FETCHED, GONE, GONE)]
