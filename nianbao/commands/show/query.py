"""`nianbao query`: one statement, read-only, within seconds."""

import os
import sys
import threading
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler import exit_codes
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from nianbao.screens import answer_output
from pipelines.storage.asking import SECONDS, TooLong, ask

_GRACE = 0.3  # seconds; then one of SQLite's functions is at work that looks at no clock


class Format(StrEnum):
    """How the rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def query(
    statement: Annotated[str, typer.Argument(metavar="SQL", help="One statement that reads.")],
    form: Annotated[Format, typer.Option("--format", help="How the rows are printed.")] = Format.TABLE,
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="How long the statement may take.")] = SECONDS,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Ask the database one question in SQL; nothing is ever written.

    Begin with the view organ_year; table description says what every view and column is.
    """
    watchdog = threading.Timer(seconds + _GRACE, _end, args=(seconds,))
    watchdog.daemon = True
    watchdog.start()
    try:
        answer = ask(database_url(db, data), statement, seconds=seconds)
    except TooLong as error:
        print(f"nianbao: {error}", file=sys.stderr)
        raise typer.Exit(exit_codes.PARTIAL) from None
    finally:
        watchdog.cancel()
    answer_output.show(answer, form.value)


def _end(seconds: float) -> None:
    print(f"nianbao: stopped after {seconds:g} s", file=sys.stderr, flush=True)
    os._exit(exit_codes.PARTIAL)
