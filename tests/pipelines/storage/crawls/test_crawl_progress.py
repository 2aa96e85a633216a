"""What a crawl has had of a portal is known until the portal's crawl ends."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.storage.crawls import crawl_progress, ledger
from pipelines.storage.crawls.crawl_progress import Had
from pipelines.storage.database import read_session, write_session

CODE, URL, OTHER = "X-qs", "http://www.qs.gov.cn/", "http://www.qsbm.gov.cn/"
EARLY, LATE = "2026-02-01T22:00:00+00:00", "2026-02-02T22:00:00+00:00"


def note(session: Session, portal_url: str, at: str, **reports: str) -> None:
    ledger.register_portal(
        session, region_code=CODE, name="青山区", level="county", portal_url=portal_url, full_name="青山区"
    )
    crawl_progress.note(session, region_code=CODE, portal_url=portal_url, reports=reports, at=at)


def had(engine: Engine, portal_url: str = URL, since: str = EARLY) -> dict[str, Had]:
    with read_session(engine) as session:
        return crawl_progress.had(session, region_code=CODE, portal_url=portal_url, since=since)


def test_each_portal_of_a_region_has_its_own_progress(engine: Engine) -> None:
    with write_session(engine) as session:
        note(session, URL, EARLY, a="trs")
        note(session, OTHER, EARLY, b="generic")
    assert (had(engine), had(engine, OTHER)) == ({"a": Had("trs", EARLY)}, {"b": Had("generic", EARLY)})
    with write_session(engine) as session:
        crawl_progress.clear(session, region_code=CODE, portal_url=URL)
    assert (had(engine), had(engine, OTHER)) == ({}, {"b": Had("generic", EARLY)})


def test_what_was_had_long_ago_is_asked_for_again(engine: Engine) -> None:
    with write_session(engine) as session:
        note(session, URL, EARLY, a="trs")
        note(session, URL, LATE, b="trs")
    assert had(engine, since=LATE) == {"b": Had("trs", LATE)}


def test_a_report_had_anew_counts_from_then(engine: Engine) -> None:
    with write_session(engine) as session:
        note(session, URL, EARLY, a="trs")
        note(session, URL, LATE, a="generic")
    assert had(engine, since=LATE) == {"a": Had("generic", LATE)}
