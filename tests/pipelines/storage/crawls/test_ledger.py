import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pipelines.document import Document
from pipelines.storage import models
from pipelines.storage.crawls import expectations, ledger
from pipelines.storage.crawls.ledger import COMPLETE_LIST
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports import organs
from tests.databases import snapshot
from tests.pipelines.regions import REGIONS

CODE, URL = "370406", "https://www.shanting.gov.cn/"
FIRST, SECOND = "2026-02-01T00:00:00+00:00", "2026-02-02T00:00:00+00:00"
DOCUMENT = Document(
    body=b"<html>",
    url=f"{URL}a.html",
    region_code=CODE,
    region_name="枣庄市山亭区",
    title="2024年报\x00",
    referrer_url=URL,
    headers=(("Content-Type", "text/html"),),
    redirect_urls=(f"{URL}b",),
    fetched_at=FIRST,
)


def register(session: Session) -> None:
    ledger.register_portal(
        session, region_code=CODE, name="山亭区", level="county", portal_url=URL, full_name="枣庄市山亭区"
    )


def expect(session: Session, *years: int, since: str = FIRST) -> None:
    expectations.expect(
        session,
        region_code=CODE,
        organ_name="山亭区人民政府",
        organ_kind="government",
        years=years,
        since=since,
    )


def settle(session: Session, year: int, state: str, *, since: str = FIRST, organ_name: str = "山亭区人民政府") -> None:
    ledger.settle(
        session,
        region_code=CODE,
        organ_name=organ_name,
        year=year,
        state=state,
        reason=f"because {state}",
        evidence=URL,
        since=since,
    )


def end(session: Session, outcome: str, **changes: Any) -> None:
    facts = {
        "region_code": CODE,
        "portal_url": URL,
        "outcome": outcome,
        "family": "hanweb",
        "column_url": f"{URL}nb/",
        "stated": 12,
        "seen": 12,
        "reason": f"the portal is {outcome}",
        "trail": "[]",
        **changes,
    }
    ledger.record_outcome(session, **facts)


def targets(engine: Engine) -> dict[int, tuple[str, str, str, str]]:
    query = select(
        models.Target.year, models.Target.state, models.Target.reason, models.Target.since, models.Target.evidence
    )
    with read_session(engine) as session:
        return {
            year: (state, reason, since, evidence) for year, state, reason, since, evidence in session.execute(query)
        }


def crawl(engine: Engine, at: str) -> None:
    """All the ledger hears of one crawl: one report stored, one blocked, the rest not in the list."""
    with write_session(engine) as session:
        organs.save_regions(session, REGIONS)
        run_id = ledger.open_run(session, command="crawl", arguments=CODE, version="0.1.0", started_at=at)
        register(session)
        expect(session, 2021, 2022, 2023, 2024, since=at)
    with write_session(engine) as session:
        ledger.record_fetch(session, replace(DOCUMENT, fetched_at=at, run_id=run_id))
        settle(session, 2024, "stored", since=at)
        settle(session, 2023, "blocked", since=at)
    with write_session(engine) as session:
        end(session, "ok")
        assert ledger.sweep(session, region_code=CODE, since=at) == 2
        ledger.close_run(session, run_id, finished_at=at, exit_code=0, counts={"stored": 1})


def test_a_second_identical_crawl_changes_no_row(engine: Engine) -> None:
    crawl(engine, FIRST)
    with engine.connect() as connection:
        before = snapshot(connection)
    crawl(engine, SECOND)
    with engine.connect() as connection:
        assert snapshot(connection) == before
    with read_session(engine) as session:
        assert session.execute(select(models.Run.run_id, models.Run.counts)).all() == [
            (1, '{"stored": 1}'),
            (2, '{"stored": 1}'),
        ]


def test_every_expected_year_ends_in_a_state(engine: Engine) -> None:
    crawl(engine, FIRST)
    assert targets(engine) == {
        2021: ("not_published", COMPLETE_LIST, FIRST, f"{URL}nb/"),
        2022: ("not_published", COMPLETE_LIST, FIRST, f"{URL}nb/"),
        2023: ("blocked", "because blocked", FIRST, URL),
        2024: ("stored", "because stored", FIRST, URL),
    }


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("ok", "not_published"),
        ("partial", "incomplete"),
        ("blocked", "blocked"),
        ("robots", "robots"),
        ("unreachable", "unreachable"),
        ("not_found", "not_found"),
    ],
)
def test_a_sweep_gives_what_is_pending_the_state_of_the_portal(engine: Engine, outcome: str, state: str) -> None:
    with write_session(engine) as session:
        register(session)
        expect(session, 2024)
        end(session, outcome)
        ledger.sweep(session, region_code=CODE, since=SECOND)
    found, reason, since, _ = targets(engine)[2024]
    assert (found, since) == (state, SECOND)
    assert reason == (COMPLETE_LIST if outcome == "ok" else f"the portal is {outcome}")


