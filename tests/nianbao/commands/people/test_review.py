"""`nianbao review`: worst first, one key each, kept at once."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.corrections import file
from tests.city.forms.render_html import page
from tests.nianbao.command_line import Nianbao, fill
from tests.pipelines.specimens import distinct_form

FORM = distinct_form()
FIELD = "t3_new_received__total"
BROKEN = replace(FORM, printed=FORM.printed | {FIELD: "7", "t4_review_total": "不详"})

Review = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fill(tmp_path / "data", page(BROKEN).encode())
    return tmp_path / "data"


@pytest.fixture
def review(nianbao: Nianbao, monkeypatch: pytest.MonkeyPatch) -> Review:
    """Runs the command with what the person types, a line each."""

    def run(*typed: str, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        return nianbao("review", "--who", "甲", "--no-pictures", *options)

    return run


def value_of(nianbao: Nianbao) -> list[object]:
    asked = f"SELECT value, raw, origin FROM value_current WHERE field_code = '{FIELD}'"
    (row,) = json.loads(nianbao("query", asked, "--format", "json")[1])
    return list(row.values())


def test_the_cell_of_most_failing_sums_comes_first_and_is_corrected_by_a_value(
    review: Review, nianbao: Nianbao, data: Path
) -> None:
    code, out, _ = review("v", FORM.printed[FIELD], "q")
    assert code == 0
    assert out.index(f"field     {FIELD}") > 0
    assert "1 decided" in out
    assert value_of(nianbao) == [int(FORM.printed[FIELD]), "7", "corrected"]
    (kept,) = file.load(data / "corrections.csv")
    assert (kept.field_code, kept.who, kept.raw) == (FIELD, "甲", "7")
    assert FIELD not in [line.split()[-1] for line in review("q")[1].splitlines() if line.startswith("field ")]


def test_what_is_printed_is_confirmed_and_its_finding_says_so(review: Review, nianbao: Nianbao, data: Path) -> None:
    review("a", "q")
    assert value_of(nianbao) == [7, "7", "confirmed"]
    told = json.loads(nianbao("query", "SELECT DISTINCT standing FROM finding_current", "--format", "json")[1])
    assert {"standing": "confirmed at the source"} in told
    assert "(confirmed at the source)" in nianbao("explain", "X-city", "2022", FIELD)[1]


def test_not_in_the_source_skip_and_a_value_that_is_none(review: Review, nianbao: Nianbao, data: Path) -> None:
    code, out, err = review("s", "x", "v", "many", "n", "q")
    assert code == 0
    assert "'many' is neither a number" in err
    (kept,) = file.load(data / "corrections.csv")
    assert kept.correction == file.NOT_IN_SOURCE
    assert kept.field_code != FIELD
    assert "1 decided" in out


def test_input_that_ends_keeps_what_was_decided(review: Review, data: Path) -> None:
    code, out, _ = review("a")
    assert (code, "1 decided" in out) == (0, True)
    assert len(file.load(data / "corrections.csv")) == 1


def test_a_broken_file_is_said_before_anybody_decides_anything(review: Review, data: Path) -> None:
    (data / "corrections.csv").write_text("region,organ\n", encoding="utf-8")
    code, out, err = review("a")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_a_report_without_a_year_gets_one(review: Review, nianbao: Nianbao, tmp_path: Path) -> None:
    body = page(FORM).replace("2022", "").replace("2023", "")
    fill(tmp_path / "data", body.encode())
    code, _, err = review("v", "二〇二二", "v", "2022")
    assert code == 0
    assert "not four digits" in err
    (kept,) = file.load(tmp_path / "data" / "corrections.csv")
    assert (kept.field_code, kept.correction, kept.year) == ("@year", "2022", None)
    years = json.loads(nianbao("query", "SELECT year FROM report_current", "--format", "json")[1])
    assert years == [{"year": 2022}]


def test_a_page_that_is_no_report_goes(review: Review, nianbao: Nianbao, tmp_path: Path) -> None:
    fill(tmp_path / "data", page(FORM).replace("2022", "").replace("2023", "").encode())
    assert review("n")[0] == 0
    assert json.loads(nianbao("query", "SELECT year FROM report_current", "--format", "json")[1]) == []
    assert nianbao("corrections", "take-back", "1")[0] == 0
    assert len(json.loads(nianbao("query", "SELECT year FROM report_current", "--format", "json")[1])) == 1


def test_years_missing_between_stored_ones_are_told(review: Review, tmp_path: Path) -> None:
    other = replace(FORM, year=2019, published_on="2020-01-20")
    fill(tmp_path / "data", page(FORM).encode(), page(other).encode())
    out = review()[1]
    assert "missing X-city" in out
    assert "2020: not expected" in out
