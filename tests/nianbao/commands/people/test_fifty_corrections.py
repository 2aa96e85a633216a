"""Corrections of ten kinds hold after a re-reading, a new version, a merge and a copy; all can be taken back."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.corrections import file
from pipelines.corrections.file import CONFIRMED, NO_REPORT, NOT_IN_SOURCE, Correction
from tests.city.forms.render_html import page
from tests.city.forms.report import ReportForm
from tests.nianbao.command_line import Nianbao, fill
from tests.pipelines.specimens import distinct_form

FORM = distinct_form()
FIGURE, BLANK, WORDS = "t3_granted__total", "t3_carried_in__total", "t4_review_total"
RIGHT = "t3_new_received__total"
FIELDS = (FIGURE, BLANK, WORDS, "n14_disclosed_total", "t2_fee_amount", RIGHT)
CELLS = (
    "SELECT organ_name, year, field_code, value, raw, origin FROM value_current WHERE origin <> 'read' ORDER BY 1, 2, 3"
)
REPORTS = "SELECT organ_name, year, scope FROM report_current ORDER BY 1, 2, 3"


def forms(times: int) -> Iterator[tuple[str, ReportForm]]:
    """What is to be said of a report, and the report: for each kind so many."""
    for number in range(times):
        printed = FORM.printed | {BLANK: "", WORDS: "不详", RIGHT: "7"}
        yield "cells", replace(FORM, year=2019 + number, printed=printed, published_on=f"{2020 + number}-01-20")
        for kind in ("@organ", "@year", "@scope", "@report"):
            organ = f"青岚市望溪区{kind[1:]}镇人民政府"
            yield kind, replace(FORM, organ=organ, year=2019 + number, published_on=f"{2020 + number}-01-21")


def said(kind: str, url_sha: str, form: ReportForm, number: int) -> list[Correction]:
    """The corrections of one report."""
    told = {
        "cells": {
            FIELDS[0]: "3",
            FIELDS[1]: "4",
            FIELDS[2]: "5",
            FIELDS[3]: "6",
            FIELDS[4]: NOT_IN_SOURCE,
            FIELDS[5]: CONFIRMED,
        },
        "@organ": {"@organ": "青岚市望溪区甲镇人民政府"},
        "@year": {"@year": str(2008 + number)},
        "@scope": {"@scope": "aggregate"},
        "@report": {"@report": NO_REPORT},
    }[kind]
    printed = form.printed | {FIELDS[3]: ""}
    return [
        Correction(
            region_code="X-city",
            organ_name=form.organ,
            year=form.year,
            scope="unknown",
            field_code=field,
            document_sha256=url_sha,
            raw=printed.get(field, ""),
            correction=what,
            who=("甲", "乙")[number % 2],
            corrected_on="2026-02-01",
            why="looked at",
            evidence="",
        )
        for field, what in told.items()
    ]


@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.night)])
def test_corrections_of_ten_kinds_hold(nianbao: Nianbao, tmp_path: Path, times: int) -> None:
    data = tmp_path / "data"
    made = list(forms(times))
    bodies = [page(form).encode() for _, form in made]
    fill(data, *bodies)
    corrections = [
        each
        for number, (body, (kind, form)) in enumerate(zip(bodies, made, strict=True))
        for each in said(kind, _sha(body), form, number // 5)
    ]
    assert len(corrections) == 10 * times
    file.save(data / "corrections.csv", corrections)

    def rows(statement: str, *options: str) -> list[list[object]]:
        return [list(row.values()) for row in json.loads(nianbao("query", statement, "--format", "json", *options)[1])]

    assert nianbao("corrections", "apply")[1].startswith(f"{10 * times} apply, 0 ask")
    cells, reports = rows(CELLS), rows(REPORTS)
    assert sorted(str(row[3]) for row in cells) == sorted(["3", "4", "5", "6", "None", "7"] * times)
    assert len(reports) == 4 * times  # one of five kinds is no report
    assert sum(row[2] == "aggregate" for row in reports) == times
    assert sum(row[0] == "青岚市望溪区甲镇人民政府" for row in reports) == times
    assert {2008 + number for number in range(times)} <= {row[1] for row in reports}

    nianbao("reread", "--yes")
    assert (rows(CELLS), rows(REPORTS)) == (cells, reports)
    shutil.copytree(data, tmp_path / "kept")

    # merge into an empty database, and a copy to another
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(data / "corrections.csv", other)
    assert nianbao("db", "upgrade", "--data", str(other))[0] == 0
    assert nianbao("merge", str(data / "nianbao.sqlite"), "--data", str(other))[0] == 0
    nianbao("corrections", "apply", "--data", str(other))
    assert (rows(CELLS, "--data", str(other)), rows(REPORTS, "--data", str(other))) == (cells, reports)
    copy = f"sqlite:///{tmp_path}/copy.sqlite"
    assert nianbao("db", "copy", f"sqlite:///{data}/nianbao.sqlite", copy)[0] == 0
    assert (rows(CELLS, "--db", copy), rows(REPORTS, "--db", copy)) == (cells, reports)

    # a new version of one report: its corrections ask to be looked at again, all others hold
    _, first = made[0]
    again = replace(first, printed=first.printed | {FIGURE: "9"}, published_on="2026-02-20")
    fill(data, page(again).encode(), at="2026-03-01T00:00:00+00:00")
    assert nianbao("corrections", "apply")[1].startswith(f"{10 * times - 6} apply, 6 ask")
    assert rows(CELLS) == [row for row in cells if row[1] != first.year]
    code, out, _ = nianbao("corrections", "list")
    assert (code, out.count("look_again")) == (4, 6)

    # taken back: all is as it was read
    numbers = [str(number) for number in range(1, 10 * times + 1)]
    assert nianbao("corrections", "take-back", *numbers)[1].startswith(f"{10 * times} taken back")
    assert rows(CELLS) == []
    assert len(rows(REPORTS)) == 5 * times


def test_two_peoples_files_merge_with_git(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=甲", "-c", "user.email=a@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def correction(who: str, field: str) -> Correction:
        (made, *_) = said("@scope", "a" * 64, FORM, 0)
        return replace(made, who=who, field_code=field, correction="1")

    path = tmp_path / "corrections.csv"
    git("init", "-b", "main")
    file.save(path, [correction("甲", "t3_granted__total")])
    git("add", ".")
    git("commit", "-m", "first")
    git("checkout", "-b", "other")
    for field in ("t3_carried_in__total", "t3_new_received__total"):
        file.add(path, correction("乙", field))
    git("commit", "-am", "another's")
    git("checkout", "main")
    for field in ("t3_carried_in__total", "t3_new_received__total"):
        file.add(path, correction("甲", field))
    git("commit", "-am", "one's")
    git("merge", "other", "-m", "both")
    merged = file.load(path)
    assert sorted((each.who, each.field_code) for each in merged) == sorted(
        [
            ("甲", "t3_granted__total"),
            *((who, field) for who in ("甲", "乙") for field in ("t3_carried_in__total", "t3_new_received__total")),
        ]
    )


def _sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
