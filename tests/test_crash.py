"""After kill -9 at any point, the same command once more gives the database of a crawl that was left alone."""

import ctypes
import json
import random
import resource
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from pipelines.storage.database import open_database
from pipelines.storage.locks import region_locks
from tests.city import City
from tests.crash import (
    REGIONS,
    STEPS,
    Rows,
    Tripwire,
    city_with_tripwire,
    crawl,
    differences,
    finish,
    natural_rows,
    open_plain,
    start,
)
from tests.databases import fresh_postgres

_SEED = 20261123
_QUICK, _NIGHT = 8, 50


class Calm(NamedTuple):
    """The city, and what a crawl of it that nobody disturbs leaves."""

    city: City
    wire: Tripwire
    rows: Rows
    requests: int


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calm]:
    data = tmp_path_factory.mktemp("calm")
    city, wire = city_with_tripwire()
    with city:
        code, _, err = crawl(city, f"sqlite:///{data}/nianbao.sqlite", data)
        assert code == 0, err
        yield Calm(city, wire, natural_rows(f"sqlite:///{data}/nianbao.sqlite"), len(wire))


def kill_points(number: int) -> list[float]:
    """Seeded places in a crawl, as shares of its requests."""
    return [random.Random(f"{_SEED} {place}").random() for place in range(number)]


def kill_at(calm: Calm, url: str, data: Path, share: float) -> None:
    """Crawl until the server has had that share of the requests, then kill -9 the crawl and all its children."""
    calm.wire.arm(1 + int(share * (calm.requests - 1)))
    process = start(calm.city, url, data)
    calm.wire.watch(process.pid)
    code, _, err = finish(process)
    assert (code, calm.wire.has_killed_alive) == (-9, True), err[-2000:]


