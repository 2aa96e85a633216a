"""A region: its portal, its organs and their years, its government's figures, why reports are missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nianbao.site.country import NOTHING, STORED, Cell, Country, Organ, Region
from nianbao.site.figures import Figures
from nianbao.site.pages.matrices import anchor
from nianbao.site.render import Page
from pipelines.templates import figures as wide
from pipelines.templates.figures import Figure

_CHARTS = ("new_received", "total_processed", "carried_out", "review_total")
_TABLE = (*_CHARTS, "granted", "partial", "denied", "unable", "rejected", "suit_direct_total", "suit_postreview_total")


@dataclass(frozen=True, slots=True)
class Gap:
    """Years of one organ that are missing for one reason."""

    organ: Organ
    cell: Cell
    years: tuple[tuple[int, str], ...]  # with the place on the page


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the years."""

    figure: Figure
    values: tuple[float | None, ...]


def pages(country: Country, figures: Figures) -> Iterator[Page]:
    """One page a region that has organs."""
    for code, organs in country.organs.items():
        region = country.regions[code]
        years = _years(organs)
        series_years, series, reports = _series(figures, code)
        undated = country.undated.get(code, [])
        inputs = (region, organs, country.portals.get(code), series_years, series, undated)

        def context(
            region: Region = region,
            organs: Sequence[Organ] = organs,
            years: Sequence[int] = years,
            told: tuple[Any, ...] = (series_years, series, reports, undated),
        ) -> Mapping[str, Any]:
            chart = {one.figure.name: one for one in told[1]}
            return {
                "region": region,
                "above": _above(country, region),
                "organs": organs,
                "years": years,
                "portals": country.portals.get(region.code, ()),
                "gaps": gaps(organs),
                "series_years": told[0],
                "series": told[1],
                "charts": [chart[name] for name in _CHARTS if name in chart],
                "reports": told[2],
                "undated": told[3],
                "anchor": anchor,
            }

        yield Page(region.path, "region.html", inputs, context)


def gaps(organs: Sequence[Organ]) -> list[Gap]:
    """What is missing and why, years with the same reason together."""
    found: dict[tuple[str, str, str, str], tuple[Organ, Cell, list[tuple[int, str]]]] = {}
    for organ in organs:
        for year, cell in sorted(organ.cells.items()):
            if cell.state not in STORED:
                key = (organ.key, cell.state, cell.reason, cell.evidence)
                found.setdefault(key, (organ, cell, []))[2].append((year, anchor(organ, year)))
    return [Gap(organ, cell, tuple(years)) for organ, cell, years in found.values()]


def _years(organs: Sequence[Organ]) -> list[int]:
    told = [year for organ in organs for year, cell in organ.cells.items() if cell.state != NOTHING]
    return list(range(min(told), max(told) + 1)) if told else []


def _above(country: Country, region: Region) -> list[Region]:
    """The province and the prefecture it lies in."""
    codes = (region.province, region.prefecture)
    return [country.regions[code] for code in codes if code in country.regions and code != region.code]


def _series(figures: Figures, code: str) -> tuple[list[int], list[Series], dict[int, str]]:
    """The government's figures: years, series, and the report of each year."""
    rows = [row for row in figures.of_region.get(code, ()) if figures.places[row].kind == "government"]
    first = rows[:1] and figures.places[rows[0]].organ
    rows = [row for row in rows if figures.places[row].organ == first]
    reports = {figures.places[row].year: figures.places[row].report for row in rows}
    if not reports:
        return [], [], {}
    years = list(range(min(reports), max(reports) + 1))
    found = []
    for figure in wide.load():
        if figure.name in _TABLE:
            of_year = {figures.places[row].year: figures.value(figure, row) for row in rows}
            values = tuple(of_year.get(year) for year in years)
            if any(value is not None for value in values):
                found.append(Series(figure, values))
    return years, found, reports
