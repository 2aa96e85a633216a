"""What a spreadsheet shows of a number: by its format where that is plain, else nobody knows."""

import pytest

from pipelines.readers.spreadsheets import xlsx_looks
from pipelines.readers.spreadsheets.plain import Font, light_of, printed
from pipelines.readers.spreadsheets.xlsx import read
from pipelines.readers.spreadsheets.xlsx_sizes import of_sizes
from pipelines.records import Grid
from tests.pipelines.readers.spreadsheets.test_xlsx import number, row, text, workbook


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", "12.5", "12.5"),
        ("0", "12", "12"),
        ("0", "12.5", "13"),
        ("0.00", "58.335", "58.34"),
        ("#,##0", "1234567", "1234567"),
        ("0_ ;[Red]-0 ", "7", "7"),
        ("0_ ;[Red]-0 ", "-7", "-7"),
        ('0"件"', "3", "3"),
        ("@", "0.5", "0.5"),
    ],
)
def test_plain_formats_are_followed(code: str, value: str, shown: str) -> None:
    assert printed(code, value) == shown


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("0,", "335932"),
        ("0!.0,", "125000"),
        ('0!.0,"万"', "125000"),
        ('"1"0', "43"),
        ('"99"', "4"),
        ('[>100]"100以上";0', "120"),
        ("#", "0"),
        ("00000", "12"),
        ("0.0E+00", "12"),
        ("0;0", "-3"),
        ('0;-0;"-"', "0"),
        ("# ?/?", "0.5"),
        ("[DBNum1]0", "12"),
        ("yyyy", "2023"),
        (";;;", "4"),
    ],
)
def test_a_format_nobody_vouches_for_gives_no_number(code: str, value: str) -> None:
    assert printed(code, value) is None


def test_a_font_is_plain_where_it_is_read() -> None:
    assert Font().doubt_on(1.0) == ""
    assert Font(light=1.0).doubt_on(0.1) == ""
    for font, ground in ((Font(light=1.0), 1.0), (Font(), 0.0), (Font(size=1.0), 1.0), (Font(odd="x"), 1.0)):
        assert font.doubt_on(ground)


def test_colours_are_light_or_dark_however_they_are_named() -> None:
    assert [light_of(white) for white in ({"rgb": "FFFFFFFF"}, {"theme": "0"}, {"indexed": "9"})] == pytest.approx(
        [1] * 3
    )
    assert light_of({"rgb": "FF000000"}) == light_of({"theme": "1"}) == light_of({}) == 0
    assert light_of({"indexed": "200"}) is None


@pytest.mark.parametrize(
    ("after", "doubted"),
    [
        ('<conditionalFormatting sqref="B1"><cfRule/></conditionalFormatting>', [False, True, False]),
        ("<oleObjects/>", [True, True, True]),
        ("<anElementOf2030/>", [True, True, True]),
        ("<pageMargins/><ignoredErrors/>", [False, False, False]),
    ],
)
def test_what_lies_over_a_sheet_puts_its_cells_in_doubt(after: str, doubted: list[bool]) -> None:
    body = workbook(row(text("A1", "规章"), number("B1", "4"), number("C1", "5")), merged="</mergeCells>" + after)
    (grid,) = (block for block in read(body).blocks if isinstance(block, Grid))
    assert [bool(cell.doubt) for cell in grid.cells] == doubted


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        (b'<row ht="6" r="3">', {(2, 1)}),
        (b'<row r="3" ht="6" customHeight="1">', {(2, 1)}),
        (b'<row r="3" ht="15">', set()),
        (b'<col min="2" max="2" width="1"/>', {(0, 1), (2, 1)}),
        (b'<col width="9" min="2" max="2"/>', set()),
    ],
)
def test_rows_and_columns_too_small_to_read_are_told(xml: bytes, told: set[tuple[int, int]]) -> None:
    cells = {place for _, area in of_sizes(b"<sheet>" + xml + b"</sheet>") for place in area or ()}
    assert {(0, 1), (2, 1), (2, 3)} & cells >= told
    assert bool(cells) == bool(told)


