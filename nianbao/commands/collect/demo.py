"""`nianbao demo`: a replica city on loopback addresses, crawled and read."""

import shlex
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from crawler import exit_codes
from crawler.middlewares import browser
from crawler.seeds import load_seeds
from nianbao.crawls import crawl_options, run
from nianbao.crawls.demo_folder import COMMAND, check_demo_folder
from nianbao.crawls.replica_city import replica_city
from nianbao.data_folder import database_file, database_url, read_database
from nianbao.program import program, using_folder
from nianbao.queries import report_queries
from nianbao.screens import demo_figures, render
from pipelines.checks import identities
from pipelines.exceptions import InputError

_THREE = ("370406", "350128", "320813")  # a static portal, one in GBK, one whose reports are DOCX files
_DRAWN_BY_SCRIPT = "371481"  # its list is there for a browser alone


def demo(
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A new folder for the demo.  [default: a temporary one]")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Every portal family instead of three portals.")] = False,
) -> None:
    """Crawl a replica city on this machine, no internet needed.

    Everything it makes lies in one folder; your own database and data folder are left alone. Ends with 0 only when
    every report of the city is stored.
    """
    check_demo_folder(data)
    folder = data or Path(tempfile.mkdtemp(prefix="nianbao-demo-"))
    url = database_url("", folder)
    drawing, left_out = _browser() if whole else ({}, "")
    with replica_city(() if whole else _THREE) as city, using_folder(folder):
        settings = crawl_options.crawl_settings(
            database_url=url,
            data=folder,
            seeds_file=city.seeds,
            years=(),
            organs="all",
            allow_private=[city.allow_private],
            delay=0.05,  # the portals are this machine's own
            concurrency=None,
            archive_only=False,
            command=COMMAND,
        )
        seeds = [seed for seed in load_seeds(city.seeds) if seed.region_code != left_out]
        code = run.crawl(seeds, settings | drawing)
    if code == exit_codes.INTERRUPTED:
        place = shlex.quote(str(folder))
        print(f"nianbao: `{program()} demo --data {place}` goes on; `rm -r {place}` removes it", file=sys.stderr)
        raise typer.Exit(code)
    wanted = {report for report in city.reports if report[0] != left_out}
    missing = _show(folder, wanted)
    raise typer.Exit((code or exit_codes.PARTIAL) if missing else exit_codes.ALL_DONE)


def _browser() -> tuple[dict[str, object], str]:
    """Settings to draw lists with a browser; without one, the region that has to be left out, and says so."""
    try:
        return browser.settings(), ""
    except InputError as error:
        print(f"nianbao: {_DRAWN_BY_SCRIPT} is left out, its list is drawn by a script: {error}", file=sys.stderr)
        return {}, _DRAWN_BY_SCRIPT


def _show(folder: Path, wanted: set[tuple[str, str, int]]) -> list[str]:
    """Show what is stored and what to do with it; gives the reports of the city that are not stored."""
    out = render.console()
    with read_database(database_url("", folder)) as session:
        reports = report_queries.stored_reports(session, {code for code, _, _ in wanted})
        values = report_queries.values_of(session, demo_figures.FIELDS)
        errors = report_queries.error_findings(session)
    read = [report for report in reports if report.status != "unreadable"]
    stored = {(report.region_code, report.organ_name, report.year) for report in read}
    missing = sorted(f"{organ} {year}" for code, organ, year in wanted if (code, organ, year) not in stored)
    out.print()
    demo_figures.show_figures(out, read, values)
    demo_figures.show_failed_sums(out, read, errors, {rule.rule for rule in identities.load() if rule.is_equation})
    demo_figures.show_next_steps(out, folder, database_file(folder))
    out.print(f"\n{len(wanted) - len(missing)} of {len(wanted)} reports of the city are stored")
    if missing:
        render.show_text(out, ", ".join(missing), lead="not stored: ", style="red", hang=12)
    return missing
