"""`nianbao serve`: the data in a browser, to be filtered, searched and asked in SQL."""

import socket
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.serving.copy import copy
from nianbao.serving.metadata import DATABASE
from nianbao.serving.server import application
from pipelines.exceptions import InputError
from pipelines.extras import with_extra

_LOOPBACK = "127.0.0.1"


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8001,
    host: Annotated[str, typer.Option(help="Address to listen on; any but the default lets others in.")] = _LOOPBACK,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Serve the data with Datasette: tables to filter and search, questions in both languages, SQL.

    What is served is a copy made at the start, the tables of a release with personal numbers masked; nobody can change
    it, and a statement is stopped after some seconds. Ctrl-C ends it and removes the copy.
    """
    try:
        import uvicorn
    except ImportError:
        raise InputError(f"Datasette is not installed: {with_extra('serve', 'serve')}") from None

    def tell(what: str) -> None:
        print(f"  {what}", file=sys.stderr)

    with tempfile.TemporaryDirectory(prefix="nianbao-serve-") as folder:
        path = Path(folder) / f"{DATABASE}.sqlite"
        with read_database(database_url(db, data)) as session:
            copy(session, path, tell)
        served = uvicorn.Config(application(path).app(), log_level="warning", lifespan="on", access_log=False)
        with _listening(host, port) as listening:
            print(f"http://{host}:{listening.getsockname()[1]}/{DATABASE}  (Ctrl-C ends it)", flush=True)
            uvicorn.Server(served).run([listening])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise InputError(f"{host}:{port} cannot be listened on ({error.strerror}); choose another --port") from None
