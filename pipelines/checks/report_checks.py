"""What a report's own numbers say against it: sums that fail, counts that cannot be, two years that do not meet.

Findings only. A printed number is never changed, and a rule whose cells are not all there says nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines import templates
from pipelines.checks import identities, totals_only, whose_error
from pipelines.checks.identities import Numbers
from pipelines.records import Finding, Report, Severity, State, Status

# 立法法 (2023) art. 91, 93: 规章 are made by State Council departments, provinces and cities with districts
_NO_RULE_MAKERS = ("township", "department", "zone")


def check(report: Report) -> Report:
    """The report with the findings of every rule that needs this report alone; checking twice is checking once."""
    # a cell that could not be read is no blank: sums it belongs to say nothing
    numbers = {v.field_code: v.value for v in report.values if v.state not in (State.UNREADABLE, State.TEXT)}
    found = [
        *report.findings,
        *_identities(report, numbers),
        *_whole(report),
        *_glued(report),
        *_plausible(report, numbers),
    ]
    return replace(report, findings=tuple(dict.fromkeys(found)), is_verified=is_verified(report))


def check_series(prev: Numbers, cur: Numbers, *, year: int, are_verified: bool = False) -> tuple[Finding, ...]:
    """Findings of the rules that compare a report with the one of the year before (same organ, same scope).

    `are_verified` if both reports are: then it is the source that contradicts itself.
    """
    rules = [rule for rule in identities.load() if rule.spans_years and year >= rule.first_year]
    failing = [(rule, finding) for rule in rules if (finding := rule.check(cur, prev)) is not None]
    suspects = whose_error.suspects(rules, cur, prev)
    cause = whose_error.SOURCE if are_verified else whose_error.UNCONFIRMED
    return tuple(replace(finding, cause=cause, suspects=suspects[rule.cells]) for rule, finding in failing)


def _identities(report: Report, numbers: Numbers) -> Iterator[Finding]:
    own = [rule for rule in identities.load() if not rule.spans_years and rule.is_of(report.layouts)]
    sums = [rule for rule in own if rule.is_equation and rule.applies_to(numbers)]
    alone = totals_only.unstated(sums, numbers)
    yield from totals_only.note(alone)
    own = [rule for rule in own if rule not in alone]
    failing = [(rule, finding) for rule in own if (finding := rule.check(numbers)) is not None]
    if not failing:
        return
    suspects = whose_error.suspects(own, numbers)
    confirmed = {value.field_code for value in report.values if value.is_confirmed}
    differing = {code for finding in report.findings if finding.rule == "READINGS_DIFFER" for code in finding.fields}
    for rule, finding in failing:
        cause = whose_error.cause(finding.fields, confirmed, differing)
        yield replace(finding, cause=cause, suspects=suspects[rule.cells])


def is_verified(report: Report) -> bool:
    """True if every sum of the report holds, each of its cells was read, and each was looked at twice."""
    if report.status is not Status.OK or not all(value.is_confirmed for value in report.values):
        return False
    numbers = report.numbers()
    own = [rule for rule in identities.load() if not rule.spans_years and rule.is_of(report.layouts)]
    holds = [rule.check(numbers) is None for rule in own if rule.is_equation and rule.applies_to(numbers)]
    return bool(holds) and all(holds)


def _whole(report: Report) -> Iterator[Finding]:
    """What counts documents, decisions, requests and cases is whole, and not below zero. Money may be broken."""
    for value in report.values:
        if value.field_code in _counts() and value.value is not None and (value.value < 0 or value.value % 1):
            message = f"a count of {value.raw.strip()}"
            yield Finding(
                rule=f"{value.table}_NONNEG_INT", severity=Severity.ERROR, message=message, fields=(value.field_code,)
            )


@cache
def _counts() -> frozenset[str]:
    """The field codes of what is counted."""
    return frozenset(code for (code, _), entry in templates.codebook().items() if entry.value_type == "count")


def _glued(report: Report) -> Iterator[Finding]:
    """Digits glued to a row label are this year's items, typed where they do not belong (行政许可229 = 369 - 140)."""
    by_code = {value.field_code: value for value in report.values}
    for item in ("license", "otherservice", "penalty", "coercion"):
        before, change = by_code.get(f"t2_{item}_items_prev"), by_code.get(f"t2_{item}_items_change")
        if before is None or change is None or not before.note:
            continue
        digits = "".join(char for char in before.note if char.isdecimal())
        if (
            digits
            and before.value is not None
            and change.value is not None
            and before.value + change.value == int(digits)
        ):
            yield Finding(
                rule="T2A_LABEL_GLUE",
                severity=Severity.INFO,
                message=f"the label reads {before.note}: {digits} = {before.value} + {change.value}, this year's items",
                fields=(before.field_code, change.field_code),
            )


def _plausible(report: Report, numbers: Numbers) -> Iterator[Finding]:
    rules = tuple(code for code in numbers if code.startswith("t2_regulation_") and (numbers[code] or Decimal(0)) > 0)
    if rules and report.organ_kind in _NO_RULE_MAKERS:
        message = f"{report.organ_name} reports 规章, which it has no power to make"
        yield Finding(rule="T2_REGULATION_POWER", severity=Severity.WARN, message=message, fields=rules)
    yield from _of_another_year(report)
    doubtful = tuple(value.field_code for value in report.values if value.state is State.TEXT)
    if doubtful:
        message = f"{len(doubtful)} cells hold words where a number belongs"
        yield Finding(rule="TEXT_FOR_NUMBER", severity=Severity.WARN, message=message, fields=doubtful)


def _of_another_year(report: Report) -> Iterator[Finding]:
    """Tables of a layout that is not the one prescribed for the year, where the two differ in what they print."""
    if not report.year:
        return
    for table, layout in report.layouts:
        forms = {form.layout: frozenset(form.codes()) for form in templates.of(table)}
        expected = templates.in_force(table, report.year) or templates.of(table)[0]
        if expected.since and layout in forms and forms[layout] != forms[expected.layout]:
            message = f"{table} is the {layout[1:]} form in a report on {report.year}"
            yield Finding(rule="META_FORMAT", severity=Severity.WARN, message=message)


class ChecksPipeline:
    """Scrapy item pipeline: Report -> Report with findings."""

    def process_item(self, item: Report) -> Report:
        return check(item)
