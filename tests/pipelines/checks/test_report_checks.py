"""Rules over the numbers of a report: what fails becomes a finding, and no number changes."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from pipelines import templates
from pipelines.checks import identities
from pipelines.checks.report_checks import check, check_series
from pipelines.records import Report, State, Value
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021


def report(numbers: dict[str, str], layout: str, **facts: object) -> Report:
    values = tuple(
        Value(
            field_code=code,
            raw=text,
            state=State.NUMBER if text else State.BLANK,
            value=Decimal(text) if text else None,
            table=code[:2].upper(),
        )
        for code, text in numbers.items()
    )
    tables = tuple((table, layout) for table in ("T2", "T3", "T4"))
    return Report(values=values, layouts=tables, **facts)  # type: ignore[arg-type]


def figures(layout: str, seed: int = 1) -> dict[str, str]:
    return dict(valid_figures(Random(seed).randint, layout, layout))


def rules(found: Report) -> set[str]:
    return {finding.rule for finding in found.findings}


@pytest.mark.parametrize("layout", [F2019, F2021])
@pytest.mark.parametrize("seed", range(5))
def test_a_sheet_whose_sums_hold_has_no_finding(layout: str, seed: int) -> None:
    assert rules(check(report(figures(layout, seed), layout))) == set()


@pytest.mark.parametrize("layout", [F2019, F2021])
def test_every_wrong_cell_of_tables_three_and_four_is_caught(layout: str) -> None:
    valid = figures(layout)
    for code in (code for code in valid if code.startswith(("t3_", "t4_"))):
        found = check(report(valid | {code: str(int(valid[code]) + 3)}, layout))
        caught = {field for finding in found.findings for field in finding.fields}
        assert code in caught, code


def test_checking_changes_no_number_and_twice_is_once() -> None:
    broken = report(figures(F2021) | {"t4_review_total": "999"}, F2021)
    once = check(broken)
    assert once.values == broken.values
    assert check(once) == once


def test_blanks_count_as_nothing_and_an_empty_total_is_not_stated() -> None:
    numbers = figures(F2021)
    blank = {code: "" if text == "0" else text for code, text in numbers.items()}
    blank |= {code: "" for code in numbers if code.endswith("__total") and "granted" in code}
    assert not {"T3_ROWSUM", "T3_BALANCE"} & rules(check(report(blank, F2021)))


def test_a_sheet_of_blanks_has_no_finding() -> None:
    assert rules(check(report(dict.fromkeys(figures(F2021), ""), F2021))) == set()


def test_a_rule_whose_cells_are_not_all_there_says_nothing() -> None:
    numbers = {code: text for code, text in figures(F2021).items() if "granted" not in code} | {
        "t3_total_processed__total": "9999"
    }
    assert "T3_COLSUM_2021" not in rules(check(report(numbers, F2021)))


def test_a_township_with_government_rules_is_doubtful() -> None:
    numbers = figures(F2021) | {"t2_regulation_issued": "1", "t2_regulation_in_force": "1"}
    assert "T2_REGULATION_POWER" in rules(check(report(numbers, F2021, organ_kind="township")))
    assert "T2_REGULATION_POWER" not in rules(check(report(numbers, F2021, organ_kind="government")))


def test_the_old_form_in_a_new_year_is_marked() -> None:
    assert "META_FORMAT" in rules(check(report(figures(F2019), F2019, year=2023)))
    assert "META_FORMAT" not in rules(check(report(figures(F2019), F2019, year=2020)))


def test_a_count_below_zero_or_with_a_fraction_is_an_error() -> None:
    numbers = figures(F2021)
    assert "T3_NONNEG_INT" in rules(check(report(numbers | {"t3_granted__org_other": "-1"}, F2021)))
    assert "T4_NONNEG_INT" in rules(check(report(numbers | {"t4_review_other": "0.5"}, F2021)))
    assert "T2_NONNEG_INT" in rules(check(report(numbers | {"t2_license_decisions": "4.874"}, F2021)))
    assert "T2_NONNEG_INT" not in rules(check(report(numbers | {"t2_fee_amount": "4.874"}, F2021)))


def test_two_years_that_do_not_meet_are_a_finding_on_the_later() -> None:
    before = report(figures(F2021), F2021).numbers()
    after = dict(before) | {"t3_carried_in__total": (before["t3_carried_out__total"] or Decimal(0)) + 1}
    found = {finding.rule for finding in check_series(before, after, year=2022)}
    assert {"T3_CARRY", "T3_CARRY_TOTAL"} <= found


def test_stock_in_force_is_never_chained_to_the_form_before_it() -> None:
    before = report(figures(F2021), F2021).numbers()
    after = dict(before) | {"t2_normdoc_in_force": Decimal(99999)}
    assert "T2B_STOCK" in {finding.rule for finding in check_series(before, after, year=2022)}
    assert "T2B_STOCK" not in {finding.rule for finding in check_series(before, after, year=2021)}


def test_every_rule_names_fields_of_the_codebook() -> None:
    known = {code for code, _ in templates.codebook()}
    assert len(identities.load()) > 60
    for identity in identities.load():
        finding = identity.check(dict.fromkeys(known, Decimal(1)), dict.fromkeys(known, Decimal(7)))
        assert finding is None or set(finding.fields) <= known


def test_digits_glued_to_a_label_are_explained() -> None:
    numbers = figures(F2019) | {"t2_license_items_prev": "369", "t2_license_items_change": "-140"}
    found = report(numbers, F2019)
    noted = tuple(
        replace(v, note="行政许可229") if v.field_code == "t2_license_items_prev" else v for v in found.values
    )
    assert "T2A_LABEL_GLUE" in rules(check(replace(found, values=noted)))


@pytest.mark.parametrize("layout", [F2019, F2021])
def test_two_good_years_have_no_finding(layout: str) -> None:
    years = [dict(valid_figures(Random(5).randint, layout, layout))]
    for seed in (6, 7):
        years.append(dict(valid_figures(Random(seed).randint, layout, layout, years[-1])))
    first, second, third = (report(figures, layout).numbers() for figures in years)
    assert check_series(first, second, year=2023) == check_series(second, third, year=2024) == ()
    assert {finding.rule for finding in check_series(first, third, year=2024)} >= {"T3_CARRY"}
