"""What stands beside the tables: datapackage.json, CITATION.cff, README, known issues."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.checks import findings
from pipelines.publish.release.tables import INTEGER, REAL, TEXT, Table, kind
from pipelines.storage.views.columns import columns as described
from pipelines.storage.views.columns import views

TITLE = "Annual reports on open government information of China's local governments"
TITLE_ZH = "地方政府信息公开工作年度报告数据集"
_TYPES = {INTEGER: "integer", REAL: "number", TEXT: "string"}
_OWN = {  # tables that are no view, in English and Chinese
    "section": (
        "The text of the six sections of each current report; personal numbers are masked.",
        "各现行报告六个部分的正文；个人号码已隐去。",
    ),
    "field": ("The codebook: one row per field code and layout.", "代码簿：一个字段代码、一种格式一行。"),
    "description": ("What every view of the database and each of its columns is.", "各视图及其各列的说明。"),
}


def datapackage(
    release: str, on: str, tables: Sequence[tuple[Table, Sequence[str], int]], files: Mapping[str, tuple[int, str]]
) -> str:
    """datapackage.json: a resource for each CSV, with its schema. `tables`: table, columns, rows; `files`: path ->
    bytes and SHA-256; `on`: the day of the newest document.
    """
    package = {
        "name": "nianbao",
        "id": release,
        "title": TITLE,
        "description": TITLE_ZH,
        "version": release,
        "created": f"{on}T00:00:00Z",
        "profile": "data-package",
        "resources": [_resource(*table, files) for table in tables],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def citation(release: str, on: str) -> str:
    """CITATION.cff for the data set, form 1.2.0."""
    return f"""cff-version: 1.2.0
message: If you use these data, please cite them with the id of the release.
type: dataset
title: "{TITLE} ({TITLE_ZH})"
version: "{release}"
date-released: "{on}"
authors:
  - name: nianbao contributors
keywords: [政府信息公开, open government information, China]
"""


def readme(release: str, tables: Iterable[tuple[Table, Sequence[str], int]]) -> str:
    """How to open the release, in both languages."""
    rows = "\n".join(f"| `{table.name}` | {count:,} | {about(table)} |" for table, _, count in tables)
    return f"""# {TITLE} · {TITLE_ZH}

Release `{release}`. Cite it as CITATION.cff says. `sha256sum -c SHA256SUMS` checks every file.
引用方式见 CITATION.cff；各文件的校验值见 SHA256SUMS。

| file | opens with |
|---|---|
| `nianbao.sqlite` | SQLite, DBeaver, R (RSQLite), Python |
| `parquet/TABLE/` | DuckDB: `SELECT * FROM 'parquet/organ_year/**/*.parquet'`; pandas, R (arrow) |
| `csv/TABLE.csv` | everything that reads UTF-8; `datapackage.json` gives the types |
| `csv-excel/TABLE.csv` | Excel, WPS, LibreOffice Calc: the same with the mark that tells them it is UTF-8 |
| `codebook.en.md`, `codebook.zh.md`, `codebook.csv`, `codebook.json` | what all of it means; 代码簿 |
| `KNOWN_ISSUES.md`, `CHANGES.md`, `changes.csv` | what to know before using a figure; what changed |

In CSV a text that a spreadsheet could run as a formula has an apostrophe before it. NULL is an empty cell.
Numbers that belong to persons are masked in all texts. 文本中的个人号码已隐去。

| table | rows | holds |
|---|---|---|
{rows}

Start with `organ_year`. The reports are public documents of the governments; each row names its source (`source_url`).
"""


def known_issues(found: Mapping[tuple[str, str], int], statuses: Mapping[str, int], states: Mapping[str, int]) -> str:
    """What a user must know: findings by rule and what to do, reports not read in whole, reports that are not there."""
    rules = findings.registry()
    lines = [
        "# Known issues · 已知问题",
        "",
        "Each finding stands in table `finding` with its report; join it by `report_id` before using a figure.",
        "",
        "| rule | severity | findings | means | 含义 | what to do |",
        "|---|---|---|---|---|---|",
    ]
    for (rule, severity), count in sorted(found.items()):
        known = rules.get(rule)
        told = (known.meaning, known.meaning_zh, known.advice) if known else ("", "", "")
        lines.append(f"| {rule} | {severity} | {count} | {' | '.join(told)} |")
    lines += ["", "## Reports by how they were read · 读取结果", "", "| status | reports |", "|---|---|"]
    lines += [f"| {status} | {count} |" for status, count in sorted(statuses.items())]
    lines += ["", "## Reports that ought to exist · 应有的报告", "", "| state | reports |", "|---|---|"]
    lines += [f"| {state} | {count} |" for state, count in sorted(states.items())]
    return "\n".join(lines) + "\n"


def _resource(table: Table, names: Sequence[str], count: int, files: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    path = f"csv/{table.name}.csv"
    size, checksum = files[path]
    schema: dict[str, Any] = {"fields": [_field(name) for name in names], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {
        "name": table.name,
        "path": path,
        "profile": "tabular-data-resource",
        "description": about(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{checksum}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
        "rows": count,
    }


def _field(name: str) -> dict[str, str]:
    column = described().get(name)
    about = {"title": column.zh, "description": f"{column.en} {column.text_zh}"} if column else {}
    return {"name": name, "type": _TYPES[kind(name)], **about}


def about(table: Table, language: str = "en") -> str:
    """What a table of the release holds, in `en` or `zh`."""
    view = next((view for view in views() if view.view == table.source), None)
    told = (view.en, view.zh) if view else _OWN.get(table.source, ("", ""))
    return told[language == "zh"]
