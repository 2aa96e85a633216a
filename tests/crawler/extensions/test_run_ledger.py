"""What a run leaves in the ledger."""

import json
from datetime import date
from pathlib import Path

from sqlalchemy import text

from crawler.extensions.run_records import expected_years
from pipelines.storage.database import open_database
from tests.crawler.crawl import crawl
from tests.crawler.site import Answer, site

COLUMN = (
    "<html><head><title>政府信息公开年报</title></head><body><ul>"
    "<li><a href='/1.html'>青山区2023年政府信息公开工作年度报告</a><span>2024-01-05</span></li></ul></body></html>"
)


def test_expected_years_end_with_the_last_calendar_year() -> None:
    assert expected_years((), date(2026, 11, 23)) == tuple(range(2008, 2026))
    assert expected_years(("2021", 2019), date(2026, 11, 23)) == (2019, 2021)


def test_a_run_its_portals_and_every_expected_report_are_in_the_ledger(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    good = {"/": "<a href='/nb/'>政府信息公开年报</a>", "/nb/": COLUMN, "/1.html": "<h1>报告</h1>"}
    with site(good) as here, site({"/": Answer("no", 403)}) as walled:
        seeds = [
            {
                "region_code": "X-here",
                "name": "青山区",
                "level": "county",
                "portal_url": here.url,
                "full_name": "某市青山区",
            },
            {"region_code": "X-wall", "name": "边城县", "level": "county", "portal_url": walled.url},
        ]
        done = crawl(
            seeds,
            EXTENSIONS={"crawler.extensions.run_ledger.RunLedger": 1},
            DATABASE_URL=url,
            YEARS=[2022, 2023],
            COMMAND="nianbao crawl",
        )
    engine = open_database(url)
    with engine.connect() as connection:
        run = connection.execute(text("SELECT * FROM run")).mappings().one()
        portals = {
            row["region_code"]: row for row in connection.execute(text("SELECT * FROM portal_current")).mappings()
        }
        coverage = connection.execute(text("SELECT region_code, organ_name, year, state FROM coverage")).all()
        trail = connection.execute(text("SELECT trail FROM portal WHERE region_code = 'X-here'")).scalar_one()
    engine.dispose()
    assert [document["run_id"] for document in done.documents] == [run["run_id"]]
    assert (run["command"], run["exit_code"]) == ("nianbao crawl", 4)
    assert json.loads(run["counts"])["documents"] == 1
    assert json.loads(run["counts"])["failed_blocked"] == 1
    assert portals["X-here"]["outcome"] == "ok"
    assert portals["X-here"]["column_url"] == f"{here.url}nb/"
    assert portals["X-wall"]["outcome"] == "blocked"
    assert "HTTP 403" in portals["X-wall"]["reason"]
    assert [step["title"] for step in json.loads(trail)] == ["首页", "政府信息公开年报"]
    assert set(coverage) == {  # no pipeline stored a report here, so the sweep settled every year
        ("X-here", "某市青山区人民政府", 2022, "not_published"),
        ("X-here", "某市青山区人民政府", 2023, "failed"),  # the list shows it
        ("X-wall", "边城县人民政府", 2022, "blocked"),
        ("X-wall", "边城县人民政府", 2023, "blocked"),
    }


def test_a_stage_that_breaks_makes_the_portal_partial(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    good = {"/": "<a href='/nb/'>政府信息公开年报</a>", "/nb/": COLUMN, "/1.html": "<h1>报告</h1>"}
    with site(good) as here:
        seeds = [{"region_code": "X-here", "name": "青山区", "level": "county", "portal_url": here.url}]
        crawl(
            seeds,
            EXTENSIONS={"crawler.extensions.run_ledger.RunLedger": 1},
            ITEM_PIPELINES={"tests.crawler.crawl.Breaker": 1},
            DATABASE_URL=url,
            YEARS=[2023],
        )
    engine = open_database(url)
    with engine.connect() as connection:
        portal = connection.execute(text("SELECT outcome, reason FROM portal_current")).one()
        states = connection.execute(text("SELECT state FROM coverage")).scalars().all()
        code = connection.execute(text("SELECT exit_code FROM run")).scalar_one()
    engine.dispose()
    assert portal.outcome == "partial"
    assert "1 documents were fetched but not stored" in portal.reason
    assert states == ["incomplete"]
    assert code == 4


def test_an_archive_only_run_settles_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    good = {"/": "<a href='/nb/'>政府信息公开年报</a>", "/nb/": COLUMN, "/1.html": "<h1>报告</h1>"}
    with site(good) as here:
        seeds = [{"region_code": "X-here", "name": "青山区", "level": "county", "portal_url": here.url}]
        crawl(
            seeds,
            EXTENSIONS={"crawler.extensions.run_ledger.RunLedger": 1},
            ARCHIVE_ONLY=True,
            DATABASE_URL=url,
            YEARS=[2023],
        )
    engine = open_database(url)
    with engine.connect() as connection:
        states = connection.execute(text("SELECT state FROM target")).scalars().all()
    engine.dispose()
    assert states == ["pending"]


def test_a_database_that_cannot_be_used_stops_the_crawl_before_its_first_request(tmp_path: Path) -> None:
    (tmp_path / "other.sqlite").write_bytes(b"this is no database" * 100)
    with site({}) as here:
        seeds = [{"region_code": "X-here", "name": "青山区", "level": "county", "portal_url": here.url}]
        done = crawl(
            seeds,
            EXTENSIONS={"crawler.extensions.run_ledger.RunLedger": 1},
            DATABASE_URL=f"sqlite:///{tmp_path / 'other.sqlite'}",
        )
        assert here.hits == []
    assert "InputError" in done.log
