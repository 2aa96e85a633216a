"""Whose error is it when sums fail: the smallest sets of cells that would explain it, and who is to blame.

A set of cells explains the failing sums when other figures in these cells alone would make all of them hold, and keep
those that hold. Nothing is corrected.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from pipelines.checks.identities import Identity, Numbers

SOURCE, READING, UNCONFIRMED = "source", "reading", "unconfirmed"
MAX_SETS = 20  # sets of two that are told; more say nothing
_MAX_PAIRED = 60  # cells that pairs are made of: one column's sum and its neighbours


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum of the report: what each cell counts for in left minus right, and by how much the printed figures fail."""

    weights: Mapping[str, int]
    rest: Decimal  # left minus right; 0 where the sum holds


def equation(identity: Identity, numbers: Numbers) -> Equation:
    """The identity on these numbers; blanks count as 0."""
    weights = identity.weights()
    terms = (weight * (numbers.get(code) or Decimal(0)) for code, weight in weights.items())
    return Equation(weights, sum(terms, Decimal(0)))


def explanations(equations: Sequence[Equation]) -> tuple[frozenset[str], ...]:
    """The smallest sets of cells, of one or of two, that explain all sums that fail together; none where none do."""
    failing = [each for each in equations if each.rest]
    cells = sorted({code for each in failing for code in each.weights})
    singles = [frozenset({cell}) for cell in cells if _explains((cell,), equations)]
    if singles or len(cells) > _MAX_PAIRED:
        return tuple(singles)
    pairs = (frozenset(pair) for pair in combinations(cells, 2) if _explains(pair, equations))
    found = [pair for _, pair in zip(range(MAX_SETS + 1), pairs, strict=False)]
    return tuple(found) if len(found) <= MAX_SETS else ()


def together(equations: Sequence[Equation]) -> Iterator[list[Equation]]:
    """The equations in groups whose failing ones share cells; each group with the sums that hold on these cells."""
    left = [each for each in equations if each.rest]
    while left:
        group, codes = [left.pop(0)], set[str]()
        while True:
            codes = {code for each in group for code in each.weights}
            near = [each for each in left if codes & each.weights.keys()]
            if not near:
                break
            group += near
            left = [each for each in left if each not in near]
        yield group + [each for each in equations if not each.rest and codes & each.weights.keys()]


def cause(fields: Collection[str], confirmed: Collection[str], differing: Collection[str]) -> str:
    """Who is to blame for a sum of these cells: the looks differ, they agree on every cell, or there was only one."""
    if any(code in differing for code in fields):
        return READING
    return SOURCE if all(code in confirmed for code in fields) else UNCONFIRMED


def _explains(cells: Sequence[str], equations: Sequence[Equation]) -> bool:
    """True if some change of each of the cells makes up for every equation's rest."""
    rows = [([Decimal(each.weights.get(cell, 0)) for cell in cells], -each.rest) for each in equations]
    touched = [(weights, rest) for weights, rest in rows if any(weights)]
    if any(rest for weights, rest in rows if not any(weights)):
        return False
    changes = _solved(touched, len(cells))
    return changes is not None and all(changes)


def _solved(rows: list[tuple[list[Decimal], Decimal]], count: int) -> list[Decimal] | None:
    """The one change of each cell that satisfies all rows; 1 stands for a cell that nothing determines."""
    rows = [(list(weights), rest) for weights, rest in rows]
    pivots: list[int] = []
    for column in range(count):
        place = next((at for at in range(len(pivots), len(rows)) if rows[at][0][column]), None)
        if place is None:
            continue
        at = len(pivots)
        rows[at], rows[place] = rows[place], rows[at]
        weights, rest = rows[at]
        scale = weights[column]
        rows[at] = ([weight / scale for weight in weights], rest / scale)
        for other in range(len(rows)):
            factor = rows[other][0][column]
            if other != at and factor:
                reduced = [one - factor * two for one, two in zip(rows[other][0], rows[at][0], strict=True)]
                rows[other] = (reduced, rows[other][1] - factor * rows[at][1])
        pivots.append(column)
    if any(rest for _, rest in rows[len(pivots) :]):
        return None
    found = [Decimal(1)] * count
    if len(pivots) == count:
        for at, column in enumerate(pivots):
            found[column] = rows[at][1]
    return found
