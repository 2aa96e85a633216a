"""`nianbao corrections`: what people say of readings, and whether it applies."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from nianbao.command_group import new_app
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from nianbao.screens import render
from pipelines.corrections import file
from pipelines.corrections.pipeline import FILE
from pipelines.exceptions import InputError
from pipelines.rereading.correcting import apply
from pipelines.storage.database import current, open_database

app = new_app(help="See, apply and take back corrections of readings.", no_args_is_help=True)


@app.command("list")
def show(db: Database = "", data: Data = Path("data")) -> None:
    """Show every correction and whether it applies; exit code 4 when one asks to be looked at again."""
    standings = _applied(db, data)
    corrections = file.load(data / FILE)
    table = Table("no.", "organ", "year", "field", "says", "who", "standing", box=None, header_style="bold")
    for number, (each, standing) in enumerate(zip(corrections, standings, strict=True), start=1):
        year = "" if each.year is None else str(each.year)
        table.add_row(str(number), each.organ_name, year, each.field_code, each.correction, each.who, standing)
    out = render.console()
    out.print(table if corrections else f"no corrections: {data / FILE} is empty or not there")
    raise typer.Exit(4 if any(standing != "applies" for standing in standings) else 0)


@app.command("apply")
def apply_all(db: Database = "", data: Data = Path("data")) -> None:
    """Apply the file as it is now; a crawl and a re-reading do it by themselves."""
    standings = _applied(db, data)
    told = {word: standings.count(word) for word in ("applies", "look_again", "unmatched")}
    print(
        f"{told['applies']} apply, {told['look_again']} ask to be looked at again, {told['unmatched']} match no report"
    )
    raise typer.Exit(4 if told["look_again"] or told["unmatched"] else 0)


@app.command("take-back")
def take_back(
    number: Annotated[
        list[int], typer.Argument(metavar="NUMBER…", help="Numbers, as `nianbao corrections list` shows them.")
    ],
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Take corrections back: the file loses their rows, the readings show again."""
    corrections = file.load(data / FILE)
    wrong = [each for each in number if not 1 <= each <= len(corrections)]
    if wrong:
        raise InputError(f"there is no correction {wrong[0]}; `nianbao corrections list` numbers them")
    print(f"{file.take_back(data / FILE, [corrections[each - 1] for each in number])} taken back")
    _applied(db, data)


def _applied(db: str, data: Path) -> list[str]:
    """The standing of each correction, in the file's order, after they were applied."""
    url = database_url(db, data)
    current(url)
    engine = open_database(url)
    try:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        return apply(engine, data / "archive", file.load(data / FILE), at=at)
    finally:
        engine.dispose()
