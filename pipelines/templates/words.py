"""The words that stand in columns (states, scopes, outcomes …) with their Chinese, their English and what they mean."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of one kind; the meanings are "" where the label says it all."""

    kind: str
    code: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str


@cache
def load() -> tuple[Word, ...]:
    """Every word, by kind."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Word(**row) for row in csv.DictReader(file))


@cache
def of(kind: str) -> tuple[Word, ...]:
    """The words of one kind."""
    return tuple(word for word in load() if word.kind == kind)
