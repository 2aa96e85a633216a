"""Whose error: the cell that was changed is among the smallest sets that explain the sums; who is to blame is said."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from pipelines.checks import whose_error
from pipelines.checks.report_checks import check, check_series
from pipelines.checks.whose_error import Equation
from pipelines.records import Finding, Report, Severity, State, Status, Value
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021

CORRUPTED, CORRUPTED_AT_NIGHT = 100, 1_000
MIN_FOUND, MIN_NAMED = 0.98, 0.95


def report(numbers: dict[str, str], layout: str = F2021, *, confirmed: bool = False) -> Report:
    values = tuple(
        Value(
            field_code=code,
            raw=text,
            state=State.NUMBER,
            value=Decimal(text),
            table=code[:2].upper(),
            is_confirmed=confirmed,
        )
        for code, text in numbers.items()
    )
    return Report(values=values, layouts=tuple((table, layout) for table in ("T2", "T3", "T4")), status=Status.OK)


def failing(found: Report) -> list[Finding]:
    return [finding for finding in found.findings if finding.cause]


@pytest.mark.parametrize("count", [CORRUPTED, pytest.param(CORRUPTED_AT_NIGHT, marks=pytest.mark.night)])
def test_a_single_wrong_cell_is_found_and_named(count: int) -> None:
    """A cell of table 3 or 4 of a good report that holds another number, a digit more or less, its neighbour's."""
    chance = Random(20260101)
    found = named = 0
    for number in range(count):
        layout = chance.choice((F2019, F2021))
        figures = valid_figures(Random(number % 25).randint, layout, layout)
        code = chance.choice([code for code in figures if code[:2] in ("t3", "t4")])
        wrong = chance.choice([n for n in (0, 1, 7, 10, 70, 123, int(figures[code]) * 10) if str(n) != figures[code]])
        told = failing(check(report(figures | {code: str(wrong)}, layout)))
        found += any(code in finding.fields for finding in told)
        named += any((code,) in finding.suspects for finding in told)
    assert found >= MIN_FOUND * count
    assert named >= MIN_NAMED * count


def test_a_cell_in_two_sums_is_the_only_one_that_explains_both() -> None:
    figures = dict(valid_figures(Random(1).randint))
    code = "t3_granted__org_business"
    told = failing(check(report(figures | {code: str(int(figures[code]) + 7)})))
    assert {finding.rule for finding in told} == {"T3_ROWSUM", "T3_COLSUM_2021"}
    assert {finding.suspects for finding in told} == {((code,),)}


def test_two_wrong_cells_are_named_together() -> None:
    figures = dict(valid_figures(Random(1).randint))
    codes = ("t3_granted__org_business", "t3_partial__org_research")
    wrong = figures | {codes[0]: str(int(figures[codes[0]]) + 7), codes[1]: str(int(figures[codes[1]]) + 3)}
    sets = {cells for finding in failing(check(report(wrong))) for cells in finding.suspects}
    assert codes in sets
    assert all(len(cells) == 2 for cells in sets)


def test_the_smallest_sets_are_of_two_where_no_cell_alone_explains() -> None:
    equations = [
        Equation({"a": 1, "b": 1, "t": -1}, Decimal(2)),
        Equation({"b": 1, "c": 1, "u": -1}, Decimal(5)),
        Equation({"a": 1, "v": -1}, Decimal(0)),
    ]
    sets = whose_error.explanations(equations)
    assert frozenset({"b", "u"}) in sets
    assert all(len(cells) == 2 for cells in sets)
    assert frozenset({"a", "c"}) not in sets  # a is held by the third sum


def test_no_count_below_zero_explains_a_sum() -> None:
    figures = dict(valid_figures(Random(1).randint)) | {
        **{f"t4_review_{row}": "0" for row in ("upheld", "other", "pending")},
        "t4_review_corrected": "11",
        "t4_review_total": "3",
    }
    (finding,) = failing(check(report(figures)))
    assert finding.suspects == (("t4_review_corrected",), ("t4_review_total",))


