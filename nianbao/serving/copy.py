"""The copy that is served: the tables of a release, texts masked, as one SQLite file with full text."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from nianbao.serving import full_text
from pipelines.exceptions import InputError
from pipelines.publish.release.formats import SqliteFile
from pipelines.publish.release.rows import ids, names, rows
from pipelines.publish.release.tables import TABLES


def copy(session: Session, path: Path, progress: Callable[[str], None] = lambda _: None) -> None:
    """Write the copy. Raises InputError where nothing is stored."""
    if session.execute(text("SELECT count(*) FROM report")).scalar_one() == 0:
        raise InputError("nothing is stored yet, so there is nothing to serve: run `nianbao crawl`")
    known = ids(session)
    made = SqliteFile(path)
    for table in TABLES:
        progress(table.name)
        made.create(table, names(session, table))
        for batch in rows(session, table, known):
            made.write(table, batch)
    made.finish(TABLES)
    progress("full text")
    with closing(sqlite3.connect(path)) as connection, connection:
        full_text.index(connection)
