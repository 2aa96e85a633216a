"""`nianbao db`: the database's schema."""

from pathlib import Path
from typing import Annotated

import typer

from nianbao.command_group import new_app
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from pipelines.exceptions import InputError
from pipelines.exchange.copying import copy as copy_database
from pipelines.storage import database

app = new_app(help="Make the schema, or bring it up to date.", no_args_is_help=True)


@app.command()
def upgrade(db: Database = "", data: Data = Path("data")) -> None:
    """Bring the schema up to date; makes the database when there is none."""
    print(database.upgrade(database_url(db, data)))


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="URL of the database to copy")],
    target: Annotated[str, typer.Argument(metavar="TO", help="URL of an empty database, or of a file to be made")],
) -> None:
    """Copy a database to another engine, SQLite or PostgreSQL: every row, compared after copying."""
    if source == target:
        raise InputError("FROM and TO are the same database")
    database.current(source)
    theirs, own = database.open_database(source), database.open_database(target)
    try:
        counts = copy_database(theirs, own)
    finally:
        theirs.dispose()
        own.dispose()
    print(f"{sum(counts.values())} rows of {len(counts)} tables copied and compared")


@app.command()
def current(db: Database = "", data: Data = Path("data")) -> None:
    """Which revision of the schema the database has."""
    print(database.current(database_url(db, data)))
