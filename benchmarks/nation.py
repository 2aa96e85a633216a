"""A simulated nation: its size, what researchers ask of it, and how long that takes on each engine.

`python -m benchmarks.nation FOLDER` makes 100,000 reports with 20 million values in SQLite there, `--postgresql URL` in
an empty PostgreSQL, and asks. Each region has a government and six departments with a report on each of seven years.
"""

import argparse
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from pipelines import templates
from pipelines.storage.database import open_database
from pipelines.storage.views import report_figures

ORGANS, YEARS = 7, range(2018, 2025)  # of a region; 2018: a report without tables
PROVINCES, PREFECTURES = 30, 12  # PREFECTURES: of a province
QUESTIONS = {  # what: (query, seconds it may take)
    "one region's series": (
        "SELECT year, new_received, granted, total_processed FROM organ_year WHERE region_code = '{region}' AND"
        " organ_kind = 'government' ORDER BY year",
        0.05,
    ),
    "one region's series of a cell": (
        "SELECT year, value FROM value_current WHERE region_code = '{region}' AND field_code = 't3_granted__total'",
        0.05,
    ),
    "one indicator, the nation by year": (
        "SELECT year, sum(value), count(value) FROM value_current WHERE field_code = 't3_granted__total' GROUP BY year",
        2.0,
    ),
    "the same in table 3": (
        "SELECT year, sum(value) FROM applications WHERE outcome = 't3_granted' AND applicant = 'total' GROUP BY year",
        2.0,
    ),
    "the same of the wide view": ("SELECT year, sum(granted) FROM panel GROUP BY year", 2.0),
    "organ_year, one year": ("SELECT * FROM organ_year WHERE year = 2022", 3.0),
    "panel, one year": ("SELECT * FROM panel WHERE year = 2022", 3.0),
    "applications, one year": ("SELECT count(*), sum(value) FROM applications WHERE year = 2022", 3.0),
    "disclosure, one year": ("SELECT * FROM disclosure WHERE year = 2022", 3.0),
    "litigation, one year": ("SELECT * FROM litigation WHERE year = 2022", 3.0),
    "value_current, one year": ("SELECT count(*), sum(value) FROM value_current WHERE year = 2022", 3.0),
    "finding_current, one year": ("SELECT * FROM finding_current WHERE year = 2022", 3.0),
    "coverage, one year": ("SELECT * FROM coverage WHERE year = 2022", 3.0),
    "change, one year": ("SELECT * FROM change WHERE year = 2022", 3.0),
    "report_current, one year": ("SELECT * FROM report_current WHERE year = 2022", 3.0),
}
TABLES = ("region", "organ", "document", "report", "value", "finding", "target")
_AT = "2026-01-01T00:00:00+00:00"


def region(number: int) -> str:
    """The code of a county."""
    province, prefecture = number % PROVINCES, number // PROVINCES % PREFECTURES
    return f"{11 + province}{prefecture + 1:02d}{number // (PROVINCES * PREFECTURES) + 1:02d}"


