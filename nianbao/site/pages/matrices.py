"""The matrix of regions and years: each mark leads to the report, or to why it is missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nianbao.site import names, shares
from nianbao.site.country import Country, Organ, Region
from nianbao.site.render import Page
from nianbao.site.shares import Share

_MAX_ROWS = 200  # of regions on the first page; more are a page a province


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell: the state of the government's own report, where its evidence is, and how the other organs stand."""

    state: str  # "" where none is expected
    target: str  # page; "" where there is none
    others: Share


@dataclass(frozen=True, slots=True)
class Row:
    """A region and its years."""

    region: Region
    marks: tuple[Mark, ...]
    share: Share


def pages(country: Country) -> Iterator[Page]:
    """The first page, and where it does not hold every region, one a province."""
    years = country.years()
    known = {province.code: province for province in names.provinces()}
    rows: dict[str, list[Row]] = {}
    for code in sorted(country.organs):
        region = country.regions[code]
        rows.setdefault(region.province if region.province in known else "", []).append(row(country, region, years))
    is_whole = sum(map(len, rows.values())) <= _MAX_ROWS

    def context(codes: Sequence[str]) -> Mapping[str, Any]:
        return {"years": years, "sections": [(known.get(code), rows[code]) for code in codes]}

    if is_whole:
        yield Page("matrix.html", "matrix.html", (years, rows), lambda: {**context(list(rows)), "provinces": ()})
        return
    sums = [(known.get(code), code[:2] or "00", _sums(country, rows[code], years)) for code in rows]
    yield Page("matrix.html", "matrix.html", (years, sums), lambda: {"years": years, "sections": (), "provinces": sums})
    for code in rows:
        yield Page(
            f"matrix/{code[:2] or '00'}.html",
            "matrix.html",
            (years, rows[code]),
            lambda code=code: {**context([code]), "provinces": ()},  # type: ignore[misc]
        )


def row(country: Country, region: Region, years: Sequence[int]) -> Row:
    """A region's row."""
    organs = country.organs[region.code]
    own = [organ for organ in organs if organ.kind == "government"][:1] or organs[:1]
    rest = [organ for organ in organs if organ not in own]
    marks = tuple(_mark(region, own, rest, year) for year in years)
    return Row(region, marks, shares.of_organs(organs))


def anchor(organ: Organ, year: int) -> str:
    """Where the region's page tells of a report that is missing."""
    return f"y-{organ.key}-{year}"


def _mark(region: Region, own: Sequence[Organ], rest: Sequence[Organ], year: int) -> Mark:
    others = shares.of_organs(rest, year)
    cell = own[0].cells.get(year) if own else None
    if cell is None:
        return Mark("", "", others)
    return Mark(cell.state, cell.report or f"{region.path}#{anchor(own[0], year)}", others)


def _sums(country: Country, rows: Sequence[Row], years: Sequence[int]) -> list[Share]:
    organs = [organ for row in rows for organ in country.organs[row.region.code]]
    return [shares.of_organs(organs, year) for year in years]
