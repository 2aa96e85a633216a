"""Cells of an OFD in whose look something takes part that is not known plain are in doubt, and no others."""

import pytest

from pipelines.readers.ofd import reader
from pipelines.records import Cell, Grid
from tests.pipelines.readers.paper import ofd as paper
from tests.pipelines.readers.paper import ofd_table, ofd_text

FIGURE = ofd_text(62, 46, "12")  # in the right cell of the first row


def cells(drawn: str) -> tuple[Cell, ...]:
    blocks = reader.read(paper([ofd_table([["Item", ""], ["Rules", "3"]], widths=[40, 30]) + drawn])).blocks
    (grid,) = (block for block in blocks if isinstance(block, Grid))
    return grid.cells


def path(data: str, attributes: str = "", parts: str = "") -> str:
    return (
        f'<ofd:PathObject Boundary="61 41 20 6" {attributes}>{parts}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
    )


@pytest.mark.parametrize(
    "drawn",
    [
        FIGURE.replace("<ofd:TextCode", "<ofd:Clips/><ofd:TextCode"),
        FIGURE.replace("<ofd:TextObject", '<ofd:TextObject AttributeOf2030="1"'),
        FIGURE + path("M 0 0 L 9 0 L 9 6 L 0 6 C", 'Fill="true" Stroke="false"', '<ofd:FillColor Value="255 0 0"/>'),
        FIGURE + path("M 0 0 L 8 5"),
        path("M 1 1 Q 3 5 5 1"),
        FIGURE + '<ofd:ImageObject Boundary="61 41 9 5" ResourceID="1"/>',
    ],
)
def test_what_nobody_vouches_for_puts_its_cell_in_doubt(drawn: str) -> None:
    assert [bool(cell.doubt) for cell in cells(drawn)] == [False, True, False, False]


def test_plain_text_is_plain() -> None:
    assert [(cell.text, cell.doubt) for cell in cells(FIGURE)][1] == ("12", "")
    assert not any(cell.doubt for cell in cells(FIGURE))


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ("26", "digits drawn by other glyphs than their font's"),  # the 2 beside it, and the 3, say none
        ("26 26", "digits drawn by other glyphs than their font's"),
    ],
)
def test_digits_that_say_other_glyphs_than_their_font_are_in_doubt_whatever_sums_say(numbers: str, reason: str) -> None:
    said = f'<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>{numbers}</ofd:Glyphs>'
    assert cells(FIGURE.replace("<ofd:TextCode", f"{said}</ofd:CGTransform><ofd:TextCode"))[1].doubt == reason
