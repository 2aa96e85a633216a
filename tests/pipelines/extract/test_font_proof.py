"""A font whose digits stand in no order is believed where the ink of a few cells shows each digit to be itself."""

from collections.abc import Sequence

import pytest

from pipelines.extract.font_proof import without_proven_fonts
from pipelines.readers.pdf.ink import Ink
from pipelines.readers.pdf.plain import ODD_FONT
from pipelines.records import Cell, Grid

DOUBT = f"{ODD_FONT} (AAAAAA+Song)"
FIGURES = ("120", "345", "678", "901", "27", "3")


def grid(doubt: str = DOUBT) -> Grid:
    return Grid(cells=tuple(Cell(row=0, column=at, text=text, doubt=doubt) for at, text in enumerate(FIGURES)))


def looked_at(table: dict[int, int], *, score: float = 0.99, doubt: str = DOUBT) -> tuple[list[str], list[str]]:
    """(doubts left, texts asked for), the ink showing the figures with some digits changed."""
    asked: list[str] = []

    def look(cells: Sequence[Cell]) -> list[Ink | None]:
        asked.extend(cell.text for cell in cells)
        return [Ink(cell.text.translate(table), score, is_there=True) for cell in cells]

    (found,) = without_proven_fonts([grid(doubt)], look)
    assert isinstance(found, Grid)
    return [cell.doubt for cell in found.cells], asked


def test_a_font_that_prints_what_it_says_is_plain() -> None:
    assert set(looked_at({})[0]) == {""}


@pytest.mark.parametrize("table", [str.maketrans("17", "71"), str.maketrans("9", "8")])
def test_a_font_that_prints_another_digit_is_not(table: dict[int, int]) -> None:
    assert set(looked_at(table)[0]) == {DOUBT}


def test_ink_that_cannot_be_read_proves_nothing() -> None:
    assert set(looked_at(str.maketrans("9", "g"), score=0.2)[0]) == {DOUBT}


def test_cells_with_other_doubts_are_not_cleared_nor_asked_for() -> None:
    doubts, asked = looked_at({}, doubt=f"{DOUBT}, a picture")
    assert all(doubts)
    assert asked == []
