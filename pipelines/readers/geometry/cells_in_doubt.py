"""Areas of a page in doubt -> the cells of a table they touch."""

from collections.abc import Iterable
from typing import NamedTuple

from pipelines.readers.geometry.lattice import Lattice
from pipelines.readers.geometry.visibility import overlap
from pipelines.records import Box

_EDGE = 1.5  # points of a cell's rim, where borders are drawn and neighbours reach over


class Doubt(NamedTuple):
    """An area in points from the page's top left, and what takes part in its look."""

    box: Box
    reason: str


def in_doubt(lattice: Lattice, doubts: Iterable[Doubt]) -> dict[int, str]:
    """Index of a region -> the reasons why what is seen in it has to be looked at."""
    found: dict[int, dict[str, None]] = {}
    for box, reason in doubts:
        for index in _touched(lattice, box):
            found.setdefault(index, {})[reason] = None
    return {index: ", ".join(reasons) for index, reasons in found.items()}


def _touched(lattice: Lattice, box: Box) -> Iterable[int]:
    if box[2] < lattice.xs[0] or box[0] > lattice.xs[-1] or box[3] < lattice.ys[0] or box[1] > lattice.ys[-1]:
        return ()
    middle = lattice.find((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    if middle is not None and _is_within(box, lattice.box(lattice.regions[middle])):
        return (middle,)
    return [index for index, region in enumerate(lattice.regions) if _overlaps(box, lattice.box(region))]


def _is_within(box: Box, cell: Box) -> bool:
    """True if a box lies in a cell, give or take its rim."""
    left, top, right, bottom = overlap(box, (cell[0] - _EDGE, cell[1] - _EDGE, cell[2] + _EDGE, cell[3] + _EDGE))
    return (left, top, right, bottom) == box


def _overlaps(box: Box, cell: Box) -> bool:
    """True if a box reaches into a cell further than its rim."""
    left, top, right, bottom = overlap(box, (cell[0] + _EDGE, cell[1] + _EDGE, cell[2] - _EDGE, cell[3] - _EDGE))
    return left < right and top < bottom
