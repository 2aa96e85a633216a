"""`nianbao explain`: where a number stands, or how a column was found."""

from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.queries import report_queries
from nianbao.queries.field_codes import check_field_code
from nianbao.queries.subjects import matching
from nianbao.screens import explanation, render
from pipelines.exceptions import InputError
from pipelines.storage.archive import path_of


def explain(
    region: Annotated[
        str, typer.Argument(metavar="REGION", help="Code, code prefix or name of a region, or name of an organ.")
    ],
    year: Annotated[int | None, typer.Argument(metavar="[YEAR]", help="The year reported on.")] = None,
    field: Annotated[
        str | None, typer.Argument(metavar="[FIELD]", help="Field code, as t3_new_received__total.")
    ] = None,
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
        subjects = matching(session, [region])
        if year is None or field is None:
            portals = report_queries.portals(session, subjects.names)
            if not portals:
                raise InputError(f"{region}: not crawled yet; `nianbao crawl {region}` does it")
            explanation.show_trail(out, portals, subjects.names)
            return
        check_field_code(field)
        stored = report_queries.places(session, year, field)
        places = [place for place in stored if subjects.include(place.region_code, place.organ_name)]
        if not places:
            raise InputError(
                f"{region} {year} {field}: no such value stored; `nianbao coverage {region}` shows what is"
            )
        for place in places:
            archived = path_of(data / "archive", place.document_sha256)
            explanation.show_place(
                out, place, archived, report_queries.findings_naming(session, place.report_id, field)
            )
