"""Arguments and options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Regions = Annotated[list[str] | None, typer.Argument(metavar="REGION", help="Code, code prefix (3704) or name.")]
Database = Annotated[
    str,
    typer.Option(
        "--db",
        envvar="NIANBAO_DB",
        metavar="URL",
        help="Address of the database.  [default: nianbao.sqlite in the data folder]",
    ),
]
Data = Annotated[Path, typer.Option(envvar="NIANBAO_DATA", metavar="DIR", help="Folder of archive, database and logs.")]
SeedsFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Portals to use instead of those shipped.")]
Private = Annotated[
    list[str] | None, typer.Option("--allow-private", metavar="CIDR", help="Network on which replicas may be asked.")
]
Delay = Annotated[
    float | None, typer.Option(metavar="SECONDS", help="Pause between two requests to one host.  [default: 1.1]")
]
Contact = Annotated[
    str,
    typer.Option(
        envvar="NIANBAO_CONTACT", metavar="ADDRESS", help="Mail address or page that tells operators who asks."
    ),
]