def test_columns_that_fail_by_one_row_are_explained_together() -> None:
    figures = dict(valid_figures(Random(1).randint))
    codes = ("t3_granted__natural_person", "t3_granted__total")
    told = failing(check(report(figures | {code: str(int(figures[code]) + 6) for code in codes})))
    assert {finding.rule for finding in told} == {"T3_COLSUM_2021"}
    assert all(codes in finding.suspects and len(finding.suspects) > 1 for finding in told)
    assert all(len(cells) == 2 for finding in told for cells in finding.suspects)


def test_a_bound_that_fails_has_a_cause_and_suspects() -> None:
    figures = dict(valid_figures(Random(1).randint)) | {
        "t2_normdoc_issued": "9",
        "t2_normdoc_in_force": "3",
        "t2_normdoc_repealed": "1",
    }
    (finding,) = failing(check(report(figures)))
    assert (finding.rule, finding.cause) == ("T2B_ISSUED_BOUND", "unconfirmed")
    assert finding.suspects == (("t2_normdoc_in_force",), ("t2_normdoc_issued",), ("t2_normdoc_repealed",))


@pytest.mark.parametrize(("are_verified", "cause"), [(True, "source"), (False, "unconfirmed")])
def test_two_years_that_do_not_meet_name_the_cells_of_both(are_verified: bool, cause: str) -> None:
    before = report(dict(valid_figures(Random(1).randint))).numbers()
    after = {"t3_carried_in__total": (before["t3_carried_out__total"] or Decimal(0)) + 1}
    found = check_series(before, after, year=2024, are_verified=are_verified)
    assert {finding.rule for finding in found} == {"T3_CARRY", "T3_CARRY_TOTAL"}
    assert {finding.cause for finding in found} == {cause}
    names = (("prev.t3_carried_out__total",), ("t3_carried_in__total",))
    assert {finding.suspects for finding in found} == {names}


def test_sums_that_share_no_cell_are_explained_apart() -> None:
    one, other = Equation({"a": 1, "t": -1}, Decimal(2)), Equation({"b": 1, "u": -1}, Decimal(3))
    holds = Equation({"a": 1, "w": -1}, Decimal(0))
    assert list(whose_error.together([one, other, holds])) == [[one, holds], [other]]


@pytest.mark.parametrize(
    ("confirmed", "differing", "cause"),
    [((), (), "unconfirmed"), (("a", "b"), (), "source"), (("a",), (), "unconfirmed"), (("a", "b"), ("b",), "reading")],
)
def test_the_cause_is_what_two_looks_say(confirmed: tuple[str, ...], differing: tuple[str, ...], cause: str) -> None:
    assert whose_error.cause(("a", "b"), confirmed, differing) == cause


def test_a_report_is_verified_when_every_sum_holds_and_every_cell_was_looked_at_twice() -> None:
    figures = dict(valid_figures(Random(1).randint))
    assert check(report(figures, confirmed=True)).is_verified
    assert not check(report(figures)).is_verified
    wrong = report(figures | {"t4_review_total": "999"}, confirmed=True)
    assert not check(wrong).is_verified
    assert {finding.cause for finding in failing(check(wrong))} == {"source"}
    assert not check(replace(report(figures, confirmed=True), status=Status.PARTIAL)).is_verified


def test_findings_that_are_no_sum_have_no_cause() -> None:
    figures = valid_figures(Random(1).randint) | {"t2_license_decisions": "-1"}
    (finding,) = check(report(figures)).findings
    assert (finding.severity, finding.cause, finding.suspects) == (Severity.ERROR, "", ())


@pytest.mark.parametrize(("count", "told"), [(29, (frozenset("ab"),)), (30, ())])
def test_pairs_are_looked_for_among_sixty_cells_at_most(count: int, told: tuple[frozenset[str], ...]) -> None:
    others = [f"{letter}{number}" for letter in "xy" for number in range(count)]
    sums = [
        Equation({"a": 1} | dict.fromkeys(others[:count], 1), Decimal(2)),
        Equation({"b": 1} | dict.fromkeys(others[count:], 1), Decimal(3)),
        *(Equation({name: 1, f"of {name}": -1}, Decimal(0)) for name in others),
    ]
    assert whose_error.explanations(sums) == told