@pytest.mark.parametrize(
    ("fonts", "fills", "is_plain"),
    [
        ('<font><u val="single"/></font>', "<fill/>", True),
        ('<font><u val="double"/></font>', "<fill/>", False),
        ('<font><u val="singleAccounting"/></font>', "<fill/>", False),
        ("<font/>", '<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill>', True),
        ("<font/>", '<fill><patternFill patternType="solid"><bgColor theme="1"/></patternFill></fill>', False),
        (
            '<font><color rgb="FF718EB1"/></font>',
            '<fill><patternFill patternType="solid"><fgColor rgb="FF1F5E79"/></patternFill></fill>',
            False,
        ),
    ],
)
def test_a_style_that_nobody_vouches_for_is_in_doubt(fonts: str, fills: str, *, is_plain: bool) -> None:
    fills = fills.replace("<fill/>", '<fill><patternFill patternType="none"/></fill>')
    xml = f"<styleSheet><fonts>{fonts}</fonts><fills>{fills}</fills><cellXfs><xf fontId='0' fillId='0'/></cellXfs>"
    known = xlsx_looks.styles(lambda name: f"{xml}</styleSheet>".encode() if name == "xl/styles.xml" else b"")
    assert (known.doubts == {}) is is_plain


@pytest.mark.parametrize(
    ("said", "cells"),
    [
        ('horizontal="center" vertical="center" wrapText="1"', set()),
        ('vertical="justify"', {(1, 1)}),
        ('horizontal="fill"', {(1, 1)}),
        ('indent="90"', {(1, 1)}),
        ('textRotation="1"', {(row, column) for row in range(3) for column in range(3)}),
    ],
)
def test_what_sets_a_figure_off_its_place_is_in_doubt(said: str, cells: set[tuple[int, int]]) -> None:
    """Turned type may reach over the cells around it."""
    xml = f"<styleSheet><cellXfs><xf/><xf><alignment {said}/></xf></cellXfs></styleSheet>".encode()
    known = xlsx_looks.styles(lambda name: xml if name == "xl/styles.xml" else b"")
    cell = (b'r="B2" s="1"', b"<v>12</v>")
    looks = xlsx_looks.of_sheet(b'<c r="B2" s="1"><v>12</v></c>', "sheet1.xml", known, lambda _: b"", iter([cell]))
    assert set(looks.doubts) == cells


@pytest.mark.parametrize(("blanks", "is_plain"), [(2, True), (300, False)])
def test_blanks_that_push_a_figure_out_of_its_cell_are_in_doubt(blanks: int, *, is_plain: bool) -> None:
    cell = (b'r="B2" t="inlineStr"', b"<is><t>" + b" " * blanks + b"12</t></is>")
    looks = xlsx_looks.of_sheet(b"<c " + cell[0] + b">", "sheet1.xml", xlsx_looks.Styles(), lambda _: b"", iter([cell]))
    assert (looks.doubts == {}) is is_plain
    strings = b"<sst><si><t>" + b" " * blanks + b"12</t></si></sst>"
    known = xlsx_looks.styles(lambda name: strings if name == "xl/sharedStrings.xml" else b"")
    assert (known.strings == {}) is is_plain


def test_a_formula_that_gives_text_is_in_doubt() -> None:
    """Its text stays what it was when the program that wrote it last worked it out."""
    xml = b'<c r="B2" t="str"><f>"7"</f><v>12</v></c><c r="B3" t="str"><v>12</v></c>'
    cells = iter([(b'r="B2" t="str"', b'<f>"7"</f><v>12</v>'), (b'r="B3" t="str"', b"<v>12</v>")])
    looks = xlsx_looks.of_sheet(xml, "xl/worksheets/sheet1.xml", xlsx_looks.Styles(), lambda _: b"", cells)
    assert set(looks.doubts) == {(1, 1)}
