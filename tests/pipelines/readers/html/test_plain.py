"""Cells of pages in whose look something takes part that is not known plain are in doubt, and no others."""

import pytest

from pipelines.readers.html.reader import read
from pipelines.records import Cell, Grid


def cells(inner: str, sheet: str = "", *, around: str = "", script: str = "") -> tuple[Cell, ...]:
    """The cells of a page's table: a label, what `inner` says, and a plain 5."""
    table = f"<table><tr><td>行政许可</td>{inner}<td>5</td></tr></table>"
    body = f"<div {around}>{table}</div><script>{script}</script>"
    page = f"<html><head><style>{sheet}</style></head><body>{body}</body></html>"
    (grid,) = (block for block in read(page.encode()).blocks if isinstance(block, Grid))
    return grid.cells


@pytest.mark.parametrize(
    "style",
    [
        "transform: scale(0)",
        "filter: blur(3px)",
        "position: relative; top: -4px",
        "vertical-align: 6px",
        "font-size: 1px",
        "opacity: .05",
        "direction: rtl",
        "float: right",
        "clip-path: inset(50%)",
        "text-indent: -80px",
        "margin-left: -30px",
        "width: 1em; overflow: hidden",
        "a-property-of-2030: yes",
        "color: var(--x)",
        "background: url(strike.png)",
        "le\\66t: 3px",
    ],
)
@pytest.mark.parametrize("where", ["<td style='{0}'>12</td>", "<td>1<span style='{0}'>2</span></td>"])
def test_a_style_nobody_vouches_for_puts_its_cell_in_doubt(style: str, where: str) -> None:
    label, told, other = cells(where.format(style))
    assert told.doubt
    assert not label.doubt
    assert not other.doubt


@pytest.mark.parametrize(
    "style",
    [
        "font-family: \"宋体\"; mso-bidi-font-family: 'Times New Roman'; font-size: 10.5pt; color: windowtext",
        "border: none; border-right: solid windowtext 1.0pt; padding: 0cm 5.4pt 0cm 5.4pt; height: 18.0pt",
        "text-indent: 0em; line-height: 30.0000pt; text-justify: inter-ideograph; text-autospace: ideograph-numeric",
        "background: white; color: #333333; letter-spacing: 0.1em; vertical-align: middle; width: 45.0pt",
        "display: inline-block; position: relative; left: 0px; font: 12px/1.5 tahoma, arial",
        "",
    ],
)
def test_ordinary_styles_of_real_pages_are_plain(style: str) -> None:
    assert not any(cell.doubt for cell in cells(f"<td style='{style.replace(chr(39), chr(34))}'>12</td>"))


@pytest.mark.parametrize(
    ("sheet", "inner"),
    [
        (".x::before { content: '3' }", "<td class=x>7</td>"),
        (".x:after { content: ''; border-top: 1px solid }", "<td><b class=x>7</b></td>"),
        ("@supports (display: grid) { .x { transform: none; scale: 0 } }", "<td class=x>7</td>"),
        ("@layer base { .x { rotate: 180deg } }", "<td class=x>7</td>"),
        ("@media (prefers-color-scheme: dark) { .x { color: red } }", "<td class=x>7</td>"),
        ("@font-face { font-family: F; src: url(f.woff) } .x { font-family: F }", "<td class=x>7</td>"),
        (".x { color: #fff }", "<td>1<b class=x>7</b></td>"),
        (".x { background: #000 }", "<td class=x>7</td>"),
    ],
)
def test_a_sheet_puts_what_it_chooses_in_doubt(sheet: str, inner: str) -> None:
    label, told, other = cells(inner, sheet)
    assert told.doubt
    assert (label.doubt, other.doubt) == ("", "")


@pytest.mark.parametrize(
    "sheet",
    [
        "@supports (display: grid) { .x { display: none } }",
        "@layer base { .x { display: none } }",
        "@media screen { @layer a { .x { display: none } } }",
        "td { .x { display: none } }",
        "td { & .x { display: none } }",
        ":where(td .x) { display: none }",
        ".x { disp\\6c ay: none }",
    ],
)
def test_what_css_hides_is_hidden_however_it_is_written(sheet: str) -> None:
    _, told, _ = cells("<td><b class=x>9</b>7</td>", sheet)
    assert (told.text, told.doubt) == ("7", "")


def test_a_layer_is_weaker_than_rules_outside_of_layers() -> None:
    _, told, _ = cells("<td><b class=x>9</b>7</td>", "b.x { display: inline } @layer a { td b.x { display: none } }")
    assert (told.text, told.doubt) == ("97", "")


@pytest.mark.parametrize("tag", ["canvas", "details", "datalist", "ol", "marquee", "x-number"])
def test_a_tag_nobody_vouches_for_puts_its_cell_in_doubt(tag: str) -> None:
    assert cells(f"<td>1<{tag}>2</{tag}></td>")[1].doubt


@pytest.mark.parametrize(
    "script",
    ["document.getElementById('k').innerText='3'", "$('table tr td').text('3')", "document.body.innerHTML+='x'"],
)
def test_a_script_that_may_write_into_the_table_puts_it_in_doubt(script: str) -> None:
    assert cells("<td><b id=k>2</b></td>", script=script)[1].doubt


def test_a_script_that_leaves_tables_alone_does_not() -> None:
    script = "var s=document.createElement('script');s.src='//x.cn/a.js';document.getElementById('nav').innerHTML=1"
    assert not any(cell.doubt for cell in cells("<td><b id=k>2</b></td>", script=script))


def test_a_script_that_puts_a_name_together_may_reach_anything() -> None:
    found = cells("<td>12</td>", script="window['docu'+'ment'].getElementById('x').title = 'y'")
    assert all(cell.doubt for cell in found)


@pytest.mark.parametrize("inner", ["<td><rt>12</rt></td>", "<td><ruby>1<rt>2</rt></ruby></td>", "<td>1<rp>2</rp></td>"])
def test_a_reading_beside_or_without_its_text_is_in_doubt(inner: str) -> None:
    assert [bool(cell.doubt) for cell in cells(inner)] == [False, True, False]


@pytest.mark.parametrize("sheet", ["table{visibility:collapse}", "@supports (display:grid){table{display:none}}"])
def test_a_page_whose_sheet_hides_all_of_it_is_looked_at(sheet: str) -> None:
    """A script in a file that is not there may show it."""
    assert all("hides all of it" in cell.doubt for cell in cells("<td>12</td>", sheet))


def test_a_transformed_page_puts_all_its_tables_in_doubt_and_a_placed_one_none() -> None:
    assert all(cell.doubt for cell in cells("<td>2</td>", around="style='transform: scaleX(-1)'"))
    placed = "style='position: absolute; top: 40px; display: flex; overflow: hidden'"
    assert not any(cell.doubt for cell in cells("<td>2</td>", around=placed))


def test_a_number_that_a_script_counts_up_to_another_is_unreadable() -> None:
    assert cells('<td><span data-to="308">0</span></td>')[1].text != "0"
    assert cells('<td data-row="3">0</td>')[1].text == "0"


@pytest.mark.parametrize(
    "inner", ["<td>1<colgroup><col>2</colgroup></td>", "<td popover>12</td>", "<td style='display: block'>12</td>"]
)
def test_a_part_of_a_table_that_does_not_stand_as_one_puts_cells_in_doubt(inner: str) -> None:
    assert any(cell.doubt for cell in cells(inner))
