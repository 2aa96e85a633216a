"""The table of real-shaped titles: one grammar says for crawler and reading what each of them is."""

import csv
from pathlib import Path

import pytest

from pipelines.language import organ_names
from pipelines.language.titles import is_report_title, owner, read, read_line, report_year

with (Path(__file__).parent / "titles.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def test_the_table_has_its_size_and_every_kind_of_paper() -> None:
    assert len(ROWS) >= 150
    assert len({row["text"] for row in ROWS}) == len(ROWS)
    assert {row["paper"] for row in ROWS} == {"report", "short", "about", "other", ""}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_a_title_says_whose_it_is_of_which_year_and_whether_it_is_a_report(row: dict[str, str]) -> None:
    found = read(row["text"])
    assert {
        "organ": found.organ,
        "organ_kind": organ_names.kind(found.organ),
        "year": str(found.year or ""),
        "paper": found.kind.value,
        "is_correction": "yes" if found.is_correction else "no",
        "before": found.before,
        "after": found.after,
    } == {key: row[key] for key in ("organ", "organ_kind", "year", "paper", "is_correction", "before", "after")}
    in_list = {False: "no", True: "in a column"}[is_report_title(row["text"], in_column=True)]
    assert ("yes" if is_report_title(row["text"]) else in_list) == row["is_report"]


@pytest.mark.parametrize("row", [row for row in ROWS if row["paper"] == "report"], ids=lambda row: row["text"])
def test_the_crawler_and_the_reading_agree_on_owner_and_year(row: dict[str, str]) -> None:
    assert owner(row["text"]) == row["organ"]
    line = read_line(row["text"])
    if line is not None:  # a heading of the reading must have its year and be no sentence
        assert (line.organ, line.year) == (row["organ"], int(row["year"]))
        assert report_year(row["text"]) == (line.year if line.year != 2007 else None)
    else:
        assert not row["year"] or "：" in row["text"]
