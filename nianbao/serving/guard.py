"""What a statement of a stranger may do on a connection: read, and stay small. Datasette itself limits its time."""

import sqlite3

from datasette import hookimpl

from nianbao.serving import full_text

_MAX_CELL = 1_000_000  # bytes of one value
_MAX_HEAP = 1 << 30  # bytes that SQLite may take in this process
_MAX_PATTERN = 100  # characters of a LIKE
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {  # that Datasette and FTS5 ask themselves
    "data_version",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "query_only",
    "schema_version",
    "table_info",
    "table_xinfo",
}


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]  # after Datasette's own, whose escape_fts this replaces
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Called by Datasette for every connection it opens."""
    if database == "_internal":  # Datasette's own list of tables, in memory
        return
    conn.execute(f"PRAGMA hard_heap_limit={_MAX_HEAP}")
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_CELL)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _MAX_PATTERN)
    conn.create_function("escape_fts", 1, full_text.match, deterministic=True)
    # SQLite's own search a long text for a long one in minutes and look at no clock
    conn.create_function("instr", 2, _instr, deterministic=True)
    conn.create_function("replace", 3, _replace, deterministic=True)
    for table in full_text.SEARCHED:  # a virtual table is declared on its first use, which reads as making a table
        conn.execute(f'SELECT rowid FROM "{table}_search" LIMIT 0')
    conn.set_authorizer(_authorise)


def _authorise(action: int, first: str | None, *_: object) -> int:
    is_allowed = action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def _instr(text: object, part: object) -> int | None:
    return None if text is None or part is None else str(text).find(str(part)) + 1


def _replace(text: object, old: object, new: object) -> str | None:
    if text is None or old is None or new is None:
        return None
    whole, before, after = str(text), str(old), str(new)
    if not before:
        return whole
    if len(whole) + whole.count(before) * (len(after) - len(before)) > _MAX_CELL:
        raise ValueError("string or blob too big")
    return whole.replace(before, after)
