"""Limits that no annual report comes near: a file beyond them is hostile or no report, and would only cost memory."""

from collections.abc import Iterable

from pipelines.exceptions import LimitExceeded
from pipelines.records import Block, Grid

MAX_CELLS = 20_000  # per table, covered positions counted; the largest statutory table has 280
MAX_TABLES = 200  # per document


def check_area(rows: int, columns: int) -> None:
    """Raises LimitExceeded when a table of this size cannot be a report's; call before building it."""
    if rows * columns > MAX_CELLS:
        raise LimitExceeded(f"a table of {rows} rows and {columns} columns; at most {MAX_CELLS} cells are read")


def checked(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, when their tables keep within the limits; LimitExceeded is raised at the first that does not."""
    kept: list[Block] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Grid):
            tables += 1
            check_area(block.row_count, block.column_count)
            if tables > MAX_TABLES:
                raise LimitExceeded(f"more than {MAX_TABLES} tables")
        kept.append(block)
    return tuple(kept)
