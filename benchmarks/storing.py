"""Saving reports, new and unchanged, visits and queries, in databases of several sizes."""

import itertools
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.measure import Figure, seconds
from pipelines.checks.report_checks import check_series
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.records import Report
from pipelines.storage.crawls.visits import Visit, record_visit
from pipelines.storage.database import open_database, write_session
from pipelines.storage.reports.store import save
from tests.city.forms import render_html
from tests.city.forms.layout import F2021
from tests.pipelines.readers.test_formats import made

AT = "2026-01-01T00:00:00+00:00"
YEARS, ORGANS = 6, 20  # of a region
BATCH = 60  # reports, visits of one turn
TURNS = 5
TABLES = ("organ", "document", "report", "target", "value", "section", "finding")


def figures(sizes: tuple[int, ...] = (1_000, 10_000)) -> Iterator[Figure]:
    """New and unchanged reports, visits and queries, each beside raw inserts of a report's rows."""
    works = {
        "new": "store a new report",
        "unchanged": "store a report again, unchanged",
        "visit": "record a visit, its portal visited every night",
        "query": "one field of a report, asked of all",
    }
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as folder:
            engine = open_database(f"sqlite:///{folder}/nianbao.sqlite")
            fill(engine, size)
            costs = _costs(engine, Path(folder), size)
            engine.dispose()
        for key, work in works.items():
            yield Figure(
                key=f"store.{key}.{size}",
                work=f"{work}; {size:,} reports there",
                ours=f"{1 / costs[key]:,.0f}/s",
                beside="raw inserts of its rows",
                ratio=costs[key] / costs["raw"],
            )


def _costs(engine: Engine, folder: Path, size: int) -> dict[str, float]:
    """Median CPU seconds of each kind of work for one report."""
    numbers = itertools.count(size)
    pattern = read_report()
    rows = _rows(engine)
    times: list[dict[str, float]] = []
    for _ in range(TURNS):
        batch = [of_number(pattern, next(numbers)) for _ in range(BATCH)]
        times.append(
            {
                "new": seconds(lambda batch=batch: _save(engine, batch)) / BATCH,  # type: ignore[misc]
                "unchanged": seconds(lambda batch=batch: _save(engine, batch)) / BATCH,  # type: ignore[misc]
                "raw": seconds(lambda: _raw(folder, rows)) / BATCH,
                "visit": seconds(lambda: _visits(engine)) / BATCH,
                "query": seconds(lambda: _query(engine)) / size,
            }
        )
    return {key: sorted(turn[key] for turn in times)[TURNS // 2] for key in times[0]}


def read_report() -> Report:
    """A report as a reader gives it."""
    return extract(Document(body=render_html.page(made(1, F2021), "clean").encode(), region_code="100000"))


def of_number(pattern: Report, number: int) -> Report:
    """The report of one organ and year among many: 6 years of 20 organs in each region."""
    region, organ, year = number // (YEARS * ORGANS), number // YEARS % ORGANS, number % YEARS
    return replace(
        pattern,
        region_code=f"{100_000 + region}",
        organ_name=f"甲市乙区第{organ}局",
        year=2019 + year,
        document_sha256=f"{number:064d}",
        source_url=f"http://portal{region}.example/{number}.html",
        values=tuple(replace(value, raw=f"{value.raw} {number}") for value in pattern.values),
    )


def fill(engine: Engine, reports: int) -> None:
    """That many reports: those of the first region are saved, the others are copies of their rows."""
    first = min(reports, YEARS * ORGANS)
    pattern = read_report()
    _save(engine, [of_number(pattern, number) for number in range(first)])
    database = sqlite3.connect(engine.url.database or "")
    database.execute("PRAGMA synchronous=OFF")
    columns = {table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")] for table in TABLES}
    stored = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    for region in range(1, -(-reports // first)):
        code = f"{100_000 + region}"
        database.execute("INSERT INTO region (code, name, level, full_name) VALUES (?, ?, '', ?)", (code, code, code))
        shift = {
            "report_id": region * first,
            "organ_id": region * ORGANS,
            "region_code": region,
            "sha256": region * first,
            "document_sha256": region * first,
        }
        for table, rows in stored.items():
            moved = [tuple(map(_moved, columns[table], row, itertools.repeat(shift))) for row in rows]
            database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns[table]))})", moved)
        if region % 20 == 0:
            database.commit()
    database.commit()
    database.close()


def _moved(column: str, value: Any, shift: dict[str, int]) -> Any:
    if column not in shift or value is None:
        return value
    return value + shift[column] if isinstance(value, int) else f"{int(value) + shift[column]:0{len(value)}d}"


def _save(engine: Engine, reports: list[Report]) -> None:
    """As the item pipeline does: each in a transaction of its own."""
    for report in reports:
        with write_session(engine) as session:
            save(session, report, at=AT, series=check_series, read_by="bench")


def _rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """What is stored of one report, by table."""
    keys = {"report": "report_id", "value": "report_id", "section": "report_id", "finding": "report_id"}
    with engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {key} = 1")]
            for table, key in keys.items()
        }


def _raw(folder: Path, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """The floor: as many rows into tables without keys, checks or indexes, a transaction for each report."""
    database = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    for table, some in rows.items():
        if some:
            columns = ", ".join(f"c{number}" for number in range(len(some[0])))
            database.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
    for _ in range(BATCH):
        database.execute("BEGIN IMMEDIATE")
        for table, some in rows.items():
            if some:
                database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(some[0]))})", some)
        database.execute("COMMIT")
    database.close()


def _visits(engine: Engine) -> None:
    for night in range(BATCH):
        with write_session(engine) as session:
            at = f"2026-01-01T00:00:{night:02d}"
            record_visit(
                session,
                Visit(
                    region_code="100000", portal_url="http://portal0.example/", at=at, run_id=None, outcome="ok", seen=9
                ),
            )


def _query(engine: Engine) -> None:
    query = text("SELECT organ_name, year, value FROM value_current WHERE field_code = :code")
    with engine.connect() as connection:
        assert connection.execute(query, {"code": "t3_new_received__total"}).all()
