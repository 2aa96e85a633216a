"""The coverage map: provinces as tiles, every region in them a square; a page a province with its prefectures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from markupsafe import Markup

from nianbao.site import names, shares
from nianbao.site.country import Country, Region
from nianbao.site.render import Page
from nianbao.site.shares import Share

STEPS = ("s4", "s3", "s2", "s1", "s0", "s-unseen")
_SQUARE, _GAP = 9, 1


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


def by_province(country: Country) -> dict[str, list[Tile]]:
    """Province code -> its regions in force, and those no longer in force that reports are stored for."""
    found: dict[str, list[Tile]] = {province.code: [] for province in names.provinces()}
    for code, region in country.regions.items():
        if region.in_force or country.has_page(code):
            tile = Tile(region, shares.of_region(country, code), country.has_page(code))
            found.setdefault(region.province, []).append(tile)
    return found


def pages(country: Country) -> Iterator[Page]:
    """The map of the country, then one page a province."""
    tiles = by_province(country)
    known = {province.code: province for province in names.provinces()}
    sums = {code: sum((tile.share for tile in found), Share()) for code, found in tiles.items()}
    looked_at = sum(tile.has_page for found in tiles.values() for tile in found)
    counted = sum(len(found) for found in tiles.values())

    def country_context() -> Mapping[str, Any]:
        drawn = [(province, sums[province.code], _squares(tiles[province.code])) for province in known.values()]
        return {"tiles": drawn, "steps": STEPS, "counted": counted, "looked_at": looked_at}

    yield Page("map.html", "map.html", tiles, country_context)
    for code, found in tiles.items():
        if found and code in known:
            yield Page(
                f"map/{code[:2]}.html",
                "province.html",
                (found, sums[code]),
                lambda code=code, found=found: {  # type: ignore[misc]
                    "province": known[code],
                    "share": sums[code],
                    "groups": groups(found),
                    "steps": STEPS,
                },
            )


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
