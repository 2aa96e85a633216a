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


def told(found: Report, rule: str) -> list[tuple[str, ...]]:
    return [finding.fields for finding in found.findings if finding.rule == rule]


def test_no_rule_made_and_rules_of_who_may_make_them_are_not_doubtful() -> None:
    none_made = figures(F2021) | {f"t2_regulation_{count}": "0" for count in ("issued", "repealed", "in_force")}
    for kind in ("township", "department", "zone"):
        assert told(check(report(none_made, F2021, organ_kind=kind)), "T2_REGULATION_POWER") == []
        made = check(report(none_made | {"t2_regulation_in_force": "3"}, F2021, organ_kind=kind))
        assert told(made, "T2_REGULATION_POWER") == [("t2_regulation_in_force",)]
    for kind in ("government", "office", ""):
        made = check(report(none_made | {"t2_regulation_in_force": "3"}, F2021, organ_kind=kind))
        assert told(made, "T2_REGULATION_POWER") == []


def test_words_where_a_number_belongs_are_told_of_with_their_cells_alone() -> None:
    given = report(figures(F2021), F2021)
    codes = ("t2_license_decisions", "t4_review_other")
    values = tuple(
        replace(v, raw="若干", state=State.TEXT, value=None) if v.field_code in codes else v for v in given.values
    )
    found = check(replace(given, values=values))
    assert told(found, "TEXT_FOR_NUMBER") == [codes]
    assert {finding.severity for finding in found.findings if finding.rule == "TEXT_FOR_NUMBER"} == {"warn"}
    assert told(check(given), "TEXT_FOR_NUMBER") == []


@pytest.mark.parametrize(
    ("layout", "year", "tables"),
    [(F2019, 2021, 2), (F2019, 2020, 0), (F2021, 2021, 0), (F2021, 2020, 2), (F2019, None, 0), (F2021, 2016, 2)],
)
def test_a_form_is_marked_where_it_is_not_the_years_and_prints_other_cells(
    layout: str, year: int | None, tables: int
) -> None:
    found = check(report(figures(layout), layout, year=year))
    assert len(told(found, "META_FORMAT")) == tables  # table 4 is the same in both


@pytest.mark.parametrize("item", ["license", "otherservice", "penalty", "coercion"])
def test_digits_glued_to_the_label_of_each_kind_of_item_are_explained(item: str) -> None:
    before, change = f"t2_{item}_items_prev", f"t2_{item}_items_change"
    sheet = figures(F2019) | {before: "369", change: "-140"}
    assert told(check(noted(report(sheet, F2019), before, "行政229")), "T2A_LABEL_GLUE") == [(before, change)]
    for other, note in ((sheet, "行政230"), (sheet, "行政"), (sheet | {change: ""}, "行政229")):
        assert told(check(noted(report(other, F2019), before, note)), "T2A_LABEL_GLUE") == []


def noted(given: Report, code: str, note: str) -> Report:
    return replace(given, values=tuple(replace(v, note=note) if v.field_code == code else v for v in given.values))


def test_a_blank_is_no_count_below_zero() -> None:
    blank = check(report(figures(F2021) | {"t2_license_decisions": ""}, F2021))
    assert told(blank, "T2_NONNEG_INT") == []
    broken = check(report(figures(F2021) | {"t2_license_decisions": "-1", "t2_normdoc_issued": "1.5"}, F2021))
    assert set(told(broken, "T2_NONNEG_INT")) == {("t2_license_decisions",), ("t2_normdoc_issued",)}


def test_a_sum_that_fails_names_all_of_its_cells_and_says_both_sides() -> None:
    sheet = figures(F2021)
    parts = {f"t4_review_{row}": "1" for row in ("upheld", "corrected", "other", "pending")}
    found = check(report(sheet | parts | {"t4_review_total": "7"}, F2021))
    (finding,) = [each for each in found.findings if each.rule == "T4_SUM"]
    assert finding.fields == (*parts, "t4_review_total")
    assert finding.message == "结果维持 + 结果纠正 + 其他结果 + 尚未审结 = 总计（行政复议）: 4 ≠ 7"


def test_a_part_of_a_row_that_is_stated_is_summed_with_blanks_as_nothing() -> None:
    columns = (
        "natural_person",
        "org_business",
        "org_research",
        "org_public_interest",
        "org_legal_service",
        "org_other",
    )
    row = {f"t3_granted__{column}": "" for column in columns} | {"t3_granted__org_business": "4"}
    assert "T3_ROWSUM" in rules(check(report(row | {"t3_granted__total": "5"}, F2021)))
    assert "T3_ROWSUM" not in rules(check(report(row | {"t3_granted__total": "4"}, F2021)))
    assert "T3_ROWSUM" not in rules(check(report(row | {"t3_granted__total": ""}, F2021)))
