"""The nights after the first: what changes behind an unchanged first page is seen, and an unchanged night costs little.

One portal of two columns is changed as real ones are; the clock is set with NIANBAO_NOW.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipelines.storage.crawls.list_changes import CHANGES
from tests.city.forms.render_html import page as report_page
from tests.city.forms.report import ReportForm
from tests.city.published.series import reports
from tests.faults.crawl import Crawled, crawl, seed
from tests.faults.server import FaultServer, Hit, Wire, reply

HOST = "127.88.9.1"
OWN, THEIRS = "/nb/", "/bmnb/"
ON_A_PAGE = 5
GOVERNMENT = "望溪区"
COST = "SELECT json_extract(detail, '$.rechecks') FROM event WHERE kind = 'visit' ORDER BY event_id DESC LIMIT 1"


@dataclass
class Portal:
    """A home page, a column of the government's reports and one of the bureaus', of as many pages as it takes."""

    rows: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # column -> address and title of each row
    bodies: dict[str, str] = field(default_factory=dict)  # address -> page of a report

    def publish(self, column: str, path: str, form: ReportForm, *, place: int | None = None) -> None:
        rows = self.rows.setdefault(column, [])
        rows.insert(len(rows) if place is None else place, (path, f"{form.organ}{form.year}年政府信息公开工作年度报告"))
        self.bodies[path] = report_page(form)

    def take_row(self, column: str, path: str) -> str:
        title = next(title for url, title in self.rows[column] if url == path)
        self.rows[column].remove((path, title))
        return title

    def answer(self, hit: Hit, times: int) -> Wire:
        body = self._body(hit.path)
        if body is None:
            return reply("<html><body><h1>404</h1></body></html>", status="404 Not Found")
        tag = f'"{hashlib.sha1(body.encode()).hexdigest()}"'
        if hit.headers.get("if-none-match") == tag:
            return reply("", status="304 Not Modified", length=None)
        return reply(body, headers=[f"ETag: {tag}"])

    def _body(self, path: str) -> str | None:
        if path == "/" and self.rows:
            return f"<html><body><a href='{OWN}'>政府信息公开年报</a></body></html>"
        for column, rows in self.rows.items():
            pages = -(-len(rows) // ON_A_PAGE)
            names = [column, *(f"{column}index_{number}.html" for number in range(1, pages))]
            if path in names:
                number = names.index(path)
                shown = rows[number * ON_A_PAGE :][:ON_A_PAGE]
                items = "".join(f"<li><a href='{url}'>{title}</a><span>2026-01-20</span></li>" for url, title in shown)
                pager = f"<script>createPageHTML({pages}, {number}, 'index', 'html')</script>"
                title = {OWN: "政府信息公开年报", THEIRS: "部门政府信息公开年报"}[column]
                head = f"<head><title>{title}</title></head>"
                tabs = f"<div class='tabs'><a href='{OWN}'>区政府</a> <a href='{THEIRS}'>区直部门</a></div>"
                return f"<html>{head}<body>{tabs}<h2>{title}</h2><ul>{items}</ul>{pager}</body></html>"
        return self.bodies.get(path)


def form(organ: str, year: int, number: int = 1) -> ReportForm:
    return reports(organ, (year,), seed=number)[0]


def portal() -> Portal:
    made = Portal()
    for year in range(2025, 2017, -1):
        made.publish(OWN, f"/a/{year}.html", form(f"{GOVERNMENT}人民政府", year))
    for number, bureau in enumerate(("民政局", "水利局", "林业局", "农业局", "教育局", "财政局")):
        made.publish(THEIRS, f"/b/{number}.html", form(GOVERNMENT + bureau, 2024, number))
    return made


@dataclass
class Nights:
    """The nights of one portal: requests and the state of the database after each."""

    server: FaultServer
    folder: Path
    requests: list[list[str]] = field(default_factory=list)
    rechecks: list[int] = field(default_factory=list)
    last: Crawled | None = None

    def crawl(self, day: str, **settings: Any) -> Crawled:
        before = len(self.server.log)
        environment = os.environ | {"NIANBAO_NOW": f"{day}T18:00:00+00:00"}
        seeds = [seed(self.server.url(HOST), "X-1")]
        self.last = crawl(seeds, self.folder, environment=environment, **{"YEARS": []} | settings)
        self.requests.append([hit.path for hit in self.server.log[before:]])
        self.rechecks.append(self.last.select(COST)[0][0])
        return self.last

    def cost(self, night: int) -> int:
        """Requests besides the rotating re-check."""
        return len(self.requests[night]) - self.rechecks[night]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[tuple[Portal, Nights]]:
    made = portal()
    with FaultServer({HOST: made.answer}) as server:
        yield made, Nights(server, tmp_path)


def events(run: Crawled) -> list[tuple[str, str]]:
    kinds = ", ".join(f"'{kind}'" for kind in ("version", *CHANGES))  # alerts of a list that shrank are another matter
    return run.select(f"SELECT kind, message FROM event WHERE kind IN ({kinds}) ORDER BY event_id")


def change(site: Portal) -> None:
    """Everything that may happen to a list behind its first page, at once."""
    site.publish(OWN, "/a/late.html", form(f"{GOVERNMENT}卫生局", 2019))  # added on its last page
    site.bodies["/a/2019.html"] = report_page(form(f"{GOVERNMENT}人民政府", 2019, 77))  # replaced in place
    site.take_row(THEIRS, "/b/1.html")  # 水利局: withdrawn
    del site.bodies["/b/1.html"]
    site.take_row(THEIRS, "/b/4.html")  # 教育局: not listed any more, still there
    title = site.take_row(THEIRS, "/b/3.html")  # 农业局: renamed
    site.rows[THEIRS].append(("/b/3.html", title.replace("农业局", "农业农村局")))
    site.rows[OWN].append(("/b/0.html", site.take_row(THEIRS, "/b/0.html")))  # 民政局: in the other column
    site.rows[THEIRS].append(("/b/new.html", site.take_row(THEIRS, "/b/2.html")))  # 林业局: at a new address
    site.bodies["/b/new.html"] = site.bodies.pop("/b/2.html")


def test_what_changes_behind_an_unchanged_first_page_is_seen_with_its_event(nights: tuple[Portal, Nights]) -> None:
    site, log = nights
    first = log.crawl("2026-02-03")
    assert first.select("SELECT count(*) FROM report_current") == [(14,)]
    assert first.select("SELECT outcome FROM portal_current") == [("ok",)]
    change(site)
    log.crawl("2026-02-04")
    run = log.crawl("2026-02-05")
    told = sorted((kind, message.split(": ")[0].split(" ")[0]) for kind, message in events(run))
    title = "{}年政府信息公开工作年度报告".format
    assert told == [
        ("added", title(f"{GOVERNMENT}卫生局2019")),
        ("address_changed", title(f"{GOVERNMENT}林业局2024")),
        ("list_changed", title(f"{GOVERNMENT}民政局2024")),
        ("renamed", title(f"{GOVERNMENT}农业农村局2024")),
        ("unlisted", title(f"{GOVERNMENT}教育局2024")),
        ("version", f"{GOVERNMENT}人民政府"),
        ("withdrawn", title(f"{GOVERNMENT}水利局2024")),
    ]
    gone = "SELECT organ_name, withdrawn_at IS NULL, unlisted_at IS NULL FROM report_current"
    gone += " WHERE withdrawn_at IS NOT NULL OR unlisted_at IS NOT NULL ORDER BY organ_name"
    assert run.select(gone) == [(f"{GOVERNMENT}教育局", 1, 0), (f"{GOVERNMENT}水利局", 0, 1)]
    assert run.select("SELECT version FROM report_current WHERE year = 2019 AND organ_kind = 'government'") == [(2,)]
    assert run.select("SELECT outcome FROM portal_current") == [("ok",)]
    seen = "SELECT count(*) FROM report_current WHERE last_seen_at >= '2026-02-04' AND withdrawn_at IS NULL"
    assert run.select(seen + " AND unlisted_at IS NULL") == [(13,)]
    site.rows[THEIRS].append(("/b/4.html", title(f"{GOVERNMENT}教育局2024")))
    again = log.crawl("2026-02-12")  # the day of a rediscovery
    assert events(again)[len(told) :] == [
        ("listed_again", f"{title(f'{GOVERNMENT}教育局2024')}: in a list again ({log.server.url(HOST)}b/4.html)")
    ]
    assert again.select("SELECT count(*) FROM report_current WHERE unlisted_at IS NOT NULL") == [(0,)]
    assert {"/", OWN, f"{OWN}index_1.html"} <= set(log.requests[-1])


@pytest.mark.night
def test_an_unchanged_night_costs_the_list_and_ten_checks_and_one_new_row_costs_that_row(
    nights: tuple[Portal, Nights],
) -> None:
    site, log = nights
    log.crawl("2026-06-03")
    checked: list[str] = []
    for day in ("04", "05"):
        log.crawl(f"2026-06-{day}")
        assert log.cost(-1) == 2, log.requests[-1]  # robots.txt and the list
        assert log.rechecks[-1] == 10
        checked += log.requests[-1]
    every = {*site.bodies, f"{OWN}index_1.html", THEIRS, f"{THEIRS}index_1.html"}
    assert every <= {*checked}
    site.publish(OWN, "/a/2017.html", form(f"{GOVERNMENT}人民政府", 2017), place=0)
    run = log.crawl("2026-06-06")
    assert log.cost(-1) == 3, log.requests[-1]
    assert "/a/2017.html" in log.requests[-1]
    assert [kind for kind, _ in events(run)] == ["added"]
    assert run.select("SELECT outcome, seen FROM portal_current") == [("ok", 15)]


@pytest.mark.night
def test_a_partial_portal_keeps_what_it_had_and_only_asks_for_what_was_missing(nights: tuple[Portal, Nights]) -> None:
    site, log = nights
    late = site.bodies.pop("/a/2020.html")
    first = log.crawl("2026-06-03")
    assert first.select("SELECT outcome FROM portal_current") == [("partial",)]
    log.crawl("2026-06-04")
    assert "/" not in log.requests[-1]
    site.bodies["/a/2020.html"] = late
    run = log.crawl("2026-06-05")
    assert "/" not in log.requests[-1]
    assert run.select("SELECT outcome FROM portal_current") == [("ok",)]
    assert run.select("SELECT count(*) FROM report_current") == [(14,)]


@pytest.mark.night
def test_a_crawl_of_the_government_alone_and_of_some_years_leaves_the_rest_to_the_next(
    nights: tuple[Portal, Nights],
) -> None:
    _, log = nights
    kinds = "SELECT organ_kind, min(year), max(year), count(*) FROM report_current GROUP BY organ_kind ORDER BY 1"
    few = log.crawl("2026-06-03", ORGANS="government", YEARS=[2023, 2024])
    assert few.select(kinds) == [("government", 2023, 2024, 2)]
    log.crawl("2026-06-04", ORGANS="government", YEARS=[2023, 2024])
    assert log.cost(-1) <= 4
    log.crawl("2026-06-05", ORGANS="government")
    run = log.crawl("2026-06-06")
    assert run.select(kinds) == [("department", 2024, 2024, 6), ("government", 2018, 2025, 8)]


@pytest.mark.night
def test_a_portal_that_does_not_answer_tonight_forgets_nothing(nights: tuple[Portal, Nights]) -> None:
    site, log = nights
    log.crawl("2026-06-03")
    rows, site.rows = site.rows, {}
    bodies, site.bodies = site.bodies, {}
    down = log.crawl("2026-06-04")
    assert down.select("SELECT outcome FROM portal_current") == [("unreachable",)]
    site.rows, site.bodies = rows, bodies
    run = log.crawl("2026-06-05")
    assert run.select("SELECT count(*) FROM report_current WHERE withdrawn_at IS NOT NULL") == [(0,)]
    assert run.select("SELECT outcome FROM portal_current") == [("ok",)]


@pytest.mark.night
def test_a_column_that_is_gone_for_a_night_leaves_its_years_open_with_the_reason_and_an_alert(
    nights: tuple[Portal, Nights],
) -> None:
    site, log = nights
    states = "SELECT state, count(*) FROM coverage WHERE organ_kind = 'government' GROUP BY state ORDER BY state"
    first = log.crawl("2026-06-03")
    before = first.select(states)
    lost, site.rows = site.rows, {}
    site.bodies["/"] = f"<html><body><a href='{OWN}'>政府信息公开年报</a></body></html>"
    gone = log.crawl("2026-06-04")
    (outcome, reason), *_ = gone.select("SELECT outcome, reason FROM portal_current")
    assert outcome == "partial"
    assert "the column is gone: HTTP 404" in reason
    assert not {"not_found", "not_published"} & dict(gone.select(states)).keys()
    assert gone.select("SELECT count(*) FROM report_current WHERE withdrawn_at IS NOT NULL") == [(0,)]
    is_open = "SELECT count(*) FROM event WHERE kind = 'column_lost' AND closed_at IS NULL"
    assert gone.select(is_open) == [(1,)]
    for day in ("2026-06-05", "2026-06-06"):
        assert log.crawl(day).select(is_open) == [(1,)]  # no loss of all is ever the portal's normal state
    site.rows = lost
    back = log.crawl("2026-06-07")
    assert back.select("SELECT outcome, reason FROM portal_current") == [("ok", "")]
    assert back.select(is_open) == [(0,)]
    assert back.select(states) == before
