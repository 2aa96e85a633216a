"""Sheets of which only the totals are filled in: parts that nobody states contradict nothing.

One row without parts is a row that was lost, and stays an error; nearly all rows without parts are how the sheet was
filled in.
"""

from collections.abc import Collection, Iterable

from pipelines.checks.identities import Identity, Numbers
from pipelines.records import Finding, Severity

MIN_SHARE = 0.9  # of a rule's sums whose totals are stated
MIN_SUMS = 5  # fewer may be a few lost rows


def unstated(sums: Iterable[Identity], numbers: Numbers) -> list[Identity]:
    """The sums of totals alone, where nearly all sums of their rule are so."""
    by_rule: dict[str, list[Identity]] = {}
    for each in sums:
        by_rule.setdefault(each.rule, []).append(each)
    found: list[Identity] = []
    for own in by_rule.values():
        alone = [each for each in own if not any(term.number(numbers, None) is not None for term in each.left)]
        if len(own) >= MIN_SUMS and len(alone) >= MIN_SHARE * len(own):
            found += alone
    return found


def note(sums: Collection[Identity]) -> list[Finding]:
    """One finding for all of them; none where there are none."""
    if not sums:
        return []
    fields = tuple(dict.fromkeys(code for each in sums for code in sorted(each.fields)))
    message = f"only totals are stated, the parts of {len(sums)} sums are blank"
    return [Finding(rule="TOTALS_ONLY", severity=Severity.INFO, message=message, fields=fields)]
