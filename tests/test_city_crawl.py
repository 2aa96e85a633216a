"""Every replica portal from its one row: its column, all its reports and no other, politely, and again next to nothing.

One crawl of the whole city and a second of the unchanged city; a portal that fails is named in the message.
"""

import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import create_engine, text

from tests.city import City

ROOT = Path(__file__).resolve().parents[1]
NEEDS_BROWSER = {"371481"}  # its list is drawn by script alone; see tests/crawler/test_browser.py
LEADS_NOWHERE = {("410326", "汝阳县人民政府", 2017), ("410326", "汝阳县人民政府", 2018)}  # rows without a report


class Crawled(NamedTuple):
    city: City
    url: str
    nights: tuple[Counter[str], Counter[str]]  # requests by region code
    second_statuses: Counter[tuple[str, int]]
    outputs: tuple[subprocess.CompletedProcess[str], ...]
    reports: tuple[int, int]  # stored, with all versions, after each night


def crawl(city: City, url: str, data: Path) -> subprocess.CompletedProcess[str]:
    codes = sorted({one.region_code for one in city.expected()} | NEEDS_BROWSER)
    command = [sys.executable, "-m", "nianbao", "crawl", *codes, "--seeds", str(city.seeds), "--db", url]
    command += ["--data", str(data), "--allow-private", city.network, "--delay", "0.02", "--now"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("city")
    url = f"sqlite:///{data}/nianbao.sqlite"
    with City() as city:
        hosts = {city.origin(one.region_code).split("/")[2].split(":")[0]: one.region_code for one in city.expected()}
        one = crawl(city, url, data)
        first, stored = len(city.log), reports(url)
        two = crawl(city, url, data)
        nights = (
            Counter(hosts.get(hit.host, hit.host) for hit in city.log[:first]),
            Counter(hosts.get(hit.host, hit.host) for hit in city.log[first:]),
        )
        statuses = Counter((hit.path, hit.status) for hit in city.log[first:])
        yield Crawled(city, url, nights, statuses, (one, two), (stored, reports(url)))


def reports(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        number = connection.execute(text("SELECT count(*) FROM report")).scalar_one()
    engine.dispose()
    return int(number)


def select(crawled: Crawled, query: str) -> list[tuple[Any, ...]]:
    engine = create_engine(crawled.url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_no_crawl_breaks(crawled: Crawled) -> None:
    for output in crawled.outputs:
        assert output.returncode in (0, 4), output.stderr
        assert "Traceback" not in output.stderr


def test_every_report_is_found_with_its_organ_year_and_day_and_no_other(crawled: Crawled) -> None:
    query = "SELECT region_code, organ_name, year, published_on FROM report_current"
    found = {row for row in select(crawled, query) if row[0] not in NEEDS_BROWSER}
    wanted = {(one.region_code, one.organ_name, one.year, one.published_on) for one in crawled.city.expected()}
    wanted = {row for row in wanted if row[0] not in NEEDS_BROWSER}
    assert found == wanted, (sorted(wanted - found)[:9], sorted(found - wanted, key=repr)[:9])


def test_the_values_are_those_of_the_current_issue(crawled: Crawled) -> None:
    query = "SELECT region_code, organ_name, year, field_code, raw FROM value_current"
    stored = {tuple(row[:4]): row[4] for row in select(crawled, query)}
    for one in crawled.city.expected():
        if one.region_code not in NEEDS_BROWSER:
            for field, printed in one.values.items():
                raw = stored.get((one.region_code, one.organ_name, one.year, field), "not stored")
                assert raw.split() == printed.split(), (one.region_code, one.organ_name, one.year, field)


def test_every_column_is_found_and_every_list_proven(crawled: Crawled) -> None:
    rows = select(crawled, "SELECT region_code, outcome, column_url, reason FROM portal_current")
    not_ok = {code: reason for code, outcome, _, reason in rows if outcome != "ok"}
    assert not_ok.keys() == NEEDS_BROWSER | {"410326"}, not_ok
    assert all(column for code, _, column, _ in rows if code not in NEEDS_BROWSER)
    assert re.search(r"2018\.html", not_ok["410326"])


def test_a_row_that_leads_nowhere_fails_its_own_year_alone(crawled: Crawled) -> None:
    query = "SELECT region_code, organ_name, year, state, reason FROM coverage WHERE state <> 'stored'"
    states = {tuple(row[:3]): row[3:] for row in select(crawled, query) if row[0] == "410326"}
    assert {key for key, (state, _) in states.items() if state == "failed"} == LEADS_NOWHERE
    assert {state for key, (state, _) in states.items() if key not in LEADS_NOWHERE} == {"not_published"}
    assert "does not exist" in states["410326", "汝阳县人民政府", 2018][1]
    assert "home page" in states["410326", "汝阳县人民政府", 2017][1]


def test_an_unchanged_night_stores_no_version(crawled: Crawled) -> None:
    assert crawled.reports[1] == crawled.reports[0] > 400


def test_organs_have_the_government_as_their_parent(crawled: Crawled) -> None:
    query = """SELECT o.region_code, o.name, p.kind FROM organ o LEFT JOIN organ p ON p.organ_id = o.parent_organ_id
               WHERE o.kind <> 'government'"""
    rows = select(crawled, query)
    assert len(rows) > 40
    assert {kind for _, _, kind in rows} == {"government"}


def test_a_report_at_two_addresses_is_one_report_seen_twice(crawled: Crawled) -> None:
    query = "SELECT url FROM download WHERE region_code = '520123' AND title LIKE '%教育局2023年%'"
    assert len({url for (url,) in select(crawled, query)}) == 2
    reports = (
        "SELECT count(*) FROM report r JOIN organ o USING (organ_id) WHERE o.name = '修文县教育局' AND year = 2023"
    )
    assert select(crawled, reports) == [(1,)]


def test_a_corrected_report_is_a_newer_version_of_the_same_report(crawled: Crawled) -> None:
    query = """SELECT r.version, r.title FROM report r JOIN organ o USING (organ_id)
               WHERE o.region_code = '410326' AND r.year = 2022 ORDER BY r.version"""
    assert [version for version, _ in select(crawled, query)] == [1, 2]


def test_mirrors_are_never_contacted(crawled: Crawled) -> None:
    assert crawled.city.canary_hits == []


def test_no_portal_is_asked_more_than_its_pages_are_worth(crawled: Crawled) -> None:
    reports = Counter(one.region_code for one in crawled.city.expected())
    files = dict(select(crawled, "SELECT region_code, count(*) FROM download GROUP BY region_code"))
    lists = {
        code: len(re.findall('"is_complete"', row or ""))
        for code, row in select(crawled, "SELECT region_code, lists FROM portal")
    }
    ratios = [crawled.nights[0][code] / (lists[code] + files.get(code, 0) + 8) for code in reports if code in files]
    assert statistics.median(ratios) <= 1.5, ratios
    assert max(crawled.nights[0].values()) <= 200


def test_an_unchanged_night_costs_two_requests_a_portal_besides_the_rotating_check(crawled: Crawled) -> None:
    visits = "SELECT region_code, json_extract(detail, '$.rechecks') FROM event WHERE kind = 'visit' ORDER BY event_id"
    checks: dict[str, int] = dict(select(crawled, visits))  # the last visit's
    assert max(checks.values()) == 10
    costs = {code: crawled.nights[1][code] - checks[code] for code in checks if code not in NEEDS_BROWSER}
    assert len(costs) > 30
    assert statistics.median(costs.values()) <= 2, costs
    assert max(costs.values()) <= 4, costs
