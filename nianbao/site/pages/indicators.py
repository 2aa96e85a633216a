"""An indicator: its course over the years, a ranking by level, and a table of just this to download."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from nianbao.screens.safe_text import safe_cell
from nianbao.site.charts import Band
from nianbao.site.country import LEVELS, Country, Region
from nianbao.site.figures import Figures, Place, column
from nianbao.site.render import Page
from nianbao.site.writing import Writer
from pipelines import templates
from pipelines.templates import figures as wide
from pipelines.templates.figures import Figure

_RANKED = 20  # regions of a level
_GOVERNMENT = "government"
_OTHER = "other"  # a level for regions that are of none
_BOM = "\ufeff"  # tells a spreadsheet that the file is UTF-8
_HEADER = ("region_code", "region_name", "organ_name", "organ_kind", "year", "scope")


@dataclass(frozen=True, slots=True)
class Year:
    """How the governments of one level stand in one year."""

    year: int
    count: int  # governments that state the figure
    low: float | None  # a quarter lies below
    middle: float | None
    high: float | None  # a quarter lies above


@dataclass(frozen=True, slots=True)
class Ranked:
    """A government with its figure in the ranking's year."""

    region: Region
    above: str  # name of its province and prefecture
    value: float
    report: str


@dataclass(frozen=True, slots=True)
class Level:
    """Regions of one kind, which alone compare with each other."""

    level: str
    years: tuple[Year, ...]
    ranked_year: int
    ranking: tuple[Ranked, ...]
    total: int  # governments in that year


def put(writer: Writer, figures: Figures, figure: Figure) -> None:
    """Write the figure's table: every organ and year that states it."""
    rows = list(figures.stated(figure))

    def make() -> str:
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow([*_HEADER, column(figure), "unit", "source_url", "report_page"])
        for place, value in rows:
            words = (place.region_code, place.region_name, place.organ_name, place.kind)
            named = (safe_cell(word) for word in words)
            number = int(value) if value == int(value) else value
            source = safe_cell(place.source_url)
            table.writerow([*named, place.year, place.scope, number, figure.unit, source, place.report])
        return _BOM + out.getvalue()

    writer.put(f"data/{figure.name}.csv", (figure, rows), make)


def pages(country: Country, figures: Figures) -> Iterator[Page]:
    """The list of indicators, then one page each."""
    groups = _groups(figures)
    yield Page("indicators.html", "indicators.html", groups, lambda: {"groups": groups})
    for figure in wide.load():
        levels = _levels(country, figures, figure)
        if levels:
            yield Page(
                f"indicator/{figure.name}.html",
                "indicator.html",
                (figure, levels),
                lambda figure=figure, levels=levels: _context(figure, levels),  # type: ignore[misc]
            )


def _context(figure: Figure, levels: Sequence[Level]) -> Mapping[str, Any]:
    return {
        "figure": figure,
        "levels": levels,
        "column": column(figure),
        "band": lambda level: Band([one.low for one in level.years], [one.high for one in level.years]),
        "fields": _fields(figure),
        "breaks": any(field.comparability == "break" for field in _fields(figure)) or len(figure.forms) > 1,
    }


def _fields(figure: Figure) -> list[templates.Field]:
    """The codebook's rows of the cells that make the figure."""
    codes = [code for form in figure.forms for code in form]
    return [entry for (code, _), entry in templates.codebook().items() if code in codes]


def _groups(figures: Figures) -> list[tuple[str, list[tuple[Figure, int]]]]:
    """The figures by the table of the form they stand in, with the number of rows that state them."""
    found: dict[str, list[tuple[Figure, int]]] = {}
    for figure in wide.load():
        table = _fields(figure)[0].table_name
        found.setdefault(table, []).append((figure, sum(1 for _ in figures.stated(figure))))
    return sorted(found.items())


def _levels(country: Country, figures: Figures, figure: Figure) -> list[Level]:
    stated: dict[str, dict[int, list[tuple[Place, float]]]] = {level: {} for level in (*LEVELS, _OTHER)}
    for place, value in figures.stated(figure):
        if place.kind == _GOVERNMENT:
            level = country.regions[place.region_code].level
            stated[level if level in LEVELS else _OTHER].setdefault(place.year, []).append((place, value))
    return [_level(country, level, years) for level, years in stated.items() if years]


def _level(country: Country, level: str, stated: Mapping[int, Sequence[tuple[Place, float]]]) -> Level:
    years = tuple(
        _year(year, [value for _, value in stated.get(year, ())]) for year in range(min(stated), max(stated) + 1)
    )
    most = max(map(len, stated.values()))
    ranked_year = max(year for year, found in stated.items() if 2 * len(found) >= most)
    order = sorted(stated[ranked_year], key=lambda one: (-one[1], one[0].region_code))[:_RANKED]
    ranking = tuple(
        Ranked(country.regions[place.region_code], _above(country, place), value, place.report)
        for place, value in order
    )
    return Level(level, years, ranked_year, ranking, len(stated[ranked_year]))


def _year(year: int, values: Sequence[float]) -> Year:
    if not values:
        return Year(year, 0, None, None, None)
    low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    return Year(year, len(values), low, median(values), high)


def _above(country: Country, place: Place) -> str:
    region = country.regions[place.region_code]
    codes = (region.province, region.prefecture)
    return " ".join(country.regions[code].name for code in codes if code in country.regions and code != region.code)
