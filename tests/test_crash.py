"""After kill -9 at any point, the same command once more gives the database of a crawl that was left alone."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from tests.city import City
from tests.crash import (
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
    assert (code, calm.wire.has_killed_alive) == (-9, True), err


def assert_same_after_one_rerun(calm: Calm, url: str, data: Path) -> None:
    code, _, err = crawl(calm.city, url, data)
    assert code == 0, err
    assert "Traceback" not in err
    assert differences(calm.rows, natural_rows(url)) == []
    engine = open_plain(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        runs = connection.execute(text("SELECT exit_code, counts, finished_at FROM run ORDER BY run_id")).all()
    engine.dispose()
    assert all(run.finished_at for run in runs)
    assert runs[-1].exit_code == 0
    assert all("interrupted" in run.counts for run in runs[:-1])
    assert [path.name for path in (data / "archive").rglob("*.part")] == []


@pytest.mark.parametrize("share", kill_points(_QUICK))
def test_a_crawl_killed_at_any_request_is_made_whole_by_one_rerun(calm: Calm, tmp_path: Path, share: float) -> None:
    url = f"sqlite:///{tmp_path}/nianbao.sqlite"
    kill_at(calm, url, tmp_path, share)
    assert_same_after_one_rerun(calm, url, tmp_path)
