"""The registry of findings knows every id that the code can give, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipelines import templates
from pipelines.align import confidence
from pipelines.checks import findings
from pipelines.records import Severity

PIPELINES = Path(templates.__file__).parents[1]
RULES = yaml.safe_load((PIPELINES / "templates" / "rules.yaml").read_text(encoding="utf-8"))["rules"]


def given() -> Iterator[tuple[str, str | None]]:
    """(id, severity as written) of every finding that the code makes."""
    for path in PIPELINES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if not isinstance(node, ast.Call):
                continue
            named = {word.arg: word.value for word in node.keywords}
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "Finding" and "rule" in named:
                yield from _ids(named["rule"], named.get("severity"))
            elif name == "find" and len(node.args) > 2 and isinstance(node.args[1], ast.Attribute):
                yield from _ids(node.args[0], node.args[1])


def _ids(rule: ast.expr, severity: ast.expr | None) -> Iterator[tuple[str, str | None]]:
    written = severity.attr.lower() if isinstance(severity, ast.Attribute) else None
    if isinstance(rule, ast.Constant):
        yield str(rule.value), written
    elif isinstance(rule, ast.JoinedStr):  # f"{value.table}_NONNEG_INT"
        ending = str(rule.values[-1].value) if isinstance(rule.values[-1], ast.Constant) else ""
        yield from ((f"{table}{ending}", written) for table in sorted({layout.table for layout in templates.load()}))


def test_an_id_that_the_registry_does_not_know_fails() -> None:
    known = findings.registry()
    unknown = {name for name, _ in given()} - set(known)
    assert not unknown, f"add to pipelines/checks/findings.yaml: {sorted(unknown)}"
    assert {rule["id"] for rule in RULES} <= set(known)


def test_the_severity_in_the_code_is_the_one_of_the_registry() -> None:
    known = findings.registry()
    other = [(name, level) for name, level in given() if level and Severity(level) not in known[name].severities]
    assert not other


def test_the_registry_holds_no_id_that_nobody_gives() -> None:
    used = {name for name, _ in given()} | {rule["id"] for rule in RULES} | set(confidence.FINDINGS)
    assert set(findings.registry()) - used == set()


def test_ids_have_one_form_and_every_rule_says_what_to_do() -> None:
    for name, rule in findings.registry().items():
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*", name), name
        assert (rule.meaning[-1], rule.advice[-1]) == (".", "."), name
        assert re.search(r"[\u4e00-\u9fff].*。$", rule.meaning_zh), name


def test_a_rule_whose_place_decides_has_no_severity_of_its_own() -> None:
    with pytest.raises(ValueError, match="ROWS_MISSING"):
        _ = findings.registry()["ROWS_MISSING"].severity
