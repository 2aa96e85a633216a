"""Rules that cannot be read are refused with their names; blanks count as the rule says."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines import templates
from pipelines.checks import identities
from pipelines.checks.identities import Identity

T4 = "{id: T4_SUM, title: x, table: T4, blanks: zero, %s}"


def loaded(monkeypatch: pytest.MonkeyPatch, folder: Path, rule: str) -> tuple[Identity, ...]:
    (folder / "rules.yaml").write_text(f"rules: [{rule}]", encoding="utf-8")
    monkeypatch.setattr(templates, "HERE", folder)
    return identities.load.__wrapped__()


@pytest.mark.parametrize(
    ("rest", "complaint"),
    [
        ("expr: t4_review_total == 1 == t4_review_other", "T4_SUM: one comparison"),
        ("expr: t4_review_total != t4_review_other", "T4_SUM: one comparison"),
        ("expr: t4_review_total + t4_review_other", "T4_SUM: one comparison"),
        ("expr: t4_review_total * 2 == t4_review_other", r"t4_review_total \* 2 is not a sum"),
        ("expr: t4_review_total == 7", "7 is not a sum"),
        ("expr: t4_review_total == last.t4_review_total", "last.t4_review_total is not a sum"),
        ("sum: cells", "T4_SUM: sum is rows or columns, not 'cells'"),
        ("expr: t4_review_total == t4_no_such_field", "T4_SUM: no layout of T4"),
        ("expr: t4_review_total == 0, since: 9000", "T4_SUM: no layout of T4"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(
    rest: str, complaint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=complaint):
        loaded(monkeypatch, tmp_path, T4 % rest)


def test_a_rule_is_made_once_for_layouts_that_agree(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (rule,) = loaded(monkeypatch, tmp_path, T4 % "expr: t4_review_total - t4_review_other >= 0")
    assert rule.layouts == ("F2019", "F2021")
    assert (rule.first_year, rule.is_equation, rule.spans_years) == (0, False, False)
    assert rule.weights() == {"t4_review_total": 1, "t4_review_other": -1}
    assert rule.check({"t4_review_total": Decimal(3), "t4_review_other": Decimal(3)}) is None
    finding = rule.check({"t4_review_total": Decimal(2), "t4_review_other": Decimal(3)})
    assert finding is not None
    assert finding.message == "x: -1 < 0"


def test_a_rule_over_two_years_reads_each_cell_in_its_own_year(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (rule,) = loaded(monkeypatch, tmp_path, T4 % "expr: prev.t4_review_pending <= t4_review_total")
    before, after = {"t4_review_pending": Decimal(3)}, {"t4_review_total": Decimal(2), "t4_review_pending": Decimal(0)}
    assert rule.spans_years
    assert rule.fields == {"t4_review_total"}
    assert rule.every_field == {"t4_review_pending", "t4_review_total"}
    assert rule.cells == {"prev.t4_review_pending", "t4_review_total"}
    finding = rule.check(after, before)
    assert finding is not None
    assert (finding.message, finding.fields) == ("x: 3 > 2", ("t4_review_total",))
    assert rule.check(after | {"t4_review_total": Decimal(3)}, before) is None
    assert rule.check(after, {}) is None
    assert rule.check(after) is None


@pytest.mark.parametrize(
    ("skip_if", "left", "right", "fails"),
    [
        ("total_blank", (1, None), None, False),
        ("total_blank", (None, None), 3, True),
        ("components_blank", (None, None), 3, False),
        ("components_blank", (1, None), None, True),
        ("any_side_blank", (1, None), None, False),
        ("any_side_blank", (None, None), 3, False),
        ("any_side_blank", (1, None), 3, True),
        ("", (1, None), None, True),
        ("", (None, None), None, False),
    ],
)
def test_blanks_are_zero_unless_the_rule_is_silent_on_them(
    skip_if: str,
    left: tuple[int | None, int | None],
    right: int | None,
    fails: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    expr = "expr: t4_review_upheld + t4_review_other == t4_review_total"
    (rule,) = loaded(monkeypatch, tmp_path, T4 % f"{expr}, skip_if: '{skip_if}'")
    codes = ("t4_review_upheld", "t4_review_other", "t4_review_total")
    printed = {
        code: None if number is None else Decimal(number) for code, number in zip(codes, (*left, right), strict=True)
    }
    assert (rule.check(printed) is not None) == fails


@pytest.mark.parametrize(("right", "fails"), [((2, None), True), ((None, None), False)])
def test_a_side_is_blank_where_none_of_its_cells_is_stated(
    right: tuple[int | None, ...], fails: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    expr = "expr: t4_review_total == t4_review_upheld + t4_review_other"
    (rule,) = loaded(monkeypatch, tmp_path, T4 % f"{expr}, skip_if: any_side_blank")
    codes = ("t4_review_total", "t4_review_upheld", "t4_review_other")
    printed = {
        code: None if number is None else Decimal(number) for code, number in zip(codes, (3, *right), strict=True)
    }
    assert (rule.check(printed) is not None) == fails
