"""Two independent readings of one document: a number on which they agree is kept, one on which they differ is not.

Asked for only when the first reading lacks cells or its sums fail: then either the sheet is wrong as printed, and
both readings say so, or one reading is wrong, and they differ.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipelines.align import Aligned
from pipelines.records import Finding, Severity, State, Status, Value


def agree(first: Aligned, second: Aligned) -> Aligned:
    """The first reading with every field marked on which the second one differs. No number is taken from one alone.

    Fields both read alike stay as they are. Fields read differently, and fields only the second reading holds, become
    `unreadable` with both texts kept; fields only the first holds stay and get a warning.
    """
    others = {value.field_code: value for value in second.values}
    values = [_judged(value, others.pop(value.field_code, None)) for value in first.values]
    values += [_doubtful(value, f" / {value.raw}") for value in others.values()]
    findings = [*first.findings, *_findings(first, second)]
    is_doubtful = any(value.state is State.UNREADABLE for value in values)
    status = Status.PARTIAL if values and (is_doubtful or not first.values) else first.status
    layouts = first.layouts or second.layouts
    return Aligned(layouts, tuple(values), tuple(findings), status)


def _judged(value: Value, other: Value | None) -> Value:
    if other is None:
        return value
    if (value.state, value.value) == (other.state, other.value):
        return replace(value, is_confirmed=True)
    return _doubtful(value, f"{value.raw} / {other.raw}") if _differs(value, other) else value


def _differs(value: Value, other: Value) -> bool:
    """True if the readings give another state or number; two ways of seeing no number are alike."""
    is_number = value.value is not None or other.value is not None
    return is_number and (value.state, value.value) != (other.state, other.value)


def _doubtful(value: Value, raw: str) -> Value:
    return replace(value, raw=raw, state=State.UNREADABLE, value=None, unit=None, unit_source=None)


def _findings(first: Aligned, second: Aligned) -> Iterator[Finding]:
    one, other = ({value.field_code: value for value in reading.values} for reading in (first, second))
    differ = [code for code in one if code in other and _differs(one[code], other[code])]
    only_second = [code for code in other if code not in one]
    only_first = [code for code in one if code not in other and one[code].value is not None]
    if differ:
        message = f"two readings of the document differ on {len(differ)} cells; none of the two is believed"
        yield Finding(rule="READINGS_DIFFER", severity=Severity.ERROR, message=message, fields=tuple(differ))
    if only_second:
        message = f"only the second reading of the document holds {len(only_second)} cells; they are not believed"
        yield Finding(rule="READINGS_DIFFER", severity=Severity.ERROR, message=message, fields=tuple(only_second))
    if only_first:
        message = f"the second reading of the document lacks {len(only_first)} cells"
        yield Finding(rule="READ_ONCE", severity=Severity.WARN, message=message, fields=tuple(only_first))
    if not (differ or only_second or only_first):
        message = (
            "a second, independent reading of the document gives the same cells: what does not add up is printed so"
        )
        yield Finding(rule="READ_TWICE", severity=Severity.INFO, message=message)
