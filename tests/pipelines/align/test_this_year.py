"""Years side by side: the report's own is read, the others are not, and both by their headings."""

from dataclasses import replace

import pytest

from pipelines.align.this_year import of_this_year
from pipelines.records import Cell, Grid
from tests.city.forms.layout import F2021
from tests.city.forms.sheet import SheetCell, table3
from tests.pipelines.align.sheets import busy_figures, numbers, only, read

FIGURES = only(busy_figures(), "t3_")


def beside(years: list[str]) -> list[list[SheetCell]]:
    """Table 3 with a column for each of the years under every label; the last one's figures are the form's."""
    rows: list[list[SheetCell]] = []
    for row in table3(F2021, FIGURES):
        labels = [replace(cell, colspan=cell.colspan * 2) if len(rows) or cell.colspan == 7 else cell for cell in row]
        figures = [each for cell in row if cell.code for each in (SheetCell("4"), cell)]
        rows.append([cell for cell in row if not cell.code] + figures if figures else labels)
    rows[0][0] = replace(rows[0][0], rowspan=4)
    rows.insert(3, [SheetCell(year) for _ in range(7) for year in years])
    return rows


@pytest.mark.parametrize("years", [["2021年", "2022年"], ["上年", "本年"]])
def test_the_years_own_columns_are_read(years: list[str]) -> None:
    assert numbers(read(beside(years))) == FIGURES


def grid(*rows: str) -> Grid:
    cells = (Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row.split("|")))
    return Grid(cells=tuple(cells))


def texts(found: Grid | None) -> list[str]:
    return ["|".join(cell.text for cell in row) for row in found.rows()] if found else []


def test_rows_of_years_are_cut_like_columns() -> None:
    rows = grid("年度|维持|纠正", "2021年|1|2", "2022年|3|4")
    assert texts(of_this_year(rows, 2021)) == ["年度|维持|纠正", "2021年|1|2"]


@pytest.mark.parametrize(("year", "kept"), [(2022, "2022年"), (2021, "2021年"), (None, "2022年")])
def test_the_reports_year_decides_and_without_one_the_latest(year: int | None, kept: str) -> None:
    assert texts(of_this_year(grid("指标|2021年|2022年|增减", "规章|1|2|1"), year))[0] == f"指标|{kept}"


def test_a_table_of_other_years_alone_gives_nothing() -> None:
    assert of_this_year(grid("指标|2021年|2022年", "规章|1|2"), 2023) is None
    assert of_this_year(grid("指标|数量", "规章|1"), 2023) is None


def test_a_year_written_in_two_ways_leaves_nothing_out() -> None:
    assert of_this_year(grid("指标|2022年|2022年度", "规章|1|2"), 2022) is None
