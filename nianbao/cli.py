"""The `nianbao` command: composes. Exit codes: 0 all done, 2 usage, 3 nothing reachable, 4 partial, 130 interrupted."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler.seeds import Seed, load_regions, load_seeds, select
from nianbao.commands.database_option import database_url, read_database
from nianbao.commands.health import doctor, status
from nianbao.commands.probe import freeze, probe
from nianbao.queries import report_queries
from nianbao.screens import render
from pipelines.document import Document
from pipelines.exceptions import InputError, StorageError
from pipelines.records import Report, Status
from pipelines.storage.database import open_database

app = typer.Typer(
    help="Finds, fetches, reads and stores the 政府信息公开工作年度报告 of China's local governments.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # a bug shows Python's own traceback, which a person can paste into an issue
)
db_app = typer.Typer(help="The database's schema.", no_args_is_help=True)
app.add_typer(db_app, name="db")
app.command()(probe)
app.command()(freeze)
app.command()(status)
app.command()(doctor)


class Organs(StrEnum):
    GOVERNMENT = "government"
    ALL = "all"


Regions = Annotated[list[str] | None, typer.Argument(metavar="[REGION]…", help="code, code prefix (3704) or name")]
Database = Annotated[
    str, typer.Option("--db", envvar="NIANBAO_DB", metavar="URL", help="default: nianbao.sqlite in the data folder")
]
Data = Annotated[Path, typer.Option(envvar="NIANBAO_DATA", metavar="DIR", help="archive, database and logs")]


def main() -> None:
    """Entry point: what the person got wrong becomes one line and exit code 2."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawler.settings")  # works from any directory, without scrapy.cfg
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Chinese whatever the locale; a lone surrogate as its escape
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="nianbao")
    except InputError as error:
        print(f"nianbao: {render.one_line(error)}", file=sys.stderr)
        sys.exit(2)
    except StorageError as error:
        from nianbao.commands.crawl import AGAIN

        print(f"nianbao: stopped, storage: {render.one_line(error)}; {AGAIN}", file=sys.stderr)
        sys.exit(4)


_DEMO_REGIONS = ("370406", "350128", "320813")  # a static portal, one in GBK, one whose reports are DOCX files


@app.command()
def crawl(
    region: Regions = None,
    every: Annotated[bool, typer.Option("--all", help="every portal of the seeds, at night in China")] = False,
    due: Annotated[bool, typer.Option("--due", help="the portals whose turn it is, at night in China")] = False,
    years: Annotated[str, typer.Option(metavar="YEARS", help="2019-2025, 2020,2022 or 2021; default: all")] = "",
    organs: Annotated[Organs, typer.Option(help="the government's own report, or its departments' too")] = Organs.ALL,
    seeds: Annotated[Path | None, typer.Option(metavar="FILE", help="portals to use instead of those shipped")] = None,
    db: Database = "",
    data: Data = Path("data"),
    archive_only: Annotated[bool, typer.Option("--archive-only", help="keep the documents, read them later")] = False,
    concurrency: Annotated[int | None, typer.Option(min=1, help="requests at a time, over all hosts")] = None,
    now: Annotated[bool, typer.Option("--now", help="with --all and --due: at any hour")] = False,
    allow_private: Annotated[list[str] | None, typer.Option(metavar="CIDR", help="replicas on this network")] = None,
    delay: Annotated[float | None, typer.Option(metavar="SECONDS", help="between two requests to one host")] = None,
    draw: Annotated[bool, typer.Option("--browser", help="draw lists only JavaScript makes, in Chromium")] = False,
) -> None:
    """Find, fetch, read and store the reports of regions."""
    if [every, due, bool(region)].count(True) != 1:
        raise InputError("name a REGION (370406, 3704, 山亭区) or say --all or --due, one of the three")
    from nianbao.commands import crawl, crawl_options

    chosen: Sequence[Seed] = load_seeds(seeds)
    if region:
        chosen = select(chosen, load_regions(), region)
    networks = crawl_options.private_networks(allow_private or ())
    crawl_options.check_delay(delay, chosen, networks)
    crawl_options.check_families(chosen)
    is_bound_to_the_night = not region and not now
    if is_bound_to_the_night:
        crawl_options.check_hour(datetime.now(UTC))
    url = database_url(db, data)
    if due:
        chosen = crawl.due_seeds(chosen, url, datetime.now(UTC))
        if not chosen:
            raise typer.Exit(crawl_options.ALL_DONE)
    settings = crawl_options.crawl_settings(
        database_url=url,
        data=data,
        seeds_file=seeds,
        years=crawl_options.parse_years(years),
        organs=organs.value,
        allow_private=[str(network) for network in networks],
        delay=delay,
        concurrency=concurrency,
        archive_only=archive_only,
        command=crawl_options.masked_command(sys.argv[1:], url),
    )
    if draw:
        from crawler.discovery import browser

        settings |= browser.settings()
    if is_bound_to_the_night:
        settings["CLOSESPIDER_TIMEOUT"] = crawl_options.seconds_of_the_night(datetime.now(UTC))
    open_database(url).dispose()  # one that cannot be used is one line, before anything else is said
    if warning := crawl_options.contact_warning(chosen, networks):
        typer.echo(f"nianbao: {warning}", err=True)
    raise typer.Exit(crawl.crawl(chosen, settings, is_night=not region))