def assert_same_after_one_rerun(calm: Calm, url: str, data: Path) -> None:
    code, _, err = crawl(calm.city, url, data)
    assert code == 0, err
    assert "Traceback" not in err
    assert differences(calm.rows, natural_rows(url)) == []
    engine = open_plain(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        runs = connection.execute(text("SELECT exit_code, finished_at FROM run ORDER BY run_id")).all()
    engine.dispose()
    assert all(run.finished_at for run in runs)  # a killed run is ended by the next one
    assert runs[-1].exit_code == 0


@pytest.mark.parametrize("share", kill_points(_QUICK))
def test_a_crawl_killed_at_any_request_is_made_whole_by_one_rerun(calm: Calm, tmp_path: Path, share: float) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    kill_at(calm, url, tmp_path, share)
    assert_same_after_one_rerun(calm, url, tmp_path)


def test_a_killed_crawl_is_made_whole_on_postgresql_too(calm: Calm, tmp_path: Path) -> None:
    url = fresh_postgres()
    kill_at(calm, url, tmp_path, 0.6)
    assert_same_after_one_rerun(calm, url, tmp_path)


@pytest.mark.night
@pytest.mark.parametrize("share", kill_points(_NIGHT))
def test_fifty_killed_crawls_are_made_whole(calm: Calm, tmp_path: Path, share: float) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    kill_at(calm, url, tmp_path, share)
    assert_same_after_one_rerun(calm, url, tmp_path)


def assert_killed_at_step(calm: Calm, tmp_path: Path, step: str, times: int) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    code, _, err = crawl(calm.city, url, tmp_path, module=("tests.crash", step, str(times)))
    assert code == -9, err[-2000:]
    assert_no_torn_report(calm, url)
    assert_same_after_one_rerun(calm, url, tmp_path)


@pytest.mark.parametrize("step", ["sighting committed", "report written"])
def test_a_kill_inside_a_documents_commit_leaves_all_of_it_or_nothing(calm: Calm, tmp_path: Path, step: str) -> None:
    assert_killed_at_step(calm, tmp_path, step, 5)


@pytest.mark.night
@pytest.mark.parametrize("times", [1, 13, 24])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_between_any_two_steps_tears_no_document(calm: Calm, tmp_path: Path, step: str, times: int) -> None:
    assert_killed_at_step(calm, tmp_path, step, times)


def test_a_report_whose_sighting_survived_a_kill_is_read_although_the_page_has_not_changed(
    calm: Calm, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    assert crawl(calm.city, url, tmp_path, "350128", "320813")[0] == 0
    assert crawl(calm.city, url, tmp_path, module=("tests.crash", "sighting committed", "6"))[0] == -9
    assert_same_after_one_rerun(calm, url, tmp_path)


# A database or disk that takes nothing


def test_a_full_disk_stops_the_crawl_with_one_line_and_no_half_report(calm: Calm, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    assert crawl(calm.city, url, tmp_path, "350128")[0] == 0

    def limit() -> None:  # a write beyond it fails as on a full disk, and needs no disk to fill
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    code, _, err = crawl(calm.city, url, tmp_path, limit=limit)
    assert code == 4, err[-2000:]
    assert "Traceback" not in err
    assert [line for line in err.splitlines() if "stopped, storage" in line] == err.splitlines()[-1:]
    assert_no_torn_report(calm, url)
    assert_same_after_one_rerun(calm, url, tmp_path)


def test_a_locked_database_is_said_in_one_line(calm: Calm, tmp_path: Path) -> None:
    path = tmp_path / "nianbao.sqlite"
    assert crawl(calm.city, f"sqlite:///{path}", tmp_path, "350128")[0] == 0
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    asked = len(calm.wire)
    code, _, err = crawl(calm.city, f"sqlite:///{path}", tmp_path, NIANBAO_BUSY_SECONDS="0.3")
    holder.close()
    assert code == 2
    assert err.splitlines() == [f"nianbao: {path} cannot be used: database is locked; choose another --db"]
    assert len(calm.wire) == asked


def test_a_database_locked_in_the_middle_stops_the_crawl(calm: Calm, tmp_path: Path) -> None:
    path = tmp_path / "nianbao.sqlite"
    calm.wire.arm(0)
    process = start(calm.city, f"sqlite:///{path}", tmp_path, NIANBAO_BUSY_SECONDS="0.3")
    asked = len(calm.wire)
    while len(calm.wire) < asked + 15:
        assert process.poll() is None
        threading.Event().wait(0.05)
    holder = sqlite3.connect(path, isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    code, _, err = finish(process)
    holder.close()
    assert code == 4
    assert "stopped, storage: " in err.splitlines()[-1]
    assert "database is locked" in err.splitlines()[-1]
    assert_no_torn_report(calm, f"sqlite:///{path}")
    assert_same_after_one_rerun(calm, f"sqlite:///{path}", tmp_path)


def test_a_read_only_database_is_said_in_one_line(calm: Calm, tmp_path: Path) -> None:
    path = tmp_path / "kept" / "nianbao.sqlite"
    assert crawl(calm.city, f"sqlite:///{path}", tmp_path, "350128")[0] == 0
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        code, _, err = crawl(calm.city, f"sqlite:///{path}", tmp_path, limit=_bound_by_file_modes)
    finally:
        path.parent.chmod(0o755)
    assert code == 2
    assert [line.partition(" cannot be used: ")[0] for line in err.splitlines()] == [f"nianbao: {path}"]


def _bound_by_file_modes() -> None:
    """Take from root, if that is who runs the test, the right to write where the mode says no."""
    drop_from_bounding_set, dac_override = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0)


# Two crawls at once


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_crawls_at_once_lose_and_double_nothing_and_readers_see_whole_reports(
    calm: Calm, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite" if kind == "sqlite" else fresh_postgres()
    calm.wire.arm(0)
    asked = len(calm.wire)
    crawls = [start(calm.city, url, tmp_path, *regions) for regions in (REGIONS[:2], REGIONS[1:])]
    while any(process.poll() is None for process in crawls):
        if len(calm.wire) > asked:  # the schema is there
            assert_no_torn_report(calm, url)
        threading.Event().wait(0.3)
    ended = [finish(process) for process in crawls]
    assert all(code in (0, 4) and "Traceback" not in err for code, _, err in ended), ended
    assert sum("left out, another crawl is at it" in err for _, _, err in ended) == 1
    assert differences(calm.rows, natural_rows(url)) == []


def test_a_crawl_of_a_region_that_is_being_crawled_ends_at_once(calm: Calm, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    calm.wire.arm(0)
    engine = open_database(url)
    with region_locks(engine, {"370406"}) as held:  # what a crawl holds from its start to its end
        assert held == {"370406"}
        code, out, err = crawl(calm.city, url, tmp_path, "370406")
    engine.dispose()
    assert (code, out) == (4, "")
    assert err.splitlines() == ["枣庄市山亭区: left out, another crawl is at it"]
    assert crawl(calm.city, url, tmp_path, "370406")[0] == 0


def assert_no_torn_report(calm: Calm, url: str) -> None:
    """Every report that can be seen has all the values and sections that it has when nobody disturbs."""
    whole = parts_of(calm.rows)
    for report, parts in parts_of(natural_rows(url)).items():
        assert parts == whole[report]


def parts_of(rows: Rows) -> dict[str, tuple[int, int]]:
    counts: dict[str, list[int]] = {}
    for place, table in enumerate(("value", "section")):
        for row in rows[table]:
            counts.setdefault(json.loads(row)["report_id"], [0, 0])[place] += 1
    return {report: (values, sections) for report, (values, sections) in counts.items()}
