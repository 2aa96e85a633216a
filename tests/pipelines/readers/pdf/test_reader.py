"""PDF bytes -> lines and grids, by two engines."""

from pathlib import Path

import pytest

from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument
from pipelines.readers.ocr import scan
from pipelines.readers.pdf import reader
from pipelines.records import Grid, Reading, TextBlock
from tests.pipelines.readers.paper import Rows, grids, pdf_table, pdf_text
from tests.pipelines.readers.paper import pdf as paper

SHARED = Path(__file__).resolve().parents[4].parent / "shared"
SAMPLES = SHARED / "reports" / "samples"

WIDTHS = [120.0, 80, 80, 80]
ROWS: Rows = [["Item", "2019", "Sum", None], ["Rules", "3", "-140", "13964"], ["Fees", None, None, "1,235"]]
READ = [["Item", "2019", "Sum"], ["Rules", "3", "-140", "13964"], ["Fees", "1,235"]]
PICTURE = "595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI\n "  # one grey pixel over the whole page
TURNED = {90: "0 1 -1 0 842 0 cm\n", 180: "-1 0 0 -1 595 842 cm\n", 270: "0 -1 1 0 0 595 cm\n"}


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, TextBlock)]


def test_lines_and_tables_are_read() -> None:
    body = paper(
        [pdf_text(50, 60, "二、主动公开") + pdf_table([["规章", "３", "8"], ["许可", "0", None]], widths=[80, 60, 60])]
    )
    reading = reader.read(body)
    assert texts(reading) == ["二、主动公开"]
    assert grids(reading) == [[["规章", "３", "8"], ["许可", "0"]]]


def test_both_engines_agree() -> None:
    body = paper([pdf_text(50, 60, "Title") + pdf_table([[*row[:3], row[3]] for row in ROWS], widths=WIDTHS)])
    assert reader.read(body).blocks[0] == reader.read_second(body).blocks[0]
    assert grids(reader.read(body)) == grids(reader.read_second(body)) == [
        [["Item", "2019", "Sum"], ["Rules", "3", "-140", "13964"], ["Fees", "1,235"]]
    ]  # fmt: skip


@pytest.mark.parametrize(
    "state",
    ["3 Tr", "1 g", "1 1 1 rg", "0 0 0 0 k", "/Clear gs", "0 0 9 9 re W n", "1 0 0 1 700 0 cm", "1 0 0 1 0 -850 cm"],
)
def test_what_cannot_be_seen_is_not_read(state: str) -> None:
    hidden = f"q {state} {pdf_text(176, 130, '88')} {pdf_text(60, 60, 'Ghost')} Q\n"
    body = paper([pdf_table(ROWS, widths=WIDTHS) + hidden], resources="/ExtGState<</Clear<</ca 0>>>>")
    for reading in (reader.read(body), reader.read_second(body)):
        assert (grids(reading), texts(reading)) == ([READ], [])


@pytest.mark.parametrize(
    ("paint", "is_first", "is_shown"),
    [
        ("1 g 178 700 30 20 re f", False, False),
        ("1 g 178 700 30 20 re f", True, True),
        ("/Half gs 1 g 178 700 30 20 re f", False, True),
        ("0 0 9 9 re W n 1 g 178 700 30 20 re f", False, True),
    ],
)
def test_what_was_painted_over_is_not_read(paint: str, is_first: bool, is_shown: bool) -> None:
    number, paint = pdf_text(180, 130, "88"), f"q {paint} Q\n"
    body = paper(
        [pdf_table(ROWS, widths=WIDTHS) + (paint + number if is_first else number + paint)],
        resources="/ExtGState<</Half<</ca 0.5>>>>",
    )
    read = [READ[0], ["Rules", "388" if is_shown else "3", *READ[1][2:]], READ[2]]
    for reading in (reader.read(body), reader.read_second(body)):
        assert grids(reading) == [read]


