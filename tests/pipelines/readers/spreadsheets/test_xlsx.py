"""Spreadsheets: what a sheet prints, where, and what is refused."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest

from pipelines.align.values import parse
from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.spreadsheets import xls_hidden
from pipelines.readers.spreadsheets.xlsx import read
from pipelines.records import PICTURE, Grid, State

ROOT = Path(__file__).resolve().parents[4]
SAMPLES = ROOT.parent / "shared" / "reports" / "samples"
GOLDEN = ROOT / "tests" / "golden_office"

_SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols>{columns}</cols><sheetData>{rows}</sheetData>
<mergeCells>{merged}</mergeCells></worksheet>"""


def workbook(rows: str, merged: str = "", state: str = "visible", columns: str = "") -> bytes:
    """A workbook of one sheet, 年报, from the XML of its rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = '<Relationship Id="rId{0}" Type="{1}/{2}" Target="{3}"/>'
    relations = '<Relationships xmlns="{0}/relationships">{1}</Relationships>'
    workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        f'ContentType="{workbook_type}"/></Types>',
        "_rels/.rels": relations.format(package, relation.format(1, office, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="年报" sheetId="1" r:id="rId1" state="{state}"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(
            package,
            relation.format(1, office, "worksheet", "worksheets/sheet1.xml")
            + relation.format(2, office, "styles", "styles.xml"),
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs>'
        f'<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": _SHEET.format(rows=rows, merged=merged, columns=columns),
    }
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return body.getvalue()


def text(address: str, words: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{words}</t></is></c>'


def number(address: str, value: str, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def row(*cells: str) -> str:
    return f"<row>{''.join(cells)}</row>"


def grids(body: bytes) -> list[Grid]:
    return [block for block in read(body).blocks if isinstance(block, Grid)]


def printed(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in cells] for cells in grid.rows()]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("8", "8"), ("8.0", "8"), ("3.58", "3.58"), ("-140", "-140"), ("0.30000000000000004", "0.3"),
     ("11398889", "11398889"), ("24252.311082", "24252.311082"), ("0.25", "0.25")],
)  # fmt: skip
def test_numbers_are_printed_as_a_spreadsheet_does(stored: str, shown: str) -> None:
    assert printed(grids(workbook(row(number("A1", stored))))[0]) == [[shown]]


def test_dates_are_iso() -> None:
    assert printed(grids(workbook(row(number("A1", "44197", style=1))))[0]) == [["2021-01-01"]]


@pytest.mark.parametrize(
    ("cell", "shown", "state"),
    [
        ('<c r="B1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!", State.TEXT),
        ('<c r="B1"><f>SUM(C1:D1)</f></c>', PICTURE, State.UNREADABLE),
    ],
)
def test_a_cell_with_an_error_or_an_unsolved_formula_is_not_blank(cell: str, shown: str, state: State) -> None:
    body = workbook(row(text("A1", "总计"), cell, '<c r="C1"/>', number("D1", "5")))
    assert printed(grids(body)[0]) == [["总计", shown, "", "5"]]
    assert parse(shown).state is state
    assert [finding.message for finding in read(body).findings] == [
        "年报: cells with an error or a formula without a result: B1"
    ]


def test_hidden_rows_and_columns_are_not_read_and_a_finding_says_so() -> None:
    rows = (
        row(text("A1", "标题"), text("B1", ""), text("C1", "去年"), text("D1", "本年"))
        + f'<row r="2" hidden="1">{text("A2", "行政许可")}{number("C2", "8")}{number("D2", "9")}</row>'
        + row(text("A3", "行政处罚"), number("C3", "3"), number("D3", "4"))
    )
    body = workbook(rows, merged='<mergeCell ref="A1:B1"/>', columns='<col min="3" max="3" hidden="1"/>')
    (grid,) = grids(body)
    assert printed(grid) == [["标题", "本年"], ["行政处罚", "", "4"]]
    assert [cell.path for cell in grid.cells][-1] == "年报!D3"
    assert read(body).findings[0].message == "年报: hidden rows 2 and columns C were not read"


def test_a_merged_range_whose_first_row_is_hidden_keeps_its_text() -> None:
    rows = f'<row r="1" hidden="1">{text("A1", "不予公开")}{number("B1", "8")}</row>' + row(number("B2", "9"))
    (grid,) = grids(workbook(rows, merged='<mergeCell ref="A1:A2"/>'))
    assert printed(grid) == [["不予公开", "9"]]


def test_a_percentage_is_no_number_of_things() -> None:
    (grid,) = grids(workbook(row(text("A1", "行政许可"), number("B1", "0.05", style=2))))
    assert printed(grid) == [["行政许可", "5%"]]


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def test_hidden_rows_columns_and_errors_of_an_xls_are_known() -> None:
    hidden_row = record(0x0208, struct.pack("<HHHHHHI", 4, 0, 9, 255, 0, 0, 0x20))
    shown_row = record(0x0208, struct.pack("<HHHHHHI", 5, 0, 9, 255, 0, 0, 0x100))
    columns = record(0x007D, struct.pack("<HHHHH", 2, 3, 2000, 15, 1))
    error = record(0x0205, struct.pack("<HHHBB", 6, 1, 0, 23, 1))
    formula = record(0x0006, struct.pack("<HHHBBBBBBHHI", 7, 1, 0, 2, 0, 15, 0, 0, 0, 0xFFFF, 0, 0))
    true = record(0x0205, struct.pack("<HHHBB", 8, 1, 0, 1, 0))
    sheet = hidden_row + shown_row + columns + error + formula + true + record(0x000A, b"")
    name = "年报".encode("utf-16-le")
    start = len(record(0x0085, struct.pack("<IHBB", 0, 0, 2, 1) + name)) + 4
    data = record(0x0085, struct.pack("<IHBB", start, 0, 2, 1) + name) + record(0x000A, b"") + sheet
    marks = xls_hidden.of_stream(data)["年报"]
    assert (set(marks.rows), set(marks.columns)) == ({4}, {2, 3})
    assert marks.shown == {(6, 1): "#REF!", (7, 1): "#VALUE!"}


def test_merged_ranges_are_spans_and_what_they_cover_is_not_printed() -> None:
    rows = row(text("A1", "申请人情况"), text("B1", "covered")) + row(text("A2", "自然人"), number("B2", "6"))
    (grid,) = grids(workbook(rows, '<mergeCell ref="A1:B1"/>'))
    assert [(cell.text, cell.row, cell.column, cell.colspan) for cell in grid.cells] == [
        ("申请人情况", 0, 0, 2),
        ("自然人", 1, 0, 1),
        ("6", 1, 1, 1),
    ]
    assert grid.cells[2].path == "年报!B2"


def test_blank_cells_stay() -> None:
    rows = row(text("A1", "规章"), number("B1", "1"), number("C1", "2")) + row(
        text("A2", "行政规范性文件"), number("C2", "3")
    )
    assert printed(grids(workbook(rows))[0]) == [["规章", "1", "2"], ["行政规范性文件", "", "3"]]


def test_an_empty_row_and_a_heading_begin_another_table() -> None:
    rows = "".join(
        [
            row(text("A1", "二、主动公开政府信息情况")),
            row(text("A2", "规章"), number("B2", "1")),
            row(text("A4", "三、收到和处理政府信息公开申请情况")),
            row(text("A5", "总计"), number("B5", "2"), number("C5", "3")),
        ]
    )
    assert [(grid.row_count, grid.column_count) for grid in grids(workbook(rows))] == [(2, 2), (2, 3)]


def test_an_empty_row_within_a_table_keeps_it_whole() -> None:
    rows = row(text("A1", "规章"), number("B1", "1")) + row(text("A3", "行政规范性文件"), number("B3", "2"))
    assert [grid.row_count for grid in grids(workbook(rows))] == [3]


def test_an_empty_sheet_gives_nothing() -> None:
    assert read(workbook("")).blocks == ()


def test_a_hidden_sheet_is_not_read_and_a_finding_says_so() -> None:
    reading = read(workbook(row(number("A1", "1")), state="hidden"))
    assert reading.blocks == ()
    assert "年报" in reading.findings[0].message


def test_a_cell_in_the_farthest_corner_is_refused_before_memory_is_taken() -> None:
    started = time.monotonic()
    with pytest.raises(LimitExceeded, match="1048576 rows and 16384 columns"):
        read(workbook(row(number("A1", "1")) + row(number("XFD1048576", "1"))))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"\x00" * 100])
def test_damaged_workbooks_are_the_documents_fault(body: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"damaged|not a whole"):
        read(body)


@pytest.mark.parametrize("name", ["report.xls", "report.xlsx"])
def test_the_golden_workbooks_read_alike(name: str) -> None:
    (grid,) = grids((GOLDEN / name).read_bytes())
    assert printed(grid)[-2:] == [["行政规范性文件", "2", "", "35"], ["行政事业性收费", "8635.37"]]
    assert grid.cells[-1].colspan == 3


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", ["A0.xls", "A0.xlsx", "B0.xls", "B0.xlsx"])
def test_the_sample_workbooks_hold_three_tables(name: str) -> None:
    rows = {"A0": (19, 27, 5), "B0": (15, 29, 5)}[name[:2]]
    assert tuple(grid.row_count for grid in grids((SAMPLES / name).read_bytes())) == rows


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared is not here")
def test_the_entity_bomb_is_not_expanded() -> None:
    assert (
        sum(len(cell.text) for grid in grids((SAMPLES / "hostile/lol.xlsx").read_bytes()) for cell in grid.cells) < 9000
    )
