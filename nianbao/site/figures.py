"""The figures of view `organ_year` in memory: one array a figure, so that a nation's fit."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isnan, nan

from sqlalchemy import text
from sqlalchemy.orm import Session

from nianbao.site.country import Country
from pipelines.templates import figures
from pipelines.templates.figures import Figure


@dataclass(frozen=True, slots=True)
class Place:
    """The organ and year that a row of figures is of."""

    organ: str  # key of the organ
    region_code: str
    region_name: str
    organ_name: str
    kind: str
    year: int
    scope: str
    report: str  # path of its page
    source_url: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All rows, by region, organ and year; `columns` holds NaN where no number is printed."""

    places: list[Place]
    columns: "dict[str, array[float]]"  # quoted: array takes no type before Python 3.12
    of_region: dict[str, list[int]] = field(default_factory=dict)

    def value(self, figure: Figure, row: int) -> float | None:
        """The figure in a row."""
        found = self.columns[figure.name][row]
        return None if isnan(found) else found

    def stated(self, figure: Figure) -> Iterator[tuple[Place, float]]:
        """The rows that hold the figure."""
        for place, value in zip(self.places, self.columns[figure.name], strict=True):
            if not isnan(value):
                yield place, value


def column(figure: Figure) -> str:
    """Its column in the view: money is in yuan."""
    return figure.name + "_yuan" * figure.is_money


def read(session: Session, country: Country) -> Figures:
    """Every row of the view, a year at a time."""
    known = figures.load()
    wanted = ", ".join(column(figure) for figure in known)
    found: list[tuple[Place, tuple[float | None, ...]]] = []
    years = session.execute(text("SELECT DISTINCT year FROM report WHERE year IS NOT NULL ORDER BY year")).scalars()
    query = text(
        "SELECT organ_id, region_code, region_name, organ_name, organ_kind, year, scope, report_id, source_url,"
        f" {wanted} FROM organ_year WHERE year = :year"
    )
    for year in list(years):
        for row in session.execute(query, {"year": year}):
            organ_id, region_code, region, name, kind, _, scope, report_id, source_url, *values = row
            organ, path = country.known.organs[organ_id], country.report_paths[report_id]
            found.append((Place(organ, region_code, region, name, kind, year, scope, path, source_url), tuple(values)))
    found.sort(key=lambda one: (one[0].region_code, one[0].kind != "government", one[0].organ_name, one[0].year))
    columns = {
        figure.name: array("d", [nan if row[1][place] is None else float(row[1][place] or 0) for row in found])
        for place, figure in enumerate(known)
    }
    made = Figures([place for place, _ in found], columns)
    for number, place in enumerate(made.places):
        made.of_region.setdefault(place.region_code, []).append(number)
    return made
