"""The rows of `nianbao query` as a table for people, as CSV or as JSON."""

import csv
import json
import math
import sys
from decimal import Decimal
from typing import Any

from nianbao.screens.render import console, one_line, plain_table, show_table
from pipelines.storage.asking import Answer


def show(answer: Answer, form: str) -> None:
    """Print the answer; `form` is table, csv or json. NULL is empty in a table and in CSV, null in JSON."""
    if form == "json":
        rows = [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]
        print(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([["" if cell is None else _plain(cell) for cell in row] for row in answer.rows])
    else:
        table = plain_table(*answer.columns)
        for position, column in enumerate(table.columns):
            if all(isinstance(row[position], (int, float, Decimal, type(None))) for row in answer.rows):
                column.justify = "right"
        for row in answer.rows:
            table.add_row(*("" if cell is None else one_line(_plain(cell)) for cell in row))
        show_table(console(), table)


def _plain(cell: Any) -> Any:
    """A number as people write it (12, not 12.0), bytes as hexadecimal digits."""
    if isinstance(cell, (Decimal, float)) and math.isfinite(cell):
        return int(cell) if cell == int(cell) else float(cell)
    return cell.hex() if isinstance(cell, bytes) else cell
