"""How much of what ought to exist was had: of a region, a prefecture, a province."""

from collections.abc import Iterable
from dataclasses import dataclass

from nianbao.site.country import HAD, NOTHING, Country, Organ


@dataclass(frozen=True, slots=True)
class Share:
    """Reports had and reports missing. What a complete list shows not to exist is neither."""

    had: int = 0
    missing: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.had + other.had, self.missing + other.missing)

    @property
    def owed(self) -> int:
        """Had and missing."""
        return self.had + self.missing

    @property
    def step(self) -> str:
        """Class of its colour: not looked at, none, below half, below nine tenths, below all, all."""
        if not self.owed:
            return "s-unseen"
        bounds = ((0, "s0"), (0.5, "s1"), (0.9, "s2"), (1, "s3"))
        return next((name for bound, name in bounds if self.had <= bound * self.owed and self.had < self.owed), "s4")

    @property
    def percent(self) -> int:
        """Of what is owed, rounded down: 100 is all."""
        return 100 * self.had // self.owed if self.owed else 0


def of_organs(organs: Iterable[Organ], year: int | None = None) -> Share:
    """The share of some organs, of all years or of one."""
    states = [cell.state for organ in organs for at, cell in organ.cells.items() if year is None or at == year]
    had = sum(state in HAD for state in states)
    return Share(had, sum(state not in HAD and state != NOTHING for state in states))


def of_region(country: Country, code: str) -> Share:
    """The share of a region's own organs."""
    return of_organs(country.organs.get(code, ()))
