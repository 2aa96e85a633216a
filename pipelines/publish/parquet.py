"""Parquet through DuckDB, in one thread, so that the same rows give the same bytes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.exceptions import InputError
from pipelines.extras import with_extra

BIGINT, DOUBLE, VARCHAR = "BIGINT", "DOUBLE", "VARCHAR"
_BATCH = 5_000  # rows at a time
_MEMORY = "400MB"  # that DuckDB may take before it uses the disk
_MAX_LINE = 100_000_000  # bytes of a row; DuckDB holds several


class Parquet:
    """Writes Parquet files from CSV files and reads them. InputError: the extra is not installed."""

    def __init__(self, work: Path, command: str = "publish DIR") -> None:
        try:
            import duckdb
        except ImportError:
            raise InputError(f"Parquet needs the extra: {with_extra('publish', command)}") from None
        self._duckdb: Any = duckdb.connect(
            config={
                "threads": 1,
                "memory_limit": _MEMORY,
                "temp_directory": str(work),
                "autoinstall_known_extensions": False,
            }
        )

    def write(
        self,
        source: Path,
        columns: Mapping[str, str],
        target: Path,
        *,
        null: str = "",
        never_null: tuple[str, ...] = (),
    ) -> None:
        """A CSV file, first row names, as Parquet. `columns`: name -> type; `null`: what stands for NULL in the file;
        `never_null`: columns whose empty cells are empty texts.

        The target is a file, or a folder that is not there: it gets a file for each year where there is a column year.
        """
        by_year = "year" in columns and target.suffix != ".parquet"
        if target.suffix != ".parquet":
            target.mkdir(parents=True)
            target = target if by_year else target / "data.parquet"
        types = ", ".join(f"{_text(name)}: '{kind}'" for name, kind in columns.items())
        options = [
            f"header = true, nullstr = {_text(null)}, columns = {{{types}}}, auto_detect = false, strict_mode = true",
            f"""delim = ',', quote = '"', escape = '"', parallel = false, max_line_size = {_MAX_LINE}""",
        ]
        if never_null:
            options.append(f"force_not_null = [{', '.join(map(_text, never_null))}]")
        rows = f"SELECT * FROM read_csv({_text(str(source))}, {', '.join(options)})"
        parts = ", PARTITION_BY (year), WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true" if by_year else ""
        self._duckdb.execute(f"COPY ({rows}) TO {_text(str(target))} (FORMAT parquet, COMPRESSION zstd{parts})")

    def read(self, folder: Path, columns: tuple[str, ...]) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of every file of a folder; nothing where there is none."""
        shown = ", ".join(f'"{name}"' for name in columns)
        for path in sorted(folder.rglob("*.parquet")):
            found = self._duckdb.execute(
                f"SELECT {shown} FROM read_parquet({_text(str(path))}, hive_partitioning = false)"
            )
            while batch := found.fetchmany(_BATCH):
                yield batch

    def close(self) -> None:
        """Let go of its memory."""
        self._duckdb.close()


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
