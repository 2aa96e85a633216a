"""`nianbao site`: the data as pages that one can look at."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from crawler import exit_codes
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.screens.render import one_line
from nianbao.site.build import build
from pipelines.publish.release.build import GateRed


def site(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the site: a new one, or the site to renew.")],
    db: Database = "",
    data: Data = Path("data"),
    shapes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="GeoJSON with the regions' shapes, for the maps.  [default: the extra maps]"),
    ] = None,
    pictures: Annotated[
        bool,
        typer.Option("--pictures", help="Show the tables as they are printed; some 2 seconds and 150 kB a report."),
    ] = False,
) -> None:
    """Make a static site: map, matrix, regions, reports, indicators, in Chinese and English.

    The map shows every region as a square; with the extra `maps`, or with a file of shapes, it is drawn as well.

    Open DIR/index.html, or put DIR on any web server; the pages load nothing from elsewhere. Made again, it writes only
    the pages whose rows changed. The same rows give the same files. Nothing is written, and 5 returned, while the last
    crawl's coverage is not fit to be published.
    """

    def tell(what: str) -> None:
        print(f"  {what}", file=sys.stderr)

    try:
        with read_database(database_url(db, data)) as session:
            made = build(session, folder, tell, shapes=shapes, archive=data / "archive" if pictures else None)
    except GateRed as error:
        print(f"nianbao: {one_line(str(error))}", file=sys.stderr)
        raise typer.Exit(exit_codes.GATE_RED) from None
    counts = f"{made.written:,} files written, {made.unchanged:,} unchanged, {made.removed:,} removed"
    print(f"{folder / 'index.html'}: {made.reports:,} reports; {counts}")
    if pictures:
        print(f"Tables as printed: {made.pictured:,} reports")
    for reason, reports in Counter(made.without).most_common():
        print(f"  not for {reports:,}: {one_line(reason)}")
