"""`nianbao db`: the database's schema."""

from pathlib import Path

from nianbao.command_group import new_app
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from pipelines.storage import database

app = new_app(help="Make the schema, or bring it up to date.", no_args_is_help=True)


@app.command()
def upgrade(db: Database = "", data: Data = Path("data")) -> None:
    """Bring the schema up to date; makes the database when there is none."""
    print(database.upgrade(database_url(db, data)))


@app.command()
def current(db: Database = "", data: Data = Path("data")) -> None:
    """Which revision of the schema the database has."""
    print(database.current(database_url(db, data)))
