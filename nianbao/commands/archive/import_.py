"""`nianbao import`: documents that were fetched elsewhere."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from crawler.seeds import load_regions
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from nianbao.screens import render
from pipelines.corrections.file import load
from pipelines.corrections.pipeline import FILE
from pipelines.exceptions import InputError
from pipelines.exchange.importing import FAILED, LEFT_OUT, Importer, Origin, reading_sandbox
from pipelines.exchange.packages import handed_over
from pipelines.storage.database import open_database, write_session
from pipelines.storage.reports.organs import save_regions


def import_(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file, a folder, a ZIP, a WARC or a WACZ.")],
    region: Annotated[
        str, typer.Option(metavar="CODE", help="The region of files of which manifest.csv states none.")
    ] = "",
    vantage: Annotated[str, typer.Option(metavar="TEXT", help="Where the files were fetched from.")] = "",
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Bring in documents fetched elsewhere: a folder, a ZIP, a WARC.

    They are read, checked and stored as a crawl's, and marked imported.

    A manifest.csv in the folder or ZIP may state for each file its url, fetched_at, region_code and title.
    """
    regions = load_regions()
    names = {each.code: each.full_name for each in regions if each.valid_to is None}
    if region and region not in names:
        raise InputError(f"--region {region}: no region of that code; seeds/regions.csv lists them")
    origin = Origin(
        region_code=region,
        region_name=names.get(region, ""),
        vantage=vantage,
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    out = render.console()
    engine = open_database(database_url(db, data))
    try:
        with write_session(engine) as session:
            save_regions(session, regions)
        with reading_sandbox() as sandbox:
            importer = Importer(engine, data / "archive", sandbox, load(data / FILE))
            counts: Counter[str] = Counter()
            for handed in handed_over(path):
                one = importer.take(handed, origin)
                counts[one.outcome] += 1
                told = one.reason
                if one.report is not None:
                    told = f"{one.report.organ_name} {one.report.year or 'unknown year'}: {one.report.status.value}"
                out.print(render.one_line(f"{one.outcome} {one.name}: {told}"), highlight=False)
    finally:
        engine.dispose()
    raise typer.Exit(_end(out, counts))


def _end(out: Console, counts: Counter[str]) -> int:
    """The closing line and the exit code."""
    stored = counts.total() - counts[LEFT_OUT] - counts[FAILED]
    failed = f", the program failed on {counts[FAILED]}" if counts[FAILED] else ""
    out.print(f"{stored} of {counts.total()} files gave a report, {counts[LEFT_OUT]} were left out{failed}")
    return 0 if stored == counts.total() > 0 else 4
