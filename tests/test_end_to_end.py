"""The whole job on the replica city: seeds in, rows by region and year out, cell by cell, and again with no change."""

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import create_engine, inspect, text

from nianbao.data_folder import read_database
from pipelines.publish.release.build import publish
from tests import cookbook
from tests.city import City
from tests.cookbook_questions import QUESTIONS, Question
from tests.databases import fresh_postgres

ROOT = Path(__file__).resolve().parents[1]
REGIONS = ("370406", "350128", "320813")
LOGS_OF_RUNS = {"run", "event"}  # a second run is an event of its own; nothing else may change


class Crawled(NamedTuple):
    city: City
    url: str
    data: Path
    first: dict[str, list[tuple[Any, ...]]]
    second: dict[str, list[tuple[Any, ...]]]
    outputs: tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]


def nianbao(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nianbao", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def crawl(city: City, url: str, data: Path, *regions: str) -> subprocess.CompletedProcess[str]:
    options = ("--seeds", str(city.seeds), "--db", url, "--data", str(data), "--allow-private", city.network)
    return nianbao("crawl", *(regions or REGIONS), *options, "--delay", "0.02", "--now")


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        tables = [table for table in inspect(engine).get_table_names() if table not in LOGS_OF_RUNS]
        found = {
            table: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))), key=repr)
            for table in tables
        }
    engine.dispose()
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("data")
    url = f"sqlite:///{data}/nianbao.sqlite" if request.param == "sqlite" else fresh_postgres()
    with City(regions=REGIONS) as city:
        one = crawl(city, url, data)
        first = rows(url)
        two = crawl(city, url, data)
        yield Crawled(city, url, data, first, rows(url), (one, two))


def columns_of(url: str, view: str) -> list[str]:
    engine = create_engine(url)
    found = [column["name"] for column in inspect(engine).get_columns(view)]
    engine.dispose()
    return found


