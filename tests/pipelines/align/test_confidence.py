"""Faint figures of a scan: believed when the form's sums prove them, warned of or taken away when not."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from pipelines.align.confidence import settle
from pipelines.records import State, Value
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021

CODE = "t3_granted__natural_person"


def of(layout: str) -> frozenset[tuple[str, str]]:
    return frozenset((table, layout) for table in ("T2", "T3", "T4"))


def sheet(layout: str = F2021, **scores: float) -> list[Value]:
    figures = valid_figures(Random(3).randint, layout, layout)
    return [
        Value(
            field_code=code,
            raw=text,
            state=State.NUMBER,
            value=Decimal(text),
            table=code[:2].upper(),
            score=scores.get(code),
        )
        for code, text in figures.items()
    ]


def test_a_faint_number_that_every_sum_confirms_stands() -> None:
    values, findings = settle(sheet(**{CODE: 0.0}), of(F2021))
    assert all(value.state is State.NUMBER for value in values)
    assert [(finding.rule, finding.fields) for finding in findings] == [("OCR_PROVEN", (CODE,))]


def test_a_faint_number_that_breaks_a_sum_is_not_believed() -> None:
    wrong = [replace(v, value=(v.value or Decimal(0)) + 5) if v.field_code == CODE else v for v in sheet(**{CODE: 0.0})]
    values, findings = settle(wrong, of(F2021))
    (found,) = (value for value in values if value.field_code == CODE)
    assert (found.state, found.value) == (State.UNREADABLE, None)
    assert findings == []


def test_a_faint_number_in_no_sum_is_not_believed_when_two_looks_differ() -> None:
    values, _ = settle(sheet(t2_license_decisions=0.0), of(F2021))
    (found,) = (value for value in values if value.field_code == "t2_license_decisions")
    assert found.state is State.UNREADABLE


def apart(printed: list[Value]) -> list[Value]:
    """The same with blanks between thousands, and the doubt that goes with it."""
    return [
        replace(value, raw=f"{value.value:,}".replace(",", " "), score=0.0) if abs(value.value or 0) >= 1000 else value
        for value in printed
    ]


def thousands() -> list[Value]:
    """Figures a thousand times as large."""
    return [replace(value, value=value.value and value.value * 1000) for value in sheet()]


def test_blanks_between_thousands_are_believed_where_the_report_prints_all_its_numbers_so() -> None:
    values, findings = settle(apart(thousands()), of(F2021))
    assert all(value.state is State.NUMBER for value in values)
    assert {finding.rule for finding in findings} == {"OCR_PROVEN", "PRINTED_APART"}
    assert {code[:3] for finding in findings if finding.rule == "PRINTED_APART" for code in finding.fields} == {"t2_"}


def test_blanks_between_digits_that_no_sum_proves_are_doubted_beside_numbers_without_them() -> None:
    codes = ("t2_license_decisions", "t3_total_processed__total")
    pairs = zip(thousands(), apart(thousands()), strict=True)
    settled, findings = settle([after if after.field_code in codes else before for before, after in pairs], of(F2021))
    assert [value.field_code for value in settled if value.state is State.UNREADABLE] == [codes[0]]
    assert [(finding.rule, finding.fields) for finding in findings] == [("OCR_PROVEN", codes[1:])]


def test_a_bound_proves_nothing() -> None:
    code = "t2_penalty_items_prev"  # with the change of the year it is 0 or more, which 3 for 330 is as well
    values, _ = settle(sheet(F2019, **{code: 0.0}), of(F2019))
    (found,) = (value for value in values if value.field_code == code)
    assert found.state is State.UNREADABLE


def test_a_low_score_in_no_sum_keeps_the_number_with_a_warning() -> None:
    values, findings = settle(sheet(t2_license_decisions=0.3), of(F2021))
    assert all(value.state is State.NUMBER for value in values)
    assert [(finding.rule, finding.severity) for finding in findings] == [("OCR_DOUBT", "warn")]


@pytest.mark.parametrize(("lost", "stands"), [(60, ["t2_license_decisions", CODE]), (80, [CODE])])
def test_on_a_picture_that_is_hard_to_read_only_what_sums_prove_stands(lost: int, stands: list[str]) -> None:
    clear = [replace(value, score=0.97) for value in sheet()]
    columns = ("org_research", "org_public_interest", "org_legal_service", "org_other")
    spoilt = [value.field_code for value in clear if value.field_code.endswith(columns)][:lost]
    blots = [replace(v, value=None, state=State.UNREADABLE) if v.field_code in spoilt else v for v in clear]
    values, findings = settle(blots, of(F2021))
    found = {value.field_code: value.value for value in values}
    assert [code for code in ("t2_license_decisions", CODE) if found[code] is not None] == stands
    assert ("OCR_POOR" in {finding.rule for finding in findings}) == (lost == 80)


def test_a_faint_number_that_one_sum_confirms_and_another_contradicts_is_not_believed() -> None:
    moved = {"t3_partial__natural_person": 5, "t3_partial__total": 5}  # its row adds up, the column does not
    wrong = [replace(v, value=(v.value or Decimal(0)) + moved.get(v.field_code, 0)) for v in sheet(**{CODE: 0.0})]
    values, findings = settle(wrong, of(F2021))
    (found,) = (value for value in values if value.field_code == CODE)
    assert (found.state, findings) == (State.UNREADABLE, [])
