"""`nianbao accept`: an alert that a person has looked at."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from pipelines.storage.crawls import tls_trust
from pipelines.storage.database import current, open_database, write_session


def accept(
    event: Annotated[int, typer.Argument(metavar="NUMBER", help="of the alert, as `nianbao status` shows it")],
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Take a host whose certificate no longer holds as it is now.

    Its documents make reports again; `nianbao reread REGION` reads those that were kept meanwhile.
    """
    url = database_url(db, data)
    current(url)
    engine = open_database(url)
    try:
        with write_session(engine) as session:
            host = tls_trust.accept(session, event, at=datetime.now(UTC).isoformat(timespec="seconds"))
    finally:
        engine.dispose()
    print(f"{host} is taken as it is; `nianbao reread` reads the documents that were kept meanwhile")
