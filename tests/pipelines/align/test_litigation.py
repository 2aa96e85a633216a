"""Table 4 in other shapes than one row of fifteen."""

from dataclasses import replace

import pytest

from tests.city.forms.layout import T4_GROUPS, T4_RESULTS
from tests.city.forms.sheet import SheetCell, table4
from tests.pipelines.align.sheets import busy_figures, flagged, numbers, only, read, without_merges

FIGURES = only(busy_figures(), "t4_")
VALUES = [SheetCell(text) for text in FIGURES.values()]
RESULTS = [SheetCell(label) for _, label in T4_RESULTS]
ROUTES = [label for _, label in T4_GROUPS]
HEADING = "四、政府信息公开行政复议、行政诉讼情况"
Row = list[SheetCell]
REVIEW: list[Row] = [[SheetCell(ROUTES[0], colspan=5)], RESULTS, VALUES[:5]]
SUITS: list[Row] = [
    [SheetCell("行政诉讼", colspan=10)],
    [SheetCell(ROUTES[1], colspan=5), SheetCell(ROUTES[2], colspan=5)],
    RESULTS * 2,
    VALUES[5:],
]


def sheet() -> list[Row]:
    return [list(row) for row in table4(FIGURES)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_a_row_for_each_route_is_read_by_its_own_label(order: tuple[int, ...]) -> None:
    rows = [[SheetCell(ROUTES[at]), *VALUES[at * 5 : at * 5 + 5]] for at in order]
    assert numbers(read(HEADING, [[SheetCell("类别"), *RESULTS], *rows])) == FIGURES


def test_a_table_for_each_route_is_read_by_the_words_before_it() -> None:
    tables = [part for at, route in enumerate(ROUTES) for part in (route, [RESULTS, VALUES[at * 5 : at * 5 + 5]])]
    assert numbers(read(HEADING, *tables)) == FIGURES


def test_a_table_for_review_and_one_for_suits_are_read() -> None:
    assert numbers(read(HEADING, REVIEW, "行政诉讼情况", SUITS)) == FIGURES


def test_a_row_that_numbers_the_columns_is_no_row_of_figures() -> None:
    rows = sheet()
    rows.insert(3, [SheetCell(str(number)) for number in range(1, 16)])
    assert numbers(read(HEADING, rows)) == FIGURES


def test_routes_in_another_order_are_read_under_their_headers() -> None:
    routes = [SheetCell(ROUTES[at], colspan=5) for at in (1, 2, 0)]
    assert numbers(read(HEADING, [routes, RESULTS * 3, VALUES[5:] + VALUES[:5]])) == FIGURES


def test_results_in_another_order_are_read_under_their_headers_when_they_add_up() -> None:
    rows = sheet()
    for row in (rows[1], rows[3]):
        row[0], row[4] = row[4], row[0]
    assert numbers(read(HEADING, rows)) == FIGURES


def test_labels_that_are_cut_are_read_when_the_routes_add_up() -> None:
    heads = [SheetCell(text) for text in ("维持", "纠正", "结果", "审结", "总计")]
    routes = [SheetCell(route, colspan=5) for route in ROUTES]
    assert numbers(read(HEADING, [routes, heads * 3, VALUES])) == FIGURES
    wrong = [*VALUES[:4], SheetCell("777"), *VALUES[5:]]
    assert numbers(read(HEADING, [routes, heads * 3, wrong])) == {}


@pytest.mark.parametrize("is_turned", [False, True])
def test_routes_named_in_full_are_read(is_turned: bool) -> None:
    labels = [ROUTES[0], f"行政诉讼（{ROUTES[1]}）", f"行政诉讼（{ROUTES[2]}）"]
    rows = [[SheetCell(label), *VALUES[at * 5 : at * 5 + 5]] for at, label in enumerate(labels)]
    rows = [[SheetCell("事项"), *RESULTS], *rows]
    assert numbers(read(HEADING, [list(row) for row in zip(*rows, strict=True)] if is_turned else rows)) == FIGURES


def test_routes_whose_heads_do_not_stand_over_their_results_are_refused() -> None:
    routes = [SheetCell(ROUTES[1], colspan=5), SheetCell(ROUTES[2], colspan=5), SheetCell(ROUTES[0], colspan=4)]
    found = read(HEADING, [routes, RESULTS * 3, VALUES[5:] + VALUES[:5]])
    assert numbers(found) == {}
    assert set(FIGURES) <= flagged(found)
    assert found.status == "partial"


def test_results_in_another_order_that_do_not_add_up_are_refused() -> None:
    rows = sheet()
    rows[1][0], rows[1][4] = rows[1][4], rows[1][0]
    found = read(HEADING, rows)
    assert numbers(found) == {}
    assert set(FIGURES) <= flagged(found)


def test_an_empty_row_above_the_numbers_hides_none() -> None:
    rows = sheet()
    rows.insert(3, [SheetCell("")] * 15)
    assert numbers(read(HEADING, rows)) == FIGURES


def test_a_second_row_of_numbers_makes_both_doubtful() -> None:
    other = [VALUES[0], *[SheetCell("77")] * 14]  # a figure that is alike may be a part in both
    found = read(HEADING, [*sheet(), other])
    assert numbers(found) == {}
    twice = [finding for finding in found.findings if finding.rule == "PRINTED_TWICE"]
    assert [set(finding.fields) for finding in twice] == [set(FIGURES)]


def test_an_empty_row_of_fifteen_is_blank_not_zero() -> None:
    found = read(HEADING, [*sheet()[:3], [SheetCell("")] * 15])
    assert {value.state for value in found.values} == {"blank"}


def test_sixteen_numbers_are_refused() -> None:
    rows = sheet()
    rows[3].append(SheetCell("4"))
    found = read(HEADING, rows)
    assert numbers(found) == {}
    assert set(FIGURES) <= flagged(found)


def test_the_routes_stacked_in_two_tables_or_one_are_read() -> None:
    one_by_one = [
        row
        for at, route in enumerate(ROUTES[1:], 1)
        for row in ([SheetCell(route, colspan=5)], RESULTS, VALUES[at * 5 : at * 5 + 5])
    ]
    assert numbers(read(HEADING, REVIEW, SUITS)) == FIGURES
    assert numbers(read(HEADING, [*REVIEW, [SheetCell("行政诉讼", colspan=5)], *one_by_one])) == FIGURES


def test_a_table_of_one_route_that_cannot_be_read_leaves_the_others() -> None:
    review = [[SheetCell(ROUTES[0], colspan=5)], RESULTS, [*VALUES[:4], SheetCell("1"), SheetCell("2")]]
    suits = [[SheetCell(route, colspan=5) for route in ROUTES[1:]], RESULTS * 2, VALUES[5:]]
    found = read(HEADING, review, suits)
    assert set(numbers(found)) == {code for code in FIGURES if not code.startswith("t4_review")}
    assert {code for code in FIGURES if code.startswith("t4_review")} <= flagged(found)


def test_a_total_that_reaches_under_the_next_heading_is_one_column() -> None:
    rows = sheet()
    rows[0] = [SheetCell("行政复议", colspan=5), SheetCell("行政诉讼", colspan=11)]
    rows[1][4] = SheetCell(rows[1][4].text, rowspan=2, colspan=2)
    rows[3][4] = SheetCell(rows[3][4].text, colspan=2)
    assert numbers(read(HEADING, rows)) == FIGURES


def test_a_sheet_without_its_merges_is_read_by_its_header() -> None:
    assert numbers(read(HEADING, without_merges(sheet()))) == FIGURES


def test_a_header_without_its_merges_filled_up_at_the_end_is_read_when_the_routes_add_up() -> None:
    padded = [[replace(cell, rowspan=1, colspan=1) for cell in row] for row in sheet()[:3]]
    padded = [row + [SheetCell("")] * (15 - len(row)) for row in padded]
    assert numbers(read(HEADING, [*padded, VALUES])) == FIGURES
    assert numbers(read(HEADING, [*padded, [*VALUES[:4], SheetCell("777"), *VALUES[5:]]])) == {}


def test_a_second_row_takes_nothing_from_a_first_one_with_a_blank() -> None:
    first = [SheetCell(""), *VALUES[1:]]
    found = read(HEADING, [*sheet()[:3], first, [SheetCell("77")] * 15])
    assert numbers(found) == {}
    assert set(FIGURES) <= flagged(found)


@pytest.mark.parametrize(
    ("route", "printed"),
    [
        ("行政复议", "上年行政复议"),
        ("行政复议", "不服行政复议"),
        ("未经复议直接起诉", "已经复议直接起诉"),
        ("未经复议直接起诉", "未经复议间接起诉"),
        ("未经复议直接起诉", "未经仲裁直接起诉"),
        ("复议后起诉", "复议前起诉"),
        ("复议后起诉", "复议后撤诉"),
        ("复议后起诉", "复议后未起诉"),
        ("复议后起诉", "起诉后复议"),
    ],
)
def test_the_figures_of_another_route_are_not_taken_for_the_forms(route: str, printed: str) -> None:
    rows = [[replace(cell, text=printed) if cell.text == route else cell for cell in row] for row in sheet()]
    found = read(HEADING, rows)
    at = 5 * ROUTES.index(route)
    own = list(FIGURES)[at : at + 5]
    assert not set(own) & set(numbers(found))
    assert set(own) <= flagged(found)


def test_a_second_row_that_differs_replaces_no_figure_because_one_of_the_first_was_blank() -> None:
    rows = sheet()
    rows[3][2] = SheetCell("")
    found = read(HEADING, [*rows, [SheetCell("77")] * 15])
    assert "77" not in numbers(found).values()
    assert set(FIGURES) <= flagged(found)
