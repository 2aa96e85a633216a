"""A sheet of totals alone contradicts nothing; one row without its parts still does."""

from decimal import Decimal

import pytest

from pipelines import templates
from pipelines.checks.report_checks import check
from pipelines.records import Report, State, Value

LAYOUT = "F2021"
CODES = tuple(next(form for form in templates.of("T3") if form.layout == LAYOUT).codes())
TOTALS = [code for code in CODES if code.endswith("__total")]


def a_report(filled: set[str]) -> Report:
    """Table 3 with every total 2, and 2 in the natural person's cell of the rows in `filled`."""

    def cell(code: str) -> Value:
        row, _, column = code.partition("__")
        is_stated = column == "total" or (row in filled and column == "natural_person")
        state, raw = (State.NUMBER, "2") if is_stated else (State.BLANK, "")
        number = Decimal(2) if is_stated else None
        return Value(field_code=code, raw=raw, state=state, value=number, table="T3")

    return Report(layouts=(("T3", LAYOUT),), values=tuple(cell(code) for code in CODES))


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in check(report).findings if finding.rule in ("T3_ROWSUM", "TOTALS_ONLY")]


def test_a_sheet_of_totals_alone_is_one_note_and_no_error() -> None:
    assert rules(a_report(set())) == ["TOTALS_ONLY"]


@pytest.mark.parametrize("lost", [1, 5])
def test_rows_without_their_parts_among_others_are_errors(lost: int) -> None:
    rows = [code.partition("__")[0] for code in TOTALS]
    assert rules(a_report(set(rows[lost:]))) == ["T3_ROWSUM"] * lost
