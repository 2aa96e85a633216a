"""Strokes through digits -> digits that are marked."""

from dataclasses import replace

from pipelines.readers.geometry.lattice import Rule
from pipelines.readers.geometry.pages import blocks
from tests.pipelines.readers.geometry.sheets import shape, sheet


def test_digits_struck_out_are_marked_and_digits_underlined_are_not() -> None:
    rows = [["a", "12 345"], ["b", "67"]]
    page = sheet(1, rows)
    lines = [Rule(109.5, 154, 166), Rule(135, 154, 166)]  # through 12, below 67
    found = blocks([replace(page, horizontal=[*page.horizontal, *lines])])
    assert shape(found) == [[["a", "1\u03362\u0336 345"], ["b", "67"]]]
