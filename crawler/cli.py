"""The `nianbao` command: composes. Exit codes: 0 all done, 2 usage, 3 nothing reachable, 4 partial, 130 interrupted."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from crawler import queries, screen
from crawler.items import Document
from crawler.seeds import Seed, load_regions, load_seeds, select
from pipelines.exceptions import InputError, StorageError
from pipelines.records import Report, Status

app = typer.Typer(
    help="Finds, fetches, reads and stores the 政府信息公开工作年度报告 of China's local governments.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # a bug shows Python's own traceback, which a person can paste into an issue
)
db_app = typer.Typer(help="The database's schema.", no_args_is_help=True)
app.add_typer(db_app, name="db")


class Organs(StrEnum):
    GOVERNMENT = "government"
    ALL = "all"


_AGAIN = "what is stored stays whole, the same command again does the rest"

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
        print(f"nianbao: {screen.one_line(error)}", file=sys.stderr)
        sys.exit(2)
    except StorageError as error:
        print(f"nianbao: stopped, storage: {screen.one_line(error)}; {_AGAIN}", file=sys.stderr)
        sys.exit(4)


@app.command()
def crawl(
    region: Regions = None,
    every: Annotated[bool, typer.Option("--all", help="every portal of the seeds, at night in China")] = False,
    years: Annotated[str, typer.Option(metavar="YEARS", help="2019-2025, 2020,2022 or 2021; default: all")] = "",
    organs: Annotated[Organs, typer.Option(help="the government's own report, or its departments' too")] = Organs.ALL,
    seeds: Annotated[Path | None, typer.Option(metavar="FILE", help="portals to use instead of those shipped")] = None,
    db: Database = "",
    data: Data = Path("data"),
    archive_only: Annotated[bool, typer.Option("--archive-only", help="keep the documents, read them later")] = False,
    concurrency: Annotated[int | None, typer.Option(min=1, help="requests at a time, over all hosts")] = None,
    now: Annotated[bool, typer.Option("--now", help="with --all: at any hour")] = False,
    allow_private: Annotated[list[str] | None, typer.Option(metavar="CIDR", help="replicas on this network")] = None,
    delay: Annotated[float | None, typer.Option(metavar="SECONDS", help="between two requests to one host")] = None,
    draw: Annotated[bool, typer.Option("--browser", help="draw lists only JavaScript makes, in Chromium")] = False,
) -> None:
    """Find, fetch, read and store the reports of regions."""
    if every == bool(region):
        raise InputError("name a REGION (370406, 3704, 山亭区) or say --all, one of the two")
    from crawler import launch

    chosen = load_seeds(seeds)
    if region:
        chosen = select(chosen, load_regions(), region)
    networks = launch.private_networks(allow_private or ())
    launch.check_delay(delay, chosen, networks)
    if every and not now:
        launch.check_hour(datetime.now(UTC))
    database_url = _database_url(db, data)
    settings = launch.crawl_settings(
        database_url=database_url,
        data=data,
        seeds_file=seeds,
        years=launch.parse_years(years),
        organs=organs.value,
        allow_private=[str(network) for network in networks],
        delay=delay,
        concurrency=concurrency,
        archive_only=archive_only,
        command=launch.masked_command(sys.argv[1:], database_url),
    )
    if draw:
        from crawler import browser

        settings |= browser.settings()
    raise typer.Exit(_crawl(chosen, settings))


@app.command()
def demo(db: Database = "", data: Annotated[Path | None, typer.Option(metavar="DIR")] = None) -> None:
    """Crawl a replica city on this machine, no internet needed, and print what it published."""
    from crawler import launch
    from crawler.replica import replica_city

    folder = data or Path(tempfile.mkdtemp(prefix="nianbao-demo-"))
    database_url = _database_url(db, folder)
    with replica_city() as city:
        settings = launch.crawl_settings(
            database_url=database_url,
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
        code = _crawl(seeds, settings)
    if code == launch.INTERRUPTED:
        raise typer.Exit(code)
    out = screen.console()
    with _read_database(database_url) as session:
        reports = queries.stored_reports(session, {seed.region_code for seed in seeds})
        screen.show_demo(out, reports, queries.values_of(session, screen.DEMO_FIELDS), queries.error_findings(session))
    screen.show_hints(out, database_url)
    raise typer.Exit(code)


@app.command()
def extract(
    file: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    as_json: Annotated[bool, typer.Option("--json", help="one object, a list for several files")] = False,
) -> None:
    """Read documents from files, without a crawl and without a database."""
    from crawler.reports import report_json, show_report

    missing = [path for path in file if not path.is_file()]
    if missing:
        raise InputError(f"{missing[0]}: no such file")
    reports = _read(file)
    if as_json:
        objects = [report_json(report) for report in reports]
        print(json.dumps(objects if len(objects) > 1 else objects[0], ensure_ascii=False, allow_nan=False, indent=2))
    else:
        for path, report in zip(file, reports, strict=True):
            show_report(screen.console(), path.name, report, _labels())
    raise typer.Exit(0 if all(report.status is Status.OK for report in reports) else 4)


@app.command()
def coverage(region: Regions = None, db: Database = "", data: Data = Path("data")) -> None:
    """What became of every expected report: regions down, years across, and why the missing ones are missing."""
    with _read_database(_database_url(db, data)) as session:
        names = queries.matching_regions(session, region or [])
        rows = queries.coverage_rows(session, names)
        screen.show_matrix(screen.console(), rows, names)
        screen.show_reasons(screen.console(), rows, names)


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
    from pipelines.archive import path_of

    out = screen.console()
    with _read_database(_database_url(db, data)) as session:
        names = queries.matching_regions(session, [region])
        if year is None or field is None:
            screen.show_trail(out, queries.portals(session, names), names)
            return
        places = queries.places(session, names, year, field)
        if not places:
            raise InputError(
                f"{region} {year} {field}: no such value stored; `nianbao coverage {region}` shows what is"
            )
        for place in places:
            archived = path_of(data / "archive", place.document_sha256)
            screen.show_place(out, place, archived, queries.findings_naming(session, place.report_id, field))


@db_app.command()
def upgrade(db: Database = "", data: Data = Path("data")) -> None:
    """Bring the schema up to date; makes the database when there is none."""
    from pipelines.database import upgrade as upgrade_database

    print(upgrade_database(_database_url(db, data)))


@db_app.command()
def current(db: Database = "", data: Data = Path("data")) -> None:
    """Which revision of the schema the database has."""
    from pipelines.database import current as current_revision

    print(current_revision(_database_url(db, data)))


def _crawl(seeds: Sequence[Seed], settings: dict[str, Any]) -> int:
    """Run the crawl, print what is stored and which portals failed; gives the exit code."""
    from crawler import launch
    from pipelines.database import open_database, write_session
    from pipelines.locks import region_locks
    from pipelines.visits import close_interrupted

    progress = screen.console(stderr=True)
    engine = open_database(settings["DATABASE_URL"])  # what is wrong with it is said before anything is fetched
    with region_locks(engine, {seed.region_code for seed in seeds}) as held:
        free = [seed for seed in seeds if seed.region_code in held]
        for seed in seeds:
            if seed.region_code not in held:
                progress.print(screen.one_line(f"{seed.full_name or seed.name}: left out, another crawl is at it"))
        if not free:
            return launch.PARTIAL
        with write_session(engine) as session:
            close_interrupted(session, held=held, at=launch.utc_now())
        code = _crawl_held(free, settings)
    return launch.PARTIAL if code == launch.ALL_DONE and len(free) < len(seeds) else code


def _crawl_held(seeds: Sequence[Seed], settings: dict[str, Any]) -> int:
    """The crawl itself, of regions that no other crawl is at."""
    from crawler import launch
    from crawler.progress import CrawlProgress
    from crawler.storage import REASON

    progress = screen.console(stderr=True)
    addresses = [seed.portal_url for seed in seeds]
    reason = launch.run_crawl(seeds, settings, lambda crawler: CrawlProgress(crawler, progress, addresses))
    out = screen.console()
    keys = {(seed.region_code, seed.portal_url) for seed in seeds}
    codes = {code for code, _ in keys}
    with _read_database(settings["DATABASE_URL"]) as session:
        portals = [row for row in queries.portals(session, codes) if (row.region_code, row.portal_url) in keys]
        screen.show_matrix(out, queries.coverage_rows(session, codes), queries.region_names(session))
    screen.show_portals(out, portals)
    out.print("`nianbao coverage` says why what is missing is missing")
    progress.print(f"log: {settings['LOG_FILE']}")
    if reason == "shutdown":
        progress.print("stopped before the end; what is stored stays, the same command again does the rest")
        return launch.INTERRUPTED
    if reason.startswith(REASON):
        print(f"nianbao: stopped, {screen.one_line(reason)}; {_AGAIN}", file=sys.stderr)
        return launch.PARTIAL
    reached = {(row.region_code, row.portal_url): row.outcome for row in portals}
    return launch.exit_code([reached.get(key) for key in keys])


def _read(paths: Sequence[Path]) -> list[Report]:
    """Each file read in a child process with limits, as in a crawl: a file may be anything."""
    from pipelines.checks import check
    from pipelines.extract import extract_safely
    from pipelines.sandbox import Sandbox

    with Sandbox() as sandbox:
        documents = (Document(body=path.read_bytes(), file_name=path.name) for path in paths)
        return [check(extract_safely(sandbox, document)) for document in documents]


def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    """(field code, layout) -> labels of its row and of its column, as the form prints them."""
    from pipelines.templates import codebook

    labels = {}
    for key, field in codebook().items():
        row = field.label_zh.removesuffix(f"/{field.column_label}")
        labels[key] = (row, field.column_label if row != field.label_zh else "")
    return labels


def _database_url(db: str, data: Path) -> str:
    return db or f"sqlite:///{data / 'nianbao.sqlite'}"


@contextmanager
def _read_database(url: str) -> Iterator[Session]:
    """The database of an earlier crawl, to be read from; one that is not there is not made."""
    from pipelines.database import current as current_revision
    from pipelines.database import open_database, read_session

    current_revision(url)
    engine = open_database(url)
    try:
        with read_session(engine) as session:
            yield session
    finally:
        engine.dispose()


if __name__ == "__main__":
    main()
