"""The registry of findings: what each rule's id means, how grave it is and what a reader of the figures should do."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.records import Severity

_FILE = Path(__file__).with_name("findings.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of findings.yaml."""

    id: str
    severities: tuple[Severity, ...]  # one, or those that the place decides between
    meaning: str  # English
    meaning_zh: str
    advice: str  # what a reader of the figures should do

    @property
    def severity(self) -> Severity:
        """Raises ValueError for a rule whose place decides."""
        if len(self.severities) != 1:
            raise ValueError(f"findings.yaml: {self.id} has several severities; its place says which")
        return self.severities[0]


@cache
def registry() -> dict[str, Rule]:
    """Every rule by its id; raises ValueError naming the row that lacks something."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: _rule(name, row) for name, row in rows.items()}


def _rule(name: str, row: dict[str, Any]) -> Rule:
    if set(row) != {"severity", "en", "zh", "do"} or not all(row.values()):
        raise ValueError(f"findings.yaml: {name}: severity, en, zh and do belong there, found {', '.join(row)}")
    given = row["severity"] if isinstance(row["severity"], list) else [row["severity"]]
    severities = tuple(map(Severity, given))
    return Rule(id=name, severities=severities, meaning=row["en"], meaning_zh=row["zh"], advice=row["do"])
