"""The file of corrections: what it takes, what it refuses in one line, and that git merges it."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.corrections.file import (
    COLUMNS,
    CONFIRMED,
    NO_REPORT,
    NOT_IN_SOURCE,
    Correction,
    add,
    load,
    save,
    take_back,
)
from pipelines.exceptions import InputError

CELL = Correction(
    region_code="370406",
    organ_name="山亭区人民政府",
    year=2024,
    scope="unknown",
    field_code="t3_new_received__total",
    document_sha256="a" * 64,
    raw="12",
    correction="13",
    who="li",
    corrected_on="2026-11-30",
    why="the seal hides a digit",
    evidence="page 3",
)


def test_what_is_saved_is_what_is_loaded_in_order_and_each_once(tmp_path: Path) -> None:
    other = replace(CELL, field_code="t3_carried_in__total", correction=CONFIRMED, year=None)
    save(tmp_path / "c.csv", [CELL, other, CELL])
    assert load(tmp_path / "c.csv") == [other, CELL]


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert load(tmp_path / "none.csv") == []


def test_two_peoples_files_are_lines_that_git_merges(tmp_path: Path) -> None:
    add(tmp_path / "c.csv", CELL)
    before = (tmp_path / "c.csv").read_text("utf-8").splitlines()
    add(tmp_path / "c.csv", replace(CELL, who="wang", field_code="t3_granted__total"))
    after = (tmp_path / "c.csv").read_text("utf-8").splitlines()
    assert [line for line in after if line in before] == before
    assert len(after) == len(before) + 1


def test_a_person_who_says_otherwise_later_replaces_the_own_word_only(tmp_path: Path) -> None:
    add(tmp_path / "c.csv", CELL)
    add(tmp_path / "c.csv", replace(CELL, who="wang", correction="14"))
    add(tmp_path / "c.csv", replace(CELL, correction="15"))
    assert sorted((each.who, each.correction) for each in load(tmp_path / "c.csv")) == [("li", "15"), ("wang", "14")]


def test_a_correction_can_be_taken_back(tmp_path: Path) -> None:
    add(tmp_path / "c.csv", CELL)
    assert take_back(tmp_path / "c.csv", [CELL]) == 1
    assert take_back(tmp_path / "c.csv", [CELL]) == 0
    assert load(tmp_path / "c.csv") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"correction": "twelve"}, "row 2: 'twelve' is neither a number"),
        ({"correction": "NaN"}, "is neither a number"),
        ({"correction": "1e400"}, "is neither a number"),
        ({"correction": "1_000"}, "is neither a number"),
        ({"correction": "1" * 30}, "is neither a number"),
        ({"year": "9" * 30}, "is not four digits"),
        ({"corrected_on": "20261130"}, "is no date"),
        ({"field_code": "t3_no_such_field"}, "is no field code"),
        ({"field_code": "@year", "correction": "0000"}, "not four digits"),
        ({"correction": ""}, "correction is empty"),
        ({"who": " "}, "who is empty"),
        ({"why": ""}, "why is empty"),
        ({"corrected_on": "30.11.2026"}, "is no date; write 2026-11-30"),
        ({"field_code": "@unit"}, "@unit is not one of @organ, @year, @scope, @report"),
        ({"field_code": "@year", "correction": "24"}, "not four digits"),
        ({"field_code": "@scope", "correction": "all"}, "not one of organ_only"),
        ({"field_code": "@report", "correction": "a report"}, f"only '{NO_REPORT}' can be said"),
    ],
)
def test_what_cannot_be_understood_is_one_line_with_file_and_row(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    save(tmp_path / "c.csv", [replace(CELL, **change)])  # type: ignore[arg-type]
    with pytest.raises(InputError, match=said) as caught:
        load(tmp_path / "c.csv")
    assert "c.csv" in str(caught.value)


def test_a_field_longer_than_any_is_one_line(tmp_path: Path) -> None:
    save(tmp_path / "c.csv", [replace(CELL, why="x" * 200_000)])
    with pytest.raises(InputError, match="after row 1: field larger"):
        load(tmp_path / "c.csv")


def test_a_row_that_git_kept_twice_counts_once(tmp_path: Path) -> None:
    save(tmp_path / "c.csv", [CELL])
    header, row = (tmp_path / "c.csv").read_text("utf-8").splitlines()
    (tmp_path / "c.csv").write_text(f"{header}\n{row}\n{row}\n", encoding="utf-8")
    assert load(tmp_path / "c.csv") == [CELL]


def test_a_missing_column_is_named_with_all_that_belong_there(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(",".join(COLUMNS[1:]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="column region_code is missing"):
        load(tmp_path / "c.csv")


@pytest.mark.parametrize(
    ("told", "kind"), [("13", "value"), (NOT_IN_SOURCE, "not_in_source"), (CONFIRMED, "confirmed")]
)
def test_a_correction_is_a_value_an_absence_or_a_confirmation(told: str, kind: str) -> None:
    assert replace(CELL, correction=told).kind == kind
