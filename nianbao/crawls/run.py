"""Runs a crawl as the commands want it: regions locked, the run's end shown, a night's gate and digest."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import Engine

from crawler import exit_codes
from crawler.extensions import reading_watch, storage_watch
from crawler.middlewares.network import IS_THERE_A_NETWORK, NO_NETWORK
from crawler.seeds import Seed
from nianbao import run_end
from nianbao.crawls import crawl_options, notify, schedule
from nianbao.crawls.spider_process import run_crawl
from nianbao.data_folder import read_database
from nianbao.queries import report_queries, run_queries
from nianbao.queries.changed_reports import changed_reports
from nianbao.screens import change_feed, coverage_matrix, explanation, render, status_lines
from nianbao.screens.progress_bars import CrawlProgress
from pipelines.corrections.file import load
from pipelines.corrections.pipeline import FILE
from pipelines.corrections.standing import apply_corrections
from pipelines.extract.pipeline import protection
from pipelines.publish.coverage_gate import check_run
from pipelines.storage.crawls.visits import close_interrupted
from pipelines.storage.database import open_database, read_session, write_session
from pipelines.storage.locks import region_locks

AGAIN = "what is stored stays whole, the same command again does the rest"


def due_seeds(seeds: Sequence[Seed], url: str, now: datetime) -> list[Seed]:
    """The seeds whose turn it is, longest unvisited first; says how many and why."""
    engine = open_database(url)
    with read_session(engine) as session:
        chosen = schedule.due(seeds, run_queries.portal_histories(session), now)
    engine.dispose()
    print(schedule.summary(chosen, len(seeds)), flush=True)
    return [one.seed for one in chosen]


def crawl(seeds: Sequence[Seed], settings: dict[str, Any], *, is_night: bool = False) -> int:
    """Crawl what no other crawl is at, print what is stored and which portals failed; gives the exit code.

    `is_night`: a crawl of many portals, whose coverage is held against the night before and told in a digest.
    """
    progress = render.console(stderr=True)
    engine = open_database(settings["DATABASE_URL"])  # what is wrong with it is said before anything is fetched
    try:
        with region_locks(engine, {seed.region_code for seed in seeds}) as held:
            free = [seed for seed in seeds if seed.region_code in held]
            for seed in seeds:
                if seed.region_code not in held:
                    progress.print(render.one_line(f"{seed.full_name or seed.name}: left out, another crawl is at it"))
            if not free:
                return exit_codes.PARTIAL
            with write_session(engine) as session:
                close_interrupted(session, held=held, at=crawl_options.utc_now())
            code, is_to_be_judged = _crawl_held(engine, free, settings, progress)
        if is_night and is_to_be_judged:
            code = _after_the_night(engine, code, Path(settings["DATA_DIR"]))
    finally:
        engine.dispose()
    return exit_codes.PARTIAL if code == exit_codes.ALL_DONE and len(free) < len(seeds) else code


def _crawl_held(engine: Engine, seeds: Sequence[Seed], settings: dict[str, Any], progress: Console) -> tuple[int, bool]:
    """The crawl itself, of regions that are ours alone meanwhile: its exit code; True if it tells how portals are."""
    addresses = [seed.portal_url for seed in seeds]
    if not settings["ARCHIVE_ONLY"]:  # else nothing is read
        progress.print(render.one_line(protection().text))
    ended = run_crawl(seeds, settings, lambda crawler: CrawlProgress(crawler, progress, addresses))
    if ended.reason.startswith(storage_watch.REASON):
        print(f"nianbao: stopped, {render.one_line(ended.reason)}; {AGAIN}", file=sys.stderr)
        run_end.storage_is_said()
        return exit_codes.PARTIAL, True
    with write_session(engine) as session:
        apply_corrections(session, load(Path(settings["DATA_DIR"]) / FILE))
    if ended.reason == NO_NETWORK:
        print(f"nianbao: {IS_THERE_A_NETWORK}", file=sys.stderr)
        return exit_codes.NOTHING_REACHABLE, False
    out = render.console()
    keys = {(seed.region_code, seed.portal_url) for seed in seeds}
    codes = {code for code, _ in keys}
    with read_database(settings["DATABASE_URL"]) as session:
        portals = [row for row in report_queries.portals(session, codes) if (row.region_code, row.portal_url) in keys]
        coverage_matrix.show_matrix(
            out, report_queries.coverage_rows(session, codes), report_queries.region_names(session)
        )
    explanation.show_portals(out, portals)
    render.show_text(out, "`nianbao coverage` says why what is missing is missing")
    progress.print(f"log: {settings['LOG_FILE']}")
    if ended.reason == exit_codes.SHUTDOWN:
        progress.print(f"stopped before the end; {AGAIN}")
    if ended.reason == reading_watch.REASON:
        progress.print("stopped: the program failed on every document so far, so this is no portal's fault")
    if ended.reading:
        progress.print(render.one_line(ended.reading), style="red")
    reached = {(row.region_code, row.portal_url): row.outcome for row in portals}
    outcomes = [reached.get(key) for key in keys]
    code = exit_codes.exit_code(ended.reason, outcomes, is_nothing_read=ended.is_nothing_read)
    return code, code in (exit_codes.ALL_DONE, exit_codes.PARTIAL, exit_codes.NOTHING_REACHABLE)


def _after_the_night(engine: Engine, code: int, data: Path) -> int:
    """Hold the coverage against the last good night, and tell whoever wants to know; 5 when it collapsed."""
    with read_session(engine) as session:
        run = run_queries.runs(session, 1)[0]
    with write_session(engine) as session:
        problems = check_run(session, run.run_id, at=crawl_options.utc_now())
    with read_session(engine) as session:
        alerts = run_queries.alerts(session, run_id=run.run_id)
        changes = changed_reports(session, run.started_at)
        lines = status_lines.digest_lines(alerts, run.run_id) + status_lines.changed_lines(changes)
        moves = run_queries.listing_changes(session, run.run_id)
        lines += status_lines.listing_lines(moves)
    change_feed.write(engine, data / change_feed.NAME)
    for line in lines:
        print(render.one_line(line))
    if lines:
        told = f"{len(alerts)} alerts, {len(changes)} reports changed, {len(moves)} changes in lists"
        subject = f"nianbao: {told} after run {run.run_id}"
        for failed in notify.deliver(subject, [*status_lines.run_lines([run]), *lines], os.environ):
            print(f"nianbao: {failed}", file=sys.stderr)
    return exit_codes.GATE_RED if problems else code
