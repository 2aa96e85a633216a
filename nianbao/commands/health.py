"""`nianbao status` and `nianbao doctor`: how the nights went, and what to do about it."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.database_option import database_url, read_database

Database = Annotated[
    str, typer.Option("--db", envvar="NIANBAO_DB", metavar="URL", help="default: nianbao.sqlite in the data folder")
]
Data = Annotated[Path, typer.Option(envvar="NIANBAO_DATA", metavar="DIR", help="archive, database and logs")]

_RUNS = 5  # shown


def status(
    deadman: Annotated[
        float | None,
        typer.Option(min=0, metavar="HOURS", help="only say, with exit code 4, that nothing was read for so long"),
    ] = None,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """The last runs, what changed, the alerts that stand, the reports that are overdue."""
    from nianbao.queries import report_queries, run_queries
    from nianbao.screens import status_lines as watch

    now = datetime.now(UTC)
    with read_database(database_url(db, data)) as session:
        if deadman is not None:
            line = watch.deadman(run_queries.last_good(session), now, deadman)
            if line:
                print(f"nianbao: {line}", file=sys.stderr)
            raise typer.Exit(4 if line else 0)
        runs = run_queries.runs(session, _RUNS)
        parts = {
            "Runs": watch.run_lines(runs),
            "Changed against the run before": watch.change_lines(
                run_queries.outcome_changes(session, runs[0].run_id) if runs else [], runs
            ),
            "Alerts": watch.alert_lines(run_queries.alerts(session)),
            "Overdue": watch.overdue_lines(run_queries.overdue(session, now), report_queries.region_names(session)),
        }
    _show(parts)


def doctor(db: Database = "", data: Data = Path("data")) -> None:
    """What is wrong, what to look at first, and the command to run; exit code 4 when something is."""
    from nianbao.queries import run_queries
    from nianbao.screens import advice as playbook

    with read_database(database_url(db, data)) as session:
        advice = playbook.advise(
            run_queries.alerts(session), run_queries.troubles(session), run_queries.runs(session, _RUNS)
        )
    _show({"": playbook.lines(advice) or ["nothing is wrong"]})
    raise typer.Exit(4 if advice else 0)


def _show(parts: dict[str, list[str]]) -> None:
    from nianbao.screens import render

    out = render.console()
    for title, lines in parts.items():
        if lines and title:
            out.print(title)
        for line in lines:
            indent = line[: len(line) - len(line.lstrip())]
            out.print(indent + render.one_line(line))