def rows(table: str, reports: int) -> Iterator[tuple[Any, ...]]:
    """The rows of one table of a nation with that many reports, in the order of `COLUMNS`."""
    counties = -(-reports // (ORGANS * len(YEARS)))
    if table == "region":
        yield from _regions(counties)
    elif table == "organ":
        for number in range(counties * ORGANS):
            county, organ = divmod(number, ORGANS)
            name = f"{region(county)}{'人民政府' if organ == 0 else f'第{organ}局'}"
            yield number + 1, region(county), name, 1, "government" if organ == 0 else "department"
    elif table == "value":
        for report in range(reports):
            yield from _values(report)
    else:
        for report in range(reports):
            yield from _row(table, report)


def _regions(counties: int) -> Iterator[tuple[Any, ...]]:
    for province in range(PROVINCES):
        yield f"{11 + province}0000", f"省{province}", "province", None, f"省{province}", 1981
        for number in range(PREFECTURES):
            code = f"{11 + province}{number + 1:02d}00"
            yield code, f"市{code}", "prefecture", f"{11 + province}0000", f"市{code}", 1981
    for number in range(counties):
        code = region(number)
        yield code, f"县{code}", "county", f"{code[:4]}00", f"县{code}", 1981


def _row(table: str, report: int) -> Iterator[tuple[Any, ...]]:
    organ, year = report // len(YEARS) + 1, YEARS[report % len(YEARS)]
    sha256 = f"{report:064x}"
    if table == "document":
        yield sha256, _AT
    elif table == "target":
        yield organ, year, "stored", "", _AT, f"http://portal.example/{report}.html"
    elif table == "finding" and report % 3 == 0:
        yield report + 1, "report", 0, "T3_BALANCE", "error", "12 != 11", '["t3_granted__total"]'
    elif table == "report":
        form = _form(year)
        layouts = f'{{"T2": "{form}", "T3": "{form}", "T4": "{form}"}}' if form else "{}"
        yield (
            *(report + 1, organ, year, "unknown", 1, sha256, f"http://portal.example/{report}.html", f"{year}年度报告"),
            *(f"{year + 1}-03-{report % 28 + 1:02d}", "text/html", layouts, "ok" if form else "tables_missing", "", 0),
        )


def _form(year: int) -> str:
    return "" if year < 2019 else "F2019" if year < 2021 else "F2021"


def _values(report: int) -> Iterator[tuple[Any, ...]]:
    form = _form(YEARS[report % len(YEARS)])
    for place, (code, layout, table, unit) in enumerate(_cells().get(form, ())):
        is_number = (report + place) % 4 > 0
        figure = (report * 31 + place * 7) % 997 if is_number else None
        raw, state = (str(figure), "number") if is_number else ("", "blank")
        yield report + 1, code, raw, state, figure, unit, "form", table, place // 7, place % 7, layout


def _cells() -> dict[str, list[tuple[str, str, str, str]]]:
    if not _KNOWN:
        for (code, layout), entry in sorted(templates.codebook().items()):
            if entry.table_name in ("T2", "T3", "T4"):
                _KNOWN.setdefault(layout, []).append((code, layout, entry.table_name, entry.unit))
    return _KNOWN


_KNOWN: dict[str, list[tuple[str, str, str, str]]] = {}
COLUMNS = {
    "region": "code, name, level, parent_code, full_name, valid_from",
    "organ": "organ_id, region_code, name, is_name_printed, kind",
    "document": "sha256, first_seen_at",
    "report": "report_id, organ_id, year, scope, version, document_sha256, source_url, title, published_on, format,"
    " layouts, status, scope_evidence, verified",
    "value": "report_id, field_code, raw, state, value, unit, unit_source, table_name, row_index, column_index, layout",
    "finding": "report_id, origin, ordinal, rule, severity, message, fields",
    "target": "organ_id, year, state, reason, since, evidence",
}


def fill(engine: Engine, reports: int) -> None:
    """Put a nation into a new database."""
    if engine.dialect.name == "sqlite":
        database = sqlite3.connect(engine.url.database or "", isolation_level=None)
        database.execute("PRAGMA synchronous=OFF")
        database.execute("BEGIN")
        for table in TABLES:
            marks = ", ".join("?" * len(COLUMNS[table].split(",")))
            database.executemany(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({marks})", rows(table, reports))
        database.execute("COMMIT")
        database.close()
    else:
        with engine.begin() as connection:
            cursor: Any = connection.connection.cursor()
            for table in TABLES:
                with cursor.copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN") as copy:
                    for row in rows(table, reports):
                        copy.write_row(row)
    with engine.begin() as connection:
        report_figures.fill(connection)
    if engine.dialect.name == "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")  # as autovacuum does within minutes of a crawl


def ask(engine: Engine, query: str) -> tuple[float, int]:
    """Seconds until the last row is here, and how many there were."""
    began = time.perf_counter()
    with engine.connect() as connection:
        found = connection.execute(text(query.format(region=region(0))))
        count = sum(len(batch) for batch in iter(lambda: found.fetchmany(2_000), []))
    return time.perf_counter() - began, count


def times(engine: Engine, turns: int = 2) -> Iterator[tuple[str, float, float, int]]:
    """(question, seconds of the fastest turn, seconds it may take, rows) of every question."""
    for question, (query, bound) in QUESTIONS.items():
        found: Sequence[tuple[float, int]] = [ask(engine, query) for _ in range(turns)]
        yield question, min(seconds for seconds, _ in found), bound, found[0][1]


def main() -> int:
    """1 when a question takes longer than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nation", description=__doc__)
    parser.add_argument("folder", type=Path, help="for nation.sqlite, which is made where it is not there")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--postgresql", metavar="URL", help="an empty database, or one filled before")
    asked = parser.parse_args()
    slow = 0
    for url in filter(None, (f"sqlite:///{asked.folder / 'nation.sqlite'}", asked.postgresql)):
        engine = open_database(url)
        with engine.connect() as connection:
            is_empty = not connection.execute(text("SELECT count(*) FROM report")).scalar_one()
        if is_empty:
            began = time.perf_counter()
            fill(engine, asked.reports)
            print(
                f"{engine.dialect.name}: {asked.reports:,} reports in {time.perf_counter() - began:.0f} s", flush=True
            )
        for question, seconds, bound, count in times(engine):
            slow += seconds > bound
            told = "" if seconds <= bound else "  TOO SLOW"
            print(
                f"{engine.dialect.name:11}{question:36}{seconds:8.3f} s of {bound:g}{count:9,} rows{told}", flush=True
            )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
