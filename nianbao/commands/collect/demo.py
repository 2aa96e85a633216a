"""`nianbao demo`: a replica city on loopback addresses, crawled and read."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from crawler.seeds import load_seeds
from nianbao.commands.options import Database
from nianbao.crawls import crawl_options, run
from nianbao.crawls.replica_city import replica_city
from nianbao.data_folder import database_url, read_database
from nianbao.queries import report_queries
from nianbao.screens import render

_DEMO_REGIONS = ("370406", "350128", "320813")  # a static portal, one in GBK, one whose reports are DOCX files


def demo(
    db: Database = "",
    data: Annotated[Path | None, typer.Option(metavar="DIR")] = None,
    whole: Annotated[bool, typer.Option("--all", help="every portal family instead of three portals")] = False,
) -> None:
    """Crawl a replica city on this machine, no internet needed."""
    folder = data or Path(tempfile.mkdtemp(prefix="nianbao-demo-"))
    url = database_url(db, folder)
    with replica_city(() if whole else _DEMO_REGIONS) as city:
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
            command="nianbao demo",
        )
        seeds = load_seeds(city.seeds)
        code = run.crawl(seeds, settings)
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
