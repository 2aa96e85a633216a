"""Cells of a Word table in whose look something takes part that is not known plain are in doubt, and no others."""

import pytest

from pipelines.readers.word.docx import read
from pipelines.records import Cell, Grid
from tests.pipelines.readers.word.test_docx import package, related, run, table, tc

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def cells(inner: str, properties: str = "", styles: str = "") -> tuple[Cell, ...]:
    parts = {
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": related("styles", "styles.xml"),
    }
    body = table(tc(run("行政许可")) + tc(inner, properties) + tc(run("5")))
    found = read(package(body, parts=parts)).blocks[0]
    assert isinstance(found, Grid)
    return found.cells


@pytest.mark.parametrize(
    "inner",
    [
        run("12", '<w:sz w:val="2"/>'),
        run("12", '<w:w w:val="20"/>'),
        run("12", '<w:position w:val="5"/>'),
        run("12", '<w:color w:val="F5F5F5"/>'),
        run("12", '<w:highlight w:val="black"/>'),
        run("12", '<w:shd w:val="clear" w:fill="000000"/>'),
        run("12", "<w:emboss/>"),
        run("12", '<w:aPropertyOf2030 w:val="1"/>'),
        run("12") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>' + run("12"),
        '<w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>' + run("12"),
        '<w:pPr><w:ind w:left="-2000"/></w:pPr>' + run("12"),
        run("1") + "<w:r><w:pict/></w:r>",
    ],
)
def test_what_nobody_vouches_for_puts_its_cell_in_doubt(inner: str) -> None:
    assert [bool(cell.doubt) for cell in cells(inner)] == [False, True, False]


@pytest.mark.parametrize(("value", "is_in_doubt"), [("0", False), ("false", False), ("1", True)])
def test_a_switch_that_is_off_changes_nothing(value: str, is_in_doubt: bool) -> None:
    paragraph = f'<w:pPr><w:bidi w:val="{value}"/></w:pPr>' + run("12", f'<w:rtl w:val="{value}"/>')
    assert [bool(cell.doubt) for cell in cells(paragraph)] == [False, is_in_doubt, False]


def test_a_black_cell_is_in_doubt_unless_its_text_is_white() -> None:
    black = '<w:shd w:val="clear" w:fill="000000"/>'
    assert cells(run("12"), black)[1].doubt
    assert not cells(run("12", '<w:color w:val="F0F0F0"/>'), black)[1].doubt


@pytest.mark.parametrize(
    "inner",
    [
        run("12", '<w:rFonts w:ascii="宋体"/><w:b/><w:sz w:val="21"/><w:color w:val="333333"/><w:spacing w:val="-4"/>'),
        '<w:pPr><w:jc w:val="center"/><w:spacing w:line="300" w:lineRule="exact"/><w:ind w:firstLine="420"/></w:pPr>'
        + run("12", '<w:highlight w:val="yellow"/><w:kern w:val="0"/>'),
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' + run("12", '<w:lang w:val="en-US"/>'),
    ],
)
def test_what_word_ordinarily_writes_is_plain(inner: str) -> None:
    assert not any(cell.doubt for cell in cells(inner))


def test_a_style_that_is_not_plain_puts_what_is_set_in_it_in_doubt() -> None:
    styles = '<w:style w:type="character" w:styleId="x"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>'
    styles += '<w:style w:type="character" w:styleId="y"><w:basedOn w:val="x"/></w:style>'
    found = cells(run("12", '<w:rStyle w:val="y"/>'), styles=styles)
    assert [bool(cell.doubt) for cell in found] == [False, True, False]


@pytest.mark.parametrize(("margin", "is_in_doubt"), [("108", False), ("5000", True)])
def test_margins_of_a_whole_table_that_leave_no_room_put_its_cells_in_doubt(margin: str, *, is_in_doubt: bool) -> None:
    said = f'<w:tblPr><w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    body = table(tc(run("行政许可")) + tc(run("12"))).replace("<w:tbl>", f"<w:tbl>{said}", 1)
    (grid,) = (block for block in read(package(body)).blocks if isinstance(block, Grid))
    assert [bool(cell.doubt) for cell in grid.cells] == [is_in_doubt, is_in_doubt]