@app.command()
def demo(
    db: Database = "",
    data: Annotated[Path | None, typer.Option(metavar="DIR")] = None,
    whole: Annotated[bool, typer.Option("--all", help="every portal family instead of three portals")] = False,
) -> None:
    """Crawl a replica city on this machine, no internet needed, and print what it published."""
    from nianbao.commands import crawl, crawl_options
    from nianbao.commands.replica_city import replica_city

    folder = data or Path(tempfile.mkdtemp(prefix="nianbao-demo-"))
    url = database_url(db, folder)
    with replica_city(() if whole else _DEMO_REGIONS) as city:
        settings = crawl_options.crawl_settings(
            database_url=url,
            data=folder,
            seeds_file=city.seeds,
            years=(),
            organs=Organs.ALL.value,
            allow_private=[city.allow_private],
            delay=0.05,  # the portals are this machine's own
            concurrency=None,
            archive_only=False,
            command="nianbao demo",
        )
        seeds = load_seeds(city.seeds)
        code = crawl.crawl(seeds, settings)
    if code == crawl_options.INTERRUPTED:
        raise typer.Exit(code)
    out = render.console()
    with read_database(url) as session:
        reports = report_queries.stored_reports(session, {seed.region_code for seed in seeds})
        render.show_demo(
            out, reports, report_queries.values_of(session, render.DEMO_FIELDS), report_queries.error_findings(session)
        )
    render.show_hints(out, url)
    raise typer.Exit(code)


@app.command()
def extract(
    file: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    as_json: Annotated[bool, typer.Option("--json", help="one object, a list for several files")] = False,
) -> None:
    """Read documents from files, without a crawl and without a database."""
    from nianbao.screens.report_output import report_json, show_report

    missing = [path for path in file if not path.is_file()]
    if missing:
        raise InputError(f"{missing[0]}: no such file")
    reports = _read(file)
    if as_json:
        objects = [report_json(report) for report in reports]
        print(json.dumps(objects if len(objects) > 1 else objects[0], ensure_ascii=False, allow_nan=False, indent=2))
    else:
        for path, report in zip(file, reports, strict=True):
            show_report(render.console(), path.name, report)
    raise typer.Exit(0 if all(report.status is Status.OK for report in reports) else 4)


@app.command()
def coverage(region: Regions = None, db: Database = "", data: Data = Path("data")) -> None:
    """What became of every expected report: regions down, years across, and why the missing ones are missing."""
    with read_database(database_url(db, data)) as session:
        names = report_queries.matching_regions(session, region or [])
        rows = report_queries.coverage_rows(session, names)
        render.show_matrix(render.console(), rows, names)
        render.show_reasons(render.console(), rows, names)


@app.command()
def explain(
    region: Annotated[str, typer.Argument(metavar="REGION", help="code, code prefix or name")],
    year: Annotated[int | None, typer.Argument(metavar="[YEAR]")] = None,
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="field code: t3_new_received__total")] = None,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """REGION: how the crawl found its column of reports. REGION YEAR FIELD: one number back to its place."""
    if (year is None) != (field is None):
        raise InputError("explain takes REGION alone, or REGION YEAR FIELD")
    from pipelines.storage.archive import path_of

    out = render.console()
    with read_database(database_url(db, data)) as session:
        names = report_queries.matching_regions(session, [region])
        if year is None or field is None:
            portals = report_queries.portals(session, names)
            if not portals:
                raise InputError(f"{region}: not crawled yet; `nianbao crawl {region}` does it")
            render.show_trail(out, portals, names)
            return
        places = report_queries.places(session, names, year, field)
        if not places:
            raise InputError(
                f"{region} {year} {field}: no such value stored; `nianbao coverage {region}` shows what is"
            )
        for place in places:
            archived = path_of(data / "archive", place.document_sha256)
            render.show_place(out, place, archived, report_queries.findings_naming(session, place.report_id, field))


@db_app.command()
def upgrade(db: Database = "", data: Data = Path("data")) -> None:
    """Bring the schema up to date; makes the database when there is none."""
    from pipelines.storage.database import upgrade as upgrade_database

    print(upgrade_database(database_url(db, data)))


@db_app.command()
def current(db: Database = "", data: Data = Path("data")) -> None:
    """Which revision of the schema the database has."""
    from pipelines.storage.database import current as current_revision

    print(current_revision(database_url(db, data)))


def _read(paths: Sequence[Path]) -> list[Report]:
    """Each file read in a child process with limits, as in a crawl: a file may be anything."""
    from pipelines.checks.report_checks import check
    from pipelines.extract.pipeline import extract_safely
    from pipelines.extract.sandbox import Sandbox

    with Sandbox() as sandbox:
        documents = (Document(body=path.read_bytes(), file_name=path.name) for path in paths)
        return [check(extract_safely(sandbox, document)) for document in documents]


if __name__ == "__main__":
    main()