def test_rules_drawn_as_pictures_make_a_table() -> None:
    dark = "BI /W 1 /H 1 /BPC 8 /CS /G ID \x01 EI"
    across = [f"q 160 0 0 0.7 50 {y} cm {dark} Q" for y in (700, 720, 740)]
    down = [f"q 0.7 0 0 40 {x} 700 cm {dark} Q" for x in (50, 130, 210)]
    words = [pdf_text(60, 106, "a"), pdf_text(140, 106, "1"), pdf_text(60, 126, "b"), pdf_text(140, 126, "2")]
    body = paper(["\n".join([*across, *down, *words])])
    for reading in (reader.read(body), reader.read_second(body)):
        assert grids(reading) == [[["a", "1"], ["b", "2"]]]


def test_text_askew_is_a_watermark() -> None:
    mark = "q 0.87 0.5 -0.5 0.87 180 640 cm BT /H 30 Tf 0 0 Td (2023 draft 88) Tj ET Q\n"
    body = paper([mark + pdf_table(ROWS, widths=WIDTHS)])
    for reading in (reader.read(body), reader.read_second(body)):
        assert (grids(reading), texts(reading)) == ([READ], [])


@pytest.mark.parametrize("ink", ["0.8 g", "0.7 0.7 1 rg", "0.1 0 0 0.1 k", "/Thin gs 1 0 0 rg"])
def test_faint_words_are_a_watermark_and_faint_digits_a_doubt(ink: str) -> None:
    mark = f"q {ink} {pdf_text(182, 130, '12 ab')} {pdf_text(60, 60, 'Draft')} Q\n"
    body = paper([pdf_table(ROWS, widths=WIDTHS) + mark], resources="/ExtGState<</Thin<</ca 0.2>>>>")
    for reading in (reader.read(body), reader.read_second(body)):
        (grid,) = (block for block in reading.blocks if isinstance(block, Grid))
        assert texts(reading) == []
        assert [(cell.text, cell.score) for cell in grid.cells if cell.row == 1][:2] == [("Rules", None), ("312", 0)]


def test_white_text_on_a_dark_ground_is_read() -> None:
    body = paper([f"0.2 g 40 700 200 90 re f 1 g {pdf_text(60, 80, 'White 12')} 0 g {pdf_table(ROWS, widths=WIDTHS)}"])
    for reading in (reader.read(body), reader.read_second(body)):
        assert (grids(reading), texts(reading)) == ([READ], ["White 12"])


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("is_shown_upright", [True, False])
def test_text_on_its_side_is_read_whatever_the_paper(angle: int, is_shown_upright: bool) -> None:
    content = TURNED[angle] + pdf_text(50, 60, "Title") + pdf_table(ROWS, widths=WIDTHS)
    size = (842, 595) if angle in (90, 270) else (595, 842)
    body = paper([content], size=size, page_extra=f"/Rotate {angle}" if is_shown_upright else "")
    assert grids(reader.read(body)) == [READ]
    assert grids(reader.read_second(body)) == [READ]
    assert texts(reader.read(body)) == ["Title"]


def test_a_rotated_page_with_upright_text_is_read_as_it_is_written() -> None:
    body = paper([pdf_table(ROWS, widths=WIDTHS)], page_extra="/Rotate 90")
    assert grids(reader.read(body)) == grids(reader.read_second(body)) == [READ]


def test_a_table_over_pages_is_one() -> None:
    rows: list[Rows] = [[[f"row {number}", str(number)]] for number in range(3)]
    body = paper([pdf_table(table, widths=[100, 60]) for table in rows])
    assert grids(reader.read(body)) == [[["row 0", "0"], ["row 1", "1"], ["row 2", "2"]]]


def test_a_page_without_rules_gives_its_lines() -> None:
    body = paper(
        [pdf_text(50, 60, "Rules") + pdf_text(150, 60, "3") + pdf_text(200, 60, "8") + pdf_text(50, 80, "Fees")]
    )
    assert texts(reader.read(body)) == ["Rules 3 8", "Fees"]


