"""Tables printed without rules: the pieces of each row of numbers brought together on one line.

A label of two lines stands above and below its numbers, and the label of a group beside several rows. Read straight
from top to bottom, such a page says `5.要求行政机关确认或重新出具已`, then seven numbers, then `获取信息`.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.readers.geometry.glyphs import Line, hull, lowest_score

_NUMBER = re.compile(r"[-－]?\d[\d.,，]*(?:[(（].*)?|[/—－-]")
# `1.`, `（一）`, `四、`: a label begins so, and the rest of one that was wrapped does not
_BEGINS = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})\s*[)）、.．](?!\d)")
_SHORT = 4  # characters of a header that may stand alone on its line
_MIN_NUMBERS = 5  # numbers side by side that make a row of a table; prose has no such line


class _Row(NamedTuple):
    labels: list[Line]  # pieces left of the first number
    numbers: list[Line]  # and all to the right of it


def gather_rows(lines: Sequence[Sequence[Line]]) -> list[Line]:
    """Lines of text, each given as its pieces (runs without a wide gap), with the rows of tables made whole."""
    rows = {index: row for index, pieces in enumerate(lines) if (row := _row(pieces)) is not None}
    if not rows:
        return [_joined(pieces) for pieces in lines]
    whole = list(rows.values())
    # Where the labels of single rows begin; what ends left of that is the label of a group.
    labelled = [row for row in whole if row.labels]
    top = labelled[0].numbers[0].box[1] if labelled else 0
    bottom = labelled[-1].numbers[0].box[3] if labelled else 0
    starts = Counter(round(row.labels[-1].box[0]) for row in labelled)
    edge = starts.most_common(1)[0][0] if starts else 0
    groups: list[Line] = []
    wrapped = [piece for index, pieces in enumerate(lines) if index not in rows for piece in pieces]
    for row in whole:
        own = len(row.labels) - 1
        if row.labels and row.labels[-1].box[2] <= edge and any(_is_label_of(piece, row, edge) for piece in wrapped):
            own += 1  # its own label stands above and below the numbers, beside them only the group's
        groups += row.labels[:own]
        del row.labels[:own]
    plain: list[list[Line]] = []  # by line; an empty one for a row
    for index, pieces in enumerate(lines):
        plain.append([])
        for piece in pieces if index not in rows else ():
            home = _home(piece, whole)
            is_beside = (top < piece.box[3] and piece.box[1] < bottom) or any(_is_below(piece, up) for up in groups)
            if piece.box[2] <= edge and is_beside:
                groups.append(piece)
            elif home is not None:
                _put(piece, home)
            else:
                plain[-1].append(piece)
    _extend_labels(whole, plain)
    return sorted(
        [
            *(_joined(pieces) for pieces in _with_whole_headers(plain, rows) if pieces),
            *_stacks(groups),
            *(_joined([*row.labels, *row.numbers]) for row in whole),
        ],
        key=lambda line: (line.box[1] + line.box[3]) / 2,
    )


def _is_label_of(piece: Line, row: _Row, edge: float) -> bool:
    """True if a piece stands where the labels of rows begin, and partly beside the row's numbers."""
    return abs(piece.box[0] - edge) < 2 and _home(piece, [row]) is not None


def _extend_labels(rows: Sequence[_Row], lines: Sequence[list[Line]]) -> None:
    """Moves lines that stand close above or below the label of a row, and beside no number, into that label."""
    is_changed = True
    while is_changed:
        is_changed = False
        for pieces in lines:
            row = _label_beside(pieces[0], rows) if len(pieces) == 1 else None
            if row is not None:
                row.labels[-1] = _stacked([row.labels[-1], pieces.pop()])
                is_changed = True


def _label_beside(piece: Line, rows: Sequence[_Row]) -> _Row | None:
    x0, top, x1, bottom = piece.box
    for row in rows:
        if row.labels:
            label = row.labels[-1].box
            gap = max(label[1] - bottom, top - label[3])
            is_close = gap < 0.4 * (bottom - top) and x0 < label[2] and label[0] < x1 < row.numbers[0].box[0]
            later = piece if top > label[1] else row.labels[-1]
            if is_close and not _BEGINS.match(later.text):
                return row
    return None


def _with_whole_headers(lines: list[list[Line]], rows: Mapping[int, _Row]) -> list[list[Line]]:
    """The other lines, the headers right above a row put together: `结果维` above `持`, beside them `总计`."""
    done: list[list[Line]] = []
    header: list[Line] = []
    for index, pieces in enumerate(lines):
        if index in rows:
            done += _in_lines(_over_columns(header, rows[index].numbers))
            header = []
        elif len(pieces) > 1 or (header and all(len(piece.text) <= _SHORT for piece in pieces)):
            header += pieces
        else:
            done += [*_in_lines(header), pieces]
            header = []
    return [*done, *_in_lines(header)]


