"""Which column of a statistics sheet is the year's: its header says so, or every figure is refused."""

import pytest

from pipelines.readers.html import reader
from pipelines.records import Cell, Grid, State, TextBlock
from tests.pipelines.align.statistics_forms import (
    HEAD,
    N14,
    found,
    grid,
    in_order,
    numbers,
    read,
    sheet,
)


def test_the_cumulative_column_is_never_the_years() -> None:
    rows = [("指标名称", "计量单位", "历年累计", "2015年度"), *((a, b, "999", c) for a, b, c in sheet(N14))]
    assert numbers(read(rows)) == in_order(N14)


@pytest.mark.parametrize(
    "head",
    [
        ("统计指标", "单位", "历年累计", "备注"),
        ("统计指标", "单位", "2014年", "2015年"),
        ("统计指标", "单位", "区政府", "乡镇街道"),
        ("统计指标", "单位", "统计数", "乡镇街道"),
        ("统计指标", "单位", "本年度", "合计"),
        ("统计指标", "单位", "2014年合计", "2015年合计"),
    ],
)
def test_columns_that_do_not_tell_the_year_are_refused(head: tuple[str, ...]) -> None:
    table = read([head, *sheet(N14, "7")])
    assert {value.state for value in table.values.values()} == {State.UNREADABLE}
    (message,) = found(table, "FIGURE_UNCLEAR")
    assert head[2] in message


def test_without_a_header_one_figure_a_row_is_read_and_two_are_refused() -> None:
    assert numbers(read(sheet(N14))) == in_order(N14)
    one_has_two = sheet(N14, "")
    one_has_two[5][3] = "8"
    assert set(numbers(read(one_has_two)).values()) == {None}


def test_the_sum_of_several_organs_columns_is_the_figure() -> None:
    rows = [("统计指标", "单位", "区政府", "区直单位", "合计"), *((a, b, "1", "2", c) for a, b, c in sheet(N14))]
    assert numbers(read(rows)) == in_order(N14)


def test_a_header_of_two_rows_is_read_down_its_columns() -> None:
    head = [
        Cell(row=0, column=0, text="统计指标", rowspan=2),
        Cell(row=0, column=1, text="单位", rowspan=2),
        Cell(row=0, column=2, text="统计数", colspan=3),
        *(Cell(row=1, column=2 + n, text=text) for n, text in enumerate(("区政府", "乡镇街道", "合计"))),
    ]
    rows = [(a, b, "1", "2", c) for a, b, c in sheet(N14)]
    body = [Cell(row=2 + r, column=c, text=text) for r, cells in enumerate(rows) for c, text in enumerate(cells)]
    assert numbers(read(Grid(cells=(*head, *body)))) == in_order(N14)


def test_cells_shared_between_rows_or_columns_are_refused() -> None:
    cells = list(grid([[*HEAD, "历年累计"], *sheet(N14, "9")]).cells)
    merged = [cell for cell in cells if (cell.row, cell.column) not in ((3, 2), (5, 2), (5, 3))]
    down = merged.index(next(cell for cell in merged if (cell.row, cell.column) == (2, 2)))
    merged[down] = Cell(row=2, column=2, text="1", rowspan=2)
    merged.append(Cell(row=5, column=2, text="4", colspan=2))
    table = read(Grid(cells=tuple(merged)))
    unreadable = {code for code, value in table.values.items() if value.state is State.UNREADABLE}
    assert unreadable == {"n14_disclosed_normdoc", "n14_issued_normdoc", "n14_via_website"}


@pytest.mark.parametrize("caption", ["2016年第四季度政府信息公开情况统计表", "填报单位：望溪区 2016年上半年"])
def test_a_sheet_of_a_part_of_the_year_is_refused(caption: str) -> None:
    for blocks in ((TextBlock(text=caption), [HEAD, *sheet(N14)]), ([(caption, "", ""), HEAD, *sheet(N14)],)):
        assert set(numbers(read(*blocks)).values()) == {None}


def test_a_label_over_two_rows_of_figures_is_refused() -> None:
    cells = list(grid([HEAD, *sheet(N14)]).cells)
    tall = next(n for n, cell in enumerate(cells) if (cell.row, cell.column) == (4, 0))
    cells[tall] = Cell(row=4, column=0, text=cells[tall].text, rowspan=2)
    del cells[next(n for n, cell in enumerate(cells) if (cell.row, cell.column) == (5, 0))]
    assert numbers(read(Grid(cells=tuple(cells))))["n14_via_gazette"] is None


def test_a_sheet_cut_by_a_page_goes_on_with_and_without_its_header() -> None:
    rows = sheet(N14)
    assert numbers(read([HEAD, *rows[:55]], TextBlock(text="- 7 -"), rows[55:])) == in_order(N14)
    assert numbers(read([HEAD, *rows[:55]], [HEAD, *rows[55:]])) == in_order(N14)


def test_html_with_spanned_headings_reads_back() -> None:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in sheet(N14))
    body = (
        "<table><tr><td colspan=3>政府信息公开情况统计表</td></tr>"
        "<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
        f"<tr><td colspan=3>一、主动公开情况</td></tr>{rows}</table>"
    )
    table = read(*reader.read(f'<meta charset="utf-8">{body}'.encode()).blocks)
    assert numbers(table) == in_order(N14)
    assert table.findings == []
