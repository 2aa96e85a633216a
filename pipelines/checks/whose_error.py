"""Who made the error when sums fail: the smallest sets of cells that would explain it.

A set of cells explains the failing sums when other figures in these cells alone would make all of them hold, and keep
those that hold. No count is below zero. Nothing is corrected.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import combinations

from pipelines import templates
from pipelines.checks.identities import Identity, Numbers

Suspects = tuple[tuple[str, ...], ...]  # sets of cells

SOURCE, READING, UNCONFIRMED = "source", "reading", "unconfirmed"
MAX_SETS = 50  # sets of two that are told: a row each of one wrong column; more say nothing
_MAX_PAIRED = 60  # cells that pairs are made of: one column's sum and its neighbours


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum of the report: what each cell counts for in left minus right, and by how much the printed figures fail."""

    weights: Mapping[str, int]
    rest: Decimal  # left minus right; 0 where the sum holds
    counts: Mapping[str, Decimal] = field(default_factory=dict)  # the figures of cells that cannot be below zero

    @property
    def cells(self) -> frozenset[str]:
        return frozenset(self.weights)


def equation(identity: Identity, current: Numbers, previous: Numbers | None = None) -> Equation:
    """The identity on these numbers; blanks count as 0."""
    weights = identity.weights()
    numbers = {term.cell: term.number(current, previous) or Decimal(0) for term in identity.terms}
    rest = sum((weight * numbers[cell] for cell, weight in weights.items()), Decimal(0))
    return Equation(weights, rest, {cell: number for cell, number in numbers.items() if cell not in _signed()})


@cache
def _signed() -> frozenset[str]:
    """The cells that may be below zero, in either year."""
    codes = {code for (code, _), entry in templates.codebook().items() if entry.value_type == "signed_count"}
    return frozenset(codes | {f"prev.{code}" for code in codes})


def suspects(
    rules: Sequence[Identity], current: Numbers, previous: Numbers | None = None
) -> dict[frozenset[str], Suspects]:
    """The cells of each rule that fails -> the smallest sets of cells that explain it and what it fails with.

    A bound is explained by what makes both of its sides equal.
    """
    stated = [rule for rule in rules if rule.applies_to(current, previous)]
    sums = [equation(rule, current, previous) for rule in stated if rule.is_equation]
    holding = [each for each in sums if not each.rest]
    bounds = [rule for rule in stated if not rule.is_equation and rule.check(current, previous) is not None]
    found: dict[frozenset[str], Suspects] = {}
    unexplained: list[Equation] = []
    for group in (*([equation(rule, current, previous), *holding] for rule in bounds), *together(sums)):
        told = _told(group)
        found |= told
        unexplained += [each for each in group if told.get(each.cells) == ()]
    # two columns that fail by the cells of one row share none of them, but the row's sum
    return found | _told([*unexplained, *holding])


def _told(equations: Sequence[Equation]) -> dict[frozenset[str], Suspects]:
    sets = tuple(tuple(sorted(cells)) for cells in explanations(equations))
    return {each.cells: sets for each in equations if each.rest}


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
    if changes is None:
        return False
    counts = {cell: each.counts[cell] for each in equations for cell in cells if cell in each.counts}
    return all(_may_change(counts.get(cell), change) for cell, change in zip(cells, changes, strict=True))


def _may_change(count: Decimal | None, change: Decimal | None) -> bool:
    """True if another figure may stand there: a count stays at 0 or above. A change of None may be any."""
    return change is None or (change != 0 and (count is None or count + change >= 0))


def _solved(rows: list[tuple[list[Decimal], Decimal]], count: int) -> list[Decimal | None] | None:
    """The one change of each cell that satisfies all rows, None for each where there are many; None where none does."""
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
    return [rest for _, rest in rows[:count]] if len(pivots) == count else [None] * count