def _over_columns(header: Sequence[Line], numbers: Sequence[Line]) -> list[Line]:
    """The words over each column of numbers from top to bottom, all in one line; words over several columns apart."""
    ways = [_by_column(header, edges) for edges in _column_edges(numbers)]
    whole = [(others, columns) for others, columns in ways if all(columns)]
    if not whole:
        return _stacks(header)
    others, columns = min(whole, key=lambda way: len(way[0]))
    line = _joined([_stacked(column) for column in columns])
    top = max(piece.box[1] for column in columns for piece in column)  # below what heads several columns
    return [*_stacks(others), line._replace(box=(line.box[0], top, *line.box[2:]))]


def _by_column(header: Sequence[Line], edges: Sequence[float]) -> tuple[list[Line], list[list[Line]]]:
    """(pieces over several columns, the pieces over each column alone) between these edges."""
    others: list[Line] = []
    columns: list[list[Line]] = [[] for _ in edges[1:]]
    for piece in header:
        column = bisect(edges, (piece.box[0] + piece.box[2]) / 2) - 1
        is_in_one = 0 <= column < len(columns) and _is_within(piece, edges[column], edges[column + 1])
        (columns[column] if is_in_one else others).append(piece)
    return others, columns


def _column_edges(numbers: Sequence[Line]) -> Iterator[list[float]]:
    """Where the columns may begin and end if the numbers stand in their middle, or at their right, or at their left."""
    rights, lefts = [number.box[2] for number in numbers], [number.box[0] for number in numbers]
    middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
    between = [(one + other) / 2 for one, other in pairwise(middles)]
    yield [2 * middles[0] - between[0], *between, 2 * middles[-1] - between[-1]]
    yield [2 * rights[0] - rights[1], *rights]
    yield [*lefts, 2 * lefts[-1] - lefts[-2]]


def _is_within(piece: Line, left: float, right: float) -> bool:
    room = 0.3 * (piece.box[3] - piece.box[1])
    return left - room <= piece.box[0] and piece.box[2] <= right + room


def _in_lines(pieces: Sequence[Line]) -> list[list[Line]]:
    """Pieces whose middles are level, from left to right."""
    lines: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.box[1] + piece.box[3]):
        height = piece.box[3] - piece.box[1]
        if lines and (piece.box[1] + piece.box[3] - lines[-1][0].box[1] - lines[-1][0].box[3]) / 2 < 0.3 * height:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.box[0]) for line in lines]


def _row(pieces: Sequence[Line]) -> _Row | None:
    """The pieces as a row of a table; None for other text."""
    first = next((index for index, piece in enumerate(pieces) if _NUMBER.fullmatch(piece.text)), len(pieces))
    numbers = pieces[first:]
    if len(numbers) < _MIN_NUMBERS or not all(_NUMBER.fullmatch(piece.text) for piece in numbers):
        return None
    return _Row(list(pieces[:first]), list(numbers))


def _home(piece: Line, rows: Sequence[_Row]) -> _Row | None:
    """The row beside which a piece stands: their heights overlap, which those of two rows do not."""
    top, bottom = piece.box[1], piece.box[3]
    least = 0.15 * (bottom - top)
    near = [row for row in rows if bottom - row.numbers[0].box[1] > least and row.numbers[0].box[3] - top > least]
    return min(near, key=lambda row: abs(row.numbers[0].box[1] - top), default=None)


def _put(piece: Line, row: _Row) -> None:
    """Adds a piece to the number or label above or below which it stands, else in its place beside them."""
    for places in (row.numbers, row.labels):
        for index, other in enumerate(places):
            if piece.box[0] < other.box[2] and other.box[0] < piece.box[2]:
                places[index] = _stacked([other, piece])
                return
    places = row.labels if piece.box[0] < row.numbers[0].box[0] and not _NUMBER.fullmatch(piece.text) else row.numbers
    places.append(piece)
    places.sort(key=lambda other: other.box[0])


def _stacks(pieces: Sequence[Line]) -> list[Line]:
    """Pieces that stand right below one another, joined."""
    stacks: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.box[1]):
        for stack in stacks:
            if _is_below(piece, stack[-1]):
                stack.append(piece)
                break
        else:
            stacks.append([piece])
    return [_stacked(stack) for stack in stacks]


def _is_below(piece: Line, other: Line) -> bool:
    """True if a piece stands right below another one."""
    gap = piece.box[1] - other.box[3]
    is_close = gap < 0.6 * (other.box[3] - other.box[1]) and piece.box[1] >= other.box[1]
    return is_close and piece.box[0] < other.box[2] and other.box[0] < piece.box[2]


def _stacked(pieces: Sequence[Line]) -> Line:
    ordered = sorted(pieces, key=lambda piece: piece.box[1])
    return Line("".join(piece.text for piece in ordered), hull(ordered), lowest_score(ordered))


def _joined(pieces: Sequence[Line]) -> Line:
    return Line(" ".join(piece.text for piece in pieces if piece.text), hull(pieces), lowest_score(pieces))
