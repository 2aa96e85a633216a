"""HTML: what a browser shows is what is read, and what it does not show is not."""

import json
from contextlib import suppress
from html import escape

import pytest

from pipelines.align.values import parse
from pipelines.exceptions import DocumentError
from pipelines.readers.html.reader import read
from pipelines.records import Cell, Grid, State, TextBlock


def whole_cell(inner: str) -> Cell:
    """The second cell of a table, as read."""
    (grid,) = (block for block in read(f"<table><tr><td>行政许可</td><td>{inner}</td></tr></table>".encode()).blocks)
    assert isinstance(grid, Grid)
    return grid.cells[1]


def cell(inner: str) -> str:
    return whole_cell(inner).text


@pytest.mark.parametrize("mark", ["<sup>1</sup>", "<sub>1</sub>", "①", '<a style="vertical-align: super">1</a>'])
def test_a_footnote_mark_does_not_join_the_number(mark: str) -> None:
    assert parse(cell(f"12{mark}")).value == 12


@pytest.mark.parametrize(
    "struck", ["<s>9</s>", "<del>9</del>", "<strike>9</strike>", '<i style="text-decoration:line-through">9</i>']
)
def test_a_struck_number_is_unreadable_with_what_stands_beside_it(struck: str) -> None:
    assert parse(cell(f"{struck}12")).state is State.UNREADABLE


def test_what_is_inserted_for_a_deletion_is_read() -> None:
    assert parse(cell("<del>110</del> <ins>120</ins>")).value == 120
    assert parse(cell("<del>110</del>0<ins>120</ins>")).state is State.UNREADABLE
    assert parse(cell("<del>110</del><ins></ins>")).state is State.UNREADABLE


WHITE_INSIDE = (
    '12<span style="color: #fff">8</span>',
    '12<font color="#FFFFFF">8</font>',
    "12<i style='color:transparent'>8</i>",
)


@pytest.mark.parametrize("inner", WHITE_INSIDE)
def test_a_number_in_the_colour_of_paper_is_in_doubt(inner: str) -> None:
    assert whole_cell(inner).doubt == "text in the colour of its ground"


@pytest.mark.parametrize(
    "ground", ['style="background: #1e5799"', 'bgcolor="#1E5799"', 'style="background-color:rgb(30,87,153)"']
)
def test_white_on_a_ground_and_white_words_are_read(ground: str) -> None:
    assert cell(f'<p {ground}><font color="white">128</font></p>') == "128"
    assert cell('<font color="white">2023年128件</font>') == "2023年128件"


