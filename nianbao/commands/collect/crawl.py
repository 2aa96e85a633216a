"""`nianbao crawl`: the main job."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler import exit_codes
from crawler.seeds import Seed, load_regions, load_seeds, select
from nianbao.commands.options import Contact, Data, Database, Delay, Private, Regions, SeedsFile
from nianbao.crawls import crawl_options, run
from nianbao.crawls.contact import contact_for
from nianbao.data_folder import database_url, made_folder
from pipelines.exceptions import InputError
from pipelines.storage.database import exists, open_database


class Organs(StrEnum):
    """Whose reports."""

    GOVERNMENT = "government"
    ALL = "all"


def crawl(  # long: a line for each option
    region: Regions = None,
    every: Annotated[bool, typer.Option("--all", help="Every portal of the seeds, at night in China.")] = False,
    due: Annotated[bool, typer.Option("--due", help="The portals whose turn it is, at night in China.")] = False,
    years: Annotated[
        str, typer.Option(metavar="YEARS", help="Years: 2019-2025, 2020,2022 or 2021.  [default: all]")
    ] = "",
    organs: Annotated[Organs, typer.Option(help="The government's own report, or its departments' too.")] = Organs.ALL,
    seeds: SeedsFile = None,
    db: Database = "",
    data: Data = Path("data"),
    warc: Annotated[Path | None, typer.Option(metavar="DIR", help="Also write what is fetched as WARC.")] = None,
    archive_only: Annotated[bool, typer.Option("--archive-only", help="Keep the documents, read them later.")] = False,
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="Requests at a time, over all hosts.  [default: 32]")
    ] = None,
    now: Annotated[bool, typer.Option("--now", help="With --all and --due: at any hour.")] = False,
    allow_private: Private = None,
    delay: Delay = None,
    contact: Contact = "",
    draw: Annotated[bool, typer.Option("--browser", help="Draw lists that only a script makes, in Chromium.")] = False,
) -> None:
    """Find, fetch, read and store the reports of regions."""
    if [every, due, bool(region)].count(True) != 1:
        raise InputError("name a REGION (370406, 3704, 山亭区) or say --all or --due, one of the three")
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
    if exists(url):
        open_database(url).dispose()  # one that cannot be used is one line, before anything else is asked for
    if due:
        chosen = run.due_seeds(chosen, url, datetime.now(UTC))
        if not chosen:
            raise typer.Exit(exit_codes.ALL_DONE)
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
        contact=contact_for(contact, data, chosen, networks),
    )
    if warc is not None:
        settings["WARC_DIR"] = str(made_folder(warc, "--warc"))
    if draw:
        from crawler.middlewares import browser

        settings |= browser.settings()
    if is_bound_to_the_night:
        settings["CLOSESPIDER_TIMEOUT"] = crawl_options.seconds_of_the_night(datetime.now(UTC))
    open_database(url).dispose()  # a place where none can be made is one line, too
    raise typer.Exit(run.crawl(chosen, settings, is_night=not region))
