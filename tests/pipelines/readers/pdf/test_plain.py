"""Cells of a PDF in whose look something takes part that is not known plain are in doubt, and no others."""

import pytest

from pipelines.readers.pdf import reader
from pipelines.records import Cell, Grid
from tests.pipelines.readers.paper import pdf as paper
from tests.pipelines.readers.paper import pdf_table, pdf_text

WIDTHS = [120.0, 80]
MIDDLE = pdf_text(176, 106, "12")  # in the right cell of the first row, whose top is at 100
STATES = (
    "/ExtGState<</Mask<</SMask<</S/Luminosity>>>>/Blend<</BM/Difference>>/Half<</ca 0.8/BM/Normal/SA true>>"
    "/Later<</ANewKey 1>>>>"
)


def cells(drawn: str) -> tuple[Cell, ...]:
    table = pdf_table([["Item", ""], ["Rules", "3"]], widths=WIDTHS)
    (grid,) = (
        block for block in reader.read(paper([table + drawn], resources=STATES)).blocks if isinstance(block, Grid)
    )
    return grid.cells


@pytest.mark.parametrize(
    "drawn",
    [
        f"q /Mask gs {MIDDLE} Q",
        f"q /Blend gs {MIDDLE} Q",
        f"q /Later gs {MIDDLE} Q",
        f"q 5 Tr {MIDDLE} Q",
        f"q /Pattern cs /P scn {MIDDLE} Q",
        f"/OC /Layer BDC {MIDDLE} EMC",
        f"{MIDDLE} q 0 g 190 724 6 9 re f Q",  # beside it, as a character is
        f"{MIDDLE} q 190 724 6 9 re S Q",
        f"{MIDDLE} q 0 g 172 722 20 16 re f Q",  # painted over
        f"q 0.1 g 172 722 20 16 re f Q {MIDDLE}",  # on a ground of its own colour
        "180 724 m 184 734 188 734 190 724 c S",  # a digit drawn as a curve
        f"{MIDDLE} 172 726 m 192 736 l S",
        "q 10 0 0 10 176 724 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
        "q -1 0 0 1 366 0 cm " + MIDDLE + " Q",  # mirrored
        f"q 172 722 m 192 722 l 182 740 l h W n {MIDDLE} Q",
    ],
)
def test_what_nobody_vouches_for_puts_its_cell_in_doubt(drawn: str) -> None:
    found = cells(drawn)
    assert [bool(cell.doubt) for cell in found] == [False, True, False, False]


@pytest.mark.parametrize(
    "drawn",
    [MIDDLE, f"q /Half gs {MIDDLE} Q", f"q 170 718 80 24 re W n {MIDDLE} Q", f"q 0.9 g 171 719 78 22 re f Q {MIDDLE}"],
)
def test_what_programs_ordinarily_draw_is_plain(drawn: str) -> None:
    assert not any(cell.doubt for cell in cells(drawn))
    assert cells(drawn)[1].text == "12"


def test_a_digit_that_a_line_crosses_is_no_number() -> None:
    assert cells(f"{MIDDLE} 172 726 m 192 736 l S")[1].text != "12"


def test_digits_set_over_one_another_are_in_doubt() -> None:
    """Their font says that each is a tenth of its size wide, and draws them as wide as others."""
    thin = "/Thin<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/FirstChar 48/LastChar 57"
    thin += f"/Widths[{'90 ' * 10}]>>"
    table = pdf_table([["Item", ""], ["Rules", "3"]], widths=WIDTHS)
    body = paper([table + "BT /Thin 10 Tf 180 726 Td (3863) Tj ET"], fonts=thin)
    (grid,) = (block for block in reader.read(body).blocks if isinstance(block, Grid))
    assert [cell.doubt for cell in grid.cells] == ["", "type set over type", "", ""]


def test_the_sign_of_a_note_may_be_drawn_to_any_side_of_its_box() -> None:
    for x, y in ((200, 726), (200, 750), (180, 700)):
        note = f"/Annots[<</Type/Annot/Subtype/Text/Rect[{x} {y} {x + 1} {y + 1}]/F 4/Contents(7)>>]"
        table = pdf_table([["Item", "12"], ["Rules", "3"]], widths=WIDTHS)
        (grid,) = (block for block in reader.read(paper([table], page_extra=note)).blocks if isinstance(block, Grid))
        assert grid.cells[1].doubt