def test_a_sweep_before_the_portal_has_ended_settles_nothing(engine: Engine) -> None:
    with write_session(engine) as session:
        register(session)
        expect(session, 2024)
        assert ledger.sweep(session, region_code=CODE, since=SECOND) == 0
    assert targets(engine)[2024][0] == "pending"


def test_of_two_portals_of_a_region_the_better_outcome_counts(engine: Engine) -> None:
    other = "https://old.shanting.gov.cn/"
    with write_session(engine) as session:
        register(session)
        ledger.register_portal(
            session, region_code=CODE, name="山亭区", level="county", portal_url=other, full_name="枣庄市山亭区"
        )
        expect(session, 2024)
        end(session, "unreachable", portal_url=other)
        end(session, "partial")
        ledger.sweep(session, region_code=CODE, since=FIRST)
    assert targets(engine)[2024][:2] == ("incomplete", "the portal is partial")


def test_expecting_again_leaves_stored_reports_alone_and_reopens_the_rest(engine: Engine) -> None:
    with write_session(engine) as session:
        register(session)
        expect(session, 2023, 2024)
        settle(session, 2024, "stored")
        settle(session, 2023, "failed")
        expect(session, 2023, 2024, since=SECOND)
    assert {year: row[0] for year, row in targets(engine).items()} == {2023: "pending", 2024: "stored"}


def test_a_state_that_comes_back_keeps_its_since_and_a_new_one_does_not(engine: Engine) -> None:
    with write_session(engine) as session:
        register(session)
        expect(session, 2022, 2023)
        settle(session, 2022, "blocked")
        settle(session, 2023, "blocked")
        expect(session, 2022, 2023, since=SECOND)
        expect(session, 2022, 2023, since=SECOND)  # a run that was interrupted and begun again
        settle(session, 2022, "blocked", since=SECOND)
        settle(session, 2023, "failed", since=SECOND)
    assert {year: row[2] for year, row in targets(engine).items()} == {2022: FIRST, 2023: SECOND}


def test_a_stored_report_stays_stored_when_its_page_is_lost(engine: Engine) -> None:
    with write_session(engine) as session:
        register(session)
        settle(session, 2024, "stored")
        settle(session, 2024, "unreachable", since=SECOND)
    assert targets(engine)[2024] == ("stored", "because stored", FIRST, URL)


def test_a_state_or_outcome_nobody_knows_is_refused(engine: Engine) -> None:
    with write_session(engine) as session:
        register(session)
        with pytest.raises(ValueError, match="'gone' is not a state"):
            settle(session, 2024, "gone")
        with pytest.raises(ValueError, match="'fine' is not an outcome"):
            end(session, "fine")
        with pytest.raises(LookupError, match="not registered"):
            end(session, "ok", portal_url="https://else.gov.cn/")


def test_a_fetch_is_the_first_sighting_with_all_that_was_served(engine: Engine) -> None:
    with write_session(engine) as session:
        ledger.record_fetch(session, DOCUMENT)
        ledger.record_fetch(session, replace(DOCUMENT, title="renamed", fetched_at=SECOND))
    with read_session(engine) as session:
        fetch = session.execute(select(models.Download)).scalar_one()
        assert (fetch.title, fetch.fetched_at, fetch.role) == ("2024年报\ufffd", FIRST, "page")
        assert json.loads(fetch.headers) == [["Content-Type", "text/html"]]
        assert json.loads(fetch.redirect_urls) == [f"{URL}b"]
        assert session.execute(select(models.Document.size, models.Document.media_type)).one() == (6, None)
        assert session.execute(select(models.Region.name)).scalar_one() == "枣庄市山亭区"


def test_an_organ_is_one_however_its_region_is_written(engine: Engine) -> None:
    with write_session(engine) as session:
        register(session)
        expect(session, 2024)
        settle(session, 2024, "stored", organ_name="枣庄市山亭区人民政府")
        settle(session, 2024, "failed", organ_name="山亭区人民政府办公室")
        names = session.execute(select(models.Organ.name, models.Organ.kind).order_by(models.Organ.organ_id)).all()
    assert names == [("山亭区人民政府", "government"), ("山亭区人民政府办公室", "")]


def test_an_organ_of_an_unknown_region_is_refused(engine: Engine) -> None:
    with write_session(engine) as session, pytest.raises(LookupError, match="region 370406 is not stored"):
        settle(session, 2024, "stored")


def test_regions_of_the_list_are_saved_anew_and_a_region_known_from_a_seed_alone_stays(engine: Engine) -> None:
    with write_session(engine) as session:
        organs.ensure_region(session, code="X-www.a.gov.cn", name="某开发区")
        organs.save_regions(session, REGIONS)
        organs.save_regions(session, REGIONS)
    with read_session(engine) as session:
        codes = set(session.execute(select(models.Region.code)).scalars())
    assert codes == {"X-www.a.gov.cn"} | {region.code for region in REGIONS}
