"""`nianbao coverage`: what is stored of what is expected, and why the rest is not."""

from pathlib import Path

from nianbao.commands.options import Data, Database, Regions
from nianbao.data_folder import database_url, read_database
from nianbao.queries import report_queries
from nianbao.queries.subjects import matching
from nianbao.screens import coverage_matrix, render


def coverage(region: Regions = None, db: Database = "", data: Data = Path("data")) -> None:
    """Show what became of every expected report.

    Regions down, years across, and why the missing ones are missing.
    """
    with read_database(database_url(db, data)) as session:
        subjects = matching(session, region or [])
        names = subjects.names
        found = report_queries.coverage_rows(session, names)
        rows = [row for row in found if subjects.include(row.region_code, row.organ_name)]
        coverage_matrix.show_matrix(render.console(), rows, names)
        coverage_matrix.show_reasons(render.console(), rows, names)