def select(crawled: Crawled, query: str) -> list[tuple[Any, ...]]:
    engine = create_engine(crawled.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_the_crawl_ends_well(crawled: Crawled) -> None:
    for output in crawled.outputs:
        assert output.returncode == 0, output.stderr
        assert "Traceback" not in output.stderr + output.stdout


def test_every_report_of_the_city_is_found_and_no_other(crawled: Crawled) -> None:
    stored = select(crawled, "SELECT region_code, organ_name, year, published_on FROM report_current")
    assert sorted(stored) == sorted(
        (one.region_code, one.organ_name, one.year, one.published_on) for one in crawled.city.expected()
    )


def test_every_cell_of_the_city_is_stored_as_printed(crawled: Crawled) -> None:
    query = "SELECT region_code, organ_name, year, field_code, raw FROM value_current"
    stored = {(code, organ, year, field): raw for code, organ, year, field, raw in select(crawled, query)}
    for report in crawled.city.expected():
        for field, printed in report.values.items():
            raw = stored[report.region_code, report.organ_name, report.year, field]
            assert raw.split() == printed.split(), (report.organ_name, report.year, field)
    assert len(stored) == sum(len(report.values) for report in crawled.city.expected())


def test_the_figures_of_shanting_2020_are_the_printed_ones(crawled: Crawled) -> None:
    query = """SELECT field_code, value, unit, note FROM value_current
               WHERE region_code = '370406' AND organ_name = '枣庄市山亭区人民政府' AND year = 2020"""
    found = {code: (Decimal(str(value)), unit, note) for code, value, unit, note in select(crawled, query)}
    assert found["t3_new_received__total"][0] == 8
    assert found["t2_license_decisions"][0] == 13964
    assert found["t2_license_items_change"][0] == -140
    assert found["t2_procure_amount"][:2] == (Decimal("3.58"), "亿元")
    assert found["t4_suit_direct_total"][0] == 3
    assert found["t4_suit_direct_other"] == (1, "件", "裁定撤诉")


def test_sums_that_fail_as_printed_are_findings(crawled: Crawled) -> None:
    query = """SELECT r.organ_name, r.year, f.rule FROM finding_current f JOIN report_current r USING (report_id)
               WHERE f.severity = 'error' AND f.rule LIKE 'T%'"""
    found = {(organ, year, rule) for organ, year, rule in select(crawled, query)}
    assert ("平潭县人民政府", 2020, "T3_COLSUM_2019") in found
    assert ("淮安市洪泽区人民政府", 2023, "T4_SUM") in found
    assert ("枣庄市山亭区人民政府", 2020, "T3_COLSUM_2019") not in found


def test_a_second_identical_crawl_changes_no_row_of_any_table(crawled: Crawled) -> None:
    assert crawled.first.keys() == crawled.second.keys()
    assert len(crawled.first["value"]) > 4000
    for table, before in crawled.first.items():
        assert crawled.second[table] == before, table


def test_every_expected_year_has_a_state_and_stored_ones_a_report(crawled: Crawled) -> None:
    states = select(crawled, "SELECT region_code, organ_name, year, state, reason FROM coverage")
    assert {state for _, _, _, state, _ in states} <= {"stored", "unchanged", "not_published"}
    assert all(reason for _, _, _, state, reason in states if state != "stored")
    stored = {(code, organ, year) for code, organ, year, state, _ in states if state == "stored"}
    assert stored == {(one.region_code, one.organ_name, one.year) for one in crawled.city.expected()}


def test_the_bytes_of_every_report_are_in_the_archive_with_their_provenance(crawled: Crawled) -> None:
    query = """SELECT document_sha256, url, referrer_url, status, headers FROM download
               WHERE document_sha256 IN (SELECT document_sha256 FROM report_current)"""
    fetched = select(crawled, query)
    assert len(fetched) >= len(list(crawled.city.expected()))
    for sha256, url, referrer, status, headers in fetched:
        assert (crawled.data / "archive" / sha256[:2] / sha256[2:4] / f"{sha256}.gz").exists()
        assert url.startswith("http://127.77.")
        assert referrer.startswith("http://127.77.")
        assert status == 200
        assert "Content-Type" in headers


def test_the_trail_to_the_column_is_stored_and_printed(crawled: Crawled) -> None:
    (row,) = select(crawled, "SELECT column_url, outcome FROM portal_current WHERE region_code = '370406'")
    assert row[0].endswith("/zwgk/zfxxgk/zfxxgknb/")
    printed = nianbao("explain", "370406", "--db", crawled.url, "--data", str(crawled.data)).stdout
    assert "政府信息公开年报" in printed
    assert row[0] in printed


def test_one_number_is_explained_back_to_its_place(crawled: Crawled) -> None:
    arguments = ("370406", "2020", "t4_suit_direct_other", "--db", crawled.url, "--data", str(crawled.data))
    printed = nianbao("explain", *arguments).stdout
    assert "1(裁定撤诉)" in printed or "1（裁定撤诉）" in printed
    assert "127.77." in printed


def test_hijacked_mirrors_are_never_contacted(crawled: Crawled) -> None:
    assert crawled.city.canary_hits == []


def test_the_archive_gives_back_every_value_without_the_portals(crawled: Crawled) -> None:
    engine = create_engine(crawled.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM value"))
    engine.dispose()
    asked = len(crawled.city.log)
    options = ("--db", crawled.url, "--data", str(crawled.data))
    refused = nianbao("reread", *options)
    assert (refused.returncode, "--yes" in refused.stderr) == (2, True)
    assert select(crawled, "SELECT count(*) FROM value") == [(0,)]
    done = nianbao("reread", "--yes", *options)
    assert done.returncode == 0, done.stderr
    assert rows(crawled.url) == crawled.first
    again = nianbao("reread", "--changed-reader", *options)
    assert "0 documents read again" in again.stdout
    assert len(crawled.city.log) == asked


def test_documents_kept_for_later_give_the_rows_of_a_plain_crawl(crawled: Crawled, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    options = ("--db", url, "--data", str(tmp_path), "--seeds", str(crawled.city.seeds))
    private = ("--allow-private", crawled.city.network, "--delay", "0.02", "--now")
    assert nianbao("crawl", *REGIONS, "--archive-only", *options, *private).returncode == 0
    assert nianbao("reread", "--yes", *options[:4]).returncode == 0
    of_the_moment = {"since", "last_seen_at"}  # when each of the two crawls was
    for view in ("value_current", "finding_current", "report_current", "coverage"):
        told = [
            column for column in columns_of(url, view) if not column.endswith("_id") and column not in of_the_moment
        ]
        query = f"SELECT {', '.join(told)} FROM {view}"
        kept = crawled._replace(url=url)
        one, other = (sorted(tuple(map(str, row)) for row in select(each, query)) for each in (kept, crawled))
        assert one == other, view


def test_an_unknown_region_is_one_line_and_exit_2(tmp_path: Path) -> None:
    result = nianbao("crawl", "没有这个区", "--data", str(tmp_path))
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "没有这个区" in result.stderr


def test_an_unreadable_row_of_seeds_is_named_with_file_and_row(tmp_path: Path) -> None:
    seeds = tmp_path / "my.csv"
    seeds.write_text("region_code,name,level,portal_url\n370406,山亭区,county,ftp://x\n", encoding="utf-8")
    result = nianbao("crawl", "370406", "--seeds", str(seeds), "--data", str(tmp_path))
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "my.csv" in result.stderr
    assert "2" in result.stderr


def test_a_database_of_a_newer_version_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "nianbao.sqlite"
    assert nianbao("db", "upgrade", "--data", str(tmp_path)).returncode == 0
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = path.read_bytes()
    result = nianbao("crawl", "370406", "--data", str(tmp_path))
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "newer" in result.stderr  # said before a contact is asked for
    assert path.read_bytes() == before


def test_unreadable_attachments_leave_a_row_with_the_reason(tmp_path: Path) -> None:
    from tests.city.exchange import Response

    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    with City(regions=("320813",)) as city:
        reports = {one.year: one.url for one in city.expected()}
        target = {year: address.split("/", 3)[3] for year, address in reports.items()}
        city.replace("320813", "/" + target[2021], Response(body=b""))
        html = "<html><body><p>淮安市洪泽区人民政府2022年政府信息公开工作年度报告</p></body></html>"
        city.replace("320813", "/" + target[2022], Response(body=html.encode()))
        result = crawl(city, url, tmp_path, "320813")
    assert result.returncode in (0, 4)
    assert "Traceback" not in result.stderr
    engine = create_engine(url)
    with engine.connect() as connection:
        found = dict(connection.execute(text("SELECT year, status FROM report_current ORDER BY year")).fetchall())  # type: ignore[arg-type]
        reasons = dict(
            connection.execute(text("SELECT year, reason FROM coverage WHERE year IN (2021, 2022)")).fetchall()
        )  # type: ignore[arg-type]
    engine.dispose()
    assert found == {2021: "unreadable", 2022: "tables_missing", 2023: "ok", 2024: "ok"}
    assert "empty" in reasons[2021]
    assert "none of the statutory tables" in reasons[2022]


@pytest.fixture(scope="module")
def release(crawled: Crawled) -> Path:
    with read_database(crawled.url) as session:
        return publish(session, crawled.data / "releases").folder


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_of_the_cookbook_has_one_answer_in_sql_duckdb_and_pandas(release: Path, question: Question) -> None:
    _, rows = cookbook.of_sqlite(release, question)
    assert cookbook.of_duckdb(release, question) == rows
    assert [list(row) for row in cookbook.of_pandas(release, question)] == [list(row) for row in rows]


def test_the_cookbook_prints_these_answers_and_draws_them(release: Path) -> None:
    assert cookbook.PAGE.read_text("utf-8") == cookbook.page(release), "`python -m tests.cookbook RELEASE`; read it"
    drawn = {path.name: path.read_text("utf-8") for path in cookbook.PICTURES.iterdir()}
    assert drawn == cookbook.pictures(release)
