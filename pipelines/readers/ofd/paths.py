"""The paths of an OFD page: straight runs and curves of an AbbreviatedData."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.readers.geometry.affine import Matrix, apply
from pipelines.readers.ofd.package import numbers

_STRAIGHT = 1.0  # points by which a line may miss the horizontal or vertical
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def runs(data: str, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool, bool]]:
    """(points, whether closed, whether a curve) of the straight runs of a path and of the curves, each of which ends a
    run."""
    words = data.replace(",", " ").split()
    points: list[tuple[float, float]] = []
    place = 0
    while place < len(words):
        operator = words[place]
        count = _OPERANDS.get(operator, 0)
        operands = [float(word) for word in words[place + 1 : place + 1 + count] if _is_number(word)]
        place += 1 + count
        if operator == "C":
            yield points, True, False
            points = points[:1]
        elif operator in _OPERANDS and len(operands) == count:
            if operator != "L":
                yield points, False, False
                if operator in ("Q", "B", "A"):
                    yield (
                        [
                            *points[-1:],
                            apply(matrix, *operands[-4:-2] if operator != "A" else operands[-2:]),
                            apply(matrix, *operands[-2:]),
                        ],
                        False,
                        True,
                    )
                points = []
            points.append(apply(matrix, *operands[-2:]))
    yield points, False, False


def _is_number(word: str) -> bool:
    return len(numbers(word)) == 1


def is_straight(points: Sequence[tuple[float, float]]) -> bool:
    """True if a path runs along the page's edges only."""
    return all(min(abs(x1 - x0), abs(y1 - y0)) <= _STRAIGHT for (x0, y0), (x1, y1) in pairwise(points))
