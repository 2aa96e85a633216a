"""A table of the release as SQLite, CSV and Parquet: each written, and each read again as the same canonical rows."""

import codecs
import csv
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any, TextIO

from pipelines.publish.release.tables import INTEGER, NEVER_NULL, REAL, TEXT, Table, kind

_BATCH = 5_000  # rows at a time
_PIECE = 1 << 20  # bytes at a time
_FORMULA = re.compile(
    r"(?s)'*(?:[=@\t\r\n＝＠]|[+\-＋－](?![\d.,%]*$).).*"
)  # what a spreadsheet may run; a lone - is none

_FIRST = frozenset("'=@\t\r\n＝＠+-＋－")  # what such a text begins with; few texts do

Row = tuple[Any, ...]


def guarded(text: str) -> str:
    """A text that a spreadsheet shows and never runs: one that looks like a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in _FIRST and _FORMULA.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and _FORMULA.fullmatch(text[1:]) else text


class CsvFile:
    """One CSV file, UTF-8, NULL empty. Guarded: for people's spreadsheets; plain: for DuckDB to read."""

    def __init__(self, path: Path, columns: Sequence[str], *, is_guarded: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(columns)
        self._is_guarded = is_guarded

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        if self._is_guarded:
            rows = [tuple(guarded(cell) if isinstance(cell, str) else cell for cell in row) for row in rows]
        self._writer.writerows(rows)

    def close(self) -> None:
        """Write what is left."""
        self._file.close()


def copy_with_bom(source: Path, target: Path) -> None:
    """The same file with the mark that tells a spreadsheet it is UTF-8."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, target.open("wb") as copy:
        copy.write(codecs.BOM_UTF8)
        shutil.copyfileobj(file, copy)


def is_copy_with_bom(source: Path, target: Path) -> bool:
    """True if the target is the mark and the source, byte for byte."""
    with source.open("rb") as file, target.open("rb") as copy:
        if copy.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            return False
        pieces = zip_longest(iter(lambda: file.read(_PIECE), b""), iter(lambda: copy.read(_PIECE), b""))
        return all(one == other for one, other in pieces)


def read_csv(path: Path) -> Iterator[list[Row]]:
    """The rows of a guarded CSV file, canonical again."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        columns = next(reader)
        parse = [_parser(name) for name in columns]
        batch: list[Row] = []
        for row in reader:
            batch.append(tuple(one(cell) for one, cell in zip(parse, row, strict=True)))
            if len(batch) == _BATCH:
                yield batch
                batch = []
        yield batch


def _parser(column: str) -> Callable[[str], Any]:
    parsers: dict[str, Callable[[str], Any]] = {INTEGER: int, REAL: float, TEXT: unguarded}
    of = parsers[kind(column)]
    if column in NEVER_NULL:
        return unguarded
    return lambda cell: of(cell) if cell else None


class SqliteFile:
    """The release as one SQLite database, STRICT, with keys as unique indexes."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=OFF")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute("BEGIN")

    def create(self, table: Table, columns: Sequence[str]) -> None:
        """Make an empty table."""
        made = ", ".join(f'"{name}" {kind(name)}' for name in columns)
        self._connection.execute(f'CREATE TABLE "{table.name}" ({made}) STRICT')

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Add rows."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)

    def finish(self, tables: Sequence[Table]) -> None:
        """Make the indexes and close. Raises sqlite3.IntegrityError where two rows share a key."""
        for table in tables:
            if table.key:
                key = ", ".join(f'"{name}"' for name in table.key)
                self._connection.execute(f'CREATE UNIQUE INDEX "key_{table.name}" ON "{table.name}" ({key})')
        for name in ("organ_year", "report", "coverage"):
            self._connection.execute(f'CREATE INDEX "{name}_region" ON "{name}" (region_code, year)')
        self._connection.execute('CREATE INDEX "value_field" ON "value" (field_code, year)')
        self._connection.execute("COMMIT")
        self._connection.close()


def read_sqlite(path: Path, table: str) -> Iterator[list[Row]]:
    """The rows of a table of the release's SQLite file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        found = connection.execute(f'SELECT * FROM "{table}"')
        while batch := found.fetchmany(_BATCH):
            yield batch
