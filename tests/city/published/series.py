"""An organ's reports of several years with figures made up: what a replica publishes when only its pages matter."""

from collections.abc import Iterable
from random import Random

from ..forms.generate import valid_figures
from ..forms.layout import F2019, F2021
from ..forms.report import ReportForm


def reports(organ: str, years: Iterable[int], seed: int) -> list[ReportForm]:
    """Oldest first. Each year continues the figures of the year before; the forms are those in force that year."""
    chance = Random(seed).randint
    made: list[ReportForm] = []
    for year in sorted(years):
        layout = F2019 if year < 2021 else F2021
        carried = made[-1].printed if made and made[-1].year == year - 1 and made[-1].t3 == layout else None
        printed = valid_figures(chance, layout, layout, carried, carry_out=year != 2020, busiest=5)
        day = f"{year + 1}-01-{chance(5, 31):02d}"
        made.append(ReportForm(organ=organ, year=year, printed=printed, published_on=day, t2=layout, t3=layout))
    return made
