"""`nianbao status`: the last runs, what changed, open alerts, overdue reports."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.queries import report_queries, run_queries
from nianbao.queries.changed_reports import changed_reports
from nianbao.screens import status_lines
from nianbao.screens.render import console, show_lines

_RUNS = 5  # shown


def status(
    deadman: Annotated[
        float | None,
        typer.Option(min=0, metavar="HOURS", help="Only say, with exit code 4, that nothing was read for so long."),
    ] = None,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Show the last runs, what changed, open alerts and overdue reports.

    Exit code 4 when the last run read nothing, or the program failed on documents.
    """
    now = datetime.now(UTC)
    with read_database(database_url(db, data)) as session:
        if deadman is not None:
            line = status_lines.deadman(run_queries.last_good(session), now, deadman)
            if line:
                print(f"nianbao: {line}", file=sys.stderr)
            raise typer.Exit(4 if line else 0)
        runs = run_queries.runs(session, _RUNS)
        unread = run_queries.unread(session, runs)
        parts = {
            "Runs": status_lines.run_lines(runs),
            "Documents that could not be read": status_lines.unread_lines(unread),
            "Changed against the run before": status_lines.change_lines(
                run_queries.outcome_changes(session, runs[0].run_id) if runs else [], runs
            ),
            "Reports changed by the last run": status_lines.changed_lines(
                changed_reports(session, runs[0].started_at) if runs else []
            ),
            "Alerts": status_lines.alert_lines(run_queries.alerts(session)),
            "Overdue": status_lines.overdue_lines(
                run_queries.overdue(session, now), report_queries.region_names(session)
            ),
        }
    show_lines(console(), parts)
    raise typer.Exit(4 if unread else 0)
