"""Makes docs/cookbook.md: research questions in SQL, DuckDB and pandas, asked of a release, with answers and pictures.

`python -m tests.cookbook RELEASE` writes the page and its pictures from a release of the demo's city.
"""

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from tests.cookbook_questions import QUESTIONS, Question

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURES = ROOT / "docs" / "cookbook.md", ROOT / "docs" / "img" / "cookbook"
_TABLE = re.compile(r"\b(FROM|JOIN) (organ_year|applications|coverage|finding|section|change)\b")
_INTRO = """# Cookbook

Questions that researchers ask, each in SQL over `nianbao.sqlite` of a release, in DuckDB over its Parquet files, and in
pandas over its CSV. All three give the answer printed below; a test asks them of a release of the demo's city, which
`python3 run.py demo --data demo` and `python3 run.py --with publish publish releases --data demo` make. The SQL runs
on the live database as well (`nianbao query`), where `finding` is `finding_current`.

For pandas, a table with the types that `datapackage.json` states:

```python
{reader}```

A figure is NULL where no number is printed; `…_or_zero` counts blanks as 0. `organ_year` holds one scope of an organ
and year, so sums over it count nobody twice. Results from before and after 2021 are joined only where the codebook says
that they compare.
"""
READER = """\
import json
import pandas as pd


def read(table):
    package = json.load(open(f"{release}/datapackage.json", encoding="utf-8"))
    fields = next(r["schema"]["fields"] for r in package["resources"] if r["name"] == table)
    kinds = {"string": "str", "integer": "Int64", "number": "float64"}
    return pd.read_csv(f"{release}/csv/{table}.csv", dtype={f["name"]: kinds[f["type"]] for f in fields})
"""


def of_sqlite(release: Path, question: Question) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows that SQLite gives."""
    with closing(sqlite3.connect(f"file:{release / 'nianbao.sqlite'}?mode=ro", uri=True)) as connection:
        found = connection.execute(question.sql)
        return [column[0] for column in found.description], found.fetchall()


def duckdb_sql(question: Question) -> str:
    """The question as DuckDB asks it of the Parquet files."""
    return _TABLE.sub(r"\1 'parquet/\2/**/*.parquet'", question.sql).replace(".parquet' n\n", ".parquet' AS n\n")


def of_duckdb(release: Path, question: Question) -> list[tuple[Any, ...]]:
    """The rows that DuckDB gives; a table without rows has no file."""
    if not list((release / "parquet" / "change").rglob("*.parquet")) and "change" in question.sql:
        return []
    asked = duckdb_sql(question).replace("'parquet/", f"'{release}/parquet/")
    return duckdb.sql(asked).fetchall()


def of_pandas(release: Path, question: Question) -> list[tuple[Any, ...]]:
    """The rows that pandas gives."""
    names: dict[str, Any] = {"release": release}
    exec(READER + question.pandas, names)
    return [tuple(row) for row in names["answer"].itertuples(index=False)]


def page(release: Path) -> str:
    """The whole page."""
    parts = [_INTRO.replace("{reader}", READER)]
    for number, question in enumerate(QUESTIONS, start=1):
        columns, rows = of_sqlite(release, question)
        parts.append(f"## {number}. {question.title}\n")
        parts.append(f"{question.why}\n" if question.why else "")
        parts.append(f"```sql\n{question.sql};\n```\n\nDuckDB:\n\n```sql\n{duckdb_sql(question)};\n```\n")
        parts.append(f"pandas:\n\n```python\n{question.pandas}\n```\n")
        parts.append(_answer(columns, rows))
        if rows:
            parts.append(f"![{question.title}](img/cookbook/{question.name}.svg)\n")
    return "\n".join(part for part in parts if part)


def pictures(release: Path) -> dict[str, str]:
    """File name -> SVG of every question that has an answer."""
    answers = {question: of_sqlite(release, question) for question in QUESTIONS}
    return {f"{q.name}.svg": picture(q.title, columns, rows) for q, (columns, rows) in answers.items() if rows}


def picture(title: str, columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    """Bars: the last column over what names the row, its texts and its year."""
    bars = []
    for row in rows:
        named = zip(columns[:-1], row[:-1], strict=True)
        label = " ".join(str(cell) for name, cell in named if isinstance(cell, str) or name in ("year", "number"))
        bars.append((label, row[-1] or 0))
    top = max(abs(size) for _, size in bars) or 1
    height = 46 + 24 * len(bars)
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="13"'
        f' width="760" height="{height}" viewBox="0 0 760 {height}">',
        f'<rect width="760" height="{height}" fill="white"/><title>{title}</title>',
        f'<text x="8" y="22" font-weight="bold">{columns[-1].replace("_", " ")}</text>',
    ]
    for place, (label, size) in enumerate(bars):
        y, width = 36 + 24 * place, round(360 * abs(size) / top, 1)
        lines.append(f'<text x="292" y="{y + 14}" text-anchor="end">{label}</text>')
        colour = "#b3452c" if size < 0 else "#2b6a99"
        lines.append(f'<rect x="300" y="{y}" width="{width}" height="18" fill="{colour}"/>')
        lines.append(f'<text x="{306 + width}" y="{y + 14}">{size:,g}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _answer(columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    if not rows:
        return "No rows.\n"
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    return head + "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in rows)


def _cell(cell: Any) -> str:
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)


def main() -> None:
    release = Path(sys.argv[1])
    PAGE.write_text(page(release), encoding="utf-8")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, drawn in pictures(release).items():
        (PICTURES / name).write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
