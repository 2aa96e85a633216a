"""What Datasette shows beside the tables: titles, descriptions of tables and columns, facets, questions on a click."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from nianbao.serving import full_text
from nianbao.serving.questions import questions
from pipelines.publish.release.metadata import TITLE, TITLE_ZH, about
from pipelines.publish.release.tables import TABLES
from pipelines.storage.views.columns import columns

DATABASE = "nianbao"
_FACETS = {
    "report": ["year", "organ_kind", "status"],
    "organ_year": ["year", "province_name", "organ_kind"],
    "panel": ["year", "scope"],
    "applications": ["outcome", "applicant"],
    "disclosure": ["item", "measure"],
    "litigation": ["route", "result"],
    "finding": ["rule", "severity", "year"],
    "section": ["number"],
    "coverage": ["state", "year"],
    "field": ["layout", "table_name"],
    "region": ["level"],
}
_SEARCH = """SELECT r.year, r.region_name, r.organ_name, s.heading, s.text, r.source_url
FROM section s
JOIN report r ON r.report_id = s.report_id
WHERE s.rowid IN (SELECT rowid FROM section_search WHERE section_search MATCH escape_fts(:words))
ORDER BY r.year DESC, r.region_name, r.organ_name, s.number
LIMIT 100"""


def metadata(path: Path) -> dict[str, Any]:
    """Datasette's metadata for the copy."""
    tables = {
        table.name: {
            "description": about(table, "en") + " " + about(table, "zh"),
            "columns": _columns(path, table.name),
            "facets": _FACETS.get(table.name, []),
            "size": 50,
            **({"fts_table": f"{table.name}_search"} if table.name in full_text.SEARCHED else {}),
        }
        for table in TABLES
    }
    hidden = {f"{name}_search": {"hidden": True} for name in full_text.SEARCHED}
    return {
        "title": f"nianbao 年报: {TITLE}",
        "description": TITLE_ZH,
        "databases": {DATABASE: {"tables": tables | hidden, "queries": _queries()}},
    }


def _columns(path: Path, table: str) -> dict[str, str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        names = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    known = columns()
    return {name: f"{known[name].en} {known[name].text_zh}" for name in names if name in known}


def _queries() -> dict[str, Any]:
    found: dict[str, Any] = {
        "search": {"title": "Words in the texts of reports", "sql": _SEARCH},
        "全文检索": {"title": "报告正文全文检索", "sql": _SEARCH},
    }
    for question in questions():
        found[question.name] = {"title": question.en, "description": question.why, "sql": question.sql}
        found[question.zh.partition("：")[0]] = {
            "title": question.zh,
            "description": question.why_zh,
            "sql": question.sql,
        }
    return found
