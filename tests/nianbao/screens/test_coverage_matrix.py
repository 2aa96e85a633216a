"""The matrix of organs and years on narrow terminals: names whole, years in blocks, a legend for every mark."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from nianbao.queries.report_queries import CoverageRow
from nianbao.screens import coverage_matrix
from nianbao.screens.render import organ_labels, wrapped, year_spans
from pipelines.storage.column_types import TARGET_STATES

NAMES = {"350102": "福建省福州市鼓楼区", "320106": "江苏省南京市鼓楼区", "350128": "福建省福州市平潭县"}


def row(year: int, state: str, organ: str = "平潭县人民政府", code: str = "350128", reason: str = "") -> CoverageRow:
    return CoverageRow(region_code=code, organ_name=organ, year=year, state=state, reason=reason)


def printed(rows: list[CoverageRow], width: int) -> list[str]:
    file = io.StringIO()
    out = Console(file=file, width=width, force_terminal=True, no_color=True, soft_wrap=True, highlight=False)
    coverage_matrix.show_matrix(out, rows, NAMES)
    coverage_matrix.show_reasons(out, rows, NAMES)
    return [line.replace("\x1b[1m", "").replace("\x1b[0m", "").rstrip() for line in file.getvalue().splitlines()]


def test_every_state_has_a_mark_and_every_mark_its_legend() -> None:
    assert coverage_matrix.MARKS.keys() == set(TARGET_STATES)
    lines = printed([row(2010 + number, state) for number, state in enumerate(TARGET_STATES)], 300)
    for state in TARGET_STATES:
        if state != "not_published":  # a year in which nobody published is named instead
            sign, _, meaning = coverage_matrix.MARKS[state]
            assert f"{sign} {meaning}" in lines[2]


def test_years_that_do_not_fit_come_in_blocks_and_names_stay_whole() -> None:
    lines = printed([row(year, "stored") for year in range(2008, 2026)], 40)
    assert [line.split() for line in lines[:4]] == [
        ["organ", "08", "09", "10", "11", "12", "13", "14", "15"],
        ["平潭县人民政府", *"SSSSSSSS"],
        ["organ", "16", "17", "18", "19", "20", "21", "22", "23"],
        ["平潭县人民政府", *"SSSSSSSS"],
    ]
    assert max(map(cell_len, lines)) <= 40


def test_years_in_which_nobody_published_are_named_in_a_line() -> None:
    lines = printed([row(2019, "not_published"), row(2020, "stored"), row(2021, "not_published")], 80)
    assert lines[0].split() == ["organ", "20"]
    assert "not published by any of them: 2019, 2021" in lines


def test_a_year_that_nobody_could_ask_for_stays() -> None:
    assert printed([row(2019, "unreachable"), row(2020, "stored")], 80)[0].split() == ["organ", "19", "20"]


def test_years_with_the_same_reason_share_a_line() -> None:
    rows = [row(year, "not_found", reason="not in the list") for year in (2019, 2020, 2022)]
    assert printed(rows, 80)[-1] == "? 平潭县人民政府 2019-2020, 2022: not in the list"


def test_an_organ_has_its_region_before_it_where_it_does_not_say_it_or_another_says_the_same() -> None:
    organs = [
        ("350128", "平潭县人民政府"),
        ("350128", "财政局"),
        ("350102", "鼓楼区人民政府"),
        ("320106", "鼓楼区人民政府"),
    ]
    assert list(organ_labels(organs, NAMES).values()) == [
        "平潭县人民政府",
        "福建省福州市平潭县 财政局",
        "福建省福州市鼓楼区 鼓楼区人民政府",
        "江苏省南京市鼓楼区 鼓楼区人民政府",
    ]


@pytest.mark.parametrize("width", [10, 20, 80])
def test_wrapping_breaks_no_word_and_loses_none(width: int) -> None:
    words = ["the", "complete", "list", "https://www.shanting.gov.cn/zwgk/", "不含", "this", "year"]
    lines = wrapped(words, width, 2)
    assert " ".join(lines).split() == words
    assert all(cell_len(line) <= width or len(line.split()) == 1 for line in lines)


def test_spans_of_years() -> None:
    assert year_spans([2021, 2019, 2020, 2023]) == "2019-2021, 2023"
