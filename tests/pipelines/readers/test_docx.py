"""Word: what Word shows is what is read."""

import zipfile
from io import BytesIO

import pytest

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.docx import read
from pipelines.records import Grid, State
from pipelines.values import parse

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def package(body: str, before: str = "") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        names = f'xmlns:w="{_W}" xmlns:mc="{_MC}" xmlns:m="{_M}"'
        file.writestr("word/document.xml", f"{before}<w:document {names}><w:body>{body}</w:body></w:document>")
    return stream.getvalue()


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def tc(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if inner.startswith('<w:tbl') else f'<w:p>{inner}</w:p>'}</w:tc>"


def grid(*rows: str) -> Grid:
    found = read(package(table(*rows))).blocks[0]
    assert isinstance(found, Grid)
    return found


def cell(inner: str) -> str:
    return grid(tc(run("行政许可")) + tc(inner)).cells[1].text


@pytest.mark.parametrize("where", ["superscript", "subscript"])
def test_a_raised_digit_does_not_join_the_number(where: str) -> None:
    assert parse(cell(run("12") + run("1", f'<w:vertAlign w:val="{where}"/>'))).value == 12


@pytest.mark.parametrize("look", ["<w:strike/>", "<w:dstrike/>"])
def test_a_struck_number_is_unreadable(look: str) -> None:
    assert parse(cell(run("9", look) + run("12"))).state is State.UNREADABLE


@pytest.mark.parametrize("switch", ["strike", "vanish"])
@pytest.mark.parametrize("off", ["0", "false", "off"])
def test_a_switch_that_is_off_changes_nothing(switch: str, off: str) -> None:
    assert cell(run("12", f'<w:{switch} w:val="{off}"/>')) == "12"


@pytest.mark.parametrize(
    "inner",
    [
        "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>",
        "<w:del>" + run("9") + "</w:del>",
        "<w:moveFrom>" + run("9") + "</w:moveFrom>",
        run("9", "<w:vanish/>"),
        "<w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>",
        "<mc:AlternateContent><mc:Fallback>" + run("9") + "</mc:Fallback></mc:AlternateContent>",
    ],
)
def test_what_word_does_not_show_is_not_read(inner: str) -> None:
    assert cell(inner + run("12")) == "12"


@pytest.mark.parametrize(
    "inner",
    [
        "<w:r><w:drawing/></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F031"/></w:r>',
        "<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>",
        f"<w:r><w:pict><w:txbxContent><w:p>{run('12')}</w:p></w:txbxContent></w:pict></w:r>",
        table(tc(run("12"))),
    ],
)
def test_what_is_no_text_of_the_cell_is_unreadable_and_not_blank(inner: str) -> None:
    assert parse(cell(inner)).state is State.UNREADABLE


def test_merged_cells_are_one_with_or_without_a_beginning() -> None:
    rows = [tc(run(text), "<w:vMerge/>") + tc(run("1")) for text in ("a", "", "")]
    assert [(c.text, c.rowspan) for c in grid(*rows).cells if c.column == 0] == [("a", 3)]


def test_rows_and_cells_deleted_or_hidden_are_gone() -> None:
    rows = [tc(run("x"), "<w:cellDel/>") + tc(run("a")) + tc(run("1"))]
    rows += ["<w:trPr><w:hidden/></w:trPr>" + tc(run("b")), "<w:trPr><w:del/></w:trPr>" + tc(run("c"))]
    assert [c.text for c in grid(*rows).cells] == ["a", "1"]


def test_a_document_type_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="document type"):
        read(package(f"<w:p>{run('&a;')}</w:p>", '<!DOCTYPE x [<!ENTITY a "12">]>'))


@pytest.mark.parametrize("body", ["<w:p>", "<w:tbl>" * 3000 + "</w:tbl>" * 3000])
def test_xml_that_is_broken_or_too_deep_is_refused(body: str) -> None:
    with pytest.raises(UnreadableDocument, match="well-formed"):
        read(package(body))
