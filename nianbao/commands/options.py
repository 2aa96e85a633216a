"""Arguments and options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Regions = Annotated[list[str] | None, typer.Argument(metavar="[REGION]…", help="code, code prefix (3704) or name")]
Database = Annotated[
    str, typer.Option("--db", envvar="NIANBAO_DB", metavar="URL", help="default: nianbao.sqlite in the data folder")
]
Data = Annotated[Path, typer.Option(envvar="NIANBAO_DATA", metavar="DIR", help="archive, database and logs")]
SeedsFile = Annotated[Path | None, typer.Option(metavar="FILE", help="portals to use instead of those shipped")]
Private = Annotated[list[str] | None, typer.Option("--allow-private", metavar="CIDR", help="replicas on this network")]
Delay = Annotated[float | None, typer.Option(metavar="SECONDS", help="between two requests to one host")]
Contact = Annotated[
    str,
    typer.Option(envvar="NIANBAO_CONTACT", metavar="ADDRESS", help="mail address or page for the portals' operators"),
]
