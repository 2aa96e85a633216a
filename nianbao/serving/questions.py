"""The questions of the cookbook: asked by `nianbao serve`, answered in docs/cookbook.md."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the SQL that answers it over the tables of a release."""

    name: str
    en: str
    zh: str
    why: str  # what to mind; "" where there is nothing
    why_zh: str
    sql: str


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in the cookbook's order."""
    rows = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8"))
    return tuple(Question(name, **row) for name, row in rows.items())
