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
from pipelines.storage.roles import make_reader

app = new_app(help="Make the schema, or bring it up to date.", no_args_is_help=True)


@app.command()
def upgrade(db: Database = "", data: Data = Path("data")) -> None:
    """Bring the schema up to date; makes the database when there is none."""
    print(database.upgrade(database_url(db, data)))


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="URL of the database to copy.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="URL of an empty database, or of a file to be made.")],
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
def role(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the role, such as researcher.")],
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Make a role of PostgreSQL that reads everything and changes nothing."""
    url = database_url(db, data)
    database.current(url)
    engine = database.open_database(url)
    try:
        is_new = make_reader(engine, name)
    finally:
        engine.dispose()
    print(
        f"{name} is made; give it a password: \\password {name} in psql" if is_new else f"{name} reads everything here"
    )


@app.command()
def current(db: Database = "", data: Data = Path("data")) -> None:
    """Which revision of the schema the database has."""
    print(database.current(database_url(db, data)))
