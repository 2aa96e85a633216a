"""Ruled lines of a page -> the cells they enclose. The one kernel behind PDF, OFD and scanned pages.

All lengths are points (1/72 inch), y grows downwards. The kernel knows strokes only, no text and no format.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.readers.limits import MAX_CELLS
from pipelines.records import Box

# Two strokes nearer than this are one edge: doubled borders, and the phantom columns under 2 mm that round trips
# through other programs leave. The narrowest real column holds a digit and its padding, about 4 mm.
SLIVER = 2 / 25.4 * 72
MAX_PAIRS = 1_000_000  # crossings to look at on a page; a report has some 5,000, a map or a chart has millions
MAX_ROWS = 500

_GAP = 3.0  # strokes drawn in pieces, and corners that do not quite meet
_OVERHANG = 8.0  # a stroke that runs on this far beyond the outermost crossing one shows a border that is not drawn
_MIN_STROKE = 4.0  # shorter strokes are dashes, serifs and ticks
_COVERED = 0.6  # share of a cell's side that must be drawn for it to be a border


class Rule(NamedTuple):
    """A straight stroke: `at` is the y of a horizontal one and the x of a vertical one."""

    at: float
    start: float
    end: float


class Region(NamedTuple):
    """The place of a cell in its lattice."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """One table's edges and the cells between them; `owners[row * columns + column]` is an index into `regions`."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]  # in reading order
    owners: tuple[int, ...]
    is_open_above: bool  # no top border is drawn: the table runs on from the page before
    is_open_below: bool

    def box(self, region: Region) -> Box:
        return (
            self.xs[region.column],
            self.ys[region.row],
            self.xs[region.column + region.colspan],
            self.ys[region.row + region.rowspan],
        )

    def find(self, x: float, y: float) -> int | None:
        """Index of the region around a point; None outside the table."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        row = bisect_right(self.ys, y) - 1
        column = bisect_right(self.xs, x) - 1
        return self.owners[row * (len(self.xs) - 1) + column]


def find_lattices(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> list[Lattice]:
    """The tables that strokes of one page draw, by their top edge.

    A table is a group of touching strokes that encloses at least two cells. Groups too dense for a table (charts,
    maps) are no table: what stands in them stays text.
    """
    rows, columns = join_collinear(horizontal), join_collinear(vertical)
    found = []
    groups = touching_groups(rows, columns)
    alone = [rule for across, down in groups if not across for rule in down]
    for across, down in groups:
        lattice = _build(across, [*down, *_beside(down, alone)] if across else down)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (round(lattice.ys[0]), lattice.xs[0]))


def _beside(down: Sequence[Rule], alone: Sequence[Rule]) -> list[Rule]:
    """Verticals that nothing touches, as tall as a table and beside it: a merged cell may fill a whole page."""
    top, bottom = min((rule.start for rule in down), default=0), max((rule.end for rule in down), default=0)
    left, right = min((rule.at for rule in down), default=0), max((rule.at for rule in down), default=0)
    return [
        rule
        for rule in alone
        if abs(rule.start - top) <= _GAP and abs(rule.end - bottom) <= _GAP and not left <= rule.at <= right
    ]


def join_collinear(rules: Iterable[Rule], tolerance: float = 2.0, gap: float = _GAP) -> list[Rule]:
    """Strokes drawn in pieces or twice made one; what is then too short for a border is left out."""
    rules = list(rules)
    edges = group_edges([rule.at for rule in rules], tolerance)
    pieces: dict[int, list[tuple[float, float]]] = {}
    for rule in rules:
        pieces.setdefault(nearest(edges, rule.at), []).append((rule.start, rule.end))
    return [
        Rule(edges[index], start, end)
        for index, spans in sorted(pieces.items())
        for start, end in _union(spans, gap)
        if end - start >= _MIN_STROKE
    ]


def group_edges(values: Iterable[float], tolerance: float) -> list[float]:
    """The mean of each group of values; a group spans no more than `tolerance`, so that it cannot creep."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def nearest(edges: Sequence[float], value: float) -> int:
    """Index of the edge nearest to a value."""
    right = bisect_left(edges, value)
    if right == 0:
        return 0
    if right == len(edges) or value - edges[right - 1] <= edges[right] - value:
        return right - 1
    return right


