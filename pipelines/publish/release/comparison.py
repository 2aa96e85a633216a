"""Whether the files of a release give back what the database gave: each is read again, on two cores if it is much."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pipelines.exceptions import InternalError
from pipelines.publish.parquet import Parquet
from pipelines.publish.release import formats
from pipelines.publish.release.digest import Digest

DATABASE = "nianbao.sqlite"
_MANY = 1_000_000  # rows; fewer are read before other processes have begun
_READERS = 2  # processes; each takes up to 400 MB

_Made = tuple[str, tuple[str, ...], Digest]  # a table, its columns, the rows that the database gave


def compare(work: Path, made: Sequence[_Made]) -> None:
    """Read every file again. Raises InternalError for one that does not hold the rows of the database."""
    tasks = [(file, *one) for one in sorted(made, key=lambda one: -one[2].rows) for file in _files(one[0])]
    if sum(digest.rows for _, _, digest in made) < _MANY:
        for task in tasks:
            _compare_file(work, *task)
        return
    with ProcessPoolExecutor(_READERS, mp_context=multiprocessing.get_context("spawn")) as readers:
        compared = [readers.submit(_compare_file, work, *task) for task in tasks]
        for each in compared:
            each.result()


def _files(table: str) -> tuple[str, ...]:
    return (f"csv/{table}.csv", f"parquet/{table}", DATABASE, f"csv-excel/{table}.csv")


def _compare_file(work: Path, file: str, table: str, columns: tuple[str, ...], wanted: Digest) -> None:
    if file.startswith("csv-excel/"):
        if not formats.is_copy_with_bom(work / "csv" / f"{table}.csv", work / file):
            raise InternalError(f"{file} is not csv/{table}.csv with its mark; nothing was published")
        return
    digest = Digest()
    for batch in _read(work, file, table, columns):
        digest.add(batch)
    if digest != wanted:
        told = f"{digest.rows} rows came back of {wanted.rows}" if digest.rows != wanted.rows else "rows differ"
        raise InternalError(f"{file}: table {table} is not what the database holds: {told}; nothing was published")


def _read(work: Path, file: str, table: str, columns: tuple[str, ...]) -> Iterator[Sequence[formats.Row]]:
    if file == DATABASE:
        yield from formats.read_sqlite(work / file, table)
    elif file.startswith("csv/"):
        yield from formats.read_csv(work / file)
    else:
        parquet = Parquet(work)
        yield from parquet.read(work / file, columns)
        parquet.close()
