"""The rows of `nianbao query` as a table for people, as CSV or as JSON."""

import csv
import math
import sys
import tempfile
import uuid
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from nianbao.screens.render import console, one_line, plain_table, show_table
from nianbao.screens.safe_text import safe_cell, safe_json
from pipelines.exceptions import InputError
from pipelines.publish.parquet import BIGINT, DOUBLE, VARCHAR, Parquet
from pipelines.storage.asking import Answer


def show(answer: Answer, form: str) -> None:
    """Print the answer; `form` is table, csv, json or parquet, which holds texts as stored.

    NULL is empty in a table and in CSV, null in JSON. In CSV a text that a spreadsheet would run as a formula has an
    apostrophe before it, as in a release.

    InputError: Parquet, which is bytes, is not for a terminal; or its extra is not installed.
    """
    if form == "json":
        rows = [dict(zip(answer.columns, map(_in_json, row), strict=True)) for row in answer.rows]
        print(safe_json(rows))
    elif form == "parquet":
        _write_parquet(answer)
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(map(safe_cell, answer.columns))
        writer.writerows([["" if cell is None else safe_cell(_plain(cell)) for cell in row] for row in answer.rows])
    else:
        table = plain_table(*map(one_line, answer.columns))
        for position, column in enumerate(table.columns):
            if all(isinstance(row[position], (int, float, Decimal, type(None))) for row in answer.rows):
                column.justify = "right"
        for row in answer.rows:
            table.add_row(*("" if cell is None else one_line(_plain(cell)) for cell in row))
        show_table(console(), table)


def _write_parquet(answer: Answer) -> None:
    if sys.stdout.isatty():
        raise InputError("Parquet is for a file: add `> answer.parquet`")
    if len(set(answer.columns)) < len(answer.columns):
        raise InputError("two columns have one name, which Parquet cannot hold: name them with AS")
    null = uuid.uuid4().hex  # stands for NULL on the way; no cell is that
    with tempfile.TemporaryDirectory(prefix="nianbao-query-") as work:
        rows, target = Path(work) / "rows.csv", Path(work) / "answer.parquet"
        with rows.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(answer.columns)
            writer.writerows([[null if cell is None else _plain(cell) for cell in row] for row in answer.rows])
        parquet = Parquet(Path(work), "query SQL --format parquet")
        types = {name: _type([row[place] for row in answer.rows]) for place, name in enumerate(answer.columns)}
        parquet.write(rows, types, target, null=null)
        parquet.close()
        sys.stdout.flush()
        sys.stdout.buffer.write(target.read_bytes())


def _type(cells: Iterable[Any]) -> str:
    """What a column is in Parquet: whole numbers, numbers, or text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds and kinds <= {int, bool}:
        return BIGINT
    return DOUBLE if kinds and kinds <= {int, bool, float, Decimal} else VARCHAR


def _in_json(cell: Any) -> Any:
    """The cell; infinity, which JSON has no number for, as text."""
    plain = _plain(cell)
    return str(plain) if isinstance(plain, (Decimal, float)) and not math.isfinite(plain) else plain


def _plain(cell: Any) -> Any:
    """A number as people write it (12, not 12.0), bytes as hexadecimal digits."""
    if isinstance(cell, (Decimal, float)) and math.isfinite(cell):
        return int(cell) if cell == int(cell) else float(cell)
    return cell.hex() if isinstance(cell, bytes) else cell
