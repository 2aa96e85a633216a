"""The figures of a wide row: a name each, and the fields it comes from in the layouts of the form.

`figures.csv` names the fields of a figure: `a+b` is a sum, `x|y` is x, or y where x is not on the form. Figures with
two forms are those the codebook calls comparable between them.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the wide views."""

    name: str
    zh: str
    en: str
    codes: str  # `t3_other__total|t3_other_no_correction__total+…`
    unit: str

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """The field codes that add up to it, once for each form it has."""
        return tuple(tuple(form.split("+")) for form in self.codes.split("|"))

    @property
    def is_money(self) -> bool:
        """True if it is money, which forms print in 元, 万元 or 亿元."""
        return self.unit == "元"


@cache
def load() -> tuple[Figure, ...]:
    """Every figure, in the order of the columns."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Figure(**row) for row in csv.DictReader(file))
