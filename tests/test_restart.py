"""A crawl killed in the middle of a long list asks little when it is started again; counted at the server."""

import sqlite3
import time
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from tests.city.forms.render_html import page as report_page
from tests.city.published.series import reports
from tests.faults.crawl import crawl, seed, start
from tests.faults.server import FaultServer, Hit, Wire, reply

HOST = "127.88.3.1"
BUREAUS = [f"望溪区{first}{second}局" for first, second in product("水林农渔", ("业", "务", "产", "政", "利"))]
REPORTS = {
    f"/nb/{number}.html": report_page(reports(organ, (2023,), seed=number)[0]) for number, organ in enumerate(BUREAUS)
}
LISTS = ["/robots.txt", "/", "/nb/"]


def portal(hit: Hit, times: int) -> Wire:
    """A home page, a column, twenty reports."""
    match hit.path:
        case "/robots.txt":
            return reply("", kind="text/plain")
        case "/":
            return reply("<html><body><a href='/nb/'>政府信息公开年报</a></body></html>")
        case "/nb/":
            items = "".join(
                f"<li><a href='{path}'>{organ}2023年政府信息公开工作年度报告</a><span>2024-01-20</span></li>"
                for path, organ in zip(REPORTS, BUREAUS, strict=True)
            )
            return reply(
                f"<html><head><title>政府信息公开年报</title></head><body><ul>{items}</ul>共20条</body></html>"
            )
    return reply(REPORTS[hit.path]) if hit.path in REPORTS else reply("", status="404 Not Found")


def asked_again(request: int, folder: Path) -> int:
    """How many requests a crawl makes whose forerunner was killed -9 when it had asked so many, the last in vain.

    The first crawl waits for its reading, as the pace of one request a second makes it do: each report is answered
    when all before the last are stored.
    """

    def answer(hit: Hit, times: int) -> Wire:
        if hit.path in REPORTS and process.poll() is None:
            wait_for(len(server.log) - len(LISTS) - 2, folder / "nianbao.sqlite")
        if len(server.log) == request:
            process.kill()
        return portal(hit, times)

    with FaultServer({HOST: answer}) as server:
        seeds = [seed(server.url(HOST), "X-1")]
        process = start(seeds, folder, YEARS=[2023], DOWNLOAD_TIMEOUT=60, FILE_TIMEOUT=60)
        process.communicate(timeout=300)
        assert process.returncode == -9
        before = len(server.log)
        run = crawl(seeds, folder, YEARS=[2023])
        assert run.select("SELECT count(*) FROM report_current") == [(len(REPORTS),)]
        return len(server.log) - before


def wait_for(reports: int, database: Path) -> None:
    """Until so many are stored."""
    deadline = time.monotonic() + 50
    with closing(sqlite3.connect(database)) as connection:
        while connection.execute("SELECT count(*) FROM report").fetchone()[0] < reports:
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.mark.parametrize(
    "request_", [17, *(pytest.param(point, marks=pytest.mark.night) for point in (4, 6, 8, 11, 14, 20, 23))]
)
def test_a_killed_crawl_asks_for_what_remained_and_the_lists_and_a_tenth_more_at_most(
    tmp_path: Path, request_: int
) -> None:
    """Beside them only for the report that was under way."""
    remained = len(LISTS) + len(REPORTS) - (request_ - 1)
    assert asked_again(request_, tmp_path) <= 1.1 * (remained + len(LISTS)) + 1
