"""`nianbao takedown`: a document's words and bytes go, its figures and a note stay."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine, select

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from nianbao.screens.render import one_line
from pipelines.exceptions import InputError
from pipelines.storage import archive
from pipelines.storage.database import current, open_database, read_session, write_session
from pipelines.storage.locks import region_locks
from pipelines.storage.models import Document, Download
from pipelines.storage.takedowns import take_down

_AGAIN = "the same command again, once it is done, clears it"
_MIN_DIGITS = 8  # digits: fewer may be hit by chance


def takedown(
    document: Annotated[
        str,
        typer.Argument(metavar="DOCUMENT", help="Its SHA-256; the first 8 digits are enough where no other has them."),
    ],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Who asked, and for what reason; kept with it.")],
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Remove a document's text and bytes for good; its figures and a note stay.

    It does not come back by a crawl, a re-reading, an import or a merge. Copies elsewhere (WARC files, backups,
    databases that were copied) are yours to clean. On PostgreSQL `VACUUM FULL section` frees the space on disk.
    """
    if not why.strip():
        raise InputError("--why is empty; a takedown says who asked for it and why")
    url = database_url(db, data)
    current(url)
    engine = open_database(url)
    try:
        sha256 = _named(engine, document.lower())
        with read_session(engine) as session:
            query = select(Download.region_code).where(Download.document_sha256 == sha256)
            regions = set(session.execute(query).scalars())
        with region_locks(engine, regions) as held:
            if busy := regions - held:
                raise InputError(f"another command is at {', '.join(sorted(busy))}; try again when it is done")
            with write_session(engine) as session:
                at = datetime.now(UTC).isoformat(timespec="seconds")
                gone = take_down(session, sha256, at=at, why=why.strip())
            removed = sum(archive.remove(data / "archive", each) for each in gone)
        is_forgotten = _is_forgotten_in_file(engine)
    finally:
        engine.dispose()
    print(one_line(f"{sha256} is taken down: its text is gone, {removed} files of the archive are deleted"))
    if not is_forgotten:
        print(f"nianbao: another program reads the database, whose log may hold the text: {_AGAIN}", file=sys.stderr)
        raise typer.Exit(4)


def _named(engine: Engine, digits: str) -> str:
    """The one document whose SHA-256 begins so."""
    if not re.fullmatch(rf"[0-9a-f]{{{_MIN_DIGITS},64}}", digits):
        raise InputError(
            f"{digits}: name the document by at least {_MIN_DIGITS} digits of its SHA-256, as explain shows it"
        )
    with read_session(engine) as session:
        query = select(Document.sha256).where(Document.sha256.startswith(digits)).limit(2)
        found = list(session.execute(query).scalars())
    if len(found) != 1:
        raise InputError(f"{digits}: {'several documents have' if found else 'no document has'} a SHA-256 like this")
    return found[0]


def _is_forgotten_in_file(engine: Engine) -> bool:
    """True unless the text may still stand in SQLite's write-ahead log, since another program is reading there."""
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()  # outside any transaction
    try:
        cursor = connection.cursor()
        is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
    finally:
        connection.close()
