"""Word: what Word shows is what is read."""

import zipfile
from io import BytesIO

import pytest

from pipelines import readers
from pipelines.align.values import parse
from pipelines.exceptions import UnreadableDocument
from pipelines.intake.media_types import sniff
from pipelines.readers.word.docx import read
from pipelines.records import Grid, State, TextBlock

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def package(body: str, before: str = "", parts: dict[str, str] | None = None, main: str = "word/document.xml") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        names = f'xmlns:w="{_W}" xmlns:mc="{_MC}" xmlns:m="{_M}" xmlns:r="{_R}"'
        file.writestr(main, f"{before}<w:document {names}><w:body>{body}</w:body></w:document>")
        for name, content in (parts or {}).items():
            file.writestr(name, content)
    return stream.getvalue()


def related(kind: str, target: str) -> str:
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    return (
        f'<Relationships xmlns="{names}"><Relationship Id="r1" Type="{_R}/{kind}" Target="{target}"/></Relationships>'
    )


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


@pytest.mark.parametrize("off", ["12", "-10"])
def test_a_digit_set_off_the_line_does_not_join_the_number(off: str) -> None:
    assert parse(cell(run("12") + run("1", f'<w:position w:val="{off}"/>'))).value == 12


def test_a_line_set_a_little_higher_is_a_number() -> None:
    assert parse(cell(run("12", '<w:position w:val="2"/>'))).value == 12


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


WHITE = '<w:color w:val="FFFFFF"/>'


def test_a_white_number_is_unreadable_and_one_on_a_shade_or_of_words_is_read() -> None:
    assert parse(cell(run("12") + run("8", WHITE))).state is State.UNREADABLE
    assert cell(run("128", WHITE + '<w:shd w:val="clear" w:fill="1F4E79"/>')) == "128"
    assert cell(run("总计", WHITE)) == "总计"
    (title,) = read(package(f"<w:p>{run('2023年', WHITE)}</w:p>")).blocks
    assert title == TextBlock(text="2023年")


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


_STYLES = (
    ("Note", "character", "", '<w:vertAlign w:val="superscript"/>'),
    ("FootNote", "character", "Note", ""),
    ("Secret", "character", "", "<w:vanish/>"),
    ("White", "character", "", '<w:color w:val="FFFFFF"/>'),
    ("SecretLine", "paragraph", "", "<w:vanish/>"),
)


def styled(inner: str) -> str:
    """The text of a cell in a document with the styles above."""
    styles = "".join(
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:basedOn w:val="{base}"/><w:rPr>{look}</w:rPr></w:style>'
        for name, kind, base, look in _STYLES
    )
    parts = {
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": related("styles", "styles.xml"),
    }
    found = read(package(table(tc(inner)), parts=parts)).blocks[0]
    assert isinstance(found, Grid)
    return found.cells[0].text


@pytest.mark.parametrize("style", ["Note", "FootNote"])
def test_a_digit_raised_by_its_style_does_not_join_the_number(style: str) -> None:
    assert parse(styled(run("12") + run("1", f'<w:rStyle w:val="{style}"/>'))).value == 12


def test_text_hidden_by_its_style_is_not_read() -> None:
    assert styled(run("9", '<w:rStyle w:val="Secret"/>') + run("12")) == "12"
    hidden = f'<w:p><w:pPr><w:pStyle w:val="SecretLine"/></w:pPr>{run("9")}</w:p>'
    assert styled(f"</w:p>{hidden}<w:p>{run('12')}") == "12"


def test_a_run_overrules_its_style() -> None:
    assert styled(run("12", '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>')) == "12"
    assert parse(styled(run("12", '<w:rStyle w:val="White"/>'))).state is State.UNREADABLE


def test_the_main_part_is_found_by_its_relationship() -> None:
    parts = {"_rels/.rels": related("officeDocument", "word/document2.xml")}
    found = read(package(table(tc(run("12"))), parts=parts, main="word/document2.xml")).blocks[0]
    assert isinstance(found, Grid)
    assert found.cells[0].text == "12"


def test_a_page_put_into_the_package_is_read() -> None:
    page = "<html><body><table><tr><td>行政许可</td><td>12</td></tr></table></body></html>"
    parts = {"word/page.htm": page, "word/_rels/document.xml.rels": related("aFChunk", "/word/page.htm")}
    found = read(package('<w:altChunk r:id="r1"/>', parts=parts)).blocks[0]
    assert isinstance(found, Grid)
    assert [cell.text for cell in found.cells] == ["行政许可", "12"]


def test_a_part_of_another_kind_is_told_of() -> None:
    parts = {"word/part.bin": "{\\rtf1 }", "word/_rels/document.xml.rels": related("aFChunk", "part.bin")}
    (finding,) = read(package('<w:altChunk r:id="r1"/>', parts=parts)).findings
    assert finding.message == "the document holds a part of type application/rtf, which was not read"


def test_a_package_written_as_one_xml_file_is_read() -> None:
    document = f'<w:document xmlns:w="{_W}"><w:body>{table(tc(run("12")))}</w:body></w:document>'
    names = "http://schemas.microsoft.com/office/2006/xmlPackage"
    body = (
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="{names}">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{document}</pkg:xmlData></pkg:part></pkg:package>'
    ).encode()
    found = readers.read(body, sniff(body)).blocks[0]
    assert isinstance(found, Grid)
    assert found.cells[0].text == "12"
