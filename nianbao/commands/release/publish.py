"""`nianbao publish`: the data as a release that one can cite."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler import exit_codes
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.screens.render import one_line
from pipelines.publish.release.build import GateRed
from pipelines.publish.release.build import publish as publish_release


def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the releases; each gets one in it.")],
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Make a release: SQLite, Parquet, CSV, codebook, citation, changes, checksums.

    Every file is read again and compared with the database before the release counts. The same rows give the same
    release. Nothing is published, and 5 returned, while the last crawl's coverage is not fit for it.
    """

    def tell(what: str) -> None:
        print(f"  {what}", file=sys.stderr)

    try:
        with read_database(database_url(db, data)) as session:
            made = publish_release(session, folder, tell)
    except GateRed as error:
        print(f"nianbao: {one_line(str(error))}", file=sys.stderr)
        raise typer.Exit(exit_codes.GATE_RED) from None
    if not made.is_new:
        print(f"{made.folder} is there already and holds just these rows: nothing new to publish")
        return
    print(f"{made.folder}: {made.rows:,} rows, each file read again and equal to the database")
    for what, count in sorted(made.changes.items()):
        print(f"  {what}: {count:,}")
