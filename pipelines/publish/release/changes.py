"""What differs from the release before, cell by cell: old and new figure of every report that is in both."""

import csv
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipelines.publish.release.formats import guarded

COLUMNS = (
    *("change", "region_code", "organ_name", "year", "scope", "field_code"),
    *("old_value", "old_raw", "old_state", "new_value", "new_raw", "new_state"),
)
_KEY = "n.region_code = o.region_code AND n.organ_name = o.organ_name AND n.year IS o.year AND n.scope = o.scope"
_PAIRS = f"""
CREATE TEMP TABLE pair AS
SELECT n.report_id AS new_id, o.report_id AS old_id, n.region_code, n.organ_name, n.year, n.scope
FROM main.report n JOIN old.report o ON {_KEY} WHERE n.year IS NOT NULL OR n.report_id = o.report_id
"""
_WHOLE = """
SELECT '{what}', r.region_code, r.organ_name, r.year, r.scope, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM {here}.report r WHERE r.report_id NOT IN (SELECT {column} FROM pair) ORDER BY 2, 3, 4, 5, r.report_id
"""
_CELLS = """
SELECT 'cell changed', p.region_code, p.organ_name, p.year, p.scope, n.field_code, o.value, o.raw, o.state,
    n.value, n.raw, n.state
FROM pair p JOIN main.value n ON n.report_id = p.new_id
LEFT JOIN old.value o ON o.report_id = p.old_id AND o.field_code = n.field_code
WHERE o.report_id IS NULL OR n.value IS NOT o.value OR n.raw IS NOT o.raw OR n.state IS NOT o.state
UNION ALL
SELECT 'cell removed', p.region_code, p.organ_name, p.year, p.scope, o.field_code, o.value, o.raw, o.state,
    NULL, NULL, NULL
FROM pair p JOIN old.value o ON o.report_id = p.old_id
WHERE NOT EXISTS (SELECT 1 FROM main.value n WHERE n.report_id = p.new_id AND n.field_code = o.field_code)
ORDER BY 2, 3, 4, 5, 6
"""


def write_changes(old: Path | None, new: Path, target: Path) -> Counter[str]:
    """Write changes.csv from two releases' SQLite files; how many of each kind. Without an old one it has no rows."""
    counts: Counter[str] = Counter()
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in _changes(old, new) if old else ():
            counts[row[0]] += 1
            writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return counts


def page(before: str, counts: Counter[str]) -> str:
    """CHANGES.md."""
    if not before:
        return "# Changes · 变更\n\nThis is the first release here. 这是第一个发布版本。\n"
    told = "\n".join(f"| {what} | {count} |" for what, count in sorted(counts.items())) or "| nothing | 0 |"
    return (
        f"# Changes · 变更\n\nAgainst release `{before}`; `changes.csv` has every one. 相对于 `{before}` 的变更。\n\n"
        f"| what | how many |\n|---|---|\n{told}\n"
    )


def _changes(old: Path, new: Path) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{new}?mode=ro", uri=True)) as connection:
        connection.execute("ATTACH ? AS old", (f"file:{old}?mode=ro",))
        connection.execute(_PAIRS)
        yield from connection.execute(_WHOLE.format(what="report added", here="main", column="new_id"))
        yield from connection.execute(_WHOLE.format(what="report removed", here="old", column="old_id"))
        yield from connection.execute(_CELLS)
