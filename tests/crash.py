"""Crawls of the replica city that are killed, and what a database holds once surrogate ids and times are left out.

`python -m tests.crash STEP N crawl …` is `nianbao crawl …` that kills itself at the N-th time it reaches a step.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, select

from tests.city import City
from tests.city.server import Hit

ROOT = Path(__file__).resolve().parents[1]
REGIONS = ("370406", "350128", "320813")
STEPS = ("bytes written", "sighting committed", "report written", "report committed")
_TIMES = {
    "fetched_at",
    "first_seen_at",
    "last_seen_at",
    "since",
    "previous_since",
    "run_id",
}  # differ from run to run by their nature
_LOGS = {"run", "event", "alembic_version"}

Rows = dict[str, list[str]]


class Tripwire(list[Hit]):
    """The city's log of requests; at the N-th from arming it kills a process group before the answer is sent."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._left = 0
        self._group = 0
        self.has_killed_alive = False

    def arm(self, requests: int) -> None:
        self._left, self._group, self.has_killed_alive = requests, 0, False

    def watch(self, group: int) -> None:
        self._group = group

    def append(self, hit: Hit) -> None:
        with self._lock:
            super().append(hit)
            self._left -= 1
            if self._left == 0 and self._group:
                os.killpg(self._group, signal.SIGKILL)  # raises where there is nobody left to kill
                self.has_killed_alive = True


def city_with_tripwire(regions: tuple[str, ...] = REGIONS) -> tuple[City, Tripwire]:
    city, wire = City(regions=regions), Tripwire()
    city.log = wire
    return city, wire


def start(
    city: City,
    url: str,
    data: Path,
    *regions: str,
    module: tuple[str, ...] = ("nianbao",),
    limit: Callable[[], None] | None = None,
    **environment: str,
) -> "subprocess.Popen[str]":
    """A crawl of the city in a process group of its own."""
    options = ("--seeds", str(city.seeds), "--db", url, "--data", str(data), "--allow-private", city.network)
    command = [sys.executable, "-m", *module, "crawl", *(regions or REGIONS), *options, "--delay", "0.02", "--now"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=limit,
        env={**os.environ, **environment},
    )


def finish(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def crawl(city: City, url: str, data: Path, *regions: str, **options: Any) -> tuple[int, str, str]:
    return finish(start(city, url, data, *regions, **options))


def open_plain(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def natural_rows(url: str) -> Rows:
    """Every row of every table but the logs, by natural keys: no surrogate id, no time, sorted."""
    engine = open_plain(url)
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")  # one state for all tables
    metadata = MetaData()
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        metadata.reflect(connection)
        tables = {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in metadata.tables.items()
            if name not in _LOGS
        }
    engine.dispose()
    organs = {row["organ_id"]: f"{row['region_code']} {row['name']}" for row in tables["organ"]}
    reports = {
        row["report_id"]: f"{organs[row['organ_id']]} {row['year']} {row['scope']} {row['document_sha256']}"
        for row in tables["report"]
    }
    return {
        name: sorted(json.dumps(_natural(row, organs, reports), ensure_ascii=False, default=str) for row in rows)
        for name, rows in tables.items()
    }


def _natural(row: dict[str, Any], organs: dict[int, str], reports: dict[int, str]) -> dict[str, Any]:
    row = {name: value for name, value in row.items() if name not in _TIMES}
    for name in ("organ_id", "parent_organ_id"):
        if row.get(name) is not None:
            row[name] = organs[row[name]]
    if "report_id" in row:
        row["report_id"] = reports[row["report_id"]]
    if row.get("value") is not None:
        row["value"] = repr(float(row["value"]))  # the two databases give 3.58 as different types
    if row.get("lists") is not None:
        row["lists"] = re.sub(r'"\d{4}-\d\d-\d\d"', '"a day"', row["lists"])  # when each was looked at
    if "headers" in row:
        row["headers"] = [pair for pair in json.loads(row["headers"]) if pair[0].lower() != "date"]
    return row


def differences(expected: Rows, found: Rows) -> list[str]:
    """What is missing and what is too much, table by table; empty when both hold the same rows."""
    lines = []
    for table in sorted(expected.keys() | found.keys()):
        one, two = expected.get(table, []), found.get(table, [])
        if one != two:
            lines += [f"{table} lacks {row}" for row in one if row not in two][:5]
            lines += [f"{table} has too much: {row}" for row in two if row not in one][:5]
            lines.append(f"{table}: {len(one)} rows expected, {len(two)} found")
    return lines


def _main() -> None:
    step, times = sys.argv[1], int(sys.argv[2])
    sys.argv[1:3] = []
    left = [times]

    def reach() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.killpg(0, signal.SIGKILL)

    from pipelines.storage import archive
    from pipelines.storage.reports import store

    if step == "bytes written":
        archive.save = _after(archive.save, reach)
    elif step == "sighting committed":
        archive.ArchivePipeline.process_item = _after(archive.ArchivePipeline.process_item, reach)  # type: ignore[method-assign]
    elif step == "report written":  # all its rows, not committed
        store.save = _after(store.save, reach)
    elif step == "report committed":
        store.StorePipeline.process_item = _after(store.StorePipeline.process_item, reach)  # type: ignore[method-assign]
    else:
        raise SystemExit(f"{step}: no such step")
    from nianbao.cli import main

    main()


def _after(function: Callable[..., Any], reach: Callable[[], None]) -> Callable[..., Any]:
    def called(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        reach()
        return result

    return called


if __name__ == "__main__":
    _main()
