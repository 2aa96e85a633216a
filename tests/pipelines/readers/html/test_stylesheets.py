"""Style sheets in a page hide and strike as styles in a tag do."""

import pytest

from pipelines.readers.html.reader import read
from pipelines.readers.html.stylesheets import says
from pipelines.records import Grid, TextBlock

FORM = f"<table><tr>{'<td>5</td>' * 15}</tr></table>"


def texts(sheet: str, body: str) -> list[str]:
    """What is read of a page: lines, and the cells of tables."""
    blocks = read(f"<html><head><style>{sheet}</style></head><body>{body}</body></html>".encode()).blocks
    found = [[block.text] if isinstance(block, TextBlock) else [cell.text for cell in block.cells] for block in blocks]
    return [text for block in found for text in block]


@pytest.mark.parametrize(
    "sheet",
    [
        ".old { display: none }",
        "p, td.x, .old { color: red; DISPLAY : NONE !important }",
        "#box > .old { visibility: hidden }",
        "/* .old { display: block } */ .old { display: none }",
        "<!-- .old { display: none } -->",
        ".old { display: block } #box .old { display: none }",
        "@media screen and (min-width: 768px) { .old { display: none } }",
        "@charset 'utf-8'; .old { display: none }",
    ],
)
def test_what_a_sheet_hides_is_not_read(sheet: str) -> None:
    assert texts(sheet, '<div id="box"><div class="old">9</div><div>1</div></div>') == ["1"]


@pytest.mark.parametrize(
    "sheet",
    [
        ".old { display: none } .old { display: block }",
        ".old { display: none } div.old { display: block }",
        ".old { display: block !important } #box .old { display: none }",
        "@media print { .old { display: none } }",
        "@media (max-width: 600px) { .old { display: none } }",
        ".old:hover { display: none }",
        ".old::before { display: none }",
        ".older { display: none } ] { .old { }",
        ".old { display: none",
    ],
)
def test_a_sheet_hides_only_what_its_strongest_rule_for_a_screen_hides(sheet: str) -> None:
    assert texts(sheet, '<div id="box"><div class="old">9</div></div>') == ["9"]


def test_an_elements_own_style_goes_before_a_sheet() -> None:
    assert texts(".old { display: none }", '<p class="old" style="display: block">9</p><p>1</p>') == ["9", "1"]


def test_of_twins_for_a_desk_and_a_telephone_the_desks_is_read() -> None:
    sheet = ".tel { display: none } @media (max-width: 600px) { .tel { display: block } .desk { display: none } }"
    assert texts(sheet, f'<div class="desk">{FORM}</div><div class="tel">{FORM}</div>') == ["5"] * 15


def test_a_sheet_that_hides_all_forms_is_undone_by_a_script() -> None:
    assert texts(".tab { display: none }", f'<p>a</p><div class="tab">{FORM}</div>') == ["a", *["5"] * 15]


def test_a_sheet_that_hides_most_of_a_page_without_forms_is_undone_by_a_script() -> None:
    assert (
        texts("[v-cloak] { display: none }", "<div v-cloak><p>年报</p><p>一、总体情况</p></div><p>关闭</p>")[0]
        == "年报"
    )


def test_a_sheet_for_paper_says_nothing_of_the_screen() -> None:
    assert texts('</style><style media="print">.old { display: none }', '<p class="old">9</p><p>11</p>') == ["9", "11"]


def test_a_sheet_strikes_and_raises() -> None:
    assert texts(".s { text-decoration: line-through } .r { vertical-align: super }", '<p>1<i class="r">2</i></p>') == [
        "1²"
    ]
    assert texts(".s { text-decoration: line-through }", '<p class="s">1</p>') == ["1\u0336"]


def test_a_grid_of_blocks_is_a_table_by_its_sheet() -> None:
    sheet = ".t { display: table } .r { display: table-row } .c { display: table-cell }"
    body = '<div class="t"><div class="r"><div class="c">a</div><div class="c">1</div></div></div>'
    (grid,) = read(f"<style>{sheet}</style>{body}".encode()).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["a", "1"]


@pytest.mark.parametrize("style", ["", "color: red", "display: inline-block", "text-indent: -21pt", "opacity: 0.9"])
def test_most_styles_say_nothing(style: str) -> None:
    assert says(style) == frozenset()
