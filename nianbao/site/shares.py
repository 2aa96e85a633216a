"""How much of what ought to exist is stored: of a region, a prefecture, a province."""

from collections.abc import Iterable
from dataclasses import dataclass

from nianbao.site.country import NOTHING, STORED, Country, Organ


@dataclass(frozen=True, slots=True)
class Share:
    """Reports stored and reports missing. What a complete list shows not to exist is neither."""

    stored: int = 0
    missing: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.stored + other.stored, self.missing + other.missing)

    @property
    def expected(self) -> int:
        """Had and missing."""
        return self.stored + self.missing

    @property
    def step(self) -> str:
        """Class of its colour: not looked at, none, below half, below nine tenths, below all, all."""
        if not self.expected:
            return "s-unseen"
        bounds = ((0, "s0"), (0.5, "s1"), (0.9, "s2"), (1, "s3"))
        return next(
            (name for bound, name in bounds if self.stored <= bound * self.expected and self.stored < self.expected),
            "s4",
        )

    @property
    def percent(self) -> int:
        """Of what is expected, rounded down: 100 is all."""
        return 100 * self.stored // self.expected if self.expected else 0


def of_organs(organs: Iterable[Organ], year: int | None = None) -> Share:
    """The share of some organs, of all years or of one."""
    states = [cell.state for organ in organs for at, cell in organ.cells.items() if year is None or at == year]
    stored = sum(state in STORED for state in states)
    return Share(stored, sum(state not in STORED and state != NOTHING for state in states))


def of_region(country: Country, code: str) -> Share:
    """The share of a region's own organs."""
    return of_organs(country.organs.get(code, ()))