def _union(spans: list[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Overlapping spans, or ones at most `gap` apart, made one."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def touching_groups(rows: list[Rule], columns: list[Rule], gap: float = _GAP) -> list[tuple[list[Rule], list[Rule]]]:
    """Strokes that touch, directly or through others, as (horizontal, vertical); none when there are too many."""
    if len(rows) * len(columns) > MAX_PAIRS:
        return []
    columns = sorted(columns)
    places = [column.at for column in columns]
    sets = _DisjointSets(len(rows) + len(columns))
    for index, row in enumerate(rows):
        first, last = bisect_left(places, row.start - gap), bisect_right(places, row.end + gap)
        for other in range(first, last):
            if columns[other].start - gap <= row.at <= columns[other].end + gap:
                sets.join(index, len(rows) + other)
    return [
        ([rows[i] for i in members if i < len(rows)], [columns[i - len(rows)] for i in members if i >= len(rows)])
        for members in sets.groups()
    ]


def _build(across: list[Rule], down: list[Rule]) -> Lattice | None:
    if not across or not down:
        return None
    across, down = list(across), list(down)
    top, bottom = min(rule.at for rule in across), max(rule.at for rule in across)
    left, right = min(rule.at for rule in down), max(rule.at for rule in down)
    # A table cut by a page lacks a rule there: only its verticals run on. The same holds for open left and right sides.
    above = [rule.start for rule in down if top - rule.start > _OVERHANG]
    below = [rule.end for rule in down if rule.end - bottom > _OVERHANG]
    before = [rule.start for rule in across if left - rule.start > _OVERHANG]
    after = [rule.end for rule in across if rule.end - right > _OVERHANG]
    is_open_above, is_open_below = len(above) > 1, len(below) > 1
    top = min(above) if is_open_above else top
    bottom = max(below) if is_open_below else bottom
    if len(before) > 1:
        left = min(before)
        down.append(Rule(left, top, bottom))
    if len(after) > 1:
        right = max(after)
        down.append(Rule(right, top, bottom))
    across += [Rule(top, left, right)] * is_open_above + [Rule(bottom, left, right)] * is_open_below
    xs = group_edges([rule.at for rule in down], SLIVER)
    ys = group_edges([rule.at for rule in across], SLIVER)
    height, width = len(ys) - 1, len(xs) - 1
    if not (0 < height <= MAX_ROWS and width > 0 and height * width <= MAX_CELLS):
        return None
    regions = _regions(xs, ys, across, down)
    if len(regions) < 2:
        return None
    owners = [0] * (height * width)
    for index, region in enumerate(regions):
        for row in range(region.row, region.row + region.rowspan):
            start = row * width + region.column
            owners[start : start + region.colspan] = [index] * region.colspan
    return Lattice(
        xs=tuple(xs),
        ys=tuple(ys),
        regions=tuple(regions),
        owners=tuple(owners),
        is_open_above=is_open_above,
        is_open_below=is_open_below,
    )


def _regions(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> list[Region]:
    """Positions with no border between them, joined; what is then no plain rectangle is cut into its rows.

    Printers leave out borders at page breaks, so that positions join around the end of a rule that still is there.
    """
    height, width = len(ys) - 1, len(xs) - 1
    beside = _by_edge(down, xs)
    under = _by_edge(across, ys)
    sets = _DisjointSets(height * width)
    borders = []  # pairs of neighbours with a border between them
    for row in range(height):
        for column in range(width):
            here = row * width + column
            if column + 1 < width:
                if _is_drawn(beside[column + 1], ys[row], ys[row + 1]):
                    borders.append((here, here + 1))
                else:
                    sets.join(here, here + 1)
            if row + 1 < height:
                if _is_drawn(under[row + 1], xs[column], xs[column + 1]):
                    borders.append((here, here + width))
                else:
                    sets.join(here, here + width)
    crossed = {sets.find(one) for one, other in borders if sets.find(one) == sets.find(other)}
    regions = []
    for members in sets.groups():
        rows = sorted({member // width for member in members})
        columns = sorted({member % width for member in members})
        rowspan, colspan = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        if rowspan * colspan == len(members) and sets.find(members[0]) not in crossed:
            regions.append(Region(rows[0], columns[0], rowspan, colspan))
        else:
            regions.extend(_runs(members, width))
    return sorted(regions)


def _runs(members: list[int], width: int) -> list[Region]:
    """Neighbouring positions of one row each."""
    runs: list[Region] = []
    for member in sorted(members):
        row, column = divmod(member, width)
        if runs and runs[-1].row == row and runs[-1].column + runs[-1].colspan == column:
            runs[-1] = runs[-1]._replace(colspan=runs[-1].colspan + 1)
        else:
            runs.append(Region(row, column, 1, 1))
    return runs


def _by_edge(rules: list[Rule], edges: list[float]) -> list[list[tuple[float, float]]]:
    spans: list[list[tuple[float, float]]] = [[] for _ in edges]
    for rule in rules:
        spans[nearest(edges, rule.at)].append((rule.start, rule.end))
    return [_union(found, 0) for found in spans]


def _is_drawn(spans: list[tuple[float, float]], start: float, end: float) -> bool:
    drawn = sum(max(0.0, min(end, last) - max(start, first)) for first, last in spans)
    return drawn >= _COVERED * (end - start)


class _DisjointSets:
    """Union-find over 0 … size-1."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def join(self, one: int, other: int) -> None:
        one, other = self.find(one), self.find(other)
        if one != other:
            self._parents[max(one, other)] = min(one, other)

    def groups(self) -> list[list[int]]:
        """Members in order, by their first member."""
        found: dict[int, list[int]] = {}
        for member in range(len(self._parents)):
            found.setdefault(self.find(member), []).append(member)
        return list(found.values())

    def find(self, member: int) -> int:
        while self._parents[member] != member:
            self._parents[member] = self._parents[self._parents[member]]
            member = self._parents[member]
        return member
