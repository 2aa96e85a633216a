"""`nianbao status` and `nianbao doctor`: how the nights went, and what to do about it."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.opening import database_url, read_database

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
    from crawler.commands import history, queries
    from crawler.commands import status as watch

    now = datetime.now(UTC)
    with read_database(database_url(db, data)) as session:
        if deadman is not None:
            line = watch.deadman(history.last_good(session), now, deadman)
            if line:
                print(f"nianbao: {line}", file=sys.stderr)
            raise typer.Exit(4 if line else 0)
        runs = history.runs(session, _RUNS)
        parts = {
            "Runs": watch.run_lines(runs),
            "Changed against the run before": watch.change_lines(
                history.outcome_changes(session, runs[0].run_id) if runs else [], runs
            ),
            "Alerts": watch.alert_lines(history.alerts(session)),
            "Overdue": watch.overdue_lines(history.overdue(session, now), queries.region_names(session)),
        }
    _show(parts)


def doctor(db: Database = "", data: Data = Path("data")) -> None:
    """What is wrong, what to look at first, and the command to run; exit code 4 when something is."""
    from crawler.commands import doctor as playbook
    from crawler.commands import history

    with read_database(database_url(db, data)) as session:
        advice = playbook.advise(history.alerts(session), history.troubles(session), history.runs(session, _RUNS))
    _show({"": playbook.lines(advice) or ["nothing is wrong"]})
    raise typer.Exit(4 if advice else 0)


def _show(parts: dict[str, list[str]]) -> None:
    from crawler.commands import screen

    out = screen.console()
    for title, lines in parts.items():
        if lines and title:
            out.print(title)
        for line in lines:
            indent = line[: len(line) - len(line.lstrip())]
            out.print(indent + screen.one_line(line))
