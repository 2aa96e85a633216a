"""`nianbao feed`: the changes of the last months for a feed reader."""

from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from nianbao.screens import change_feed
from pipelines.exceptions import InputError
from pipelines.storage.database import current, open_database


def feed(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to write it.  [default: changes.atom.xml in the data]"),
    ] = None,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Write the reports whose figures changed as an Atom feed; every night does it, too."""
    path = file or data / change_feed.NAME
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder to write the feed to")
    url = database_url(db, data)
    current(url)
    engine = open_database(url)
    try:
        count = change_feed.write(engine, path)
    finally:
        engine.dispose()
    print(f"{path}: {count} changes of the last {change_feed.DAYS} days")
