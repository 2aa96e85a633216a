"""The coverage map: provinces as tiles, every region in them a square; a page a province with its prefectures.

Where shapes of regions are given, the regions are drawn with them, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from markupsafe import Markup

from nianbao.site import names, outlines, shapes, shares
from nianbao.site.country import Country, Region
from nianbao.site.render import Page
from nianbao.site.shapes import Shapes
from nianbao.site.shares import Share

STEPS = ("s4", "s3", "s2", "s1", "s0", "s-unseen")
_SQUARE, _GAP = 9, 1
_MAX_NAMED = 30  # regions without a shape; more are counted
_COUNTRY, _PROVINCE = 5600, 1600  # steps of a drawing's grid: some 300 kB for the 2,847 counties, 20 for a province's


@dataclass(frozen=True, slots=True)
class Tile:
    """A region with its share."""

    region: Region
    share: Share
    has_page: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A prefecture with the counties in it; None gathers those that lie in no prefecture."""

    head: Tile | None
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A region with the path that draws it."""

    tile: Tile
    path: str


def by_province(country: Country) -> dict[str, list[Tile]]:
    """Province code -> its regions in force, and those no longer in force that reports are stored for."""
    found: dict[str, list[Tile]] = {province.code: [] for province in names.provinces()}
    for code, region in country.regions.items():
        if region.in_force or country.has_page(code):
            tile = Tile(region, shares.of_region(country, code), country.has_page(code))
            found.setdefault(region.province, []).append(tile)
    return found


def pages(country: Country, found: Shapes) -> Iterator[Page]:
    """The map of the country, then one page a province."""
    tiles = by_province(country)
    known = {province.code: province for province in names.provinces()}
    sums = {code: sum((tile.share for tile in some), Share()) for code, some in tiles.items()}
    everywhere = [tile for some in tiles.values() for tile in some]
    looked_at = sum(tile.has_page for tile in everywhere)

    def country_context() -> Mapping[str, Any]:
        drawn = [(province, sums[province.code], _squares(tiles[province.code])) for province in known.values()]
        counts = {"counted": len(everywhere), "looked_at": looked_at}
        return {"tiles": drawn, "steps": STEPS, **counts, **_drawing(everywhere, found, _COUNTRY)}

    yield Page("map.html", "map.html", (tiles, shapes.digest(found)), country_context)
    for code, some in tiles.items():
        if some and code in known:
            own = {tile.region.code: found[tile.region.code] for tile in some if tile.region.code in found}
            yield Page(
                f"map/{code[:2]}.html",
                "province.html",
                (some, sums[code], shapes.digest(own)),
                lambda code=code, some=some, own=own: {  # type: ignore[misc]
                    "province": known[code],
                    "share": sums[code],
                    "groups": groups(some),
                    "steps": STEPS,
                    **_drawing(some, own, _PROVINCE),
                },
            )


def _drawing(tiles: Sequence[Tile], found: Shapes, across: int) -> Mapping[str, Any]:
    """The regions that have a shape, but those whose parts have one; who has none is counted."""
    divided = {
        above
        for tile in tiles
        if tile.region.code in found
        for above in (tile.region.province, tile.region.prefecture)
        if above != tile.region.code
    }
    parts = [tile for tile in tiles if tile.region.in_force and tile.region.code not in divided]
    own = {tile.region.code: tile for tile in parts if tile.region.code in found}
    if not own:
        return {"outlines": (), "borders": (), "size": (0, 0), "shapeless": (), "without": 0}
    groups = {code: tile.region.province for code, tile in own.items()}
    drawing = outlines.drawn({code: found[code] for code in own}, groups, across)
    shapeless = [tile.region for tile in parts if tile.region.code not in drawing.paths]
    return {
        "outlines": [Outline(own[code], path) for code, path in drawing.paths.items()],
        "borders": drawing.borders,
        "size": (drawing.width, drawing.height),
        "shapeless": shapeless if len(shapeless) <= _MAX_NAMED else (),
        "without": len(shapeless),
    }


def groups(tiles: list[Tile]) -> list[Group]:
    """The tiles of a province by prefecture; the province itself first."""
    prefectures = {tile.region.code: tile for tile in tiles if tile.region.level == "prefecture"}
    below: dict[str, list[Tile]] = {code: [] for code in prefectures}
    alone: list[Tile] = []
    for tile in tiles:
        if tile.region.level != "prefecture":
            below.get(tile.region.prefecture, alone).append(tile)
    first = [Group(None, tuple(alone))] if alone else []
    return first + [Group(prefectures[code], tuple(found)) for code, found in below.items()]


def _squares(tiles: list[Tile]) -> Markup:
    """A square a region, in the order of codes, those of one colour in one path."""
    if not tiles:
        return Markup("")
    across = ceil(sqrt(len(tiles) * 1.6))
    shapes: dict[str, list[str]] = {}
    for number, tile in enumerate(tiles):
        x, y = number % across * (_SQUARE + _GAP), number // across * (_SQUARE + _GAP)
        shapes.setdefault(tile.share.step, []).append(f"M{x} {y}h{_SQUARE}v{_SQUARE}h-{_SQUARE}z")
    paths = "".join(f'<path class="{step}" d="{"".join(shapes[step])}"/>' for step in STEPS if step in shapes)
    width, height = across * (_SQUARE + _GAP), ceil(len(tiles) / across) * (_SQUARE + _GAP)
    return Markup(f'<svg class="squares" viewBox="0 0 {width} {height}" aria-hidden="true">{paths}</svg>')
