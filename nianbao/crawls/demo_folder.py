"""Whether a demo may use a folder: it writes there, and tells how to remove all of it."""

import sqlite3
from pathlib import Path
from urllib.parse import quote, urlsplit

from nianbao.crawls.replica_city import is_of_city
from nianbao.data_folder import database_file
from pipelines.exceptions import InputError

COMMAND = "nianbao demo"  # what the row of a demo's run says


def check_demo_folder(folder: Path | None) -> None:
    """InputError when the folder holds anything but an earlier demo; nothing in it is changed."""
    if folder is None or not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not _holds_demos_alone(database_file(folder)):
        raise InputError(f"{folder} holds something else than a demo: name a new folder with --data, or leave it out")


def _holds_demos_alone(database: Path) -> bool:
    """True if every run there was a demo, and every portal and report is of a replica city."""
    # without a log of writes, nobody is writing: SQLite then needs to leave no file of its own beside the database
    mode = "mode=ro" if database.with_name(f"{database.name}-wal").exists() else "mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(f"file:{quote(str(database.absolute()))}?{mode}", uri=True)
    except sqlite3.Error:  # not there, or not ours to read
        return False
    try:
        commands = {command for (command,) in connection.execute("SELECT command FROM run")}
        addresses = connection.execute("SELECT portal_url FROM portal UNION SELECT source_url FROM report")
        hosts = {urlsplit(url).hostname or "" for (url,) in addresses}
    except sqlite3.Error:  # no database, or none of ours
        return False
    finally:
        connection.close()
    return commands <= {COMMAND} and all(is_of_city(host) for host in hosts)
