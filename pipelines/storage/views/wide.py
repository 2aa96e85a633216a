"""The columns of the wide views: each figure as printed, with blanks as zero beside it, and a flag where that was done.

`row` makes them from the cells of a report. They are stored (`report_figures.py`): to look up some two hundred cells
for every row of a wide view took nine seconds for one year of a nation, and PostgreSQL 0.2 s only to plan it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipelines import templates
from pipelines.templates import figures
from pipelines.templates.figures import Figure

OR_ZERO, IMPUTED = "_or_zero", "_is_imputed"
FACTORS = {"元": 1.0, "万元": 10_000.0, "亿元": 100_000_000.0}  # in yuan
_BLANK = frozenset({"blank", "not_applicable"})

NUMBER, FLAG, WORD = "number", "flag", "word"  # what a column holds


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as people have it. `unit`: of the number, NULL where none is printed or meant."""

    number: float | None
    state: str
    unit: str | None


@cache
def columns() -> Mapping[str, str]:
    """Name -> what it holds, of the columns of every figure, in order."""
    found: dict[str, str] = {}
    for figure in figures.load():
        name = _name(figure)
        found |= {name: NUMBER, name + OR_ZERO: NUMBER, name + IMPUTED: FLAG}
        if figure.is_money:
            found |= {f"{figure.name}_printed": NUMBER, f"{figure.name}_unit": WORD}
    return found


def row(cells: Mapping[str, Cell]) -> tuple[float | int | str | None, ...]:
    """The values of `columns()` for a report; `cells`: field code -> cell, at least of `codes()`."""
    made: list[float | int | str | None] = []
    for figure in figures.load():
        is_money = figure.is_money
        made.append(_of_first_form(figure, cells, is_money, counts_blanks=False))
        made.append(_of_first_form(figure, cells, is_money, counts_blanks=True))
        made.append(int(any(code in cells and cells[code].state in _BLANK for code in _codes(figure))))
        if is_money:
            cell = cells.get(_codes(figure)[0])
            made += (None, None) if cell is None else (cell.number, cell.unit)
    return tuple(made)


@cache
def codes() -> frozenset[str]:
    """The fields that figures are made from."""
    return frozenset(code for figure in figures.load() for code in _codes(figure))


@cache
def layouts() -> str:
    """Which layout each statutory table of the report is printed in, as SQL over `r`."""
    found = []
    for table in ("T2", "T3", "T4"):
        names = [template.layout for template in templates.of(table)]
        cases = " ".join(f"""WHEN r.layouts LIKE '%"{table}": "{name}"%' THEN '{name}'""" for name in names)
        found.append(f"CASE {cases} END AS {table.lower()}_layout")
    return ",\n    ".join(found)


def _name(figure: Figure) -> str:
    return f"{figure.name}_yuan" if figure.is_money else figure.name


@cache
def _codes(figure: Figure) -> tuple[str, ...]:
    return tuple(code for form in figure.forms for code in form)


@cache
def _forms(figure: Figure) -> tuple[tuple[str, ...], ...]:
    return figure.forms


def _of_first_form(figure: Figure, cells: Mapping[str, Cell], is_money: bool, *, counts_blanks: bool) -> float | None:
    """The sum of the first form whose cells all hold a number; None where none does."""
    for form in _forms(figure):
        total = 0.0
        for code in form:
            cell = cells.get(code)
            if cell is None:
                break
            number = cell.number
            if counts_blanks and cell.state in _BLANK:
                number = 0.0
            elif is_money:
                number = _yuan(cell)
            if number is None:
                break
            total += number
        else:
            return total
    return None


def _yuan(cell: Cell) -> float | None:
    """Without the noise of the product's last digits; None where the unit is not one of money."""
    if cell.number is None or cell.unit not in FACTORS:
        return None
    return round(cell.number * FACTORS[cell.unit] * 10_000) / 10_000