@pytest.mark.parametrize(
    "hidden",
    [
        '<b style="display:none">9</b>',
        '<b style="font-size:0">9</b>',
        "<b hidden>9</b>",
        "<!-- 9 -->",
        "<script>9</script>",
        '<input type="hidden" value="9">',
        '<b style="opacity: 0">9</b>',
        '<b style="position:absolute;left:-9999px">9</b>',
        '<b style="position:absolute;clip:rect(0 0 0 0)">9</b>',
        '<b style="display:block; DISPLAY : NONE">9</b>',
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    assert cell(f"{hidden}12") == "12"


@pytest.mark.parametrize("shown", ["<img src=a.png>", '<input value="12">', "<textarea>12</textarea>", "<svg></svg>"])
def test_a_picture_or_form_control_is_unreadable_and_not_blank(shown: str) -> None:
    assert parse(cell(shown)).state is State.UNREADABLE
    assert parse(cell("&nbsp;")).state is State.BLANK


def test_a_frame_in_a_cell_is_its_text_and_a_table_in_a_cell_is_not() -> None:
    assert cell("<table><tr><td>12</td></tr></table>").strip() == "12"
    grids = read(b"<table><tr><td>a</td><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>").blocks
    assert isinstance(grids[0], Grid)
    assert parse(grids[0].cells[1].text).state is State.UNREADABLE


@pytest.mark.parametrize("broken", ["12\n34", "<p>12</p><p>34</p>", "12<br>34", "12&nbsp;34"])
def test_two_numbers_in_a_cell_stay_two(broken: str) -> None:
    assert parse(cell(broken)).state is State.UNREADABLE


def test_a_label_wrapped_in_the_source_is_whole() -> None:
    assert cell("行政\n  许可") == "行政许可"


def test_lines_that_the_source_breaks_on_purpose_stay_broken() -> None:
    blocks = read("<pre>规章 | 1\n行政许可 | 2</pre><p style='white-space: pre-wrap'>三\n四</p>".encode()).blocks
    assert [block.text for block in blocks if isinstance(block, TextBlock)] == ["规章 | 1", "行政许可 | 2", "三", "四"]


def test_a_form_between_a_table_and_its_rows_loses_none() -> None:
    grid = read(b"<table><form><tr><td>a</td><td>1</td></tr></form></table>").blocks[0]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["a", "1"]


def test_a_row_ended_but_not_begun_is_a_row() -> None:
    grid = read(b"<table><td>a</td><td>1</td></TR>\n<td>b</td><td>2</td></tr></table>").blocks[0]
    assert isinstance(grid, Grid)
    assert [(cell.row, cell.column, cell.text) for cell in grid.cells] == [
        (0, 0, "a"),
        (0, 1, "1"),
        (1, 0, "b"),
        (1, 1, "2"),
    ]


def test_a_picture_written_into_its_tag_is_a_picture_of_any_size() -> None:
    assert parse(cell(f'<img src="data:image/png;base64,{"iVBOR" * 20_000}">')).state is State.UNREADABLE


KEPT = "<table><tr><td>a</td><td>1</td></tr></table>"


@pytest.mark.parametrize(
    "page",
    [
        f"<textarea style='display:none'>{escape(KEPT)}</textarea>",
        f"<iframe srcdoc='{escape(KEPT)}'></iframe>",
        f"<script>var page = {{'id': 3}}; show({json.dumps(KEPT).replace('/', chr(92) + '/')})</script>",
        f"<script>show({json.dumps({'content': escape(KEPT)})})</script>",
    ],
)
def test_a_table_that_only_a_script_shows_is_read_with_a_remark(page: str) -> None:
    reading = read(f"<h1>年报</h1>{page}".encode())
    assert [cell.text for block in reading.blocks if isinstance(block, Grid) for cell in block.cells] == ["a", "1"]
    assert [finding.rule for finding in reading.findings] == ["TEXT_OF_SCRIPT"]


def test_what_a_page_keeps_beside_a_table_it_shows_is_not_read() -> None:
    reading = read(f"<table><tr><td>b</td><td>2</td></tr></table><textarea>{escape(KEPT)}</textarea>".encode())
    assert [cell.text for block in reading.blocks if isinstance(block, Grid) for cell in block.cells] == ["b", "2"]
    assert reading.findings == ()


def test_a_page_goes_on_after_its_end_tag() -> None:
    blocks = read("<html><body>甲</body></html>乙<html><body>丙</BODY></HTML><p>丁".encode()).blocks
    assert "".join(block.text for block in blocks if isinstance(block, TextBlock)) == "甲乙丙丁"


def test_a_table_of_one_column_is_text() -> None:
    blocks = read(
        "<table><caption>某局</caption><tr><td>年报</td></tr><tr><td>2023-01-18</td></tr></table>".encode()
    ).blocks
    assert [block.text for block in blocks if isinstance(block, TextBlock)] == ["某局", "年报", "2023-01-18"]


def test_what_stands_as_a_table_by_its_style_is_one() -> None:
    cells = '<span style="display:table-cell">a</span><span style="display:table-cell">1</span>'
    grid = read(f'<div style="display:table"><div style="display:table-row">{cells}</div></div>'.encode()).blocks[0]
    assert isinstance(grid, Grid)
    assert [(cell.column, cell.text) for cell in grid.cells] == [(0, "a"), (1, "1")]


def test_cells_outside_every_table_do_not_run_together() -> None:
    blocks = read(b"<div><tr><td>12</td><td>34</td></tr></div>").blocks
    assert [block.text for block in blocks if isinstance(block, TextBlock)] == ["12", "34"]


def test_a_foot_of_a_table_is_read_last() -> None:
    grid = read(b"<table><tfoot><tr><td>z</td><td>9</td></tr></tfoot><tr><td>a</td><td>1</td></tr></table>").blocks[0]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["a", "1", "z", "9"]


@pytest.mark.parametrize("span", ["100%", "-3", "x", "", "0"])
def test_a_span_that_is_no_number_is_one(span: str) -> None:
    grid = read(f'<table><tr><td colspan="{span}">a</td><td>1</td></tr></table>'.encode()).blocks[0]
    assert isinstance(grid, Grid)
    assert [cell.column for cell in grid.cells] == [0, 1]


def test_spans_beyond_the_table_end_with_it() -> None:
    grid = read(b"<table><tr><td rowspan=999>a</td><td>1</td></tr><tr><td>2</td></tr></table>").blocks[0]
    assert isinstance(grid, Grid)
    assert grid.row_count == 2


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 50_000 + "x",
        "<table><tr><td>" * 5_000 + "5",
        "<table><tr><td>a</td><td>" * 150 + "5",
        "<table>" + "<tr><td>1</td></tr>" * 600 + "</table>",
        "<table><tr>" + "<td colspan=60>1</td>" * 2_000 + "</tr></table>",
        "<html><a " + "x" * 70_000 + ">",
        "<![CDATA[" * 1_000,
    ],
)
def test_a_hostile_page_is_read_or_refused(page: str) -> None:
    with suppress(DocumentError):  # and nothing else
        assert all(isinstance(block, Grid | TextBlock) for block in read(page.encode()).blocks)


def test_a_control_character_in_a_style_that_is_not_plain_is_no_fault_of_the_program() -> None:
    page = "<table><tr><td style='filter: x\x01y'>12</td><td>1</td></tr></table>"
    (grid,) = read(page.encode()).blocks
    assert isinstance(grid, Grid)
    assert grid.cells[0].doubt
