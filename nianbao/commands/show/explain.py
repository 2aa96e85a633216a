"""`nianbao explain`: where a number stands, or how a column was found."""

from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.queries import report_queries
from nianbao.screens import explanation, render
from pipelines.exceptions import InputError
from pipelines.storage.archive import path_of


def explain(
    region: Annotated[str, typer.Argument(metavar="REGION", help="code, code prefix or name")],
    year: Annotated[int | None, typer.Argument(metavar="[YEAR]")] = None,
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="field code: t3_new_received__total")] = None,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Lead one number back to its cell, or a region to its column of reports.

    REGION alone: how the crawl found its column. REGION YEAR FIELD: where the number is printed.
    """
    if (year is None) != (field is None):
        raise InputError("explain takes REGION alone, or REGION YEAR FIELD")
    out = render.console()
    with read_database(database_url(db, data)) as session:
        names = report_queries.matching_regions(session, [region])
        if year is None or field is None:
            portals = report_queries.portals(session, names)
            if not portals:
                raise InputError(f"{region}: not crawled yet; `nianbao crawl {region}` does it")
            explanation.show_trail(out, portals, names)
            return
        places = report_queries.places(session, names, year, field)
        if not places:
            raise InputError(
                f"{region} {year} {field}: no such value stored; `nianbao coverage {region}` shows what is"
            )
        for place in places:
            archived = path_of(data / "archive", place.document_sha256)
            explanation.show_place(
                out, place, archived, report_queries.findings_naming(session, place.report_id, field)
            )
