"""`nianbao merge`: another database's reports and documents join this one's."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from nianbao.screens.render import one_line
from pipelines.exceptions import InputError
from pipelines.exchange.merging import merge as merge_databases
from pipelines.storage.database import current, open_database


def merge(
    other: Annotated[str, typer.Argument(metavar="OTHER", help="An SQLite file, or the URL of a database.")],
    other_archive: Annotated[
        Path | None,
        typer.Option("--archive", metavar="DIR", help="Its documents.  [default: archive/ beside the file]"),
    ] = None,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Join another database with this one.

    What is not here comes in, what is here stays.
    """
    is_file = "://" not in other
    if is_file and not Path(other).is_file():
        raise InputError(f"{other}: no such file; name the other data folder's nianbao.sqlite, or a database URL")
    url = f"sqlite:///{Path(other).resolve()}" if is_file else other
    archive = other_archive or (Path(other).resolve().parent / "archive" if is_file else None)
    if archive is None:
        raise InputError("say where the other database's documents are: --archive DIR")
    current(url)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    theirs, own = open_database(url), open_database(database_url(db, data))
    try:
        found = merge_databases(theirs, own, other_archive=archive, archive=data / "archive", at=at)
    finally:
        theirs.dispose()
        own.dispose()
    print(f"{found.reports} reports came in, {found.known} were here; {found.documents} documents came in")
    if found.missing:
        told = one_line(f"{archive} lacks the bytes of {len(found.missing)} documents, {found.missing[0]} among them")
        print(f"nianbao: {told}")
    raise typer.Exit(4 if found.missing else 0)
