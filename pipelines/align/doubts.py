"""Numbers recognised from a picture without confidence: believed when the form's sums prove them, else unreadable."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines import identities
from pipelines.records import Finding, Severity, State, Value

_POOR = 1 / 3  # share of a picture's cells that cannot be read, from which none is believed for its looks
_CONFIDENT = 0.65  # OCR score; on scans of 110 to 200 dpi right lone zeros have 0.66 and more, a wrong 1 for 7 has 0.6


def settle(values: Sequence[Value], layouts: frozenset[str]) -> tuple[list[Value], list[Finding]]:
    """The values with each doubtful number proven, warned of, or taken away; findings say which.

    A score of 0 says that two looks at the cell differ or that it holds ink without text: such a number stands only if
    every rule it takes part in holds, and one of them is a sum. A low score alone keeps the number, with a warning
    unless proven; but on a picture that is hard to read, sure looks deceive, and only what sums prove stands.
    """
    is_poor = _is_poor(values)
    numbers = {value.field_code: value.value for value in values if value.state not in (State.UNREADABLE, State.TEXT)}
    settled: list[Value] = []
    proven, faint, deceptive = [], [], []
    for value in values:
        is_doubtful = value.value is not None and value.score is not None and (is_poor or value.score < _CONFIDENT)
        if is_doubtful and _is_proven(value.field_code, numbers, layouts):
            proven.append(value.field_code)
        elif is_doubtful and (is_poor or value.score == 0):
            deceptive += [value.field_code] if is_poor else []
            value = replace(value, state=State.UNREADABLE, value=None, unit=None, unit_source=None)
        elif is_doubtful:
            faint.append(value.field_code)
        settled.append(value)
    return settled, [
        *_finding(
            Severity.ERROR,
            "OCR_POOR",
            deceptive,
            "are not believed: much of the picture cannot be read, and no sum proves them",
        ),
        *_finding(Severity.WARN, "OCR_DOUBT", faint, "are faint in the picture they were read from"),
        *_finding(
            Severity.INFO,
            "OCR_PROVEN",
            proven,
            "are faint in the picture or broken over lines; the form's sums prove them",
        ),
    ]


def _is_poor(values: Sequence[Value]) -> bool:
    """Whether the values were recognised, and too many of them were not: torn rules, blots, tiny print."""
    lost = sum(value.state in (State.UNREADABLE, State.TEXT) or value.score == 0 for value in values)
    return any(value.score for value in values) and lost > _POOR * len(values)


def _is_proven(code: str, numbers: identities.Numbers, layouts: frozenset[str]) -> bool:
    rules = [
        identity
        for identity in identities.load()
        if identity.severity is Severity.ERROR
        and not identity.spans_years
        and layouts.intersection(identity.layouts)
        and code in identity.fields
        and identity.applies_to(numbers)
    ]
    return any(rule.is_equation for rule in rules) and all(rule.check(numbers) is None for rule in rules)


def _finding(severity: Severity, rule: str, codes: list[str], said: str) -> list[Finding]:
    message = f"{len(codes)} numbers {said}"
    return [Finding(rule=rule, severity=severity, message=message, fields=tuple(codes))] if codes else []
