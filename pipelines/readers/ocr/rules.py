"""A straightened grey picture of a page -> the rules of its tables, and where their ink is. Lengths are pixels.

Thin rules of a scan are broken: where one lies between two rows of the sensor, or where a page in black and white drops
what is pale. Pieces on one line are one rule, from a crossing to the next, where they cover most of that way. A line
whose pieces touch no crossing is none: the strokes of characters and those below figures.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from pipelines.readers.geometry.lattice import Rule, group_edges, nearest, touching_groups
from pipelines.readers.ocr.broken_rules import Trace
from pipelines.readers.ocr.ink import Picture, ink_of

_CHARACTER = 10  # of these side by side are as wide as the page, at the least; a table is wider or taller than one
_TOGETHER = 3  # verticals that end at one height show a page break; a lone one is a stroke that touches a rule
_THIN = 2.5  # 1/150 inch; the strokes of large characters are thicker, and no thicker rule is broken
_BREAK = 50  # 1/150 inch; a wider gap parts two rules on one line
_SEVERAL = 3  # pieces that make a rule where they touch fewer than two crossings
_MET = 0.25  # share of the crossings on its way that they touch then
_COVERED = 0.5  # share of the way between two crossings that the pieces of a rule cover


class Stroke(NamedTuple):
    """A straight stroke of ink."""

    at: float
    start: float
    end: float
    thickness: float


class _Edge(NamedTuple):
    """Pieces of strokes on one line."""

    at: float
    pieces: tuple[Rule, ...]  # from the first to the last
    bridged: float  # a gap no wider than this may be a break

    @property
    def start(self) -> float:
        return self.pieces[0].start

    @property
    def end(self) -> float:
        return self.pieces[-1].end


def find_rules(picture: Picture) -> tuple[list[Rule], list[Rule], Picture]:
    """Horizontal and vertical rules, and a mask of their pixels."""
    width = picture.shape[1]
    unit = width / 1240  # a page at 150 dots per inch
    reach = max(5, 7 * unit)
    ink = ink_of(picture)
    across, level = _level(ink, width)
    down, upright = _strokes(ink.T.copy(), max(14, width // 55), max(12, 6 * unit))
    rows, columns = _anchored(_edges(across, unit, 10 * unit), _edges(down, unit, 6 * unit), reach)
    horizontal = _drawn(picture, rows, columns, reach)
    vertical = _run_on(_drawn(picture.T.copy(), columns, rows, reach), columns, reach)
    horizontal, vertical = _of_tables(horizontal, vertical, reach, width / _CHARACTER)
    strokes = cv2.dilate(cv2.bitwise_or(level, upright.T), np.ones((3, 3), np.uint8))
    mask = cv2.bitwise_or(
        strokes * _near(horizontal, vertical, picture.shape, 6),
        _near(horizontal, vertical, picture.shape, round(1.5 * unit)),  # what is left of a broken rule
    )
    return horizontal, vertical, np.asarray(mask, dtype=np.uint8)


def level_strokes(picture: Picture) -> list[Stroke]:
    """The level strokes of a grey picture, those of large characters among them."""
    return _level(ink_of(picture), picture.shape[1])[0]


def _level(ink: Picture, width: int) -> tuple[list[Stroke], Picture]:
    return _strokes(ink, max(25, width // 45), max(12, 6 * width / 1240))


def _strokes(ink: Picture, shortest: int, thickest: float) -> tuple[list[Stroke], Picture]:
    """The level strokes in a picture, and their pixels."""
    thicker = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    mask = cv2.morphologyEx(thicker, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    boxes = cv2.connectedComponentsWithStats(mask)[2][1:].tolist()
    strokes = [
        Stroke(y + high / 2, x, x + long, area / long - 2) for x, y, long, high, area in boxes if high <= thickest
    ]
    return strokes, np.asarray(mask, dtype=np.uint8)


def _edges(strokes: Sequence[Stroke], unit: float, gap: float) -> list[_Edge]:
    """Strokes on one line brought together: over gaps up to `gap`, thin ones over breaks as well."""
    lines = group_edges([stroke.at for stroke in strokes], 2 * unit + 1)
    on_line: dict[int, list[Stroke]] = {}
    for stroke in strokes:
        on_line.setdefault(nearest(lines, stroke.at), []).append(stroke)
    found = []
    for line, pieces in sorted(on_line.items()):
        bridged = _BREAK * unit if all(piece.thickness <= _THIN * unit for piece in pieces) else gap
        runs: list[list[Rule]] = []
        for _, start, end, _ in sorted(pieces, key=lambda piece: piece.start):
            rule = Rule(lines[line], start, end)
            if runs and start - runs[-1][-1].end <= gap:
                runs[-1][-1] = runs[-1][-1]._replace(end=max(end, runs[-1][-1].end))
            elif runs and start - runs[-1][-1].end <= bridged:
                runs[-1].append(rule)
            else:
                runs.append([rule])
        found += [_Edge(lines[line], tuple(run), bridged) for run in runs]
    return found


def _anchored(rows: list[_Edge], columns: list[_Edge], reach: float) -> tuple[list[_Edge], list[_Edge]]:
    """The edges that run from one crossing edge to another; the strokes of characters do not."""
    while True:
        kept_columns = [edge for edge in columns if _is_anchored(edge, rows, reach)]
        kept_rows = [edge for edge in rows if _is_anchored(edge, kept_columns, reach)]
        if len(kept_columns) == len(columns) and len(kept_rows) == len(rows):
            return rows, columns
        rows, columns = kept_rows, kept_columns


def _is_anchored(edge: _Edge, crossing: Sequence[_Edge], reach: float) -> bool:
    """True if pieces touch two crossings; of many pieces it is enough that they cover the way and touch some.

    Strokes below figures may stand in a row, but touch none of the rules between them.
    """
    places = _crossings(edge, crossing, reach)
    met = _met(edge.pieces, places, reach)
    if met and met[-1] - met[0] > 2 * reach:
        return True
    within = [place for place in places if edge.start - edge.bridged <= place <= edge.end + edge.bridged]
    if len(edge.pieces) < _SEVERAL or len(within) < 2 or len(met) < (len(within) - 2) * _MET:
        return False
    return sum(piece.end - piece.start for piece in edge.pieces) > _COVERED * (within[-1] - within[0])


def _met(pieces: Sequence[Rule], places: Sequence[float], reach: float) -> list[float]:
    """Those of the ascending places that pieces touch, each once."""
    met: list[float] = []
    for piece in pieces:
        first = bisect_left(places, piece.start - reach)
        met += places[first : bisect_right(places, piece.end + reach)]
    return sorted(set(met))


def _crossings(edge: _Edge, crossing: Iterable[_Edge], reach: float) -> list[float]:
    """Where others cross an edge or its prolongation."""
    return sorted({other.at for other in crossing if other.start - reach <= edge.at <= other.end + reach})


def _drawn(picture: Picture, edges: Iterable[_Edge], crossing: Sequence[_Edge], reach: float) -> list[Rule]:
    """The rules of the level edges of a picture, each from one crossing to another, where the picture shows them."""
    found: list[Rule] = []
    for edge in edges:
        trace = Trace(picture, edge.at, edge.pieces)
        before = len(found)
        for start, end, is_covered in _ways(edge, crossing, reach):
            is_found = _covered(edge.pieces, start, end) or trace.shows(start, end)
            if not (is_covered if is_found is None else is_found):
                continue
            if len(found) > before and found[-1].end == start:
                found[-1] = found[-1]._replace(end=end)
            else:
                found.append(Rule(edge.at, start, end))
    return sorted(set(found))


def _ways(edge: _Edge, crossing: Sequence[_Edge], reach: float) -> list[tuple[float, float, bool]]:
    """The ways of an edge from one crossing to the next, and whether its pieces cover each.

    A gap from one crossing to another is that of a merged cell; any other, at an end as well, is a break. A short piece
    that meets no crossing is the stroke of a character between two tables.
    """
    places = _crossings(edge, crossing, reach)
    runs = _joined(edge.pieces, lambda end, start: not (_is_at(end, places, reach) or _is_at(start, places, reach)))
    runs = [run for run in runs if run.end - run.start > 2 * edge.bridged or _meets(run, places, reach)]
    runs = _joined(runs, lambda end, start: not (_is_at(end, places, reach) and _is_at(start, places, reach)))
    if not runs:
        return []
    if not _is_at(runs[0].start, places, reach):
        before = [place for place in places if 0 < runs[0].start - place < edge.bridged]
        runs[0] = runs[0]._replace(start=max(before, default=runs[0].start))
    if not _is_at(runs[-1].end, places, reach):
        after = [place for place in places if 0 < place - runs[-1].end < edge.bridged]
        runs[-1] = runs[-1]._replace(end=min(after, default=runs[-1].end))
    ways = pairwise(_crossings(edge, crossing, edge.bridged))  # the others may be broken there as well
    return [(start, end, _covered(runs, start, end)) for start, end in ways]


def _covered(pieces: Iterable[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(end, piece.end) - max(start, piece.start)) for piece in pieces)
    return covered >= _COVERED * (end - start)


def _joined(pieces: Iterable[Rule], is_break: Callable[[float, float], bool]) -> list[Rule]:
    """The pieces with those made one between which the gap (its end and start) is a break."""
    joined: list[Rule] = []
    for piece in pieces:
        if joined and is_break(joined[-1].end, piece.start):
            joined[-1] = joined[-1]._replace(end=piece.end)
        else:
            joined.append(piece)
    return joined


def _meets(piece: Rule, places: Sequence[float], reach: float) -> bool:
    first = bisect_left(places, piece.start - reach)
    return first < len(places) and places[first] <= piece.end + reach


def _is_at(point: float, places: Iterable[float], reach: float) -> bool:
    return any(abs(point - place) <= reach for place in places)


def _of_tables(
    horizontal: list[Rule], vertical: list[Rule], reach: float, largest: float
) -> tuple[list[Rule], list[Rule]]:
    """The rules without those of groups up to the `largest` a character may be: the strokes of a big 8, of a 田."""
    kept_across: list[Rule] = []
    kept_down: list[Rule] = []
    for across, down in touching_groups(horizontal, vertical, reach):
        if any(rule.end - rule.start > largest for rule in (*across, *down)):
            kept_across += across
            kept_down += down
    return sorted(kept_across), sorted(kept_down)


def _run_on(anchored: list[Rule], columns: Sequence[_Edge], reach: float) -> list[Rule]:
    """The vertical rules, as far as drawn where several end together beyond the outermost crossing.

    So they do where a page cuts a table without a border.
    """
    ends = {}
    for rule in anchored:
        strokes = [rule, *(piece for column in columns if column.at == rule.at for piece in column.pieces)]
        first = min(stroke.start for stroke in strokes if stroke.start - reach <= rule.start <= stroke.end + reach)
        last = max(stroke.end for stroke in strokes if stroke.start - reach <= rule.end <= stroke.end + reach)
        ends[rule] = (first, last)
    found = []
    for rule in anchored:
        start, end = ends[rule]
        above = sum(abs(other - start) <= 2 * reach for other, _ in ends.values())
        below = sum(abs(other - end) <= 2 * reach for _, other in ends.values())
        found.append(
            Rule(rule.at, start if above >= _TOGETHER else rule.start, end if below >= _TOGETHER else rule.end)
        )
    return found


def _near(horizontal: Sequence[Rule], vertical: Sequence[Rule], shape: tuple[int, ...], reach: int) -> Picture:
    """1 along the rules, up to `reach` beside their middle."""
    mask = np.zeros(shape, np.uint8)
    for rule in horizontal:
        mask[int(rule.at) - reach : int(rule.at) + reach + 1, int(rule.start) : int(rule.end) + 1] = 1
    for rule in vertical:
        mask[int(rule.start) : int(rule.end) + 1, int(rule.at) - reach : int(rule.at) + reach + 1] = 1
    return mask
