"""Shapes as paths of a drawing: an equal-area projection, simplified so that neighbours still touch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from nianbao.site import shapes
from nianbao.site.shapes import Shapes

# Albers' conic with the parallels and the meridian that maps of China take
_PARALLELS, _MERIDIAN = (25.0, 47.0), 105.0
_EARTH = 6371.0  # km
_DETAIL = 7  # steps of the grid; the root of the area of a corner that is cut off


@dataclass(frozen=True, slots=True)
class Drawing:
    """Regions as SVG paths, by code, with the borders of groups of them."""

    paths: Mapping[str, str]
    borders: tuple[str, ...]
    width: int
    height: int


def drawn(found: Shapes, groups: Mapping[str, str], across: int) -> Drawing:
    """The shapes on a grid of `across` steps on its longer side, with details of some steps left out.

    `groups` names the group of each code, whose outline is a border. Raises nothing for shapes that overlap or cross
    themselves: they are drawn as they are.
    """
    library = shapes.shapely()
    projected = {code: _sound(library, library.transform(shape, _projected)) for code, shape in found.items()}
    codes = [code for code, shape in projected.items() if not shape.is_empty]
    flat = [projected[code] for code in codes]
    if not flat:
        return Drawing({}, (), 0, 0)
    west, south, east, north = library.total_bounds(flat)
    unit = max(east - west, north - south) / across
    simple = dict(zip(codes, library.coverage_simplify(flat, _DETAIL * unit), strict=True))
    together: dict[str, list[Any]] = {}
    for code, shape in simple.items():
        together.setdefault(groups.get(code, ""), []).append(shape)
    edges = [library.union_all([library.make_valid(one) for one in together[group]]) for group in sorted(together)]

    def path(shape: Any) -> str:
        return "".join(_ring(ring, west, north, unit) for ring in _rings(shape))

    paths = {code: drawn for code, shape in simple.items() if (drawn := path(shape))}
    return Drawing(
        paths, tuple(filter(None, map(path, edges))), round((east - west) / unit) + 1, round((north - south) / unit) + 1
    )


def _projected(points: Any) -> Any:
    """Degrees -> km east of the meridian and north of the equator; an array of n × 2."""
    import numpy as np

    first, second, middle = np.radians((*_PARALLELS, _MERIDIAN))
    cone = (np.sin(first) + np.sin(second)) / 2
    constant = np.cos(first) ** 2 + 2 * cone * np.sin(first)
    east, north = np.radians(points).T
    radius, angle = np.sqrt(constant - 2 * cone * np.sin(north)) / cone, cone * (east - middle)
    equator = np.sqrt(constant) / cone
    return np.column_stack((radius * np.sin(angle), equator - radius * np.cos(angle))) * _EARTH


def _sound(library: Any, shape: Any) -> Any:
    """Polygons whose rings do not cross themselves."""
    if shape.is_valid:
        return shape
    parts = [one for one in library.get_parts(library.make_valid(shape)) if one.geom_type.endswith("Polygon")]
    return library.union_all(parts)


def _rings(shape: Any) -> Iterator[Any]:
    for polygon in getattr(shape, "geoms", (shape,)):
        if polygon.geom_type == "Polygon" and not polygon.is_empty:
            yield polygon.exterior
            yield from polygon.interiors


def _ring(ring: Any, west: float, north: float, unit: float) -> str:
    """A closed path of whole steps; "" where nothing of the ring is left on the grid."""
    points = [(round((x - west) / unit), round((north - y) / unit)) for x, y in ring.coords[:-1]]
    kept = [point for point, _ in groupby(points)]
    if len(set(kept)) < 3:  # a line or a point: an island smaller than the grid
        return ""
    (x, y), steps = kept[0], []
    for (left, up), (right, down) in pairwise(kept):
        steps.append(f"{right - left} {down - up}".replace(" -", "-"))
    return f"M{x} {y}l{' '.join(steps)}z"