def test_compatibility_characters_stay_as_printed() -> None:
    body = paper([pdf_text(50, 60, "０１２３（一）")])
    assert texts(reader.read(body)) == ["０１２３（一）"]


@pytest.mark.parametrize("body", [b"%PDF-1.4\nnothing", b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF"])
def test_a_damaged_file_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        reader.read(body)
    with pytest.raises(UnreadableDocument):
        reader.read_second(body)


def test_a_truncated_file_is_read_or_refused_but_never_crashes() -> None:
    body = paper([pdf_table(ROWS, widths=WIDTHS)])
    for length in range(len(body) // 4, len(body), len(body) // 12):
        try:
            found = grids(reader.read(body[:length]))
        except DocumentError:
            continue
        assert found in ([READ], [])


def test_a_locked_file_says_so() -> None:
    lock = f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -44/O<{'41' * 32}>/U<{'42' * 32}>>>"
    with pytest.raises(UnreadableDocument, match="password"):
        reader.read(paper(["0 0 m"], trailer_extra=lock))


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="61 pages"):
        reader.read(paper([""] * 61))


def test_too_many_paths_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = paper([pdf_table(ROWS, widths=WIDTHS)])
    monkeypatch.setattr(reader, "MAX_PATHS", 5)
    with pytest.raises(LimitExceeded, match="page 1"):
        reader.read(body)


def test_path_bombs_are_refused_before_they_are_drawn() -> None:
    with pytest.raises(LimitExceeded, match="page 1"):
        reader.read(paper(["1 1 m 2 2 l S\n" * 210_000]))
    with pytest.raises(LimitExceeded, match="page 1"):
        reader.read_second(paper(["1 1 m 2 2 l S\n" * 210_000]))


def test_content_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="page 1"):
        reader.read(paper([" " * 17 * 1024 * 1024]))


def test_a_scan_without_the_recognition_engine_says_what_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"scan.*--with ocr"):
        reader.read(paper([PICTURE]))


def test_a_picture_among_written_pages_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    reading = reader.read(paper([pdf_table(ROWS, widths=WIDTHS), PICTURE]))
    assert grids(reading) == [READ]
    assert [finding.rule for finding in reading.findings] == ["PAGE_IS_PICTURE"]
    assert "page 2" in reading.findings[0].message


def test_the_second_reading_refuses_a_document_with_a_font_it_may_lack() -> None:
    body = paper([pdf_table([["规章", "３"]], widths=[80, 60])])
    with pytest.raises(UnreadableDocument, match="font"):
        reader.read_second(body)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", ["A0_lo", "B0_lo", "A0_chrome", "B0_chrome", "B0_chromeland", "A0_chromemess", "A0_rl",
                                  "B0_rlrot", "A0_rot90", "B0_rotland"])  # fmt: skip
def test_samples_of_every_printer_give_whole_tables(name: str) -> None:
    found = grids(reader.read((SAMPLES / f"{name}.pdf").read_bytes()))
    rows = [(18, 26, 4), (14, 28, 4)][name.startswith("B")]
    assert tuple(len(table) for table in found) == rows
    assert all(len(row) in (8, 9, 10) for row in found[1][4:])  # a label or three and seven numbers


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", ["paths.pdf", "flate.pdf"])
def test_hostile_samples_are_refused_at_once(name: str) -> None:
    body = (SAMPLES / "hostile" / name).read_bytes()
    for read in (reader.read, reader.read_second):
        with pytest.raises(LimitExceeded):
            read(body)


def test_a_page_whose_size_is_no_number_is_damaged() -> None:
    body = paper([pdf_text(50, 50, "Annual report")])
    with pytest.raises(UnreadableDocument, match="the PDF is damaged"):
        reader.read(body.replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 /A9 595 842]"))
