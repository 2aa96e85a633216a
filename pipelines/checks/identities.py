"""The arithmetical rules of `templates/rules.yaml`: loaded, expanded to fields, evaluated exactly.

Expressions are sums and comparisons over field codes, parsed by Python's own parser and evaluated here; nothing else is
allowed in them. Numbers are Decimals: no rounding anywhere.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from pipelines import templates
from pipelines.checks import findings
from pipelines.language import folding
from pipelines.records import Finding, Severity
from pipelines.templates import Label, Template

Numbers = Mapping[str, Decimal | None]  # field code -> number; None: the cell holds none; absent: no such cell

_NOTHING = Decimal(0)
_NEVER = 9999  # no layout is in force since then
_COMPARE: dict[type[ast.cmpop], tuple[Callable[[Decimal, Decimal], bool], str]] = {
    ast.Eq: (lambda a, b: a == b, "≠"),
    ast.LtE: (lambda a, b: a <= b, ">"),
    ast.GtE: (lambda a, b: a >= b, "<"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One field of a sum, with the sign it counts with."""

    code: str
    is_previous: bool  # of the year before
    sign: int

    @property
    def cell(self) -> str:
        """The field code, of the year before as `prev.CODE`."""
        return f"prev.{self.code}" if self.is_previous else self.code

    def number(self, current: Numbers, previous: Numbers | None) -> Decimal | None:
        numbers = previous if self.is_previous else current
        return None if numbers is None else numbers.get(self.code)


@dataclass(frozen=True, slots=True)
class Identity:
    """One rule for one column, row or group."""

    rule: str
    title: str
    subject: str  # what it was expanded for, in Chinese where the form has a word
    severity: Severity
    table: str
    layouts: tuple[str, ...]  # of the table
    first_year: int
    blanks_are_zero: bool
    skip_if: str
    left: tuple[Term, ...]
    comparison: type[ast.cmpop]
    right: tuple[Term, ...]  # none: 0
    terms: tuple[Term, ...] = field(init=False)  # of both sides; asked for every report, so put together once
    fields: frozenset[str] = field(init=False)  # the field codes of the year itself that the rule speaks of
    fields_before: frozenset[str] = field(init=False)  # those of the year before
    spans_years: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", self.left + self.right)
        object.__setattr__(self, "fields", frozenset(term.code for term in self.terms if not term.is_previous))
        object.__setattr__(self, "fields_before", frozenset(term.code for term in self.terms if term.is_previous))
        object.__setattr__(self, "spans_years", bool(self.fields_before))

    @property
    def is_equation(self) -> bool:
        """True for a rule that proves: a bound holds for many numbers and proves none."""
        return self.comparison is ast.Eq

    @property
    def every_field(self) -> frozenset[str]:
        """The field codes of both years that the rule speaks of."""
        return frozenset(term.code for term in self.terms)

    @property
    def cells(self) -> frozenset[str]:
        """The cells that the rule speaks of, those of the year before as `prev.CODE`."""
        return frozenset(term.cell for term in self.terms)

    def weights(self) -> dict[str, int]:
        """What each cell counts for in left minus right."""
        found: dict[str, int] = {}
        for side, terms in ((1, self.left), (-1, self.right)):
            for term in terms:
                found[term.cell] = found.get(term.cell, 0) + side * term.sign
        return found

    def is_of(self, layouts: Collection[tuple[str, str]]) -> bool:
        """True if the rule speaks of one of these (table, layout)."""
        return any((self.table, layout) in layouts for layout in self.layouts)

    def applies_to(self, current: Numbers, previous: Numbers | None = None) -> bool:
        """True if all cells of the rule are there, and enough of them stated to say anything."""
        if not self.fields <= current.keys() or not self.fields_before <= (previous or {}).keys():
            return False
        return self._is_stated(
            *([term.number(current, previous) is not None for term in side] for side in (self.left, self.right))
        )

    def check(self, current: Numbers, previous: Numbers | None = None) -> Finding | None:
        """A finding when the printed numbers contradict the rule; None when they agree or the rule does not apply."""
        if not self.applies_to(current, previous):
            return None
        left, right = (
            sum((term.sign * (term.number(current, previous) or _NOTHING) for term in side), _NOTHING)
            for side in (self.left, self.right)
        )
        holds, sign = _COMPARE[self.comparison]
        if holds(left, right):
            return None
        codes = tuple(dict.fromkeys(term.code for term in self.terms if not term.is_previous))
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
    return tuple(identity for rule in data["rules"] for identity in _expand(rule))


