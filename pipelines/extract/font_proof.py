"""Whether a font draws the digits that the document names: the ink of a few cells proves it for all its cells.

A font that numbers its digits in no order may be a plain one that a program cut down, or one whose table of characters
lies. A few cells tell: each digit has to be read in the ink as the letters say, and nowhere for certain as another.
Where nothing is installed that reads ink, the sums of the form speak: if two digits were exchanged, they would hold
better with these changed back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipelines.align import values
from pipelines.readers.pdf.ink import Ink
from pipelines.readers.pdf.plain import ODD_FONT
from pipelines.records import Block, Cell, Grid

_SAMPLES = 4  # cells looked at for a digit
_CERTAIN = 0.9  # score from which ink that reads otherwise speaks against a font

Look = Callable[[Sequence[Cell]], Sequence[Ink | None]]  # the ink of cells


def without_proven_fonts(blocks: Sequence[Block], look: Look) -> list[Block]:
    """The blocks, cells no longer in doubt whose only doubt is a font that is proven."""
    by_font: dict[str, list[Cell]] = defaultdict(list)
    for block in blocks:
        for cell in block.cells if isinstance(block, Grid) else ():
            if _is_of_font(cell) and cell.text.strip():
                by_font[cell.doubt].append(cell)
    proven = {doubt for doubt, cells in by_font.items() if _is_proven(cells, look)}
    return [_cleared(block, proven) for block in blocks] if proven else list(blocks)


def with_fonts_believed(blocks: Sequence[Block], exchanged: tuple[str, str] = ("", "")) -> list[Block]:
    """The blocks, cells no longer in doubt whose only doubt is their font; in these, two digits `exchanged`."""
    one, other = exchanged
    table = str.maketrans(one + other, other + one)
    return [
        replace(
            block,
            cells=tuple(
                cell._replace(text=cell.text.translate(table), doubt="") if _is_of_font(cell) else cell
                for cell in block.cells
            ),
        )
        if isinstance(block, Grid)
        else block
        for block in blocks
    ]


def digits_in_doubt(blocks: Sequence[Block]) -> set[str]:
    """The digits of figures whose only doubt is their font."""
    cells = (cell for block in blocks if isinstance(block, Grid) for cell in block.cells if _is_of_font(cell))
    figures = (cell for cell in cells if values.parse(cell.text).value is not None)
    return {digit for cell in figures for digit in _digits(cell)}


def _is_of_font(cell: Cell) -> bool:
    return cell.doubt.startswith(ODD_FONT) and "," not in cell.doubt


def _cleared(block: Block, proven: set[str]) -> Block:
    if not isinstance(block, Grid):
        return block
    return replace(
        block, cells=tuple(cell._replace(doubt="") if cell.doubt in proven else cell for cell in block.cells)
    )


def _is_proven(cells: Sequence[Cell], look: Look) -> bool:
    figures = [cell for cell in cells if values.parse(cell.text).value is not None]
    sample = list(_sample(figures))
    agreeing: set[str] = set()
    for cell, found in zip(sample, look(sample), strict=True):
        if found is None:
            continue
        if values.parse(found.text).value == values.parse(cell.text).value:
            agreeing |= _digits(cell)
        elif (found.score or 0) >= _CERTAIN:
            return False
    return bool(agreeing) and {digit for cell in cells for digit in _digits(cell)} <= agreeing


def _sample(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Some cells for every digit, long numbers first: they are read most surely."""
    counts: dict[str, int] = defaultdict(int)
    for cell in sorted(cells, key=lambda cell: -len(cell.text.strip())):
        if any(counts[digit] < _SAMPLES for digit in _digits(cell)):
            for digit in _digits(cell):
                counts[digit] += 1
            yield cell


def _digits(cell: Cell) -> set[str]:
    return {char for char in cell.text if char.isdecimal()}
