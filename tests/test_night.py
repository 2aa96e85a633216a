"""Nights as they come: what is due, a portal that goes off for a week, and what is told about it."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.city import City
from tests.crash import natural_rows, open_plain
from tests.test_end_to_end import nianbao

REGION = "350128"


def options(seeds: Path, url: str, data: Path, city: City) -> tuple[str, ...]:
    return (
        *("--seeds", str(seeds), "--db", url, "--data", str(data)),
        *("--allow-private", city.network, "--delay", "0.02", "--now"),
    )


def events(url: str) -> list[tuple[str, bool]]:
    """Kind of every event but the visits, and whether it still stands."""
    engine = open_plain(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT kind, closed_at FROM event WHERE kind <> 'visit' ORDER BY event_id"))
        found = [(row.kind, row.closed_at is None) for row in rows]
    engine.dispose()
    return found


def nights_with_a_portal_off(tmp_path: Path, nights: int) -> None:
    """Good night, `nights` without an answer, good night: no row is lost, one alert stands and closes itself."""
    url, seeds = f"sqlite:///{tmp_path}/nianbao.sqlite", tmp_path / "seeds.csv"
    with City(regions=(REGION,)) as city:
        shutil.copy(city.seeds, seeds)
        given = options(seeds, url, tmp_path, city)
        assert nianbao("crawl", "--due", *given).returncode == 0
    before = natural_rows(url)
    for night in range(nights):
        off = nianbao("crawl", REGION, *given) if night else nianbao("crawl", "--all", *given)
        assert off.returncode == (3 if night else 5), off.stderr  # the first is a night, whose gate is red
        assert "Traceback" not in off.stderr
        assert [event for event in events(url) if event[0] != "gate"] == [("host_silent", True)]
    after = natural_rows(url)
    for table in ("report", "value", "section", "finding", "document", "download", "organ"):
        assert after[table] == before[table]
    assert sum('"stored"' in row for row in after["target"]) == sum('"stored"' in row for row in before["target"])
    with City(regions=(REGION,), port=city.port):
        again = nianbao("crawl", "--all", *given)
    assert again.returncode == 0, again.stderr
    assert "closed host_silent" in again.stdout
    assert sorted(events(url)) == [("gate", False), ("host_silent", False)]
    assert natural_rows(url) == before
    told = nianbao("crawl", "--due", *given)
    assert (told.returncode, told.stdout) == (0, "0 of 1 portals are due\n")


def test_a_portal_that_goes_off_loses_nothing_and_is_one_alert_that_closes_itself(tmp_path: Path) -> None:
    nights_with_a_portal_off(tmp_path, 1)


@pytest.mark.night
def test_a_week_without_a_portal_is_still_one_alert(tmp_path: Path) -> None:
    nights_with_a_portal_off(tmp_path, 7)