def _expand(rule: dict[str, Any]) -> Iterator[Identity]:
    """One rule in every layout of its table that has all of its cells; once where layouts agree."""
    found: dict[str, Identity] = {}
    for template in templates.of(rule["table"]):
        if not rule.get("since", 0) <= template.since < rule.get("before", _NEVER):
            continue
        known = frozenset(template.codes(with_local=True))
        for expression, subject in _expressions(rule, template):
            identity = _identity(rule, expression, subject, template.layout)
            if not identity.every_field <= known:
                continue
            same = found.get(expression)
            found[expression] = replace(identity, layouts=(*same.layouts, template.layout)) if same else identity
    if not found:
        raise ValueError(f"rules.yaml: {rule['id']}: no layout of {rule['table']} has all of its fields")
    yield from found.values()


def _identity(rule: dict[str, Any], expression: str, subject: str, layout: str) -> Identity:
    parsed = ast.parse(expression, mode="eval").body
    if not isinstance(parsed, ast.Compare) or len(parsed.ops) != 1 or type(parsed.ops[0]) not in _COMPARE:
        raise ValueError(f"rules.yaml: {rule['id']}: one comparison with ==, <= or >= belongs in expr")
    return Identity(
        rule=rule["id"],
        title=rule["title"],
        subject=subject,
        severity=findings.registry()[rule["id"]].severity,
        table=rule["table"],
        layouts=(layout,),
        first_year=rule.get("first_year", 0),
        blanks_are_zero=rule["blanks"] == "zero",
        skip_if=rule.get("skip_if", ""),
        left=tuple(_terms(parsed.left)),
        comparison=type(parsed.ops[0]),
        right=tuple(_terms(parsed.comparators[0])),
    )


def _expressions(rule: dict[str, Any], template: Template) -> Iterator[tuple[str, str]]:
    """(expression, what it is expanded for) of a rule in one layout."""
    match rule.get("sum"):
        case "columns":
            for total in templates.sums(template.columns):
                for row in template.rows:
                    parts = " + ".join(template.code(row, part) for part in total.parts)
                    yield f"{parts} == {template.code(row, total.whole)}", _words(row)
        case "rows":
            for total in templates.sums(template.rows):
                for column in template.columns:
                    parts = " + ".join(template.code(part, column) for part in total.parts)
                    yield f"{parts} == {template.code(total.whole, column)}", column.label
        case None:
            for placeholders, subject in _subjects(rule.get("foreach"), template):
                yield rule["expr"].format(**placeholders), subject
        case other:
            raise ValueError(f"rules.yaml: {rule['id']}: sum is rows or columns, not {other!r}")


def _subjects(over: str | list[str] | None, template: Template) -> Iterator[tuple[dict[str, str], str]]:
    match over:
        case None:
            yield {}, ""
        case "columns":
            yield from (({"column": column.key}, column.label) for column in template.columns)
        case "rows":
            yield from (({"row": row.key}, _words(row)) for row in template.rows)
        case _:
            yield from (({"row": row.key}, row.label) for row in template.rows if row.key in over)


def _words(row: Label) -> str:
    """A row in words: numbered ones are told apart by their group, `（三）不予公开1.属于国家秘密`."""
    return f"{row.group}{row.label}" if folding.ordinal(row.label) else row.label


def _terms(expression: ast.expr, sign: int = 1) -> Iterator[Term]:
    match expression:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield from _terms(left, sign)
            yield from _terms(right, sign if isinstance(op, ast.Add) else -sign)
        case ast.Attribute(value=ast.Name(id="prev"), attr=code):
            yield Term(code, is_previous=True, sign=sign)
        case ast.Name(id=code):
            yield Term(code, is_previous=False, sign=sign)
        case ast.Constant(value=0):
            return
        case _:
            raise ValueError(f"rules.yaml: {ast.unparse(expression)} is not a sum of fields")


def _plain(number: Decimal) -> str:
    return f"{number:f}"
