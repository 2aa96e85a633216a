"""The arithmetical rules of `templates/rules.yaml`: loaded, expanded to fields, evaluated exactly.

Expressions are sums and comparisons over field codes, read by Python's own parser and walked here; nothing else is
allowed in them. Numbers are Decimals: no rounding anywhere.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from pipelines import templates
from pipelines.records import Finding, Severity

Numbers = Mapping[str, Decimal | None]  # field code -> number; None: the cell holds none; absent: no such cell

_COMPARE: dict[type[ast.cmpop], tuple[Callable[[Decimal, Decimal], bool], str]] = {
    ast.Eq: (lambda a, b: a == b, "≠"),
    ast.LtE: (lambda a, b: a <= b, ">"),
    ast.GtE: (lambda a, b: a >= b, "<"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """One rule for one column, row or group."""

    rule: str
    title: str
    subject: str  # what it was expanded for, in Chinese where the form has a word
    severity: Severity
    layouts: tuple[str, ...]
    first_year: int
    blanks_are_zero: bool
    skip_if: str
    left: ast.expr
    comparison: type[ast.cmpop]
    right: ast.expr

    @property
    def spans_years(self) -> bool:
        return any(isinstance(node, ast.Attribute) for side in (self.left, self.right) for node in ast.walk(side))

    @property
    def is_equation(self) -> bool:
        """A bound holds for many numbers and proves none."""
        return self.comparison is ast.Eq

    @property
    def fields(self) -> frozenset[str]:
        """The field codes of the year itself that the rule speaks of."""
        terms = (term for side in (self.left, self.right) for term in _terms(side))
        return frozenset(code for is_previous, code in terms if not is_previous)

    def applies_to(self, current: Numbers, previous: Numbers | None = None) -> bool:
        """Are all cells of the rule there, and enough of them stated to say anything?"""
        left, right = list(_terms(self.left)), list(_terms(self.right))
        if any(_look_up(term, current, previous, absent=True) for term in left + right):
            return False
        return self._is_stated(
            [_look_up(term, current, previous) is not None for term in left],
            [_look_up(term, current, previous) is not None for term in right],
        )

    def check(self, current: Numbers, previous: Numbers | None = None) -> Finding | None:
        """A finding when the printed numbers contradict the rule; None when they agree or the rule does not apply."""
        if not self.applies_to(current, previous):
            return None
        left, right = (_evaluate(side, current, previous) for side in (self.left, self.right))
        holds, sign = _COMPARE[self.comparison]
        if holds(left, right):
            return None
        terms = (term for side in (self.left, self.right) for term in _terms(side))
        codes = tuple(dict.fromkeys(code for is_previous, code in terms if not is_previous))
        message = f"{self.title}{f'（{self.subject}）' if self.subject else ''}: {_plain(left)} {sign} {_plain(right)}"
        return Finding(rule=self.rule, severity=self.severity, message=message, fields=codes)

    def _is_stated(self, left: list[bool], right: list[bool]) -> bool:
        if not self.blanks_are_zero:
            return all(left + right)
        skipped = {
            "total_blank": not all(right),
            "components_blank": not any(left),
            "any_side_blank": not any(left) or not any(right),
            "": False,
        }
        return any(left + right) and not skipped[self.skip_if]


@cache
def load() -> tuple[Identity, ...]:
    """Every rule expanded; raises ValueError naming the rule for what it cannot read."""
    data = yaml.safe_load((templates.HERE / "rules.yaml").read_text(encoding="utf-8"))
    return tuple(identity for rule in data["rules"] for identity in _expand(rule, data))


def _expand(rule: dict[str, Any], data: dict[str, Any]) -> Iterator[Identity]:
    for placeholders, subject in _subjects(rule, data):
        expression = ast.parse(rule["expr"].format(**placeholders), mode="eval").body
        if (
            not isinstance(expression, ast.Compare)
            or len(expression.ops) != 1
            or type(expression.ops[0]) not in _COMPARE
        ):
            raise ValueError(f"rules.yaml: {rule['id']}: one comparison with ==, <= or >= belongs in expr")
        identity = Identity(
            rule=rule["id"],
            title=rule["title"],
            subject=subject,
            severity=Severity(rule["severity"]),
            layouts=tuple(rule["layouts"]),
            first_year=rule.get("first_year", 0),
            blanks_are_zero=rule["blanks"] == "zero",
            skip_if=rule.get("skip_if", ""),
            left=expression.left,
            comparison=type(expression.ops[0]),
            right=expression.comparators[0],
        )
        known = {code for code, _ in templates.codebook()}
        unknown = [code for side in (identity.left, identity.right) for _, code in _terms(side) if code not in known]
        if unknown:
            raise ValueError(f"rules.yaml: {rule['id']}: unknown field {unknown[0]}")
        yield identity


def _subjects(rule: dict[str, Any], data: dict[str, Any]) -> Iterator[tuple[dict[str, str], str]]:
    over = rule.get("foreach")
    (requests,) = templates.of("T3")
    if over is None:
        yield {}, ""
    elif over == "columns":
        words = {column.key: column.label for column in requests.columns}
        yield from (({"col": key}, words[key]) for key in data["columns"])
    elif over == "rows":
        yield from (({"row": row.key}, f"{row.group}{row.label}") for row in requests.rows)
    elif over == "groups":
        (remedies,) = templates.of("T4")
        words = {f"t4_{row.key}": row.label for row in remedies.rows}
        yield from (({"g": key}, words[key]) for key in data["groups"])
    else:
        words = {row.key: row.label for template in templates.of("T2") for row in template.rows}
        yield from (({"g": key}, words[key]) for key in over)


def _terms(expression: ast.expr) -> Iterator[tuple[bool, str]]:
    """(is of the year before, field code) of every operand."""
    match expression:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            yield from _terms(left)
            yield from _terms(right)
        case ast.Attribute(value=ast.Name(id="prev"), attr=code):
            yield True, code
        case ast.Name(id=code):
            yield False, code
        case ast.Constant():
            return
        case _:
            raise ValueError(f"rules.yaml: {ast.unparse(expression)} is not a sum of fields")


def _look_up(term: tuple[bool, str], current: Numbers, previous: Numbers | None, *, absent: bool = False) -> Any:
    is_previous, code = term
    source = previous if is_previous else current
    if absent:
        return source is None or code not in source
    return None if source is None else source.get(code)


def _evaluate(expression: ast.expr, current: Numbers, previous: Numbers | None) -> Decimal:
    match expression:
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _evaluate(left, current, previous), _evaluate(right, current, previous)
            return one + other if isinstance(op, ast.Add) else one - other
        case ast.Constant(value=int(number)):
            return Decimal(number)
        case _:
            (term,) = _terms(expression)
            return _look_up(term, current, previous) or Decimal(0)


def _plain(number: Decimal) -> str:
    return f"{number:f}"
