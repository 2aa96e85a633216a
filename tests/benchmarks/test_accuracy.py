"""The published accuracy: each cell is counted once, as what it is."""

from decimal import Decimal

from benchmarks.accuracy import judged, made_up, page, scored
from pipelines.records import Finding, Report, Severity, State, Value


def value(code: str, number: int | None, state: State | None = None) -> Value:
    is_number = state is None and number is not None
    return Value(
        field_code=code,
        raw=str(number),
        state=state or (State.NUMBER if is_number else State.BLANK),
        value=Decimal(number) if is_number and number is not None else None,
    )


def test_a_cell_is_exact_refused_told_or_silently_wrong() -> None:
    figures = {code: Decimal(7) for code in ("right", "refused", "told", "wrong", "blank", "absent")}
    values = (
        value("right", 7),
        value("refused", None, State.UNREADABLE),
        value("told", 8),
        value("wrong", 8),
        value("blank", None),
    )
    finding = Finding(rule="T3_ROWSUM", severity=Severity.ERROR, message="", fields=("told",))
    info = Finding(rule="LABEL_LIKENESS", severity=Severity.INFO, message="", fields=("wrong",))
    counts = judged(Report(values=values, findings=(finding, info)), figures)
    assert counts == {"exact": 1, "refused": 1, "told": 1, "silent": 3}


def test_what_is_printed_without_a_number_must_give_none() -> None:
    figures = {"dash": None, "invented": None}
    counts = judged(Report(values=(value("dash", None), value("invented", 5))), figures)
    assert counts == {"exact": 1, "silent": 1}


def test_a_form_made_up_in_text_counts_as_exact_and_stands_on_the_page() -> None:
    sample = next(sample for sample in made_up(1) if sample.kind == "txt")
    assert scored(sample).cells["exact"] == len(sample.figures)
    text, silent = page([sample])
    assert silent == 0
    assert f"| made up | 1 | {len(sample.figures)} | {len(sample.figures)} (100.00 %) |" in text
