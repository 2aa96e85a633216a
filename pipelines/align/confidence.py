"""Numbers that a reader is unsure of, as in a picture: kept where the form's sums prove them, else unreadable."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.align.values import parse
from pipelines.checks import identities
from pipelines.records import Finding, Severity, State, Value

_POOR = 1 / 3  # share of a picture's cells that cannot be read, from which none is believed for its looks
_HABIT = 3  # proven numbers that show how a report prints its figures
CONFIDENT = 0.65  # OCR score; on scans of 110 to 200 dpi right lone zeros have 0.66 and more, a wrong 1 for 7 has 0.6

FINDINGS = {
    "OCR_POOR": (Severity.ERROR, "are not believed: much of the picture cannot be read, and no sum proves them"),
    "OCR_DOUBT": (Severity.WARN, "are faint in the picture they were read from"),
    "OCR_PROVEN": (
        Severity.INFO,
        "are faint in the picture, broken over lines or printed with blanks; the form's sums prove them",
    ),
    "PRINTED_APART": (Severity.INFO, "are printed with blanks between their digits, as all of the report are"),
}


def settle(values: Sequence[Value], layouts: frozenset[tuple[str, str]]) -> tuple[list[Value], list[Finding]]:
    """The values with each doubtful number proven, warned of, or taken away; findings say which.

    A score of 0 says that two looks at the cell differ, that it holds ink without text, or that blanks part its digits:
    such a number stands only if every rule it takes part in holds, and one of them is a sum; one with blanks also if
    the report prints all its numbers so. A low score alone keeps the number, with a warning unless proven; but on a
    picture that is hard to read, sure looks deceive, and only what sums prove stands.
    """
    is_poor = _is_poor(values)
    numbers = {value.field_code: value.value for value in values if value.state not in (State.UNREADABLE, State.TEXT)}
    doubtful = {
        value.field_code
        for value in values
        if value.value is not None and value.score is not None and (is_poor or value.score < CONFIDENT)
    }
    proven = [v.field_code for v in values if v.field_code in doubtful and _is_proven(v.field_code, numbers, layouts)]
    habitual = _printed_as_all(values, frozenset(proven))
    settled: list[Value] = []
    faint, deceptive = [], []
    for value in values:
        is_doubtful = value.field_code in doubtful.difference(proven, habitual)
        if is_doubtful and (is_poor or value.score == 0):
            deceptive += [value.field_code] if is_poor else []
            value = replace(value, state=State.UNREADABLE, value=None, unit=None, unit_source=None)
        elif is_doubtful:
            faint.append(value.field_code)
        settled.append(value)
    apart = [code for code in habitual if code not in proven]
    fields = {"OCR_POOR": deceptive, "OCR_DOUBT": faint, "OCR_PROVEN": proven, "PRINTED_APART": apart}
    return settled, [_finding(rule, codes) for rule, codes in fields.items() if codes]


def _printed_as_all(values: Sequence[Value], proven: frozenset[str]) -> list[str]:
    """Fields whose digits stand apart in a report that prints every number so, as sums prove of some of them."""
    found: list[str] = []
    for digits, least in ((3, 1000), (1, 10)):  # numbers that small show no habit
        long = [value for value in values if value.value is not None and abs(value.value) >= least]
        apart = [value.field_code for value in long if parse(value.raw).apart == digits]
        if len(apart) == len(long) and len(proven.intersection(apart)) >= _HABIT:
            found += apart
    return found


def _is_poor(values: Sequence[Value]) -> bool:
    """True if the values were recognised, and too many of them were not: torn rules, blots, tiny print."""
    lost = sum(value.state in (State.UNREADABLE, State.TEXT) or value.score == 0 for value in values)
    return any(value.score for value in values) and lost > _POOR * len(values)


def _is_proven(code: str, numbers: identities.Numbers, layouts: frozenset[tuple[str, str]]) -> bool:
    rules = [
        identity
        for identity in identities.load()
        if identity.severity is Severity.ERROR
        and not identity.spans_years
        and identity.is_of(layouts)
        and code in identity.fields
        and identity.applies_to(numbers)
    ]
    return any(rule.is_equation for rule in rules) and all(rule.check(numbers) is None for rule in rules)


def _finding(rule: str, codes: Sequence[str]) -> Finding:
    severity, said = FINDINGS[rule]
    return Finding(rule=rule, severity=severity, message=f"{len(codes)} numbers {said}", fields=tuple(codes))
