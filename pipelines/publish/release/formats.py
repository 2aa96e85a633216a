"""A table of the release as SQLite, CSV and Parquet: each written, and each read again as the same canonical rows."""

import codecs
import csv
import io
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from pipelines.publish.release.tables import INTEGER, NEVER_NULL, TEXT, Table, kind

_BATCH = 750  # rows at a time
_PIECE = 1 << 20  # bytes at a time
_FORMULA = re.compile(
    r"(?s)'*(?:[\t\r\n]|[ \xa0\u3000]*(?:[=@＝＠]|[+\-＋－](?![\d.,%]*$).)).*"
)  # what a spreadsheet may run, blanks before it or not; a lone - is none

_FIRST = frozenset("'=@\t\r\n＝＠+-＋－ \xa0\u3000")  # what such a text begins with; few texts do

Row = tuple[Any, ...]


def guarded(text: str) -> str:
    """A text that a spreadsheet shows and never runs: one that looks like a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in _FIRST and _FORMULA.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and _FORMULA.fullmatch(text[1:]) else text


class CsvFiles:
    """A table as CSV, UTF-8, NULL empty, in two files: guarded for people's spreadsheets, plain for DuckDB to read."""

    def __init__(self, guarded_path: Path, plain_path: Path, columns: Sequence[str]) -> None:
        guarded_path.parent.mkdir(parents=True, exist_ok=True)
        self._guarded, self._plain = (
            path.open("w", encoding="utf-8", newline="") for path in (guarded_path, plain_path)
        )
        self._texts = [place for place, name in enumerate(columns) if kind(name) == TEXT]
        for file in (self._guarded, self._plain):
            file.write(_lines([tuple(columns)]))

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        lines = _lines(rows)
        self._plain.write(lines)
        cells = list(zip(*rows, strict=True))
        risky = [place for place in self._texts if rows and _may_run(cells[place])]
        for place in risky:
            cells[place] = tuple([guarded(cell) if cell else cell for cell in cells[place]])
        self._guarded.write(_lines(zip(*cells, strict=True)) if risky else lines)

    def close(self) -> None:
        """Write what is left."""
        self._guarded.close()
        self._plain.close()


def _lines(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


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
        while lines := list(islice(reader, _BATCH)):
            cells = zip(*lines, strict=True)  # column by column
            yield list(zip(*(one(of_column) for one, of_column in zip(parse, cells, strict=True)), strict=True))


def _may_run(cells: Sequence[str | None]) -> bool:
    """True if a text of the column begins as a formula does."""
    return not _FIRST.isdisjoint({cell[0] for cell in cells if cell})


def _parser(column: str) -> Callable[[Sequence[str]], list[Any]]:
    """What makes the cells of a column canonical again."""
    if kind(column) == TEXT:
        empty = "" if column in NEVER_NULL else None
        return lambda cells: [(cell if cell[0] != "'" else unguarded(cell)) if cell else empty for cell in cells]
    number: Callable[[str], Any] = int if kind(column) == INTEGER else float
    return lambda cells: [number(cell) if cell else None for cell in cells]


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
