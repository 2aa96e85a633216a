"""Tables printed without rules: the pieces of each row of numbers brought together on one line.

A label of two lines stands above and below its numbers, and the label of a group beside several rows. Read straight
from top to bottom, such a page says `5.要求行政机关确认或重新出具已`, then seven numbers, then `获取信息`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipelines.readers.glyphs import Line, hull, lowest_score

_NUMBER = re.compile(r"[-－]?\d[\d.,，]*(?:[(（].*)?|[/—－-]")
_SHORT = 4  # characters of a header that may stand alone on its line
_FEWEST = 5  # numbers side by side that make a row of a table; prose has no such line


class _Row(NamedTuple):
    labels: list[Line]  # pieces left of the first number
    numbers: list[Line]  # and all to the right of it


def gather_rows(lines: Sequence[Sequence[Line]]) -> list[Line]:
    """Lines of text, each given as its pieces (runs without a wide gap), with the rows of tables made whole."""
    rows = {index: row for index, pieces in enumerate(lines) if (row := _row(pieces)) is not None}
    if not rows:
        return [_joined(pieces) for pieces in lines]
    whole = list(rows.values())
    top, bottom = whole[0].numbers[0].box[1], whole[-1].numbers[0].box[3]
    # Where the labels of single rows begin; what ends left of that is the label of a group.
    starts = Counter(round(row.labels[-1].box[0]) for row in whole if row.labels)
    edge = starts.most_common(1)[0][0] if starts else 0
    groups: list[Line] = []
    for row in whole:
        groups += row.labels[:-1]
        del row.labels[:-1]
    plain: list[list[Line]] = []  # by line; an empty one for a row
    for index, pieces in enumerate(lines):
        plain.append([])
        for piece in pieces if index not in rows else ():
            home = _home(piece, whole)
            if piece.box[2] <= edge and top < piece.box[3] and piece.box[1] < bottom:
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
            if gap < 0.4 * (bottom - top) and x0 < label[2] and label[0] < x1 < row.numbers[0].box[0]:
                return row
    return None


def _with_whole_headers(lines: list[list[Line]], rows: Mapping[int, _Row]) -> list[list[Line]]:
    """The other lines, the headers right above a row put together: `结果维` above `持`, beside them `总计`."""
    done: list[list[Line]] = []
    header: list[Line] = []
    for index, pieces in enumerate(lines):
        if index in rows:
            done += _in_lines(_stacks(header))
            header = []
        elif len(pieces) > 1 or (header and all(len(piece.text) <= _SHORT for piece in pieces)):
            header += pieces
        else:
            done += [*_in_lines(header), pieces]
            header = []
    return [*done, *_in_lines(header)]


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
    if len(numbers) < _FEWEST or not all(_NUMBER.fullmatch(piece.text) for piece in numbers):
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
            last = stack[-1].box
            height = last[3] - last[1]
            if piece.box[1] - last[3] < 0.6 * height and piece.box[0] < last[2] and last[0] < piece.box[2]:
                stack.append(piece)
                break
        else:
            stacks.append([piece])
    return [_stacked(stack) for stack in stacks]


def _stacked(pieces: Sequence[Line]) -> Line:
    ordered = sorted(pieces, key=lambda piece: piece.box[1])
    return Line("".join(piece.text for piece in ordered), hull(ordered), lowest_score(ordered))


def _joined(pieces: Sequence[Line]) -> Line:
    return Line(" ".join(piece.text for piece in pieces if piece.text), hull(pieces), lowest_score(pieces))
