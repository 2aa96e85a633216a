"""`nianbao doctor`: what is wrong, what to look at first, what to run."""

from pathlib import Path

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.queries import run_queries
from nianbao.screens import advice
from nianbao.screens.render import console, one_line, show_lines
from pipelines.extract.pipeline import protection
from pipelines.storage.views import report_figures

_RUNS = 5  # shown
_REPORTS = 1_000  # those stored last; to compare them takes half a second


def doctor(db: Database = "", data: Data = Path("data")) -> None:
    """Say what is wrong, what to look at first and what to run.

    Exit code 4 when something is wrong.
    """
    with read_database(database_url(db, data)) as session:
        runs = run_queries.runs(session, _RUNS)
        found = advice.advise(
            run_queries.alerts(session),
            run_queries.troubles(session),
            runs,
            run_queries.unread(session, runs),
            list(report_figures.differing(session.connection(), newest=_REPORTS)),
        )
    out = console()
    show_lines(out, {"": advice.lines(found) or ["nothing is wrong"]})
    out.print(one_line(protection().text))
    raise typer.Exit(4 if found else 0)
